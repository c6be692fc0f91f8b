"""The time that a group agreed on for its coffee, as a file for their calendars; and out of these again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.calendar_files import CalendarEntry, calendar_file
from bot.moment import Moment
from bot.pairings import letter_keys
from bot.pairings.models import Group
from bot.pairings.views import meeting_times as views
from bot.workspaces.scopes import may_send_files

LASTS = timedelta(minutes=30)
"""The half hour that an introduction speaks of."""


def entry(group: Group, agreed_at: datetime, names: Sequence[str], *, is_off: bool = False) -> CalendarEntry:
    """Return the event of the time that was agreed on, with these people's names: calendars are often shared."""
    return CalendarEntry(
        uid=f"group-{group.id}.{group.workspace}@klatch",
        title=", ".join(names),
        starts_at=agreed_at,
        ends_at=agreed_at + LASTS,
        changes=group.agreements - 1 + is_off,
        is_called_off=is_off,
    )


async def send(moment: Moment, group: Group, names: Sequence[str]) -> None:
    """Send a group the file of the time that it has just agreed on, where Klatch may send files."""
    if group.agreed_at is not None and await may_send_files(moment.session, moment.workspace):
        await moment.attach(
            group.address,
            f"{letter_keys.introduction(group)}/calendar-{group.agreements}",
            name="coffee.ics",
            content=calendar_file(entry(group, group.agreed_at, names), moment.now),
            comment=views.for_calendars,
        )


async def take_back(moment: Moment, group: Group, names: Sequence[str]) -> None:
    """Send a group that will not meet the file that takes what is still to come out of their calendars."""
    is_to_come = group.agreed_at is not None and group.agreed_at + LASTS > moment.now
    if group.agreed_at is not None and is_to_come and await may_send_files(moment.session, moment.workspace):
        await moment.attach(
            group.address,
            f"{letter_keys.introduction(group)}/calendar-off",
            name="coffee.ics",
            content=calendar_file(entry(group, group.agreed_at, names, is_off=True), moment.now),
            comment=views.out_of_calendars,
        )

"""The times for a coffee that one of a group proposes, and the one that they agree on."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from slack_sdk.models.blocks import ButtonElement
from slack_sdk.models.views import View

from bot.blocks import button, buttons, date_and_time, escape, message, note, paragraph, person, said
from bot.form_fields import datetime_field, form
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.actions import Action, Field, Form
from bot.pairings.models import Group
from bot.pairings.rules import GroupState

TIME_FIELDS = (Field.FIRST_TIME, Field.SECOND_TIME, Field.THIRD_TIME)


def propose_button(reader: Reader, group: Group, *, style: str | None = None) -> ButtonElement:
    """Return *Propose a time*, which opens a form."""
    return button(reader.gettext("Propose a time"), Action.PROPOSE_TIME, group.id, style=style)


def propose_form(reader: Reader, group_id: int, initial: datetime) -> View:
    """Return the form for one to three times, with a first one in it."""
    return form(
        reader,
        Form.PROPOSE_TIME,
        reader.gettext("Propose a time"),
        datetime_field(Field.FIRST_TIME, reader.gettext("First choice"), initial=initial, required=True),
        datetime_field(Field.SECOND_TIME, reader.gettext("Second choice")),
        datetime_field(Field.THIRD_TIME, reader.gettext("Third choice")),
        note(reader.gettext("These are in your own time zone. Others see them in theirs.")),
        submit=reader.gettext("Propose"),
        subject=group_id,
    )


def faults_in_times(reader: Reader, times: Mapping[Field, datetime], now: datetime) -> dict[str, str]:
    """Return what to mend in the form, by field; empty when it can be sent."""
    if not times:
        return {Field.FIRST_TIME: reader.gettext("Please choose at least one time.")}
    passed = reader.gettext("This has already passed. Please choose a time in the future.")
    return {field: passed for field, instant in times.items() if instant <= now}


def times(reader: Reader, group: Group, number: int, link: str, now: datetime, zone: tzinfo) -> Message:
    """Return a proposal by its number, as it is now; ``link`` puts the time agreed on into a calendar."""
    if number < group.proposals:
        return said(reader, reader.gettext("There's a newer message further down."))
    if group.state in (GroupState.DID_NOT_HAPPEN, GroupState.STEPPED_BACK, GroupState.DISSOLVED):
        return said(reader, reader.gettext("This introduction has ended, so there's nothing left to do."))
    if group.agreed_at is not None:
        return _agreed(reader, group.agreed_at, link, zone)
    if group.state is not GroupState.INTRODUCED:
        return said(reader, reader.gettext("Nothing left to do here."))
    return _proposed(reader, group, now, zone)


def _proposed(reader: Reader, group: Group, now: datetime, zone: tzinfo) -> Message:
    proposed = [(number, datetime.fromtimestamp(choice, UTC)) for number, choice in enumerate(group.times, 1)]
    lines = [_choice(reader, number, instant, now, zone) for number, instant in proposed]
    words = reader.gettext(
        "{person} proposes, in your own time zone:\n{times}",
        person=person(group.times_by or ""),
        times="\n".join(lines),
    )
    takes = [_take_button(reader, group, number, instant) for number, instant in proposed if instant > now]
    return message(
        reader,
        paragraph(words),
        note(_what_next(reader, is_left=bool(takes))),
        buttons(*takes, propose_button(reader, group)),
    )


def _choice(reader: Reader, which: int, instant: datetime, now: datetime, zone: tzinfo) -> str:
    when = date_and_time(reader, instant, zone)
    if instant > now:
        return f"{which}. {when}"
    return reader.gettext("{which}. {when} (this has passed)", which=which, when=when)


def _what_next(reader: Reader, *, is_left: bool) -> str:
    if is_left:
        return reader.gettext("Take the one that suits you, or propose another.")
    return reader.gettext("Please propose another time.")


def _take_button(reader: Reader, group: Group, number: int, instant: datetime) -> ButtonElement:
    return button(
        reader.gettext("Take time {number}", number=number),
        f"{Action.TAKE_TIME}_{number}",
        f"{group.id} {group.proposals} {int(instant.timestamp())}",
    )


def _agreed(reader: Reader, agreed_at: datetime, link: str, zone: tzinfo) -> Message:
    words = reader.gettext("Add it to Google Calendar")
    add = f"<{escape(link)}|{words}>"
    return message(
        reader,
        paragraph(reader.gettext("Agreed: {when}.", when=date_and_time(reader, agreed_at, zone))),
        note(reader.gettext("Where you meet is up to you. {link}", link=add)),
    )


def for_calendars(reader: Reader) -> str:
    """Return the line above the calendar file."""
    return reader.gettext("For your calendars.")


def out_of_calendars(reader: Reader) -> str:
    """Return the line above the file that takes the event out again."""
    return reader.gettext("The time you agreed on is off. Open this to remove it from your calendar.")

"""The one message that a member gets about a meeting, at the time that they chose; the host's says that they host."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.members import hosting
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.rules import (
    HOUR_BEFORE,
    MEMBERS_AT_ONCE,
    REMINDED_IN_VAIN,
    Coming,
    MeetingState,
    Reminder,
    reminded_at,
)
from bot.circles.views.shared import zone_of
from bot.members.models import Member
from bot.moment import Moment
from bot.schedule.fates import Fate


async def remind(moment: Moment, meeting_id: int) -> None:
    """Remind everybody for whom it is time, and who has no reminder of this meeting yet."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is not None:
        await remind_those_due(moment, *found)


async def remind_those_due(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """The same for a locked meeting, some dozens of members at a time. Who said *Not this time* has their peace."""
    if not meeting.is_to_come(moment.now):
        return
    waiting = await _without_reminder(moment, circle, meeting)
    answers = [await queries.rsvp_of(moment, meeting, member) for member in waiting]
    new = [await queries.note_reminder(moment, meeting, answer) for answer in answers]
    await cards.show(moment, circle, meeting, *waiting, new=new)
    if len(waiting) == MEMBERS_AT_ONCE:
        await moment.later(Later.REMINDS_ANNOUNCED, meeting.id, moment.now)


async def settled(moment: Moment, fate: Fate) -> None:
    """A reminder failed for good: nobody was reminded, and a host who does not know of it hosts nothing.

    Another try is made when it is time for the next reminders.
    """
    found = await queries.meeting_of(moment, fate.subject)
    if found is None or fate.has_arrived or not found[1].is_to_come(moment.now):
        return
    circle, meeting = found
    for member in fate.readers:
        answer = await queries.rsvp_of(moment, meeting, member)
        if fate.key != queries.reminder_letter(meeting, member, answer.failed):
            continue
        answer.is_reminded, answer.failed = False, answer.failed + 1
        await moment.session.flush()
        if meeting.host == member:
            await hosting.cannot_be_reached(moment, circle, meeting)


async def _without_reminder(moment: Moment, circle: Circle, meeting: Meeting) -> Sequence[str]:
    found = await moment.session.scalars(
        select(Member.id)
        .join(CircleMember, queries.belongs(circle))
        .outerjoin(Rsvp, and_(Rsvp.meeting_id == meeting.id, Rsvp.member == Member.id))
        .where(
            CircleMember.reminder.in_(due(circle, meeting, moment.now)),
            or_(Rsvp.is_reminded.is_(None), ~Rsvp.is_reminded),
            or_(Rsvp.coming.is_(None), Rsvp.coming != Coming.NOT_THIS_TIME),
            or_(Rsvp.failed.is_(None), Rsvp.failed < REMINDED_IN_VAIN),
        )
        .order_by(Member.id)
        .limit(MEMBERS_AT_ONCE)
    )
    return found.all()


def due(circle: Circle, meeting: Meeting, now: datetime) -> list[Reminder]:
    """The choices for which it is time; for all of them when the members are asked whether it happens."""
    is_in_question = meeting.state is MeetingState.IN_QUESTION
    times = {
        Reminder.WHEN_ANNOUNCED: meeting.announced_at,
        Reminder.DAY_BEFORE: reminded_at(meeting.starts_at, zone_of(circle)),
        Reminder.HOUR_BEFORE: meeting.starts_at - HOUR_BEFORE,
    }
    return [reminder for reminder, at in times.items() if at <= now or is_in_question]

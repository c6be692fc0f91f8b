"""Remind members of a meeting, once, at the time that each chose; the host's reminder says that they host."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select

from bot.circles import letter_keys, queries, rules
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.rules import MEMBERS_AT_ONCE, Coming, MeetingState, Reminder
from bot.members.models import Member
from bot.moment import Moment


async def remind(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Remind everybody for whom it is time, and who has no reminder of this locked meeting yet.

    Some dozens of members at a time, but for who said *Not this time*.
    """
    if not meeting.is_to_come(moment.now):
        return
    waiting = await _without_reminder(moment, circle, meeting)
    rsvps = [await queries.rsvp_of(moment, meeting, member) for member in waiting]
    for rsvp in rsvps:
        rsvp.is_reminded = True
    await moment.session.flush()
    new = [letter_keys.reminder(meeting, rsvp.member, rsvp.failed) for rsvp in rsvps]
    await cards.show(moment, circle, meeting, *waiting, new=new)
    if len(waiting) == MEMBERS_AT_ONCE:
        await moment.later(Later.REMINDS_ANNOUNCED, meeting.id, moment.now)


async def _without_reminder(moment: Moment, circle: Circle, meeting: Meeting) -> Sequence[str]:
    return await queries.rows(
        moment,
        select(Member.id)
        .join(CircleMember, queries.BELONGS)
        .outerjoin(Rsvp, and_(Rsvp.meeting_id == meeting.id, Rsvp.member == Member.id))
        .where(
            CircleMember.reminder.in_(due(circle, meeting, moment.now)),
            or_(Rsvp.is_reminded.is_(None), ~Rsvp.is_reminded),
            or_(Rsvp.coming.is_(None), Rsvp.coming != Coming.NOT_THIS_TIME),
            or_(Rsvp.failed.is_(None), Rsvp.failed < rules.REMINDED_IN_VAIN),
        )
        .order_by(Member.id)
        .limit(MEMBERS_AT_ONCE),
        circle=circle.id,
    )


def due(circle: Circle, meeting: Meeting, now: datetime) -> list[Reminder]:
    """Return the choices for which it is time: all of them when the members are asked whether it happens."""
    is_in_question = meeting.state is MeetingState.IN_QUESTION
    times = {
        Reminder.WHEN_ANNOUNCED: meeting.announced_at,
        Reminder.DAY_BEFORE: rules.reminded_at(meeting.starts_at, circle.zone),
        Reminder.HOUR_BEFORE: meeting.starts_at - rules.HOUR_BEFORE,
    }
    return [reminder for reminder, at in times.items() if at <= now or is_in_question]

"""The one message that a member gets about a meeting, at the time that they chose; the host's says that they host."""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from bot.circles import records
from bot.circles.actions import Later
from bot.circles.meetings import showing
from bot.circles.models import Circle, CircleMember, Meeting, Rsvp
from bot.circles.rules import (
    HOUR_BEFORE,
    MEMBERS_AT_ONCE,
    TO_COME,
    Coming,
    MeetingState,
    Reminder,
    in_working_hours,
    reminded_at,
)
from bot.circles.views import meetings as views
from bot.circles.views.parts import zone_of
from bot.moment import Moment
from bot.outbox.service import to_members
from bot.slack.models import Member


async def remind(moment: Moment, meeting_id: int) -> None:
    """Remind everybody for whom it is time, and who has no reminder of this meeting yet."""
    found = await records.meeting_of(moment, meeting_id)
    if found is not None:
        await remind_those_due(moment, *found)


async def remind_those_due(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """The same for a locked meeting, some hundred members at a time. Who said *Not this time* has their peace."""
    if meeting.state not in TO_COME or meeting.starts_at <= moment.now:
        return
    waiting = await _without_reminder(moment, circle, meeting)
    card = await showing.shown(moment, circle, meeting)
    for member in waiting:
        await _remind(moment, card, member, await records.rsvp_of(moment, meeting, member.id))
    if len(waiting) == MEMBERS_AT_ONCE:
        await moment.later(Later.REMINDS_ANNOUNCED, meeting.id, moment.now)


async def tell_host(moment: Moment, card: views.Shown) -> None:
    """Tell the host of a locked meeting that it is their turn: in the place of their reminder.

    Where they have that already, it says so once it is drawn again.
    """
    if card.meeting.host is None:
        return
    member = await moment.session.get_one(Member, (moment.workspace, card.meeting.host))
    answer = await records.rsvp_of(moment, card.meeting, member.id)
    if not answer.is_reminded:
        await _remind(moment, card, member, answer)


async def _remind(moment: Moment, card: views.Shown, member: Member, answer: Rsvp) -> None:
    answer.is_reminded = True
    await moment.tell(
        to_members(member.id),
        records.reminder_letter(card.meeting, member.id),
        showing.reminder_for(card, member, answer.coming),
        not_before=in_working_hours(member.zone, moment.now, card.meeting.starts_at),
    )


async def _without_reminder(moment: Moment, circle: Circle, meeting: Meeting) -> Sequence[Member]:
    found = await moment.session.scalars(
        select(Member)
        .join(CircleMember, records.belongs(circle))
        .outerjoin(Rsvp, and_(Rsvp.meeting_id == meeting.id, Rsvp.member == Member.id))
        .where(
            CircleMember.reminder.in_(_due(moment, circle, meeting)),
            or_(Rsvp.is_reminded.is_(None), ~Rsvp.is_reminded),
            or_(Rsvp.coming.is_(None), Rsvp.coming != Coming.NOT_THIS_TIME),
        )
        .order_by(Member.id)
        .limit(MEMBERS_AT_ONCE)
    )
    return found.all()


def _due(moment: Moment, circle: Circle, meeting: Meeting) -> list[Reminder]:
    """The choices for which it is time; for all of them when the members are asked whether it happens."""
    is_in_question = meeting.state is MeetingState.IN_QUESTION
    times = {
        Reminder.WHEN_ANNOUNCED: meeting.announced_at,
        Reminder.DAY_BEFORE: reminded_at(meeting.starts_at, zone_of(circle)),
        Reminder.HOUR_BEFORE: meeting.starts_at - HOUR_BEFORE,
    }
    return [reminder for reminder, at in times.items() if at <= moment.now or is_in_question]

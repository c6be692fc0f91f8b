"""Take members' answers to a meeting, and their wishes when too few come."""

from bot.circles import queries
from bot.circles.cards import meetings as cards
from bot.circles.meetings import quorum
from bot.circles.members import hosting, joining
from bot.circles.models import Circle
from bot.circles.outcomes import AnswerOutcome, JoinOutcome
from bot.circles.rules import Coming, MeetingState, MeetingWish, Reminder
from bot.members.models import Member
from bot.moment import Moment

_JOINED: dict[JoinOutcome, AnswerOutcome] = {
    JoinOutcome.JOINED: AnswerOutcome.JOINED_TOO,
    JoinOutcome.IN_BEFORE: AnswerOutcome.DONE,
    JoinOutcome.WAITING: AnswerOutcome.FULL,
    JoinOutcome.WAITING_BEFORE: AnswerOutcome.FULL,
}


async def answer(moment: Moment, member: Member, meeting_id: int, coming: Coming) -> AnswerOutcome:
    """Note whether a member comes. Who is not in the circle joins it with *I'm in*, if it has a place."""
    found = await queries.open_meeting(moment, meeting_id)
    if isinstance(found, AnswerOutcome):
        return found
    circle, meeting = found
    outcome = await _join_if_needed(moment, circle, member, coming)
    if outcome not in (AnswerOutcome.DONE, AnswerOutcome.JOINED_TOO):
        return outcome
    rsvp = await queries.rsvp_of(moment, meeting, member.id)
    rsvp.coming = coming
    await moment.session.flush()
    if coming is Coming.NOT_THIS_TIME and meeting.host == member.id:
        await hosting.replace_host(moment, circle, meeting)
    await quorum.go_ahead_if_enough_come(moment, circle, meeting)
    await cards.show(moment, circle, meeting, member.id, meeting.host)
    return outcome


async def wish(moment: Moment, member: Member, meeting_id: int, wish: MeetingWish) -> AnswerOutcome:
    """Note what a member would like, while too few come: the last word counts."""
    found = await queries.open_meeting(moment, meeting_id)
    if isinstance(found, AnswerOutcome):
        return found
    circle, meeting = found
    if meeting.state is not MeetingState.IN_QUESTION:
        return AnswerOutcome.NOT_ASKED
    if not await queries.is_in(moment, circle, member.id):
        return AnswerOutcome.NOT_IN_CIRCLE
    rsvp = await queries.rsvp_of(moment, meeting, member.id)
    rsvp.wish = wish
    await moment.session.flush()
    return AnswerOutcome.DONE


async def _join_if_needed(moment: Moment, circle: Circle, member: Member, coming: Coming) -> AnswerOutcome:
    """Have a member who says *I'm in* be in the circle, and return whether their answer counts."""
    if await queries.is_in(moment, circle, member.id):
        return AnswerOutcome.DONE
    if coming is not Coming.IN:
        return AnswerOutcome.NOT_IN_CIRCLE
    joined = await joining.join(moment, member, circle.id, Reminder.CHANNEL_ONLY)
    return _JOINED.get(joined, AnswerOutcome.NOT_IN_CIRCLE)

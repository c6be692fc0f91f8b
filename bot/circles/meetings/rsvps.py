"""*I'm in*, *Maybe*, *Not this time*; and, when too few come, *Go ahead* or *Move it*."""

from bot.circles import queries
from bot.circles.cards import meetings as cards
from bot.circles.meetings import deciding
from bot.circles.members import hosting, joining
from bot.circles.models import Circle
from bot.circles.outcomes import Answering, JoinOutcome
from bot.circles.rules import Coming, MeetingState, MeetingWish, Reminder
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.letters import Pressed

_DIRECT = "D"
"""How Slack's ids of direct messages begin."""

_JOINED: dict[JoinOutcome, Answering] = {
    JoinOutcome.JOINED: Answering.JOINED_TOO,
    JoinOutcome.IN_BEFORE: Answering.DONE,
    JoinOutcome.WAITING: Answering.FULL,
    JoinOutcome.WAITING_BEFORE: Answering.FULL,
}


async def answer(moment: Moment, member: Member, meeting_id: int, coming: Coming) -> Answering:
    """Note whether a member comes. Who is not in the circle joins it with *I'm in*, if it has a place."""
    found = await queries.meeting_of(moment, meeting_id)
    refusal = queries.refusal_for(found and found[1], moment)
    if found is None or refusal is not None:
        return refusal or Answering.BEGUN
    circle, meeting = found
    outcome = await _belonging(moment, circle, member, coming)
    if outcome not in (Answering.DONE, Answering.JOINED_TOO):
        return outcome
    said = await queries.rsvp_of(moment, meeting, member.id)
    said.coming = coming
    await moment.session.flush()
    if coming is Coming.NOT_THIS_TIME and meeting.host == member.id:
        await hosting.stands_in(moment, circle, meeting)
    await deciding.settle_if_enough_come(moment, circle, meeting)
    await cards.show(moment, circle, meeting, member.id, meeting.host)
    return outcome


async def wish(moment: Moment, member: Member, meeting_id: int, wish: MeetingWish) -> Answering:
    """Note what a member would like, while too few come: the last word counts."""
    found = await queries.meeting_of(moment, meeting_id)
    refusal = queries.refusal_for(found and found[1], moment)
    if found is None or refusal is not None:
        return refusal or Answering.BEGUN
    circle, meeting = found
    if meeting.state is not MeetingState.IN_QUESTION:
        return Answering.NOT_ASKED
    if not await queries.is_in(moment, circle, member.id):
        return Answering.NOT_IN_CIRCLE
    said = await queries.rsvp_of(moment, meeting, member.id)
    said.wish = wish
    await moment.session.flush()
    return Answering.DONE


def is_shown_by(pressed: Pressed | None) -> bool:
    """Whether what was pressed is a card for one member alone, which says by itself what they have answered."""
    return pressed is not None and pressed.channel.startswith(_DIRECT) and bool(pressed.card)


async def _belonging(moment: Moment, circle: Circle, member: Member, coming: Coming) -> Answering:
    """Whether a member's answer counts: they are in the circle, or are now."""
    if await queries.is_in(moment, circle, member.id):
        return Answering.DONE
    if coming is not Coming.IN:
        return Answering.NOT_IN_CIRCLE
    joined = await joining.join(moment, member, circle.id, Reminder.CHANNEL_ONLY)
    return _JOINED.get(joined, Answering.NOT_IN_CIRCLE)

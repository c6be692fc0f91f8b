"""Group reflection: what people take with them from a meeting, told to the circle with a name or without."""

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.models import Circle, Meeting, Takeaway
from bot.circles.outcomes import Suggesting
from bot.circles.rules import MeetingState, closes_at, redrawn_at
from bot.circles.talk.summary import takeaways_of
from bot.members.models import Member
from bot.moment import Moment


async def begin(
    moment: Moment, member: Member, meeting_id: int
) -> tuple[Circle, Meeting, Takeaway | None] | Suggesting:
    """*Reflect*: the meeting, with what the member has written before; or why they cannot."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or found[1].state is not MeetingState.OVER:
        return Suggesting.NOT_OVER
    circle, meeting = found
    if not await queries.is_in(moment, circle, member.id):
        return Suggesting.NOT_IN_CIRCLE
    if closes_at(meeting.starts_at) <= moment.now:
        return Suggesting.TOO_LATE
    own = [takeaway for takeaway in await takeaways_of(moment, meeting) if takeaway.writer == member.id]
    return circle, meeting, own[0] if own else None


async def share(moment: Moment, member: Member, meeting_id: int, words: str, *, shows_name: bool) -> Suggesting:
    """In the summary from the next full five minutes on. Each has one; a second takes the place of the first."""
    found = await begin(moment, member, meeting_id)
    if isinstance(found, Suggesting):
        return found
    _, meeting, own = found
    if own is None:
        own = Takeaway(workspace=moment.workspace, meeting_id=meeting.id, writer=member.id)
        moment.session.add(own)
    own.words, own.shows_name = words, shows_name
    await moment.session.flush()
    await moment.later(Later.SUMMARY_REDRAWS, meeting.id, redrawn_at(moment.now))
    return Suggesting.DONE

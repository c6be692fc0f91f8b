"""A meeting begins: nobody answers any more, and its cards say so."""

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.meetings import deciding
from bot.circles.rules import TO_COME, MeetingState
from bot.moment import Moment


async def begin(moment: Moment, meeting_id: int) -> None:
    """Show that a meeting has begun; where it was still in question, it has gone ahead by itself."""
    found = await queries.meeting_of(moment, meeting_id)
    if found is None or found[1].state not in TO_COME:
        return
    circle, meeting = found
    if meeting.starts_at > moment.now:
        await moment.later(Later.BEGINS, meeting.id, meeting.starts_at)
        return
    if meeting.state is MeetingState.IN_QUESTION:
        await deciding.decide(moment, meeting.id)
    else:
        await cards.show_to_all(moment, circle, meeting, meeting.host)
    await circle_cards.show(moment, circle)

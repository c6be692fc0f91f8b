"""What was to be told of a meeting could not be: who looks after the circle hears the truth, and what they can do."""

from bot.circles import queries
from bot.circles.cards.meeting_data import shown_of
from bot.circles.models import Circle, Meeting
from bot.circles.rules import MeetingState
from bot.circles.views import changes
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.outbox.message import Message
from bot.schedule.fates import Fate


async def announcement_settled(moment: Moment, fate: Fate) -> None:
    """The announcement of a meeting failed for good. It stands, and whoever likes to be reminded still is."""
    found = await queries.meeting_of(moment, fate.subject)
    if found is None or fate.has_arrived or not found[1].is_to_come(moment.now):
        return
    await _tell(moment, *found, "announcement", changes.unannounced(await shown_of(moment, *found)))


async def news_settled(moment: Moment, fate: Fate) -> None:
    """The news that a meeting changed did not reach somebody who had said that they come: said once for all of them."""
    found = await queries.meeting_of(moment, fate.subject)
    if found is None or fate.has_arrived or found[1].state is MeetingState.OVER:
        return
    circle, meeting = found
    is_newest = fate.key in {queries.change_letter(meeting, member, meeting.moves) for member in fate.readers}
    if is_newest:
        words = changes.not_everybody_told(await shown_of(moment, circle, meeting))
        await _tell(moment, circle, meeting, f"change-{meeting.moves}", words)


async def _tell(moment: Moment, circle: Circle, meeting: Meeting, what: str, words: Message) -> None:
    member = await queries.told_for(moment, circle, meeting)
    if member is not None:
        await moment.tell(to_members(member.id), queries.untold_letter(meeting, what), words)

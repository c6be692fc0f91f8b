"""What was to be told of a meeting could not be: who looks after the circle hears the truth, and what they can do."""

from bot.agenda.fates import Fate
from bot.circles import records
from bot.circles.cards.shown import shown_of
from bot.circles.models import Circle, Meeting
from bot.circles.rules import MeetingState
from bot.circles.views import changes
from bot.moment import Moment
from bot.outbox.message import Message
from bot.outbox.service import to_members


async def announcement_settled(moment: Moment, fate: Fate) -> None:
    """The announcement of a meeting failed for good. It stands, and whoever likes to be reminded still is."""
    found = await records.meeting_of(moment, fate.subject)
    if found is None or fate.has_arrived or not found[1].is_to_come(moment.now):
        return
    await _tell(moment, *found, "announcement", changes.unannounced(await shown_of(moment, *found)))


async def news_settled(moment: Moment, fate: Fate) -> None:
    """The news that a meeting changed did not reach somebody who had said that they come: said once for all of them."""
    found = await records.meeting_of(moment, fate.subject)
    if found is None or fate.has_arrived or found[1].state is MeetingState.OVER:
        return
    circle, meeting = found
    is_newest = fate.key in {records.change_letter(meeting, member, meeting.moves) for member in fate.readers}
    if is_newest:
        words = changes.not_everybody_told(await shown_of(moment, circle, meeting))
        await _tell(moment, circle, meeting, f"change-{meeting.moves}", words)


async def _tell(moment: Moment, circle: Circle, meeting: Meeting, what: str, words: Message) -> None:
    member = await records.told_for(moment, circle, meeting)
    if member is not None:
        await moment.tell(to_members(member.id), records.untold_letter(meeting, what), words)

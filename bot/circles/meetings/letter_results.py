"""Act on letters about a meeting that failed for good: tell who is to know, and ask another host."""

from functools import partial

from bot.circles import letter_keys, queries
from bot.circles.cards.meeting_details import details_of
from bot.circles.members import hosting
from bot.circles.models import Circle, Meeting
from bot.circles.rules import MeetingState
from bot.circles.views import changes
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.outbox.message import Words
from bot.schedule.fates import Fate


async def announcement_failed(moment: Moment, circle: Circle, meeting: Meeting, _fate: Fate) -> None:
    """Tell the circle's contact that the announcement failed. The meeting takes place, and reminders go out."""
    if meeting.is_to_come(moment.now):
        words = partial(changes.unannounced, details=await details_of(moment, circle, meeting))
        await _tell(moment, circle, meeting, "announcement", words)


async def reminder_failed(moment: Moment, circle: Circle, meeting: Meeting, fate: Fate) -> None:
    """Note that a reminder failed; a host who does not know of it hosts nothing.

    Another try is made when it is time for the next reminders.
    """
    if not meeting.is_to_come(moment.now):
        return
    for member in fate.readers:
        rsvp = await queries.rsvp_of(moment, meeting, member)
        if fate.key != letter_keys.reminder(meeting, member, rsvp.failed):
            continue
        rsvp.is_reminded, rsvp.failed = False, rsvp.failed + 1
        await moment.session.flush()
        if meeting.host == member:
            await hosting.host_unreachable(moment, circle, meeting)


async def news_failed(moment: Moment, circle: Circle, meeting: Meeting, fate: Fate) -> None:
    """Tell the circle's contact, once for all, that somebody who comes could not be told of a change."""
    is_newest = fate.key in {letter_keys.change(meeting, member, meeting.moves) for member in fate.readers}
    if is_newest and meeting.state is not MeetingState.OVER:
        words = partial(changes.not_everybody_told, details=await details_of(moment, circle, meeting))
        await _tell(moment, circle, meeting, f"change-{meeting.moves}", words)


async def _tell(moment: Moment, circle: Circle, meeting: Meeting, what: str, words: Words) -> None:
    member = await queries.problem_contact(moment, circle, meeting)
    if member is not None:
        await moment.tell(to_members(member.id), letter_keys.undelivered(meeting, what), words)

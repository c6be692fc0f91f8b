"""Cards of a meeting in its circle's channel: the announcement, and what is in its thread."""

from collections.abc import Collection, Iterator
from functools import partial

from bot.circles import letter_keys
from bot.circles.actions import Later
from bot.circles.agenda import summary
from bot.circles.models import Meeting
from bot.circles.rules import NEWS_SHOWN, MeetingState
from bot.circles.views import after_meeting, changes
from bot.circles.views import meetings as views
from bot.circles.views import tables as table_views
from bot.languages.reader import Reader
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, to_channel
from bot.outbox.message import Message, Words


async def cards_in_channel(moment: Moment, details: views.MeetingDetails, new: Collection[str]) -> list[Card]:
    """Return the cards of a meeting in its channel; what is ``new`` is written."""
    to, meeting = to_channel(details.circle.channel), details.meeting
    key = letter_keys.announcement(meeting)
    on_fate = OnFate(Later.ANNOUNCEMENT_RESULT, meeting.id)
    words = partial(_announcement, details=details)
    announcement = Card(key=key, to=to, message=words, is_new=key in new, on_fate=on_fate)
    replies = {**dict(_changes(details)), **dict(_tables(details))}
    if meeting.state is MeetingState.OVER:
        summed_up = await summary.summary_of(moment, details.circle, meeting, details.coming)
        replies[letter_keys.summary(meeting)] = partial(after_meeting.summary, summed=summed_up)
    thread = [
        Card(key=reply, to=to, message=message, is_new=reply in new, in_thread_of=key)
        for reply, message in replies.items()
    ]
    return [announcement, *thread]


def _announcement(reader: Reader, details: views.MeetingDetails) -> Message:
    match details.meeting.state:
        case MeetingState.OVER:
            return changes.over(reader, details)
        case MeetingState.CALLED_OFF:
            return changes.called_off(reader, details)
    return views.announcement(reader, details)


def _changes(details: views.MeetingDetails) -> Iterator[tuple[str, Words]]:
    """Yield the news of the latest moves; that a meeting is called off is none of these."""
    newest, last = moves_of(details.meeting), partial(changes.moved_in_thread, details=details)
    for number in range(max(1, newest - NEWS_SHOWN + 1), newest + 1):
        words = last if number == newest else changes.moved_again_in_thread
        yield letter_keys.change_in_thread(details.meeting, number), words


def _tables(details: views.MeetingDetails) -> Iterator[tuple[str, Words]]:
    meeting = details.meeting
    moves = meeting.moves if meeting.tables_of is None else meeting.tables_of
    for number in range(1, table_views.messages_for(meeting.tables) + 1):
        words = partial(table_views.tables, seated=meeting.tables, number=number)
        yield letter_keys.tables(meeting, moves, number), words if moves == meeting.moves else table_views.no_tables


def moves_of(meeting: Meeting) -> int:
    """Return how often a meeting was moved; calling it off counts among its changes, too."""
    return meeting.moves - (meeting.state is MeetingState.CALLED_OFF)

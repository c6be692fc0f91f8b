"""The cards of a meeting that stand in its circle's channel: the announcement, and what is in its thread."""

from collections.abc import Collection, Iterator, Mapping

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.models import Meeting
from bot.circles.rules import NEWS_SHOWN, MeetingState
from bot.circles.talk import summary
from bot.circles.views import after_meeting, changes
from bot.circles.views import meetings as views
from bot.circles.views import tables as table_views
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, to_channel
from bot.outbox.message import Message


async def cards_in_channel(moment: Moment, shown: views.MeetingShown, new: Collection[str]) -> list[Card]:
    """Return what stands in the channel of a meeting; what is ``new`` is written."""
    to, meeting = to_channel(shown.circle.channel), shown.meeting
    announcement = queries.announcement_letter(meeting)
    first = Card(
        key=announcement,
        to=to,
        message=_announcement(shown),
        is_new=announcement in new,
        on_fate=OnFate(Later.ANNOUNCEMENT_SETTLED, meeting.id),
    )
    replies = {**dict(_changes(shown)), **dict(_tables(shown))}
    if meeting.state is MeetingState.OVER:
        summed_up = await summary.summary_of(moment, shown.circle, meeting, shown.coming)
        replies[queries.summary_letter(meeting)] = after_meeting.summary(summed_up)
    return [first, *_in_thread(to, announcement, replies, new)]


def _in_thread(to: str, of: str, replies: Mapping[str, Message], new: Collection[str]) -> Iterator[Card]:
    for key, message in replies.items():
        yield Card(key=key, to=to, message=message, is_new=key in new, in_thread_of=of)


def _announcement(shown: views.MeetingShown) -> Message:
    match shown.meeting.state:
        case MeetingState.OVER:
            return changes.over(shown)
        case MeetingState.CALLED_OFF:
            return changes.called_off(shown)
    return views.announcement(shown)


def _changes(shown: views.MeetingShown) -> Iterator[tuple[str, Message]]:
    """The news of the latest moves; that a meeting is called off is none of these."""
    newest = moves_of(shown.meeting)
    for number in range(max(1, newest - NEWS_SHOWN + 1), newest + 1):
        words = changes.moved_in_thread(shown) if number == newest else changes.moved_again_in_thread()
        yield queries.change_in_thread_letter(shown.meeting, number), words


def _tables(shown: views.MeetingShown) -> Iterator[tuple[str, Message]]:
    meeting = shown.meeting
    of = meeting.moves if meeting.tables_of is None else meeting.tables_of
    for number, words in enumerate(table_views.tables(meeting.tables), start=1):
        sit_so = of == meeting.moves
        yield queries.tables_letter(meeting, of, number), words if sit_so else table_views.no_tables()


def moves_of(meeting: Meeting) -> int:
    """Return how often a meeting was moved; calling it off counts among its changes, too."""
    return meeting.moves - (meeting.state is MeetingState.CALLED_OFF)

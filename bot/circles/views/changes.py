"""A meeting moves, does not happen, is over, or was missed: as its circle reads it."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.views import View

from bot.circles.actions import Field, Form
from bot.circles.models import Circle, Meeting
from bot.circles.rules import CircleState, Coming
from bot.circles.views.meetings import Off, Shown, answer_buttons, how_long, you_said
from bot.circles.views.parts import in_channel, meeting_of_day, missed_in_words, name_of, on, zone_of
from bot.fields import form, time_field
from bot.outbox.message import Message
from bot.wording import message, paragraph


def moved(shown: Shown, zone: tzinfo, coming: Coming | None) -> Message:
    """The news that a meeting was moved, for who had said that they come."""
    return message(
        paragraph(
            f"{name_of(shown.circle)} in {in_channel(shown.circle)} has moved. It is now on {on(shown.meeting.starts_at, zone)}, {how_long(shown)}. "
            f"{you_said(coming)} Does the new day suit you? If not, just say so."
        ),
        answer_buttons(shown.meeting),
    )


def moved_in_thread(shown: Shown) -> Message:
    """The same news in the thread of the announcement."""
    return message(
        paragraph(
            f"This meeting has moved: it is now on {on(shown.meeting.starts_at, shown.zone)}. The agenda comes along."
        )
    )


def moved_again(shown: Shown) -> Message:
    """That news when there is newer."""
    return message(paragraph(f"{name_of(shown.circle)} in {in_channel(shown.circle)} has moved once more."))


def called_off(shown: Shown, because: Off) -> Message:
    """Of a meeting that does not happen: instead of its announcement and reminders, and as news."""
    return message(
        paragraph(
            f"{meeting_of_day(shown.circle, shown.meeting)}: it does not happen{_WHY[because]}. {_what_becomes_of_topics(shown, because)}"
        )
    )


def over(shown: Shown) -> Message:
    """The announcement of a meeting that is over."""
    return message(
        paragraph(
            f"{meeting_of_day(shown.circle, shown.meeting)} is over. Its summary is in this thread.{_next(shown)}"
        )
    )


def reminder_over(shown: Shown) -> Message:
    """The reminder of a meeting that is over."""
    return message(
        paragraph(
            f"{meeting_of_day(shown.circle, shown.meeting)} is over. Its summary is in {in_channel(shown.circle)}, below the announcement.{_next(shown)}"
        )
    )


def missed(circle: Circle, instants: Sequence[datetime]) -> Message:
    """Of meetings that were not announced, where there is none to announce now."""
    after = f" The next one is on {on(circle.next_at, zone_of(circle))}." if circle.next_at else f" {_NO_MORE_DATES}"
    return message(paragraph(f"{name_of(circle)}: {missed_in_words(circle, instants)}{after}"))


def _next(shown: Shown) -> str:
    if shown.next_at is not None:
        return f" The next one is on {on(shown.next_at, shown.zone)}."
    return f" {_NO_MORE_DATES}" if shown.circle.state is CircleState.RUNNING else ""


def _what_becomes_of_topics(shown: Shown, because: Off) -> str:
    if because is Off.ENDED:
        return "Thank you for having been part of it."
    if shown.next_at is None:
        no_more = f"{_NO_MORE_DATES} " if shown.circle.state is CircleState.RUNNING else ""
        return f"{no_more}Its topics are kept."
    return f"Its topics wait for the next one, on {on(shown.next_at, shown.zone)}."


_NO_MORE_DATES = "No other meeting is planned. Whoever looks after the circle can add dates: `/mentor-admin`."
_WHY = {
    Off.NOBODY_SPOKE: " this time, for too few could come",
    Off.NO_OTHER_DAY: " this time: another day was wished for, and there is none before the next meeting",
    Off.CALLED_OFF: " this time",
    Off.PAUSED: ", for the circle is paused",
    Off.ENDED: ", for the circle has ended",
    Off.CHANNEL_GONE: ", for its channel is gone, or Klatch is not in it any more",
}


def move_form(circle: Circle, meeting: Meeting) -> View:
    """*Another day*: which day and hour instead."""
    return form(
        Form.MOVE,
        "Another day",
        paragraph(
            f"{name_of(circle)} is on {on(meeting.starts_at, zone_of(circle))}. Who said that they come is told."
        ),
        time_field(Field.TO, "When instead?", initial=meeting.starts_at, required=True),
        submit="Move it",
        subject=meeting.id,
    )


HAS_MOVED = "Moved. The announcement has the new day, and who said that they come is told."
IS_OFF = "Called off. The announcement says so, and who had said that they come is told."

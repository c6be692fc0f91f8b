"""A meeting moves, does not happen, is over, or was missed: as its circle reads it."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.views import View

from bot.blocks import message, note, paragraph
from bot.circles.actions import Field, Form
from bot.circles.models import Circle, Meeting
from bot.circles.rules import CircleState, Coming, MeetingOffReason, MeetingState
from bot.circles.views.answers import you_said
from bot.circles.views.meetings import MeetingShown, answer_buttons, how_long
from bot.circles.views.shared import in_channel, meeting_of_day, missed_in_words, name_of, on, zone_of
from bot.form_fields import datetime_field, form
from bot.outbox.message import Message


def moved(shown: MeetingShown, zone: tzinfo, coming: Coming | None) -> Message:
    """The news that a meeting was moved, for who had said that they come."""
    suits = "" if shown.has_begun else " Does the new day suit you? If not, just say so."
    return message(
        paragraph(
            f"{name_of(shown.circle)} in {in_channel(shown.circle)} has moved. It is now on {on(shown.meeting.starts_at, zone)}, {how_long(shown)}. "
            f"{you_said(coming, has_begun=shown.has_begun)}{suits}"
        ),
        *([] if shown.has_begun else [answer_buttons(shown.meeting)]),
    )


def moved_in_thread(shown: MeetingShown) -> Message:
    """The same news in the thread of the announcement."""
    if shown.meeting.state is MeetingState.CALLED_OFF:
        return message(paragraph("This meeting had moved. It does not happen."))
    comes_along = "" if shown.meeting.state is MeetingState.OVER else " The agenda comes along."
    is_on = "was" if shown.meeting.state is MeetingState.OVER else "is now"
    return message(
        paragraph(f"This meeting has moved: it {is_on} on {on(shown.meeting.starts_at, shown.zone)}.{comes_along}")
    )


def moved_again_in_thread() -> Message:
    """That, when it has moved once more."""
    return message(paragraph("This meeting has moved, and then once more."))


def moved_again(shown: MeetingShown) -> Message:
    """That news when there is newer."""
    return message(paragraph(f"{name_of(shown.circle)} in {in_channel(shown.circle)} has moved once more."))


def called_off(shown: MeetingShown) -> Message:
    """Of a meeting that does not happen: instead of its announcement and reminders, and as news."""
    because = shown.meeting.because or MeetingOffReason.CALLED_OFF
    return message(
        paragraph(
            f"{meeting_of_day(shown.circle, shown.meeting)}: it does not happen{_WHY[because]}. {_what_becomes_of_topics(shown)}"
        )
    )


def over(shown: MeetingShown) -> Message:
    """The announcement of a meeting that is over."""
    return message(
        paragraph(
            f"{meeting_of_day(shown.circle, shown.meeting)} is over. Its summary is in this thread.{_if_it_was_the_last(shown)}"
        )
    )


def reminder_over(shown: MeetingShown) -> Message:
    """The reminder of a meeting that is over."""
    return message(
        paragraph(
            f"{meeting_of_day(shown.circle, shown.meeting)} is over. Its summary is in {in_channel(shown.circle)}, below the announcement.{_if_it_was_the_last(shown)}"
        )
    )


def missed(circle: Circle, instants: Sequence[datetime]) -> Message:
    """Of meetings that were not announced, where there is none to announce now."""
    after = f" The next one is on {on(circle.next_at, zone_of(circle))}." if circle.next_at else f" {_NO_MORE_DATES}"
    return message(paragraph(f"{name_of(circle)}: {missed_in_words(circle, instants)}{after}"))


def _if_it_was_the_last(shown: MeetingShown) -> str:
    """Nothing is said of the day of the next one: it may change, and what is over is not read again."""
    is_last = shown.next_at is None and shown.circle.state is CircleState.RUNNING
    return f" {_NO_MORE_DATES}" if is_last else ""


def _what_becomes_of_topics(shown: MeetingShown) -> str:
    if shown.circle.state is CircleState.ENDED:
        return "Thank you for having been part of it."
    return f"Its topics are kept.{_if_it_was_the_last(shown)}"


_NO_MORE_DATES = "No other meeting is planned. Whoever looks after the circle can add dates: `/mentor-admin`."
_WHY = {
    MeetingOffReason.NOBODY_SPOKE: " this time, for too few said that they would come",
    MeetingOffReason.NO_OTHER_DAY: " this time: another day was wished for, and there is none before the next meeting",
    MeetingOffReason.CALLED_OFF: " this time",
    MeetingOffReason.PAUSED: ", for the circle is paused",
    MeetingOffReason.ENDED: ", for the circle has ended",
    MeetingOffReason.CHANNEL_GONE: ", for its channel is gone, or Klatch is not in it any more",
    MeetingOffReason.NOT_THEIR_CHANNEL: ", for the circle has ended",
}


def move_form(circle: Circle, meeting: Meeting) -> View:
    """*Another day*: which day and hour instead."""
    return form(
        Form.MOVE,
        "Another day",
        paragraph(
            f"{name_of(circle)} is on {on(meeting.starts_at, zone_of(circle))}. Who said that they come is told."
        ),
        datetime_field(Field.TO, "When instead?", initial=meeting.starts_at, required=True),
        submit="Move it",
        subject=meeting.id,
    )


HAS_MOVED = "Moved. The announcement has the new day, and who said that they come is told."
IS_OFF = "Called off. The announcement says so, and who had said that they come is told."


def unannounced(shown: MeetingShown) -> Message:
    """To who looks after a circle: Slack does not take the announcement of a meeting, for good."""
    return message(
        paragraph(
            f"{meeting_of_day(shown.circle, shown.meeting)} could not be announced in {in_channel(shown.circle)}: Slack does not let Klatch write there. The meeting stands, and whoever likes to be reminded of it alone still is; the others do not hear of it."
        ),
        note(
            "What you can do: tell them yourself; and look whether the channel is open to posts, and Klatch in it (`/invite @Klatch`), so that the next one can be announced."
        ),
    )


def not_everybody_told(shown: MeetingShown) -> Message:
    """To who looks after a circle: the news that a meeting moves, or does not happen, did not reach everybody."""
    return message(
        paragraph(
            f"{meeting_of_day(shown.circle, shown.meeting)}: not everybody who had said that they come could be told that {_WHAT_CHANGED[shown.meeting.state is MeetingState.CALLED_OFF]}, for Slack does not take direct messages to some of them. {in_channel(shown.circle)} has it. If you know who counted on it, please tell them."
        )
    )


_WHAT_CHANGED = {True: "it does not happen", False: "it has moved"}

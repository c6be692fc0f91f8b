"""News of a meeting that moves, is called off, is over, or was missed. Pure functions."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.views import View

from bot.blocks import message, note, paragraph, said
from bot.circles.actions import Field, Form
from bot.circles.models import Circle, Meeting
from bot.circles.rules import Coming, MeetingOffReason, MeetingState
from bot.circles.views.answers import you_said
from bot.circles.views.meetings import MeetingDetails, answer_buttons, how_long
from bot.circles.views.shared import in_channel, meeting_of_day, missed_in_words, name_of, when
from bot.form_fields import datetime_field, form
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState


def moved(details: MeetingDetails, zone: tzinfo, coming: Coming | None) -> Message:
    """Return the news that a meeting was moved, for who had said that they come."""
    suits = "" if details.has_begun else " Does the new day suit you? If not, just say so."
    return message(
        ENGLISH,
        paragraph(
            f"{name_of(details.circle)} in {in_channel(details.circle)} has moved. It is now {when(ENGLISH, details.meeting.starts_at, zone)}, {how_long(details)}. "
            f"{you_said(ENGLISH, coming, has_begun=details.has_begun)}{suits}"
        ),
        *([] if details.has_begun else [answer_buttons(ENGLISH, details.meeting)]),
    )


def moved_in_thread(details: MeetingDetails) -> Message:
    """Return the same news for the thread of the announcement."""
    if details.meeting.state is MeetingState.CALLED_OFF:
        return said(ENGLISH, "This meeting had moved. It does not happen.")
    comes_along = "" if details.meeting.state is MeetingState.OVER else " The agenda comes along."
    is_on = "was" if details.meeting.state is MeetingState.OVER else "is now"
    return said(
        ENGLISH,
        f"This meeting has moved: it {is_on} {when(ENGLISH, details.meeting.starts_at, details.zone)}.{comes_along}",
    )


def moved_again_in_thread() -> Message:
    """Return the news in the thread of a move after which there was another."""
    return said(ENGLISH, "This meeting has moved, and then once more.")


def moved_again(details: MeetingDetails) -> Message:
    """Return a member's news of a move after which there was another."""
    return said(ENGLISH, f"{name_of(details.circle)} in {in_channel(details.circle)} has moved once more.")


def called_off(details: MeetingDetails) -> Message:
    """Return the words of a meeting that does not happen: its announcement, its reminders, and the news."""
    because = details.meeting.because or MeetingOffReason.CALLED_OFF
    return said(
        ENGLISH,
        f"{meeting_of_day(ENGLISH, details.circle, details.meeting)}: it does not happen{_WHY[because]}. {_what_becomes_of_topics(details)}",
    )


def over(details: MeetingDetails) -> Message:
    """Return the announcement of a meeting that is over."""
    return said(
        ENGLISH,
        f"{meeting_of_day(ENGLISH, details.circle, details.meeting)} is over. Its summary is in this thread.{_if_it_was_the_last(details)}",
    )


def reminder_over(details: MeetingDetails) -> Message:
    """Return the reminder of a meeting that is over."""
    return said(
        ENGLISH,
        f"{meeting_of_day(ENGLISH, details.circle, details.meeting)} is over. Its summary is in {in_channel(details.circle)}, below the announcement.{_if_it_was_the_last(details)}",
    )


def missed(circle: Circle, instants: Sequence[datetime]) -> Message:
    """Return the news of meetings that were not announced, where there is none to announce now."""
    after = (
        f" The next one is {when(ENGLISH, circle.next_at, circle.zone)}." if circle.next_at else f" {_NO_MORE_DATES}"
    )
    return said(ENGLISH, f"{name_of(circle)}: {missed_in_words(ENGLISH, circle, instants)}{after}")


def _if_it_was_the_last(details: MeetingDetails) -> str:
    """Return what is said where no meeting follows. The day of one that does may change, and is not said."""
    is_last = details.next_at is None and details.circle.state is RecurringState.RUNNING
    return f" {_NO_MORE_DATES}" if is_last else ""


def _what_becomes_of_topics(details: MeetingDetails) -> str:
    if details.circle.state is RecurringState.ENDED:
        return "Thank you for having been part of it."
    return f"Its topics are kept.{_if_it_was_the_last(details)}"


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
    """Return the form for another day."""
    return form(
        ENGLISH,
        Form.MOVE,
        "Another day",
        paragraph(
            f"{name_of(circle)} is {when(ENGLISH, meeting.starts_at, circle.zone)}. Who said that they come is told."
        ),
        datetime_field(Field.TO, "When instead?", initial=meeting.starts_at, required=True),
        submit="Move it",
        subject=meeting.id,
    )


HAS_MOVED = "Moved. The announcement has the new day, and who said that they come is told."


def unannounced(details: MeetingDetails) -> Message:
    """Return the news for a circle's contact that Slack does not take an announcement, for good."""
    return message(
        ENGLISH,
        paragraph(
            f"{meeting_of_day(ENGLISH, details.circle, details.meeting)} could not be announced in {in_channel(details.circle)}: Slack does not let Klatch write there. The meeting stands, and whoever likes to be reminded of it alone still is; the others do not hear of it."
        ),
        note(
            "What you can do: tell them yourself; and look whether the channel is open to posts, and Klatch in it (`/invite @Klatch`), so that the next one can be announced."
        ),
    )


def not_everybody_told(details: MeetingDetails) -> Message:
    """Return the news for a circle's contact that not everybody could be told of a change."""
    return said(
        ENGLISH,
        f"{meeting_of_day(ENGLISH, details.circle, details.meeting)}: not everybody who had said that they come could be told that {_WHAT_CHANGED[details.meeting.state is MeetingState.CALLED_OFF]}, for Slack does not take direct messages to some of them. {in_channel(details.circle)} has it. If you know who counted on it, please tell them.",
    )


_WHAT_CHANGED = {True: "it does not happen", False: "it has moved"}

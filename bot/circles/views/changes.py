"""News of a meeting that moves, is called off, is over, or was missed. Pure functions."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.views import View

from bot.blocks import message, note, paragraph, said
from bot.circles.actions import Field, Form
from bot.circles.models import Circle, Meeting
from bot.circles.rules import Coming, MeetingOffReason, MeetingState
from bot.circles.views.answers import you_said
from bot.circles.views.meeting_buttons import answer_buttons
from bot.circles.views.meetings import MeetingDetails
from bot.circles.views.shared import days_missed, in_channel, lasting, meeting_of_day, name_of, when
from bot.form_fields import datetime_field, form
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState


def moved(reader: Reader, details: MeetingDetails, zone: tzinfo, coming: Coming | None) -> Message:
    """Return the news that a meeting was moved, for who had said that they come."""
    words = [
        reader.gettext(
            "{circle} in {channel} has moved. New time: {when}, for {length}.",
            circle=name_of(details.circle),
            channel=in_channel(details.circle),
            when=when(reader, details.meeting.starts_at, zone),
            length=lasting(reader, details.meeting.minutes),
        ),
        you_said(reader, coming, has_begun=details.has_begun),
    ]
    if details.has_begun:
        return said(reader, " ".join(words))
    words.append(reader.gettext("If the new time doesn't suit you, just say so."))
    return message(reader, paragraph(" ".join(words)), answer_buttons(reader, details.meeting))


def moved_in_thread(reader: Reader, details: MeetingDetails) -> Message:
    """Return the same news for the thread of the announcement."""
    moved_to = when(reader, details.meeting.starts_at, details.zone)
    match details.meeting.state:
        case MeetingState.CALLED_OFF:
            words = reader.gettext("This meeting had moved, and was then called off.")
        case MeetingState.OVER:
            words = reader.gettext("This meeting moved. New time: {when}.", when=moved_to)
        case _:
            words = reader.gettext("This meeting has moved. New time: {when}. The agenda comes along.", when=moved_to)
    return said(reader, words)


def moved_again_in_thread(reader: Reader) -> Message:
    """Return the news in the thread of a move after which there was another."""
    return said(reader, reader.gettext("This meeting moved, and then moved again."))


def moved_again(reader: Reader, details: MeetingDetails) -> Message:
    """Return a member's news of a move after which there was another."""
    circle, channel = name_of(details.circle), in_channel(details.circle)
    return said(reader, reader.gettext("{circle} in {channel} has moved again.", circle=circle, channel=channel))


def called_off(reader: Reader, details: MeetingDetails) -> Message:
    """Return the words of a meeting that does not happen: its announcement, its reminders, and the news."""
    return said(reader, f"{_is_off(reader, details)} {_what_becomes_of_topics(reader, details)}")


def _is_off(reader: Reader, details: MeetingDetails) -> str:
    meeting = meeting_of_day(reader, details.circle, details.meeting)
    match details.meeting.because:
        case MeetingOffReason.NOBODY_SPOKE:
            return reader.gettext("{meeting} is called off: too few people could make it.", meeting=meeting)
        case MeetingOffReason.NO_OTHER_DAY:
            return reader.gettext(
                "{meeting} is called off: you asked for another day, and there's none before the next meeting.",
                meeting=meeting,
            )
        case MeetingOffReason.PAUSED:
            return reader.gettext("{meeting} is called off, because the circle is paused.", meeting=meeting)
        case MeetingOffReason.ENDED | MeetingOffReason.NOT_THEIR_CHANNEL:
            return reader.gettext("{meeting} is called off, because the circle has ended.", meeting=meeting)
        case MeetingOffReason.CHANNEL_GONE:
            return reader.gettext(
                "{meeting} is called off: its channel is gone, or I'm no longer in it.", meeting=meeting
            )
    return reader.gettext("{meeting} is called off.", meeting=meeting)


def over(reader: Reader, details: MeetingDetails) -> Message:
    """Return the announcement of a meeting that is over."""
    meeting = meeting_of_day(reader, details.circle, details.meeting)
    words = reader.gettext("{meeting} is over. Its summary is in this thread.", meeting=meeting)
    return said(reader, f"{words} {_if_it_was_the_last(reader, details)}".rstrip())


def reminder_over(reader: Reader, details: MeetingDetails) -> Message:
    """Return the reminder of a meeting that is over."""
    words = reader.gettext(
        "{meeting} is over. Its summary is in {channel}, in the thread of the announcement.",
        meeting=meeting_of_day(reader, details.circle, details.meeting),
        channel=in_channel(details.circle),
    )
    return said(reader, f"{words} {_if_it_was_the_last(reader, details)}".rstrip())


def missed(reader: Reader, circle: Circle, instants: Sequence[datetime]) -> Message:
    """Return the news of meetings that were not announced, where there is none to announce now."""
    after = _no_more_dates(reader)
    if circle.next_at is not None:
        after = reader.gettext("Next meeting: {when}.", when=when(reader, circle.next_at, circle.zone))
    words = reader.ngettext(
        "{circle} ({days}) wasn't announced. Sorry, I was offline. Its topics are kept.",
        "{circle} ({days}): these meetings weren't announced. Sorry, I was offline. Their topics are kept.",
        len(instants),
        circle=name_of(circle),
        days=days_missed(reader, circle, instants),
    )
    return said(reader, f"{words} {after}")


def _if_it_was_the_last(reader: Reader, details: MeetingDetails) -> str:
    """Return what is said where no meeting follows. The day of one that does may change, and is not said."""
    is_last = details.next_at is None and details.circle.state is RecurringState.RUNNING
    return _no_more_dates(reader) if is_last else ""


def _what_becomes_of_topics(reader: Reader, details: MeetingDetails) -> str:
    if details.circle.state is RecurringState.ENDED:
        return reader.gettext("Thank you for having been part of it.")
    kept = reader.gettext("Its topics are kept.")
    return f"{kept} {_if_it_was_the_last(reader, details)}".rstrip()


def _no_more_dates(reader: Reader) -> str:
    return reader.gettext("No other meeting is planned. Whoever looks after the circle can add dates: `/mentor-admin`.")


def move_form(reader: Reader, circle: Circle, meeting: Meeting) -> View:
    """Return the form for another day."""
    words = reader.gettext(
        "{circle}: {when}. I'll tell everyone who said they'd come.",
        circle=name_of(circle),
        when=when(reader, meeting.starts_at, circle.zone),
    )
    return form(
        reader,
        Form.MOVE,
        reader.gettext("Another day"),
        paragraph(words),
        datetime_field(Field.TO, reader.gettext("When instead?"), initial=meeting.starts_at, required=True),
        submit=reader.gettext("Move it"),
        subject=meeting.id,
    )


def has_moved(reader: Reader) -> str:
    """Return the reply to whoever moved a meeting."""
    return reader.gettext("Moved. The announcement has the new time, and I'll tell everyone who was coming.")


def unannounced(reader: Reader, details: MeetingDetails) -> Message:
    """Return the news for a circle's contact that Slack does not take an announcement, for good."""
    words = reader.gettext(
        "I couldn't announce {meeting} in {channel}, because Slack doesn't let me post there. It's still on: people with personal reminders will hear of it, the others won't.",
        meeting=meeting_of_day(reader, details.circle, details.meeting),
        channel=in_channel(details.circle),
    )
    what_to_do = reader.gettext(
        "Please tell people yourself. So that I can announce the next one, check that the channel takes posts and that I'm in it (`/invite @Klatch`)."
    )
    return message(reader, paragraph(words), note(what_to_do))


def not_everybody_told(reader: Reader, details: MeetingDetails) -> Message:
    """Return the news for a circle's contact that not everybody could be told of a change."""
    meeting = meeting_of_day(reader, details.circle, details.meeting)
    if details.meeting.state is MeetingState.CALLED_OFF:
        what = reader.gettext(
            "{meeting} is called off, but Slack didn't deliver that to everyone who was coming.", meeting=meeting
        )
    else:
        what = reader.gettext(
            "{meeting} has moved, but Slack didn't deliver that to everyone who was coming.", meeting=meeting
        )
    then = reader.gettext(
        "The news is in {channel}. If you know who was counting on it, please tell them.",
        channel=in_channel(details.circle),
    )
    return said(reader, f"{what} {then}")

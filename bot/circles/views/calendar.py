"""Words beside a calendar file."""

from datetime import UTC

from bot.blocks import date_and_time, escape, inline, message, note, paragraph, said
from bot.circles.models import Meeting
from bot.circles.rules import MeetingState
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message

ON_ITS_WAY = "A calendar file is on its way to your direct messages. If the meeting moves, a new one follows."
"""Said to somebody who asked for it."""

_IF_NOT = "If your calendar keeps the old one too, please delete that."


def here_it_is(circle_name: str) -> str:
    """Return the comment on the file that was asked for."""
    return (
        f"*{inline(circle_name)}* for your calendar: open the file to add it. If the meeting moves, a new file comes."
    )


def moved(circle_name: str) -> str:
    """Return the comment on the file of a meeting that was moved."""
    return f"*{inline(circle_name)}* was moved: open this file, and your calendar has the new time. {_IF_NOT}"


def called_off(circle_name: str) -> str:
    """Return the comment on the file that takes a meeting out of a calendar."""
    return (
        f"*{inline(circle_name)}* does not happen this time: open this file to take it out of your calendar. "
        "If it is still there then, please delete it."
    )


def no_file(circle_name: str, meeting: Meeting, link: str) -> Message:
    """Return the message in the place of a calendar file that could not be sent."""
    name = f"*{inline(circle_name)}*"
    if meeting.state is MeetingState.CALLED_OFF:
        return said(
            ENGLISH, f"{name} does not happen this time. Slack does not let Klatch send you a calendar file: {_DELETE}"
        )
    starts = date_and_time(ENGLISH, meeting.starts_at, UTC, "{date_long} at {time}")
    return message(
        ENGLISH,
        paragraph(
            f"Slack does not let Klatch send you the calendar file of {name}, on {starts}. <{escape(link)}|Add it to Google Calendar>, or write it into your own."
        ),
        note("Nothing in your calendar changes by itself if the meeting moves: the announcement says when it is."),
    )


_DELETE = "if the meeting is in your calendar, please delete it there."

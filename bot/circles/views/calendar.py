"""Words beside a calendar file."""

from datetime import UTC

from bot.blocks import date_and_time, escape, inline, message, note, paragraph, said
from bot.circles.models import Meeting
from bot.circles.rules import MeetingState
from bot.languages.reader import Reader
from bot.outbox.message import Message


def on_its_way(reader: Reader) -> str:
    """Return the reply to somebody who asked for a calendar file."""
    return reader.gettext(
        "A calendar file is on its way to your direct messages. If the meeting moves, I'll send a new one."
    )


def here_it_is(reader: Reader, circle_name: str) -> str:
    """Return the comment on the file that was asked for."""
    return reader.gettext(
        "{circle} for your calendar: open the file to add it. If the meeting moves, I'll send a new one.",
        circle=_bold(circle_name),
    )


def moved(reader: Reader, circle_name: str) -> str:
    """Return the comment on the file of a meeting that was moved."""
    return reader.gettext(
        "{circle} has moved: open this file to put the new time in your calendar. If the old one stays there too, please delete it.",
        circle=_bold(circle_name),
    )


def called_off(reader: Reader, circle_name: str) -> str:
    """Return the comment on the file that takes a meeting out of a calendar."""
    return reader.gettext(
        "{circle} is cancelled this time: open this file to take it out of your calendar. If it's still there afterwards, please delete it.",
        circle=_bold(circle_name),
    )


def no_file(reader: Reader, circle_name: str, meeting: Meeting, link: str) -> Message:
    """Return the message in the place of a calendar file that could not be sent."""
    name = _bold(circle_name)
    if meeting.state is MeetingState.CALLED_OFF:
        return said(
            reader,
            reader.gettext(
                "{circle} is cancelled this time. Slack won't let me send you a calendar file: if the meeting is in your calendar, please delete it there.",
                circle=name,
            ),
        )
    words = reader.gettext(
        "{circle}: {when}. Slack won't let me send you a calendar file. <{link}|Add it to Google Calendar>, or write it into your own.",
        circle=name,
        when=date_and_time(reader, meeting.starts_at, UTC),
        link=escape(link),
    )
    stays = reader.gettext(
        "If the meeting moves, your calendar won't change by itself: the announcement says when it is."
    )
    return message(reader, paragraph(words), note(stays))


def _bold(circle_name: str) -> str:
    return f"*{inline(circle_name)}*"

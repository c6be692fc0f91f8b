"""The buttons of a meeting: answers to it, its agenda, its calendar file, and what its host may change."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.blocks import button, buttons, confirmation, more
from bot.circles.actions import Action
from bot.circles.models import Circle, Meeting
from bot.circles.rules import MeetingState
from bot.languages.reader import Reader
from bot.recurring.rules import RecurringState


def meeting_buttons(reader: Reader, circle: Circle, meeting: Meeting, *, has_begun: bool) -> list[ActionsBlock]:
    """Return the buttons of members on a meeting: once it has begun, those of its agenda are left."""
    agenda = buttons(*agenda_buttons(reader, circle))
    if has_begun:
        return [] if circle.state is RecurringState.ENDED else [agenda]
    return [*wish_buttons(reader, meeting), answer_buttons(reader, meeting), agenda]


def wish_buttons(reader: Reader, meeting: Meeting) -> list[ActionsBlock]:
    """Return the buttons that answer whether a meeting goes ahead, where that is the question."""
    if meeting.state is not MeetingState.IN_QUESTION:
        return []
    return [
        buttons(
            button(reader.gettext("Go ahead"), Action.GO_AHEAD, meeting.id),
            button(reader.gettext("Move it"), Action.MOVE_IT, meeting.id),
        )
    ]


def agenda_buttons(reader: Reader, circle: Circle) -> Sequence[ButtonElement]:
    """Return the buttons of a circle's agenda: suggest a topic, and see it."""
    suggest = button(reader.gettext("Suggest a topic"), Action.SUGGEST, circle.id)
    return suggest, button(reader.gettext("See the agenda"), Action.AGENDA, circle.id)


def answer_buttons(reader: Reader, meeting: Meeting) -> ActionsBlock:
    """Return the buttons that answer a meeting, with the calendar behind three dots."""
    yes, maybe, no = answers(reader, meeting)
    return buttons(yes, no, more(maybe, calendar_button(reader, meeting)))


def answers(reader: Reader, meeting: Meeting) -> tuple[ButtonElement, ButtonElement, ButtonElement]:
    """Return the three answers to a meeting."""
    return (
        button(reader.gettext("I'm in"), Action.COMING, meeting.id, style="primary"),
        button(reader.gettext("Maybe"), Action.MAYBE, meeting.id),
        button(reader.gettext("Not this time"), Action.NOT_THIS_TIME, meeting.id),
    )


def calendar_button(reader: Reader, meeting: Meeting) -> ButtonElement:
    """Return the button that sends a file for one's calendar."""
    return button(reader.gettext("Add to my calendar"), Action.CALENDAR, meeting.id)


def move_button(reader: Reader, meeting: Meeting) -> ButtonElement:
    """Return the button that moves a meeting: for the host, and who may change the circle."""
    return button(reader.gettext("Another day"), Action.MOVE, meeting.id)


def call_off_button(reader: Reader, meeting: Meeting) -> ButtonElement:
    """Return the button that calls a meeting off, which asks once."""
    return button(
        reader.gettext("Call it off"),
        Action.CALL_OFF,
        meeting.id,
        confirm=confirmation(
            reader.gettext("Call it off?"),
            reader.gettext("I'll tell everyone who said they'd come. The topics are kept for the next meeting."),
            reader.gettext("Call it off"),
            reader.pgettext("keep a meeting", "Keep it"),
        ),
    )

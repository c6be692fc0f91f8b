"""What members read about belonging to a circle: the list of circles, joining, being welcome, leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot.blocks import button, buttons, confirmation, inline, message, note, paragraph, person
from bot.cadence import from_rule, rhythm_in_words
from bot.circles.actions import Action, Field, Form
from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import JoinOutcome
from bot.circles.rules import CircleState, Coming, Reminder
from bot.circles.views.answers import you_said
from bot.circles.views.kinds import about
from bot.circles.views.meetings import answer_buttons
from bot.circles.views.shared import in_channel, name_of, when
from bot.form_fields import form, radio_field
from bot.outbox.message import Message

REMINDERS: Mapping[Reminder, str] = {
    Reminder.DAY_BEFORE: "The working day before",
    Reminder.HOUR_BEFORE: "An hour before",
    Reminder.WHEN_ANNOUNCED: "As soon as it is announced",
    Reminder.CHANNEL_ONLY: "Not at all: I look into the channel",
}
_HOW_THEY_HEAR: Mapping[Reminder, str] = {
    Reminder.DAY_BEFORE: "You get one message a meeting, the working day before.",
    Reminder.HOUR_BEFORE: "You get one message a meeting, an hour before.",
    Reminder.WHEN_ANNOUNCED: "You get one message a meeting, as soon as it is announced.",
    Reminder.CHANNEL_ONLY: "You get no message of your own: each meeting is announced in the channel.",
}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is in a circle now, and what comes next there."""

    circle: Circle
    meeting: Meeting | None
    """The one that is announced."""
    next_at: datetime | None
    reminder: Reminder
    is_host: bool
    coming: Coming | None = None
    """What they have answered to that meeting."""


def join_form(circle: Circle, *, is_full: bool) -> View:
    """*Join*: how to hear of the meetings."""
    full = (
        " It is full just now: you are put on the waiting list, and told as soon as there is a place."
        if is_full
        else ""
    )
    return form(
        Form.JOIN,
        "Join a circle",
        paragraph(f"{name_of(circle)} in {in_channel(circle)}: {rhythm(circle)}.\n{about(circle)}{full}"),
        _reminder_field(Reminder.DAY_BEFORE),
        submit="Join",
        subject=circle.id,
    )


def reminders_form(circle: Circle, chosen: Reminder) -> View:
    """*Reminders…*."""
    return form(
        Form.REMINDERS,
        "Reminders",
        paragraph(f"{name_of(circle)}: each meeting is announced in {in_channel(circle)}, whatever you choose here."),
        _reminder_field(chosen),
        submit="Save",
        subject=circle.id,
    )


def _reminder_field(chosen: Reminder) -> Block:
    return radio_field(
        Field.REMINDER, "When would you like to be reminded of a meeting?", list(REMINDERS.items()), chosen
    )


def has_place(newcomer: Newcomer, zone: tzinfo) -> Message:
    """To somebody who is in a circle now, at once or from the waiting list."""
    circle = newcomer.circle
    if circle.state is CircleState.ENDED:
        return ended(circle)
    blocks = list[Block]()
    greeting = f"Welcome to {name_of(circle)} in {in_channel(circle)}! There is a place for you."
    blocks.append(paragraph(f"{greeting} {about(circle)}"))
    blocks.append(
        paragraph(
            "Nothing is expected of you. Listening is enough, you can come and go as you like, and whoever is asked to host may pass."
        )
    )
    blocks.append(paragraph(f"{_what_comes(newcomer, zone)}\n{_HOW_THEY_HEAR[newcomer.reminder]}"))
    if newcomer.meeting is not None:
        blocks.append(paragraph(you_said(newcomer.coming)))
        blocks.append(answer_buttons(newcomer.meeting))
    leaving = "`/klatch` shows your circles, and changes when you are reminded. To leave, type `/klatch leave`: nobody is told."
    return message(*blocks, note(leaving))


def _what_comes(newcomer: Newcomer, zone: tzinfo) -> str:
    meeting = newcomer.meeting
    if meeting is not None:
        where = f"\nWhere: {inline(meeting.place)}" if meeting.place.strip() else ""
        host = "You host it." if newcomer.is_host else host_of(meeting)
        return f"Next meeting: {when(meeting.starts_at, zone)}. {host}{where}"
    if newcomer.next_at is not None:
        return f"Next meeting: {when(newcomer.next_at, zone)}. A host is found once it is announced: everybody is asked now and then, and can pass."
    if newcomer.circle.state is CircleState.PAUSED:
        return "It is paused for now: the channel hears when it goes on."
    return "No meeting is planned yet."


def host_of(meeting: Meeting) -> str:
    """Who hosts a meeting, in a sentence."""
    if meeting.hosted_by is not None:
        return f"{person(meeting.hosted_by)} hosts it."
    return "Nobody hosts it: whoever is there first begins." if meeting.host is None else "A host is being found."


def rhythm(circle: Circle) -> str:
    """How often and when it meets."""
    return rhythm_in_words(from_rule(circle.cadence))


def join_button(circle: Circle, label: str = "Join") -> ButtonElement:
    """*Join*, which opens a small form."""
    return button(label, Action.JOIN, circle.id, style="primary")


def waits(circle: Circle) -> Message:
    """To somebody who is on the waiting list now."""
    if circle.state is CircleState.ENDED:
        return ended(circle)
    return message(
        paragraph(
            f"{name_of(circle)} is full just now, so you are on its waiting list. As soon as there is a place it is yours, and you are told. There is nothing to do."
        ),
        buttons(leave_button(circle, "Do not wait any more")),
    )


def left(circle: Circle) -> Message:
    """After *Leave*."""
    return message(
        paragraph(f"You have left {name_of(circle)}. Nobody is told, and you are welcome again whenever you like."),
        buttons(button("Join again", Action.JOIN, circle.id)),
    )


def has_left(circle: Circle) -> Message:
    """Where somebody was told of a circle that they are not in any more."""
    if circle.state is CircleState.ENDED:
        return ended(circle)
    return message(
        paragraph(
            f"You have left {name_of(circle)}. Nobody is told, and you are welcome again whenever you like: `/klatch join`."
        )
    )


def is_in(circle: Circle) -> Message:
    """Where somebody was told before of a place, or that they wait for one: a newer message says more."""
    if circle.state is CircleState.ENDED:
        return ended(circle)
    return message(paragraph(f"You are in {name_of(circle)} now. `/klatch next` shows what comes."))


def ended(circle: Circle) -> Message:
    """Of a circle that is no more, to who was in it."""
    return message(paragraph(f"{name_of(circle)} has ended. Thank you for having been part of it."))


def leave_button(circle: Circle, label: str = "Leave") -> ButtonElement:
    """*Leave*, which asks once."""
    return button(
        label,
        Action.LEAVE,
        circle.id,
        confirm=confirmation(
            "Leave?",
            "You hear of its meetings no more, and nobody is told. If others wait for a place, yours goes to the first of them.",
            "Leave",
            "Stay",
        ),
    )


JOININGS: Mapping[JoinOutcome, str] = {
    JoinOutcome.IN_BEFORE: "You are in this circle already. `/klatch` shows your circles.",
    JoinOutcome.WAITING_BEFORE: "You are on its waiting list already, and are told as soon as there is a place.",
    JoinOutcome.NOT_IN: "You are not in this circle, so there is nothing to change.",
    JoinOutcome.NO_CIRCLE: "This circle has ended, or it is in a channel that is not open to you. `/klatch` shows those that you can join.",
}
"""What an outcome needs said."""

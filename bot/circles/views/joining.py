"""Forms and messages about joining a circle, waiting for a place, reminders and leaving. Pure functions."""

from collections.abc import Mapping
from datetime import tzinfo

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot.blocks import button, buttons, confirmation, inline, message, note, paragraph, person, said
from bot.cadence import from_rule, rhythm_in_words
from bot.circles.actions import Action, Field, Form
from bot.circles.models import Circle, Meeting
from bot.circles.outcomes import JoinOutcome
from bot.circles.rules import Coming, Reminder
from bot.circles.views.answers import you_said
from bot.circles.views.kinds import about
from bot.circles.views.meetings import answer_buttons
from bot.circles.views.shared import in_channel, name_of, when
from bot.form_fields import form, radio_field
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState

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


def join_form(circle: Circle, *, is_full: bool) -> View:
    """Return the form that joins a circle, with the choice of reminders."""
    full = (
        " It is full just now: you are put on the waiting list, and told as soon as there is a place."
        if is_full
        else ""
    )
    return form(
        ENGLISH,
        Form.JOIN,
        "Join a circle",
        paragraph(f"{name_of(circle)} in {in_channel(circle)}: {rhythm(circle)}.\n{about(circle)}{full}"),
        _reminder_field(Reminder.DAY_BEFORE),
        submit="Join",
        subject=circle.id,
    )


def reminders_form(circle: Circle, chosen: Reminder) -> View:
    """Return the form that chooses reminders."""
    return form(
        ENGLISH,
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


def has_place(
    circle: Circle, meeting: Meeting | None, member: str, reminder: Reminder, coming: Coming | None, zone: tzinfo
) -> Message:
    """Return the welcome to a member of a circle, with their answer to the meeting that is announced."""
    if circle.state is RecurringState.ENDED:
        return ended(circle)
    greeting = f"Welcome to {name_of(circle)} in {in_channel(circle)}! There is a place for you."
    answer = [] if meeting is None else [paragraph(you_said(coming)), answer_buttons(meeting)]
    return message(
        ENGLISH,
        paragraph(f"{greeting} {about(circle)}"),
        paragraph(
            "Nothing is expected of you. Listening is enough, you can come and go as you like, and whoever is asked to host may pass."
        ),
        paragraph(f"{_what_comes(circle, meeting, member, zone)}\n{_HOW_THEY_HEAR[reminder]}"),
        *answer,
        note(
            "`/klatch` shows your circles, and changes when you are reminded. To leave, type `/klatch leave`: nobody is told."
        ),
    )


def _what_comes(circle: Circle, meeting: Meeting | None, member: str, zone: tzinfo) -> str:
    if meeting is not None:
        where = f"\nWhere: {inline(meeting.place)}" if meeting.place.strip() else ""
        host = "You host it." if meeting.hosted_by == member else host_of(meeting)
        return f"Next meeting: {when(ENGLISH, meeting.starts_at, zone)}. {host}{where}"
    if circle.next_at is not None:
        return f"Next meeting: {when(ENGLISH, circle.next_at, zone)}. A host is found once it is announced: everybody is asked now and then, and can pass."
    if circle.state is RecurringState.PAUSED:
        return "It is paused for now: the channel hears when it goes on."
    return "No meeting is planned yet."


def host_of(meeting: Meeting) -> str:
    """Return who hosts a meeting, in a sentence."""
    if meeting.hosted_by is not None:
        return f"{person(meeting.hosted_by)} hosts it."
    return (
        "No host this time: whoever arrives first gets things going."
        if meeting.host is None
        else "I'm looking for a host."
    )


def rhythm(circle: Circle) -> str:
    """Return how often and when a circle meets."""
    return rhythm_in_words(from_rule(circle.cadence))


def join_button(circle: Circle, label: str = "Join") -> ButtonElement:
    """Return the button that opens the form for joining."""
    return button(label, Action.JOIN, circle.id, style="primary")


def waits(circle: Circle) -> Message:
    """Return the message to somebody who is on the waiting list now."""
    if circle.state is RecurringState.ENDED:
        return ended(circle)
    return message(
        ENGLISH,
        paragraph(
            f"{name_of(circle)} is full just now, so you are on its waiting list. As soon as there is a place it is yours, and you are told. There is nothing to do."
        ),
        buttons(leave_button(circle, "Do not wait any more")),
    )


def left(circle: Circle) -> Message:
    """Return the reply to somebody who leaves."""
    return message(
        ENGLISH,
        paragraph(f"You have left {name_of(circle)}. Nobody is told, and you are welcome again whenever you like."),
        buttons(button("Join again", Action.JOIN, circle.id)),
    )


def has_left(circle: Circle) -> Message:
    """Return an older card of somebody who is not in the circle any more."""
    if circle.state is RecurringState.ENDED:
        return ended(circle)
    return said(
        ENGLISH,
        f"You have left {name_of(circle)}. Nobody is told, and you are welcome again whenever you like: `/klatch join`.",
    )


def is_in(circle: Circle) -> Message:
    """Return an older card of somebody who is in the circle: a newer message says more."""
    if circle.state is RecurringState.ENDED:
        return ended(circle)
    return said(ENGLISH, f"You are in {name_of(circle)} now. `/klatch next` shows what comes.")


def ended(circle: Circle) -> Message:
    """Return the card of a circle that has ended, for who was in it."""
    return said(ENGLISH, f"{name_of(circle)} has ended. Thank you for having been part of it.")


def leave_button(circle: Circle, label: str = "Leave") -> ButtonElement:
    """Return the button that leaves, which asks once."""
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


OUTCOMES: Mapping[JoinOutcome, str] = {
    JoinOutcome.IN_BEFORE: "You are in this circle already. `/klatch` shows your circles.",
    JoinOutcome.WAITING_BEFORE: "You are on its waiting list already, and are told as soon as there is a place.",
    JoinOutcome.NOT_IN: "You are not in this circle, so there is nothing to change.",
    JoinOutcome.NO_CIRCLE: "This circle has ended, or it is in a channel that is not open to you. `/klatch` shows those that you can join.",
}
"""Words for an outcome; none where a card says enough."""

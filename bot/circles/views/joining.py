"""Forms and messages about joining a circle, waiting for a place, reminders and leaving. Pure functions."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

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
from bot.circles.views.meeting_buttons import answer_buttons
from bot.circles.views.shared import in_channel, name_of, when
from bot.form_fields import form, radio_field
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.recurring.rules import RecurringState


def join_form(reader: Reader, circle: Circle, *, is_full: bool) -> View:
    """Return the form that joins a circle, with the choice of reminders."""
    described = [about(reader, circle)]
    if is_full:
        described.append(
            reader.gettext(
                "It's full right now: I'll put you on the waiting list, and tell you as soon as there's a place."
            )
        )
    return form(
        reader,
        Form.JOIN,
        reader.gettext("Join a circle"),
        paragraph(f"{with_rhythm(reader, circle)}\n{' '.join(described)}"),
        _reminder_field(reader, Reminder.DAY_BEFORE),
        submit=reader.pgettext("join a circle", "Join"),
        subject=circle.id,
    )


def reminders_form(reader: Reader, circle: Circle, chosen: Reminder) -> View:
    """Return the form that chooses reminders."""
    announced = reader.gettext(
        "{circle}: each meeting is announced in {channel}, whatever you choose here.",
        circle=name_of(circle),
        channel=in_channel(circle),
    )
    return form(
        reader,
        Form.REMINDERS,
        reader.gettext("Reminders"),
        paragraph(announced),
        _reminder_field(reader, chosen),
        submit=reader.gettext("Save"),
        subject=circle.id,
    )


def _reminder_field(reader: Reader, chosen: Reminder) -> Block:
    choices = {
        Reminder.DAY_BEFORE: reader.gettext("The working day before"),
        Reminder.HOUR_BEFORE: reader.gettext("An hour before"),
        Reminder.WHEN_ANNOUNCED: reader.gettext("As soon as it's announced"),
        Reminder.CHANNEL_ONLY: reader.gettext("Never, I'll check the channel"),
    }
    label = reader.gettext("When would you like to be reminded of a meeting?")
    return radio_field(Field.REMINDER, label, list(choices.items()), chosen)


def has_place(
    reader: Reader,
    circle: Circle,
    meeting: Meeting | None,
    member: str,
    reminder: Reminder,
    coming: Coming | None,
    zone: tzinfo,
) -> Message:
    """Return the welcome to a member of a circle, with their answer to the meeting that is announced."""
    if circle.state is RecurringState.ENDED:
        return ended(reader, circle)
    greeting = reader.gettext(
        "Welcome to {circle} in {channel}! You have a place.",
        circle=name_of(circle),
        channel=in_channel(circle),
    )
    answer = [] if meeting is None else [paragraph(you_said(reader, coming)), answer_buttons(reader, meeting)]
    no_pressure = reader.gettext(
        "No pressure: listening is enough, you can come and go as you like, and anyone who's asked to host can pass."
    )
    leaving = reader.gettext(
        "`/klatch` shows your circles and changes your reminders. To leave, type `/klatch leave`: nobody is told."
    )
    return message(
        reader,
        paragraph(f"{greeting} {about(reader, circle)}"),
        paragraph(no_pressure),
        paragraph(f"{_what_comes(reader, circle, meeting, member, zone)}\n{_how_they_hear(reader, reminder)}"),
        *answer,
        note(leaving),
    )


def _how_they_hear(reader: Reader, reminder: Reminder) -> str:
    return {
        Reminder.DAY_BEFORE: reader.gettext("I'll send you one message per meeting, the working day before."),
        Reminder.HOUR_BEFORE: reader.gettext("I'll send you one message per meeting, an hour before."),
        Reminder.WHEN_ANNOUNCED: reader.gettext("I'll send you one message per meeting, as soon as it's announced."),
        Reminder.CHANNEL_ONLY: reader.gettext("I won't message you: each meeting is announced in the channel."),
    }[reminder]


def _what_comes(reader: Reader, circle: Circle, meeting: Meeting | None, member: str, zone: tzinfo) -> str:
    if meeting is not None:
        comes = f"{next_at(reader, meeting.starts_at, zone)} {host_of(reader, meeting, is_host=meeting.hosted_by == member)}"
        return "\n".join([comes, *where(reader, meeting)])
    if circle.next_at is not None:
        host = reader.gettext("I'll look for a host once it's announced: everyone is asked now and then, and can pass.")
        return f"{next_at(reader, circle.next_at, zone)} {host}"
    if circle.state is RecurringState.PAUSED:
        return reader.gettext("It's paused for now. The channel will hear when it restarts.")
    return reader.gettext("No meeting is planned yet.")


def next_at(reader: Reader, instant: datetime, zone: tzinfo) -> str:
    """Return when the next meeting is, in a sentence."""
    return reader.gettext("Next meeting: {when}.", when=when(reader, instant, zone))


def where(reader: Reader, meeting: Meeting) -> list[str]:
    """Return where a meeting is, on a line by itself; none where nobody has said."""
    return [reader.gettext("Where: {place}", place=inline(meeting.place))] if meeting.place.strip() else []


def host_of(reader: Reader, meeting: Meeting, *, is_host: bool) -> str:
    """Return who hosts a meeting, in a sentence to a member, who may be its host."""
    if is_host:
        return reader.gettext("You're hosting.")
    if meeting.hosted_by is not None:
        return reader.gettext("{person} is hosting.", person=person(meeting.hosted_by))
    if meeting.host is not None:
        return reader.gettext("I'm still looking for a host.")
    return reader.gettext("No host this time: whoever arrives first gets things going.")


def rhythm(reader: Reader, circle: Circle) -> str:
    """Return how often and when a circle meets."""
    return rhythm_in_words(from_rule(circle.cadence), reader.locale)


def with_rhythm(reader: Reader, circle: Circle) -> str:
    """Return which circle it is, where, and how often and when it meets."""
    return reader.gettext(
        "{circle} in {channel}: {rhythm}.",
        circle=name_of(circle),
        channel=in_channel(circle),
        rhythm=rhythm(reader, circle),
    )


def join_button(reader: Reader, circle: Circle) -> ButtonElement:
    """Return the button that opens the form for joining."""
    return button(reader.pgettext("join a circle", "Join"), Action.JOIN, circle.id, style="primary")


def wait_button(reader: Reader, circle: Circle) -> ButtonElement:
    """Return the same for a circle that is full."""
    return button(reader.gettext("Wait for a place"), Action.JOIN, circle.id, style="primary")


def waits(reader: Reader, circle: Circle) -> Message:
    """Return the message to somebody who is on the waiting list now."""
    if circle.state is RecurringState.ENDED:
        return ended(reader, circle)
    words = reader.gettext(
        "{circle} is full right now, so you're on its waiting list. As soon as there's a place it's yours, and I'll tell you.",
        circle=name_of(circle),
    )
    return message(reader, paragraph(words), buttons(stop_waiting_button(reader, circle)))


def left(reader: Reader, circle: Circle) -> Message:
    """Return the reply to somebody who leaves."""
    words = reader.gettext(
        "You've left {circle}. Nobody is told, and you're welcome back any time.", circle=name_of(circle)
    )
    return message(reader, paragraph(words), buttons(button(reader.gettext("Join again"), Action.JOIN, circle.id)))


def has_left(reader: Reader, circle: Circle) -> Message:
    """Return an older card of somebody who is not in the circle any more."""
    if circle.state is RecurringState.ENDED:
        return ended(reader, circle)
    return said(
        reader,
        reader.gettext(
            "You've left {circle}. Nobody is told, and you're welcome back any time: `/klatch join`.",
            circle=name_of(circle),
        ),
    )


def is_in(reader: Reader, circle: Circle) -> Message:
    """Return an older card of somebody who is in the circle: a newer message says more."""
    if circle.state is RecurringState.ENDED:
        return ended(reader, circle)
    return said(
        reader, reader.gettext("You're in {circle} now. `/klatch next` shows what's coming up.", circle=name_of(circle))
    )


def ended(reader: Reader, circle: Circle) -> Message:
    """Return the card of a circle that has ended, for who was in it."""
    return said(reader, reader.gettext("{circle} has ended. Thank you for being part of it.", circle=name_of(circle)))


def leave_button(reader: Reader, circle: Circle) -> ButtonElement:
    """Return the button that leaves, which asks once."""
    return _leave_button(reader, circle, reader.pgettext("leave a circle", "Leave"))


def stop_waiting_button(reader: Reader, circle: Circle) -> ButtonElement:
    """Return the same for somebody who waits for a place."""
    return _leave_button(reader, circle, reader.gettext("Leave the waiting list"))


def _leave_button(reader: Reader, circle: Circle, label: str) -> ButtonElement:
    asks = confirmation(
        reader.gettext("Leave?"),
        reader.gettext(
            "You won't get its messages any more. Nobody is told. If others are waiting, your place goes to the first of them."
        ),
        reader.pgettext("leave a circle", "Leave"),
        reader.pgettext("leave a circle", "Stay"),
    )
    return button(label, Action.LEAVE, circle.id, confirm=asks)


def outcomes(reader: Reader) -> Mapping[JoinOutcome, str]:
    """Return the words for an outcome; none where a card says enough."""
    return {
        JoinOutcome.IN_BEFORE: reader.gettext("You're already in this circle. `/klatch` shows your circles."),
        JoinOutcome.WAITING_BEFORE: reader.gettext(
            "You're already on its waiting list. I'll tell you as soon as there's a place."
        ),
        JoinOutcome.NOT_IN: reader.gettext("You're not in this circle, so there's nothing to change."),
        JoinOutcome.NO_CIRCLE: reader.gettext(
            "This circle has ended, or its channel isn't open to you. `/klatch` shows the ones you can join."
        ),
    }

"""Random coffee as its members see it: what they chose, and how they take part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement
from slack_sdk.models.views import View

from bot.blocks import button, buttons, confirmation, day_of, inline, message, note, paragraph, said
from bot.form_fields import date_field, form
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.pairings.actions import Action, Field, Form
from bot.pairings.models import Programme
from bot.pairings.outcomes import CoffeeChoice
from bot.pairings.views.shared import in_channel, when
from bot.profiles.actions import about_me_button
from bot.recurring.rules import RecurringState


def leave_button(programme: Programme) -> ButtonElement:
    """Return *Leave*, which asks once."""
    return button(
        "Leave",
        Action.LEAVE_COFFEE,
        programme.id,
        confirm=confirmation(
            "Leave?",
            "You will not be introduced any more, and nobody is told. You can join again whenever you like.",
            "Leave",
            "Stay",
        ),
    )


def paused(programme: Programme, until: date) -> Message:
    """Return the notice of a member who has paused."""
    if programme.state is RecurringState.ENDED:
        return has_ended(programme)
    words = f"*{inline(programme.name)}*: paused. You are back on {until:%A %-d %B}, by itself."
    return message(ENGLISH, paragraph(words), buttons(button("End the pause", Action.RESUME_COFFEE, programme.id)))


def has_paused(programme: Programme, until: date) -> Message:
    """Answer *Pause until…*. It stands among direct messages and is not drawn anew, so it has no button."""
    return said(
        ENGLISH,
        f"*{inline(programme.name)}*: paused until {until:%A %-d %B}. On that day you are in again, by itself; "
        "`/coffee resume` ends it sooner.",
    )


def has_ended(programme: Programme) -> Message:
    """Say, on any card about what would have come, that a coffee has ended."""
    return said(ENGLISH, f"*{inline(programme.name)}* has ended. There is nothing to do.")


def left(programme: Programme) -> Message:
    """Answer *Leave*."""
    words = f"*{inline(programme.name)}*: you have left, and will not be introduced any more. Nobody is told."
    if programme.state is RecurringState.ENDED:
        return said(ENGLISH, words)
    return message(ENGLISH, paragraph(words), buttons(button("Join again", Action.JOIN_COFFEE, programme.id)))


def pause_form(programme: Programme, earliest: date) -> View:
    """Return the form of *Pause until…*: a day."""
    return form(
        ENGLISH,
        Form.PAUSE_COFFEE,
        "Pause",
        date_field(Field.UNTIL, "Until when?", initial=earliest, hint="On this day you are back, by itself."),
        submit="Pause",
        subject=programme.id,
    )


PAUSE_IN_THE_PAST = "Please choose a day after today."
PAUSE_TOO_LONG = (
    "Please choose a day within a year. To stay away for longer, use Leave; you can join again at any time."
)


@dataclass(frozen=True, slots=True)
class CoffeeStatus:
    """A member's part in one random coffee."""

    programme: Programme
    is_in: bool
    paused_until: datetime | None
    next_at: datetime | None


def status(rows: Sequence[CoffeeStatus], zone: tzinfo) -> Message:
    """Say how a member takes part in each random coffee, and what they can do about it."""
    blocks: list[Block] = []
    for row in rows:
        where = f"*{inline(row.programme.name)}* in {in_channel(row.programme)}"
        blocks.append(paragraph(f"{where}: {_part(row, zone)} {_next(row, zone)}".strip()))
        blocks.append(buttons(*_choices(row)))
    return message(ENGLISH, *blocks, buttons(about_me_button(ENGLISH)))


def _part(row: CoffeeStatus, zone: tzinfo) -> str:
    if not row.is_in:
        return "you are not in."
    if row.paused_until is not None:
        return f"you are paused, and back on {day_of(row.paused_until, zone)}."
    return "you are in."


def _next(row: CoffeeStatus, zone: tzinfo) -> str:
    if row.programme.state is RecurringState.PAUSED:
        return "Its organizer has paused it for now."
    return f"Next round: {when(ENGLISH, row.next_at, zone)}." if row.next_at else ""


def _choices(row: CoffeeStatus) -> list[ButtonElement]:
    programme = row.programme
    if not row.is_in:
        return [button("Join", Action.JOIN_COFFEE, programme.id, style="primary")]
    if row.paused_until is not None:
        return [button("End the pause", Action.RESUME_COFFEE, programme.id), leave_button(programme)]
    return [
        button("Skip the next round", Action.SKIP_NEXT, programme.id),
        button("Pause until…", Action.PAUSE_COFFEE, programme.id),
        leave_button(programme),
    ]


def skips_next(programme: Programme, meets_at: datetime, zone: tzinfo) -> Message:
    """Answer `/coffee skip`."""
    return said(
        ENGLISH,
        f"*{inline(programme.name)}*: you skip the round of {when(ENGLISH, meets_at, zone)}, and are in again for the next one.",
    )


def help_() -> Message:
    """Return what can be typed after /coffee."""
    return message(
        ENGLISH,
        paragraph(
            "Random coffee: now and then we introduce you to a colleague whom you might never have met.\n"
            "`/coffee` shows where you stand\n"
            "`/coffee join` takes part, from the next round on\n"
            "`/coffee skip` leaves the next round out\n"
            "`/coffee pause` until a day you choose; you are back by itself\n"
            "`/coffee resume` ends a pause early\n"
            "`/coffee leave` for good, or until you join again"
        ),
        note("Whatever you choose is private, and needs no reason. Organizers set it up with `/mentor-admin`."),
        buttons(about_me_button(ENGLISH)),
    )


def slip(typed: str, meant: str | None) -> Message:
    """Answer words that /coffee does not know."""
    hint = f"Did you mean `/coffee {meant}`?" if meant else "`/coffee help` lists what it knows."
    return said(ENGLISH, f"`/coffee` does not know “{inline(typed[:100])}”. {hint}")


def no_coffee() -> Message:
    """Say that there is no random coffee where this member is."""
    return message(
        ENGLISH,
        paragraph("None of your channels has random coffee yet. An organizer can set it up with `/mentor-admin`."),
        note("Until then: `/just-lunch` looks for somebody to have lunch with."),
    )


def which(programmes: Sequence[Programme], word: str) -> Message:
    """Ask which programme a command means."""
    channels = ", ".join(in_channel(programme) for programme in programmes)
    return said(
        ENGLISH,
        f"You are in more than one: {channels}. Type `/coffee {word}` in the channel that you mean, or use the buttons of `/coffee`.",
    )


CHOICES: dict[CoffeeChoice, str] = {
    CoffeeChoice.IN_BEFORE: "You are in already. A notice comes one working day before each round.",
    CoffeeChoice.SKIPPED_BEFORE: "You have skipped this round already. You are in again for the next one.",
    CoffeeChoice.BACK_IN: "",
    CoffeeChoice.NOT_IN: "You are not in, so there is nothing to change. `/coffee join` takes part.",
    CoffeeChoice.NOT_IN_CHANNEL: "This random coffee is for the members of its channel. Join the channel first, then press this again.",
    CoffeeChoice.TOO_LATE: "This round is over, or its groups have been made. You are in again for the next one.",
    CoffeeChoice.PROGRAMME_OVER: "This random coffee has ended. Thank you for having been part of it.",
}
"""The words for an outcome. An empty one is said by the message that changed."""


def joined(programme: Programme, next_at: datetime | None, zone: tzinfo, *, is_announced: bool) -> Message:
    """Answer *Join*; the notice of a round that is announced has gone out before."""
    following = f". Next round: {when(ENGLISH, next_at, zone)}" if next_at else ""
    notice = "A notice comes one working day before each round, so that you can skip it."
    if next_at and is_announced:
        following = f" from the round of {when(ENGLISH, next_at, zone)} on"
        notice = "Its notice has gone out already: `/coffee skip` leaves that round out."
    return message(
        ENGLISH,
        paragraph(f"*{inline(programme.name)}*: you are in{following}. {notice}"),
        note("Tell a line about yourself, and what you would like to talk about: it helps us to find common ground."),
        buttons(about_me_button(ENGLISH)),
    )


def missed(programme: Programme, meets_at: datetime) -> Message:
    """Tell an organizer that a round did not happen, because nothing was running."""
    return said(
        ENGLISH,
        f"*{inline(programme.name)}*: the round of {when(ENGLISH, meets_at, programme.zone)} did not happen, for Klatch was not running when it was due. "
        "`/mentor-admin` shows when the next one is, and runs one at once where there was none for a week.",
    )


def channel_gone(programme: Programme) -> Message:
    """Tell an organizer that the channel is gone, and what that means; or that it goes on again."""
    name = f"*{inline(programme.name)}*"
    if programme.state is RecurringState.ENDED:
        return said(ENGLISH, f"{name} has ended. Its channel was gone before.")
    if programme.state is RecurringState.RUNNING:
        return said(ENGLISH, f"{name} goes on again. Its channel was gone for a while.")
    return said(
        ENGLISH,
        f"{name} stands still: its channel was archived or deleted, or Klatch was taken out of it. "
        "To go on, unarchive the channel or invite Klatch there again, and resume it with `/mentor-admin`.",
    )

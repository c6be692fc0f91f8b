"""Random coffee as its members see it: what they chose, and how they take part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement, OverflowMenuElement
from slack_sdk.models.views import View

from bot.blocks import button, buttons, confirmation, inline, message, more, note, paragraph, said
from bot.form_fields import date_field, form
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.actions import Action, Field, Form
from bot.pairings.models import Programme
from bot.pairings.outcomes import CoffeeChoice
from bot.pairings.views.shared import in_channel, when
from bot.profiles.actions import about_me_button
from bot.recurring.rules import RecurringState
from bot.recurring.views import name_of
from bot.slack.command_words import words_of


def leave_button(reader: Reader, programme: Programme) -> ButtonElement:
    """Return *Leave*, which asks once."""
    return button(
        reader.gettext("Leave"),
        Action.LEAVE_COFFEE,
        programme.id,
        confirm=confirmation(
            reader.gettext("Leave?"),
            reader.gettext("I won't introduce you any more, and nobody is told. You can join again any time."),
            reader.gettext("Leave"),
            reader.gettext("Stay"),
        ),
    )


def _resume_button(reader: Reader, programme: Programme) -> ButtonElement:
    return button(reader.gettext("End the pause"), Action.RESUME_COFFEE, programme.id)


def join_button(reader: Reader, programme: Programme, *, style: str | None = None) -> ButtonElement:
    """Return *Join*."""
    return button(reader.gettext("Join"), Action.JOIN_COFFEE, programme.id, style=style)


def pause_button(reader: Reader, programme: Programme) -> ButtonElement:
    """Return *Pause until…*, which opens a form."""
    return button(reader.gettext("Pause until…"), Action.PAUSE_COFFEE, programme.id)


def paused(reader: Reader, programme: Programme, until: date) -> Message:
    """Return the notice of a member who has paused."""
    if programme.state is RecurringState.ENDED:
        return has_ended(reader, programme)
    words = reader.gettext(
        "{coffee}: paused. You'll be back in automatically on {day}.",
        coffee=name_of(programme),
        day=reader.day(until),
    )
    return message(reader, paragraph(words), buttons(_resume_button(reader, programme)))


def has_paused(reader: Reader, programme: Programme, until: date) -> Message:
    """Answer *Pause until…*. It stands among direct messages and is not drawn anew, so it has no button."""
    words = reader.gettext(
        "{coffee}: paused. You'll be back in automatically on {day}, or sooner with `/coffee resume`.",
        coffee=name_of(programme),
        day=reader.day(until),
    )
    return said(reader, words)


def has_ended(reader: Reader, programme: Programme) -> Message:
    """Say, on any card about what would have come, that a coffee has ended."""
    return said(reader, reader.gettext("{coffee} has ended. Nothing left to do.", coffee=name_of(programme)))


def left(reader: Reader, programme: Programme) -> Message:
    """Answer *Leave*."""
    words = reader.gettext(
        "{coffee}: you've left. I won't introduce you any more, and nobody is told.", coffee=name_of(programme)
    )
    if programme.state is RecurringState.ENDED:
        return said(reader, words)
    again = button(reader.gettext("Join again"), Action.JOIN_COFFEE, programme.id)
    return message(reader, paragraph(words), buttons(again))


def pause_form(reader: Reader, programme: Programme, earliest: date) -> View:
    """Return the form of *Pause until…*: a day."""
    hint = reader.gettext("You'll be back in automatically on this day.")
    return form(
        reader,
        Form.PAUSE_COFFEE,
        reader.gettext("Pause"),
        date_field(Field.UNTIL, reader.gettext("Until when?"), initial=earliest, hint=hint),
        submit=reader.gettext("Pause"),
        subject=programme.id,
    )


def pause_in_the_past(reader: Reader) -> str:
    """Return the fault of a pause that would be over."""
    return reader.gettext("Please choose a day after today.")


def pause_too_long(reader: Reader) -> str:
    """Return the fault of a pause of more than a year."""
    return reader.gettext(
        "Please choose a day within a year. To stay away longer, use Leave: you can join again any time."
    )


@dataclass(frozen=True, slots=True)
class CoffeeStatus:
    """A member's part in one random coffee."""

    programme: Programme
    is_in: bool
    paused_until: datetime | None
    next_at: datetime | None


def status(reader: Reader, rows: Sequence[CoffeeStatus], zone: tzinfo) -> Message:
    """Say how a member takes part in each random coffee, and what they can do about it."""
    blocks: list[Block] = []
    for row in rows:
        sentences = [_part(reader, row, zone), _next(reader, row, zone)]
        blocks.append(paragraph(" ".join(each for each in sentences if each)))
        blocks.append(buttons(*_choices(reader, row)))
    return message(reader, *blocks, buttons(about_me_button(reader)))


def _part(reader: Reader, row: CoffeeStatus, zone: tzinfo) -> str:
    coffee, channel = name_of(row.programme), in_channel(row.programme)
    if not row.is_in:
        return reader.gettext("{coffee} in {channel}: you're not in.", coffee=coffee, channel=channel)
    if row.paused_until is None:
        return reader.gettext("{coffee} in {channel}: you're in.", coffee=coffee, channel=channel)
    return reader.gettext(
        "{coffee} in {channel}: paused. You'll be back in automatically on {day}.",
        coffee=coffee,
        channel=channel,
        day=reader.day(row.paused_until, zone),
    )


def _next(reader: Reader, row: CoffeeStatus, zone: tzinfo) -> str:
    if row.programme.state is RecurringState.PAUSED:
        return reader.gettext("An organizer has paused it for now.")
    return reader.gettext("Next coffee: {when}.", when=when(reader, row.next_at, zone)) if row.next_at else ""


def _choices(reader: Reader, row: CoffeeStatus) -> list[ButtonElement | OverflowMenuElement]:
    programme = row.programme
    if not row.is_in:
        return [join_button(reader, programme, style="primary")]
    if row.paused_until is not None:
        return [_resume_button(reader, programme), leave_button(reader, programme)]
    return [
        button(reader.gettext("Skip the next one"), Action.SKIP_NEXT, programme.id),
        pause_button(reader, programme),
        more(leave_button(reader, programme)),
    ]


def skips_next(reader: Reader, programme: Programme, meets_at: datetime, zone: tzinfo) -> Message:
    """Answer `/coffee skip`."""
    return said(
        reader,
        reader.gettext(
            "{coffee}: you're skipping the next one ({when}). After that you're back in.",
            coffee=name_of(programme),
            when=when(reader, meets_at, zone),
        ),
    )


def help_(reader: Reader) -> Message:
    """Return what can be typed after /coffee."""
    return message(
        reader,
        paragraph(
            reader.gettext(
                "Random coffee: every now and then I introduce you to a colleague you might not have met.\n"
                "`/coffee` shows how you take part\n"
                "`/coffee join` joins, from the next coffee on\n"
                "`/coffee skip` skips the next coffee\n"
                "`/coffee pause` pauses until a date you choose; then you're back in automatically\n"
                "`/coffee resume` ends a pause early\n"
                "`/coffee leave` leaves; you can join again any time"
            )
        ),
        note(
            reader.gettext(
                "What you choose is private and needs no reason. Organizers set this up with `/mentor-admin`."
            )
        ),
        buttons(about_me_button(reader)),
    )


def slip(reader: Reader, typed: str, meant: str | None) -> Message:
    """Answer words that /coffee does not know."""
    unknown = reader.gettext("`/coffee` doesn't know “{words}”.", words=inline(typed[:100]))
    if meant:
        hint = reader.gettext("Did you mean `/coffee {word}`?", word=meant)
    else:
        hint = reader.gettext("`/coffee help` shows what you can type.")
    return said(reader, f"{unknown} {hint}")


def no_coffee(reader: Reader) -> Message:
    """Say that there is no random coffee where this member is."""
    return message(
        reader,
        paragraph(
            reader.gettext(
                "None of your channels has random coffee yet. An organizer can set it up with `/mentor-admin`."
            )
        ),
        note(reader.gettext("Meanwhile, `/just-lunch` finds you a colleague to have lunch with.")),
    )


def which(reader: Reader, programmes: Sequence[Programme], word: str) -> Message:
    """Ask which programme a command means, by its English word."""
    words = reader.gettext(
        "There's more than one: {channels}. Type `/coffee {word}` in the channel you mean, or use the buttons of `/coffee`.",
        channels=reader.listed(in_channel(programme) for programme in programmes),
        word=words_of(reader)[word],
    )
    return said(reader, words)


def choices(reader: Reader) -> Mapping[CoffeeChoice, str]:
    """Return the words for outcomes. One that is missing is said by the message that changed."""
    return {
        CoffeeChoice.IN_BEFORE: reader.gettext(
            "You're already in. I'll let you know one working day before each coffee."
        ),
        CoffeeChoice.SKIPPED_BEFORE: reader.gettext(
            "You've skipped this coffee already. You'll be back in for the next one."
        ),
        CoffeeChoice.NOT_IN: reader.gettext("You're not in, so nothing changed. `/coffee join` joins."),
        CoffeeChoice.NOT_IN_CHANNEL: reader.gettext(
            "This random coffee is for members of its channel. Join the channel first, then try again."
        ),
        CoffeeChoice.TOO_LATE: reader.gettext(
            "It's too late to change this coffee: the groups are made, or it's over. You'll be in for the next one."
        ),
        CoffeeChoice.PROGRAMME_OVER: reader.gettext("This random coffee has ended. Thank you for taking part."),
    }


def joined(
    reader: Reader, programme: Programme, next_at: datetime | None, zone: tzinfo, *, is_announced: bool
) -> Message:
    """Answer *Join*; the notice of a coffee that is announced has gone out before."""
    return message(
        reader,
        paragraph(" ".join(_welcome(reader, programme, next_at, zone, is_announced=is_announced))),
        note(
            reader.gettext(
                "Write me a line about yourself, and what you'd like to talk about: it helps me find common ground."
            )
        ),
        buttons(about_me_button(reader)),
    )


def _welcome(
    reader: Reader, programme: Programme, next_at: datetime | None, zone: tzinfo, *, is_announced: bool
) -> list[str]:
    coffee = name_of(programme)
    is_in = reader.gettext("{coffee}: you're in.", coffee=coffee)
    notice = reader.gettext("I'll let you know one working day before each coffee, so you can skip it.")
    if next_at is None:
        return [is_in, notice]
    following = reader.gettext("Next coffee: {when}.", when=when(reader, next_at, zone))
    if is_announced:
        notice = reader.gettext("I've already announced that one. To skip it, type `/coffee skip`.")
    return [is_in, following, notice]

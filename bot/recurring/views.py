"""The words for those who look after what recurs: its row in `/mentor-admin`, and what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import button, buttons, confirmation, date_and_time, inline, message, note, paragraph, said
from bot.cadence import Occurrence
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.recurring.columns import Recurring
from bot.recurring.rules import RecurringState

_WHOLE_AT_MOST = 3
"""Things that are shown with all of their buttons: a message has its limit, and a reader too."""

Says = Callable[[Reader], str]
"""A sentence, as its reader reads it."""
SaysOf = Callable[[Reader, str], str]
"""The same with one place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one kind of things, and the action ids of their buttons."""

    show: str
    edit: str
    pause: str
    resume: str
    end: str
    next: SaysOf
    """When the next of its dates is: a coffee, a meeting."""
    nothing_planned: Says
    announced: SaysOf
    """That the date of an instant is announced already, and stays when it is changed."""
    dates: SaysOf
    """Its next days,"""
    dates_after: SaysOf
    """or those after what is announced."""
    asks_pause: Says
    """Its consequences, before it is paused,"""
    asks_end: Says
    """or ended."""
    has_paused: SaysOf
    """Said of its name, once it is paused;"""
    has_paused_outside: SaysOf
    """by somebody who is not in its channel, so that others resume it."""
    has_ended: SaysOf


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in the section."""

    thing: Recurring
    next_at: datetime | None = None
    is_announced: bool = False
    is_outside: bool = False
    """Its reader is not in its private channel: they may pause and end it."""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row as it is read, with its buttons."""

    words: str
    choices: Sequence[ButtonElement]
    open: ButtonElement
    """Stands for all of these in a long list."""


def done_before(reader: Reader) -> str:
    """Say that somebody was faster."""
    return reader.gettext("That's already done. `/mentor-admin` shows how things are now.")


def not_inside(reader: Reader) -> str:
    """Say that a private channel's things are changed by those who are in it."""
    return reader.gettext(
        "Only people in its private channel can do that. As an organizer you can pause and end it with `/mentor-admin`."
    )


def one(reader: Reader, row: RowShown) -> Message:
    """Return one thing, with all of its buttons."""
    return message(reader, *_blocks(row.words, row.choices))


def rows(shown: Sequence[RowShown]) -> Sequence[Sequence[Block]]:
    """Return the blocks of several rows, with all of their buttons while they are few."""
    is_short = len(shown) > _WHOLE_AT_MOST
    return [_blocks(row.words, [row.open] if is_short else row.choices) for row in shown]


def _blocks(words: str, choices: Sequence[ButtonElement]) -> Sequence[Block]:
    return [paragraph(words), buttons(*choices)]


def section(
    reader: Reader, title: str, shown: Sequence[Block], more: int, *, nothing: str, new: Sequence[ButtonElement]
) -> list[Block]:
    """Return a section of `/mentor-admin`: its rows or that there is ``nothing``, and what makes ``new`` ones."""
    blocks: list[Block] = [paragraph(f"*{title}*"), *(shown or [paragraph(nothing)])]
    if more:
        blocks.append(note(_and_more(reader, more)))
    return [*blocks, buttons(*new)] if new else blocks


def _and_more(reader: Reader, more: int) -> str:
    return reader.ngettext(
        "And one more. To see it, type `/mentor-admin` in its channel.",
        "And {number} more. To see one, type `/mentor-admin` in its channel.",
        more,
    )


def row_shown(
    reader: Reader, row: Row, wording: Wording, rhythm: str, zone: tzinfo, also: Sequence[ButtonElement] = ()
) -> RowShown:
    """Return a row by its rhythm and next date; ``also`` are buttons of its own while it runs."""
    thing, is_paused = row.thing, row.thing.state is RecurringState.PAUSED
    edit, end = button(reader.gettext("Change"), wording.edit, thing.id), end_button(reader, thing, wording)
    if row.is_outside:
        words = _outside(reader, thing)
        choices = [end] if is_paused else [pause_button(reader, thing, wording), end]
    elif is_paused:
        words = reader.gettext("{name} in {channel}: {rhythm}. Paused.", **_where(thing), rhythm=rhythm)
        choices = [edit, resume_button(reader, thing, wording, style="primary"), end]
    else:
        is_so = reader.gettext("{name} in {channel}: {rhythm}.", **_where(thing), rhythm=rhythm)
        words = f"{is_so} {_next(reader, row, wording, zone)}"
        choices = [edit, *also, pause_button(reader, thing, wording), end]
    return RowShown(words, choices, button(reader.gettext("Open"), wording.show, thing.id))


def _where(thing: Recurring) -> dict[str, str]:
    return {"name": name_of(thing), "channel": f"<#{thing.channel}>"}


def _outside(reader: Reader, thing: Recurring) -> str:
    if thing.state is RecurringState.PAUSED:
        state = reader.gettext("{name} in {channel}: paused.", **_where(thing))
    else:
        state = reader.gettext("{name} in {channel}: running.", **_where(thing))
    private = reader.gettext("That channel is private, and as far as I know you're not in it.")
    return f"{state} {private}"


def _next(reader: Reader, row: Row, wording: Wording, zone: tzinfo) -> str:
    if row.next_at is None:
        return wording.nothing_planned(reader)
    announced = [reader.gettext("It's announced already.")] if row.is_announced else []
    return " ".join([wording.next(reader, date_and_time(reader, row.next_at, zone)), *announced])


def pause_button(reader: Reader, thing: Recurring, wording: Wording) -> ButtonElement:
    """*Pause*, which asks once."""
    asks = confirmation(
        reader.gettext("Pause it?"), wording.asks_pause(reader), reader.gettext("Pause"), reader.gettext("Not now")
    )
    return button(reader.gettext("Pause"), wording.pause, thing.id, confirm=asks)


def resume_button(reader: Reader, thing: Recurring, wording: Wording, *, style: str | None = None) -> ButtonElement:
    """*Resume*."""
    return button(reader.gettext("Resume"), wording.resume, thing.id, style=style)


def end_button(reader: Reader, thing: Recurring, wording: Wording) -> ButtonElement:
    """*End*, which asks once."""
    asks = confirmation(
        reader.gettext("End it for good?"),
        wording.asks_end(reader),
        reader.gettext("End it"),
        reader.gettext("Not now"),
    )
    return button(reader.gettext("End"), wording.end, thing.id, style="danger", confirm=asks)


def name_of(thing: Recurring) -> str:
    """Return its name, to be read first."""
    return f"*{inline(thing.name)}*"


def dates_in_words(reader: Reader, dates: Sequence[Occurrence], zone: tzinfo) -> str:
    """Return the days of its dates, on its own calendar."""
    return reader.listed(reader.day(one.at, zone) for one in dates)


def changed(
    reader: Reader,
    thing: Recurring,
    wording: Wording,
    rhythm: str,
    dates: Sequence[Occurrence],
    announced_at: datetime | None,
) -> Message:
    """After a change: what is so now."""
    days = dates_in_words(reader, dates, thing.zone)
    saved = [reader.gettext("{name}: saved. How often: {rhythm}.", name=name_of(thing), rhythm=rhythm)]
    if thing.state is RecurringState.PAUSED:
        saved.append(reader.gettext("It's paused."))
    if announced_at is None:
        following = wording.dates(reader, days)
    else:
        announced = wording.announced(reader, date_and_time(reader, announced_at, thing.zone))
        following = f"{announced} {wording.dates_after(reader, days)}"
    return said(reader, f"{' '.join(saved)}\n{following}")


def paused(reader: Reader, thing: Recurring, wording: Wording, *, is_outside: bool = False) -> Message:
    """After *Pause*; by somebody who is not in its channel, others resume it."""
    if is_outside:
        return said(reader, wording.has_paused_outside(reader, name_of(thing)))
    words = wording.has_paused(reader, name_of(thing))
    return message(reader, paragraph(words), buttons(resume_button(reader, thing, wording)))


def resumed(reader: Reader, thing: Recurring, wording: Wording, zone: tzinfo) -> Message:
    """After *Resume*."""
    goes_on = reader.gettext("{name} is running again.", name=name_of(thing))
    following = [wording.next(reader, date_and_time(reader, thing.next_at, zone))] if thing.next_at else []
    return said(reader, " ".join([goes_on, *following]))


def ended(reader: Reader, thing: Recurring, wording: Wording) -> Message:
    """After *End*."""
    return said(reader, wording.has_ended(reader, name_of(thing)))

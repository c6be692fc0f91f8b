"""The words for those who look after what recurs: its row in `/mentor-admin`, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, ButtonElement

from bot.blocks import (
    button,
    buttons,
    confirmation,
    date_and_time,
    day_of,
    inline,
    listed,
    message,
    note,
    paragraph,
    said,
)
from bot.cadence import Occurrence
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.recurring.columns import Recurring
from bot.recurring.rules import RecurringState

_WHOLE_AT_MOST = 3
"""Things that are shown with all of their buttons: a message has its limit, and a reader too."""

DONE_BEFORE = "That has been done already. `/mentor-admin` shows how things are now."
NOT_INSIDE = "That is for who is in its channel, which is private. As an organizer of this workspace you can pause it and end it: `/mentor-admin`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one kind of things, and the action ids of their buttons."""

    occurrence: str
    """One of the dates: a round, a meeting."""
    show: str
    edit: str
    pause: str
    resume: str
    end: str
    asks_pause: str
    """Its consequences, before it is paused,"""
    asks_end: str
    """or ended."""
    has_paused: str
    """Said after its name, once it is paused;"""
    has_paused_outside: str
    """by somebody who is not in its channel, so that others resume it."""
    has_ended: str


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


def one(row: RowShown) -> Message:
    """Return one thing, with all of its buttons."""
    return message(ENGLISH, *_blocks(row.words, row.choices))


def rows(shown: Sequence[RowShown]) -> Sequence[Sequence[Block]]:
    """Return the blocks of several rows, with all of their buttons while they are few."""
    is_short = len(shown) > _WHOLE_AT_MOST
    return [_blocks(row.words, [row.open] if is_short else row.choices) for row in shown]


def _blocks(words: str, choices: Sequence[ButtonElement]) -> Sequence[Block]:
    return [paragraph(words), buttons(*choices)]


def section(
    title: str, shown: Sequence[Block], more: int, *, nothing: str, new: Sequence[ButtonElement]
) -> list[Block]:
    """Return a section of `/mentor-admin`: its rows or that there is ``nothing``, and what makes ``new`` ones."""
    blocks: list[Block] = [paragraph(f"*{title}*"), *(shown or [paragraph(nothing)])]
    if more:
        blocks.append(note(f"And {more} more. Type `/mentor-admin` in the channel of the one that you mean."))
    return [*blocks, buttons(*new)] if new else blocks


def row_shown(row: Row, wording: Wording, rhythm: str, zone: tzinfo, also: Sequence[ButtonElement] = ()) -> RowShown:
    """Return a row by its rhythm and next date; ``also`` are buttons of its own while it runs."""
    thing = row.thing
    name, is_paused = f"{name_of(thing)} in <#{thing.channel}>", thing.state is RecurringState.PAUSED
    edit, end = button("Change", wording.edit, thing.id), end_button(thing, wording)
    if row.is_outside:
        words = f"{name}, a private channel that you are not in, as far as Klatch knows: {running_or_paused(thing)}."
        choices = [end] if is_paused else [pause_button(thing, wording), end]
    elif is_paused:
        words = f"{name}: {rhythm}. Paused."
        choices = [edit, resume_button(thing, wording, style="primary"), end]
    else:
        words = f"{name}: {rhythm}. {_next(row, wording, zone)}"
        choices = [edit, *also, pause_button(thing, wording), end]
    return RowShown(words, choices, button("Open", wording.show, thing.id))


def running_or_paused(thing: Recurring) -> str:
    """Return its state in a word."""
    return "paused" if thing.state is RecurringState.PAUSED else "running"


def _next(row: Row, wording: Wording, zone: tzinfo) -> str:
    if row.next_at is None:
        return f"No {wording.occurrence} is planned."
    announced = ", announced already" if row.is_announced else ""
    return f"Next {wording.occurrence}: {date_and_time(ENGLISH, row.next_at, zone)}{announced}."


def pause_button(thing: Recurring, wording: Wording) -> ButtonElement:
    """*Pause*, which asks once."""
    asks = confirmation("Pause it?", wording.asks_pause, "Pause", "Not now")
    return button("Pause", wording.pause, thing.id, confirm=asks)


def resume_button(thing: Recurring, wording: Wording, *, style: str | None = None) -> ButtonElement:
    """*Resume*."""
    return button("Resume", wording.resume, thing.id, style=style)


def end_button(thing: Recurring, wording: Wording) -> ButtonElement:
    """*End*, which asks once."""
    asks = confirmation("End it for good?", wording.asks_end, "End it", "Not now")
    return button("End", wording.end, thing.id, style="danger", confirm=asks)


def name_of(thing: Recurring) -> str:
    """Return its name, to be read first."""
    return f"*{inline(thing.name)}*"


def dates_in_words(dates: Sequence[Occurrence], zone: tzinfo) -> str:
    """Return the days of its dates, on its own calendar."""
    return listed([day_of(one.at, zone) for one in dates])


def changed(
    thing: Recurring, wording: Wording, rhythm: str, dates: Sequence[Occurrence], announced_at: datetime | None
) -> Message:
    """After a change: what is so now."""
    state = " It is paused." if thing.state is RecurringState.PAUSED else ""
    following = f"The next {wording.occurrence}s: "
    if announced_at is not None:
        when = date_and_time(ENGLISH, announced_at, thing.zone)
        following = f"The {wording.occurrence} of {when} is announced already, and stays. After it: "
    return said(ENGLISH, f"{name_of(thing)}: saved. {rhythm}.{state}\n{following}{dates_in_words(dates, thing.zone)}.")


def paused(thing: Recurring, wording: Wording, *, is_outside: bool = False) -> Message:
    """After *Pause*; by somebody who is not in its channel, others resume it."""
    if is_outside:
        return said(ENGLISH, f"{name_of(thing)} {wording.has_paused_outside}")
    return message(ENGLISH, paragraph(f"{name_of(thing)} {wording.has_paused}"), buttons(resume_button(thing, wording)))


def resumed(thing: Recurring, wording: Wording, zone: tzinfo) -> Message:
    """After *Resume*."""
    following = f" Next {wording.occurrence}: {date_and_time(ENGLISH, thing.next_at, zone)}." if thing.next_at else ""
    return said(ENGLISH, f"{name_of(thing)} goes on.{following}")


def ended(thing: Recurring, wording: Wording) -> Message:
    """After *End*."""
    return said(ENGLISH, f"{name_of(thing)} {wording.has_ended}")

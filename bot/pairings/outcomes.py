"""The outcomes of use cases, for which views have words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CoffeeChoice(StrEnum):
    """The outcome of a choice about taking part in random coffee."""

    JOINED = "joined"
    IN_BEFORE = "in_before"
    SKIPPED = "skipped"
    SKIPPED_BEFORE = "skipped_before"
    BACK_IN = "back_in"
    PAUSED = "paused"
    LEFT = "left"
    NOT_IN = "not_in"
    NOT_IN_CHANNEL = "not_in_channel"
    TOO_LATE = "too_late"
    """The round's groups have been made."""
    PROGRAMME_OVER = "programme_over"


class GroupClosing(StrEnum):
    """The outcome of a word about a group's meeting."""

    DONE = "done"
    DONE_BEFORE = "done_before"
    OVER = "over"
    NOT_YOURS = "not_yours"
    OWN_TIMES = "own_times"
    """Of the times that they proposed themselves another takes one."""
    TIMES_REPLACED = "times_replaced"
    """Others have been proposed since."""
    TIME_PASSED = "time_passed"
    AGREED_BEFORE = "agreed_before"


class Running(StrEnum):
    """The outcome of *Run now*."""

    STARTED = "started"
    ROUND_IS_ANNOUNCED = "round_is_announced"
    """A round is announced already, and people may still skip it."""
    NOT_RUNNING = "not_running"


@dataclass(frozen=True, slots=True)
class TooSoon:
    """*Run now* ended because the channel has had a round lately."""

    runs_from: datetime
    """The instant from which it may have one again."""


class Organizing(StrEnum):
    """The outcome of the form of a random coffee that was not refused."""

    DONE = "done"
    CHANNEL_TAKEN = "channel_taken"
    """The channel has a random coffee already."""
    ROUND_ANNOUNCED = "round_announced"
    """The way to take part cannot change while a round is announced: people have been told that they are in it."""

"""How a member's wish ended: what use cases return, and views have words for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CoffeeChoice(StrEnum):
    """How a wish about taking part in random coffee ended."""

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
    """How a word about a group's meeting was taken."""

    DONE = "done"
    DONE_BEFORE = "done_before"
    OVER = "over"
    NOT_YOURS = "not_yours"


class Running(StrEnum):
    """How *Run now* ended."""

    STARTED = "started"
    ROUND_IS_ANNOUNCED = "round_is_announced"
    """A round is announced already, and people may still skip it."""
    NOT_RUNNING = "not_running"


@dataclass(frozen=True, slots=True)
class TooSoon:
    """*Run now* ended because the channel has had a round lately."""

    runs_from: datetime
    """When it runs one again."""


class Organizing(StrEnum):
    """How the form of a random coffee was taken that was not refused."""

    DONE = "done"
    CHANNEL_TAKEN = "channel_taken"
    """The channel has a random coffee already."""
    ROUND_ANNOUNCED = "round_announced"
    """Who takes part cannot change while a round is announced: people have been told that they are in it."""

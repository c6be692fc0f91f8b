"""How a member's wish about lunch ended: what use cases return, and views have words for."""

from enum import StrEnum


class Answered(StrEnum):
    """How a press on a proposal ended."""

    DONE = "done"
    """The proposal itself says what happens next."""
    YES_BEFORE = "yes_before"
    NO_BEFORE = "no_before"
    LAPSED = "lapsed"
    OFF = "off"
    """It is off, for a reason that nobody is told."""
    ON = "on"
    """Everybody has said yes, and they have been introduced."""
    NOT_YOURS = "not_yours"


class Joined(StrEnum):
    """How a wish about taking part ended."""

    DONE = "done"
    NOT_IN = "not_in"
    NONE_LEFT = "none_left"
    """None of the days that were ticked is left this week."""


class Pooled(StrEnum):
    """How a wish for lunch on one day ended."""

    IN = "in"
    IN_BEFORE = "in_before"
    PROPOSED = "proposed"
    """They have been proposed somebody for it, and have not answered."""
    SAID_YES = "said_yes"
    INTRODUCED = "introduced"
    CLOSED = "closed"
    WEEKEND = "weekend"
    NO_WAY = "no_way"
    """They have never said how they would meet."""
    RESTING = "resting"
    """An organizer has paused Just Lunch, or ended it."""


class Unpooled(StrEnum):
    """How taking back a wish for lunch on one day ended."""

    DONE = "done"
    INTRODUCED = "introduced"
    NOT_IN = "not_in"

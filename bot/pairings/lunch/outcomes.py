"""The results of use cases about lunch, for which views have words."""

from enum import StrEnum


class AnswerResult(StrEnum):
    """The result of a press on a proposal."""

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


class JoinResult(StrEnum):
    """The result of joining, resuming or leaving."""

    DONE = "done"
    NOT_IN = "not_in"
    NONE_LEFT = "none_left"
    """None of the days that were ticked is left this week."""


class RequestResult(StrEnum):
    """The result of asking for lunch on one day."""

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


class CancelResult(StrEnum):
    """The result of taking back a request for lunch on one day."""

    DONE = "done"
    INTRODUCED = "introduced"
    NOT_IN = "not_in"

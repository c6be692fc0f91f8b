"""The states of what recurs, and the steps between them."""

from collections.abc import Mapping
from enum import StrEnum


class RecurringState(StrEnum):
    """The state of something that recurs."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


MOVES: Mapping[RecurringState, frozenset[RecurringState]] = {
    RecurringState.RUNNING: frozenset({RecurringState.PAUSED, RecurringState.ENDED}),
    RecurringState.PAUSED: frozenset({RecurringState.RUNNING, RecurringState.ENDED}),
    RecurringState.ENDED: frozenset(),
}

"""States that change by the steps of a table, and by no others."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

StateT = TypeVar("StateT", bound=StrEnum)


class ImpossibleMoveError(Exception):
    """There is no such step from this state: a defect, for use cases look before they step."""


def check_move(state: StateT, to: StateT, moves: Mapping[StateT, frozenset[StateT]]) -> None:
    """Raise ImpossibleMoveError when there is no step from one state to the other."""
    if to not in moves[state]:
        raise ImpossibleMoveError(f"{type(state).__name__}: what is {state} cannot become {to}")

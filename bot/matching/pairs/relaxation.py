"""The assignment problem as a relaxation of matching: fast, it pairs nearly everybody, and its duals are a bound.

Everyone is assigned to someone so that each is assigned to once and the costs are least (lapx). That falls into cycles:
two who are assigned to each other are a pair; a longer even cycle falls apart into pairs at no cost; each odd cycle
leaves one unmatched. The duals, the same for rows and for columns, are a number for each person: no two who may be a
pair cost less than their duals together, so no matching of all costs less than the sum of the duals. Where there is no
odd cycle, that is the cost of the pairs; `bot.matching.pairs.cycle_repair` finds by how much odd cycles cost more.

Duals are kept doubled, so that they are integers.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import lap
import numpy as np

from bot.matching.arrays import Floats, Ints
from bot.matching.costs.costs import FORBIDDEN
from bot.matching.pairs.exact import UNMATCHED

NEVER = 1 << 58
"""Instead of the reduced cost of those who are no pair."""
_TILE = 64
_ROUGH_SWEEPS = 4
_SWEEPS_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The answer of the assignment problem."""

    partners: Ints
    """Everyone's partner; UNMATCHED for one of each odd cycle."""
    duals: Ints
    """Everyone's dual, doubled."""

    def reduced(self, costs: Ints) -> Ints:
        """Return the doubled costs less the duals of both: 0 for partners, never negative, NEVER for no pair."""
        reduced = 2 * costs
        reduced -= self.duals[:, None]
        reduced -= self.duals[None, :]
        reduced[costs >= FORBIDDEN] = NEVER
        return reduced

    def among(self, some: Ints) -> "Relaxation":
        """Return the part of some people, by their places in `some`; whose partner is not there is UNMATCHED."""
        place_of = np.full(len(self.partners) + 1, UNMATCHED, np.int64)
        place_of[some] = np.arange(len(some))
        return Relaxation(place_of[self.partners[some]], self.duals[some])


def relax(costs: Ints) -> Relaxation | None:
    """Solve the assignment problem of a symmetric matrix; None where it proves nothing.

    That is where not everybody can be assigned, or where so many repeats are needed that costs are too great to be
    exact as floats.
    """
    assigned = assign(costs)
    if assigned is None:
        return None
    paid = costs[np.arange(len(costs)), assigned]
    if int(paid.sum()) >= 2 * FORBIDDEN:
        return None
    limits = np.where(costs >= FORBIDDEN, NEVER, costs)
    duals = doubled_duals(paid, assigned, lambda column_duals: _row_minima(limits, column_duals))
    return None if duals is None else Relaxation(pair_along_cycles(assigned), duals)


def assign(costs: Ints, forbidden: float = math.inf) -> Ints | None:
    """Return whom everyone is assigned to; None where that is impossible at the cost that forbidden pairs have."""
    floats = as_floats(costs, forbidden)
    duals = rough_duals(floats)
    floats -= duals[:, None]
    floats -= duals
    try:
        return np.asarray(lap.lapjvr(floats, return_cost=False)[1], np.int64)
    except ValueError:
        return None


def as_floats(costs: Ints, forbidden: float = math.inf) -> Floats:
    """Return the costs for the solver of the assignment problem."""
    floats = costs.astype(np.float64)
    floats[costs >= FORBIDDEN] = forbidden
    return floats


def rough_duals(floats: Floats) -> Floats:
    """Return nearly the duals, not doubled and rather too low.

    Costs less these have the same optimal assignment, which is found in half the time.
    """
    duals = np.zeros(len(floats))
    for _ in range(_ROUGH_SWEEPS):
        least = _row_minima(floats, duals)
        duals = np.floor((duals + np.where(np.isfinite(least), least, 0)) / 2)
    return duals


def doubled_duals(paid: Ints, assigned: Ints, row_minima: Callable[[Ints], Ints]) -> Ints | None:
    """Return the duals of an optimal assignment, doubled, by Bellman and Ford; None where it proves nothing.

    `paid` has everyone's cost in it. `row_minima` gives for each row the least cost less the dual of the column.
    """
    row_duals = paid // 2
    for _ in range(_SWEEPS_AT_MOST):
        column_duals = paid - row_duals[assigned]
        lowered = row_minima(column_duals)
        if (lowered >= row_duals).all():
            return column_duals + row_duals
        row_duals = np.minimum(row_duals, lowered)
    return None


def pair_along_cycles(assigned: Ints, *, odd: bool = True) -> Ints:
    """Return partners: every second step around a cycle is a pair.

    The first of an odd cycle stays unmatched, and without `odd` all of it does.
    """
    partners = np.full(len(assigned), UNMATCHED, np.int64)
    for cycle in _cycles(assigned):
        is_odd = len(cycle) % 2
        if odd or not is_odd:
            paired = cycle[is_odd:]
            partners[paired[::2]], partners[paired[1::2]] = paired[1::2], paired[::2]
    return partners


def _cycles(assigned: Ints) -> list[list[int]]:
    """Return the cycles of a permutation, each from its least member on."""
    found: list[list[int]] = []
    following = assigned.tolist()
    visited = [False] * len(following)
    for start in range(len(following)):
        cycle = []
        person = start
        while not visited[person]:
            visited[person] = True
            cycle.append(person)
            person = following[person]
        if cycle:
            found.append(cycle)
    return found


def _row_minima(matrix: Ints | Floats, column_duals: Ints | Floats) -> Any:
    """Return the least of each row less the duals, some rows at a time: the difference of all is never held."""
    starts = range(0, len(matrix), _TILE)
    return np.concatenate([(matrix[start : start + _TILE] - column_duals).min(axis=1) for start in starts])

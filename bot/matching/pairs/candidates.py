"""Candidate pairs: few of all edges, and the assignment problem among them alone, which is sparse and so quick."""

from collections.abc import Sequence
from typing import Any

import lap
import numpy as np

from bot.matching.arrays import Floats, Ints
from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.pairs.relaxation import doubled_duals

EdgeEnds = tuple[Ints, Ints]
"""One end of each edge, and the other end at the same place."""


def cheapest(reduced: Ints, count: int, below: Ints) -> EdgeEnds:
    """Return as (rows, columns) about so many least entries of each row, and only those below the row's `below`."""
    rows = np.flatnonzero(reduced.min(axis=1, initial=FORBIDDEN) < below)
    some = reduced[rows]
    kept = min(count, reduced.shape[1] - 1)
    limits = np.minimum(np.partition(some, kept, axis=1)[:, kept], below[rows] - 1)
    row, column = np.nonzero(some <= limits[:, None])
    return rows[row], column


class CandidatePairs:
    """Edges that might be pairs, both ways round; everybody is in one at least, as a matching of all is among them."""

    def __init__(self, costs: Costs, people: Ints, partners: Ints) -> None:
        """Take a first matching of all; everything is by places in `people`."""
        self._costs = costs
        self._people = people
        self._size = len(people)
        self._codes = np.empty(0, np.int64)
        self._cost = np.empty(0, np.int64)
        self.add([(np.arange(self._size), partners)])

    def add(self, found: Sequence[EdgeEnds]) -> None:
        """Add edges, but for those that are forbidden."""
        both = [one * self._size + other for edges in found for one, other in (edges, edges[::-1])]
        codes = np.setdiff1d(np.concatenate(both), self._codes)
        cost = self._costs.of(self._people[codes // self._size], self._people[codes % self._size])
        codes, cost = np.append(self._codes, codes[cost < FORBIDDEN]), np.append(self._cost, cost[cost < FORBIDDEN])
        order = np.argsort(codes)
        self._codes, self._cost = codes[order], cost[order]
        self._rows, self._columns = self._codes // self._size, self._codes % self._size
        self._starts = np.searchsorted(self._rows, np.arange(self._size + 1))

    def rough_duals(self, duals: Floats, sweeps: int) -> Floats:
        """Return better duals from these, as `bot.matching.pairs.relaxation.rough_duals`."""
        for _ in range(sweeps):
            duals = np.floor((duals + self._row_minima(duals)) / 2)
        return duals

    def assign(self, duals: Floats) -> Ints:
        """Return whom everyone is assigned to at the least cost; the better the duals, the sooner it is found."""
        weights = self._cost - duals[self._rows] - duals[self._columns]
        weights += 1 - weights.min()
        starts, columns = self._starts.astype(np.int32), self._columns.astype(np.int32)
        return np.asarray(lap.lapmod(self._size, weights, starts, columns, return_cost=False)[0], np.int64)

    def doubled_duals(self, assigned: Ints) -> Ints | None:
        """Return the duals of this assignment, doubled; None where costs were too great to be exact as floats."""
        paid = self._cost[np.searchsorted(self._codes, np.arange(self._size) * self._size + assigned)]
        return doubled_duals(paid, assigned, self._row_minima)

    def _row_minima(self, column_duals: Ints | Floats) -> Any:
        return np.minimum.reduceat(self._cost - column_duals[self._columns], self._starts[:-1])

"""Some of all twos, as candidates for pairs, and the assignment problem among them alone: sparse, and so quick."""

from collections.abc import Sequence
from typing import Any

import lap
import numpy as np

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.traits import Numbers
from bot.matching.pairs.relaxation import Floats

_SWEEPS_AT_MOST = 2_000
Twos = tuple[Numbers, Numbers]
"""The ones, and the other of each at the same place."""


def cheapest(reduced: Numbers, few: int, below: Numbers) -> Twos:
    """For each row the columns that are least, about so few of them, and only those below what is said for the row."""
    rows = np.flatnonzero(reduced.min(axis=1, initial=FORBIDDEN) < below)
    some = reduced[rows]
    kept = min(few, reduced.shape[1] - 1)
    limits = np.minimum(np.partition(some, kept, axis=1)[:, kept], below[rows] - 1)
    row, column = np.nonzero(some <= limits[:, None])
    return rows[row], column


class Candidates:
    """Twos who might be pairs, both ways round; everybody is in one at least, as there are pairs of all among them."""

    def __init__(self, costs: Costs, people: Numbers, mates: Numbers) -> None:
        """Everything is by places in `people`; `mates` gives a first pair to everybody."""
        self._costs = costs
        self._people = people
        self._size = len(people)
        self._codes = np.empty(0, np.int64)
        self._cost = np.empty(0, np.int64)
        self.add([(np.arange(self._size), mates)])

    def add(self, found: Sequence[Twos]) -> None:
        """More of them; two who may not be a pair are left out."""
        both = [one * self._size + other for two in found for one, other in (two, two[::-1])]
        codes = np.setdiff1d(np.concatenate(both), self._codes)
        cost = self._costs.of(self._people[codes // self._size], self._people[codes % self._size])
        codes, cost = np.append(self._codes, codes[cost < FORBIDDEN]), np.append(self._cost, cost[cost < FORBIDDEN])
        order = np.argsort(codes)
        self._codes, self._cost = codes[order], cost[order]
        self._rows, self._columns = self._codes // self._size, self._codes % self._size
        self._starts = np.searchsorted(self._rows, np.arange(self._size + 1))

    def rough_prices(self, prices: Floats, sweeps: int) -> Floats:
        """Better prices from these, as `bot.matching.pairs.relaxation.rough_prices`."""
        for _ in range(sweeps):
            prices = np.floor((prices + self._least_over(prices)) / 2)
        return prices

    def choices(self, prices: Floats) -> Numbers:
        """Whom everyone chooses so that each is chosen once, at the least cost; the sooner found, the better the
        prices.
        """
        weights = self._cost - prices[self._rows] - prices[self._columns]
        weights += 1 - weights.min()
        starts, columns = self._starts.astype(np.int32), self._columns.astype(np.int32)
        return np.asarray(lap.lapmod(self._size, weights, starts, columns, return_cost=False)[0], np.int64)

    def prices(self, chosen: Numbers) -> Numbers | None:
        """Twice the prices that go with these choices, as in `relaxation`; None where they prove nothing,
        as costs were too great to be exact as floats.
        """
        paid = self._cost[np.searchsorted(self._codes, np.arange(self._size) * self._size + chosen)]
        sought = paid // 2
        for _ in range(_SWEEPS_AT_MOST):
            given = paid - sought[chosen]
            lowered = self._least_over(given)
            if (lowered >= sought).all():
                return given + sought
            sought = np.minimum(sought, lowered)
        return None

    def _least_over(self, given: Numbers | Floats) -> Any:
        return np.minimum.reduceat(self._cost - given[self._columns], self._starts[:-1])

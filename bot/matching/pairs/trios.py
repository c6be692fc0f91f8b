"""Pairs and one trio, for an odd number of people.

The duals of the assignment problem (see `relaxation`) say for each trio what it costs at least to have it and pair all
others. So trios are tried from the least of these on, until none is left that could still be better than the best.
"""

from dataclasses import dataclass

import numpy as np

from bot.matching.arrays import Bits, Ints
from bot.matching.costs.costs import Costs
from bot.matching.pairs.cycle_repair import repair_cycles
from bot.matching.pairs.exact import UNMATCHED
from bot.matching.pairs.relaxation import NEVER, Relaxation, relax

_TRIED_AT_MOST = 5_000
"""Trios times people."""
_KEPT_AT_MOST = 100_000
_TRIO_AMONG = 101
_ALL = NEVER // 2

Trio = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class PairsWithTrio:
    """Everybody in a pair, but for three."""

    trio: Trio
    partners: Ints
    """UNMATCHED for those of the trio."""
    cost: int
    """The cost of being in the trio included."""
    bound: float
    """No trio and pairs of all cost less; equal to the cost where that is proved."""


def pairs_with_trio(costs: Ints, thirds: Ints, ways: Bits) -> PairsWithTrio | None:
    """Return the trio and the pairs that cost least; None where there are none, or no bound to find them by.

    `costs` is a symmetric matrix of odd size, `thirds` has each one's cost of being in a trio, and `ways` a row of bits
    a person, of which the three must have one in common. Exact where the bound says so; of more people fewer trios are
    tried.
    """
    relaxation = relax(costs)
    if relaxation is None:
        return None
    attempt = _Attempt(costs, relaxation)
    trios = _Trios(attempt.reduced, relaxation.duals + 2 * thirds, ways)
    limit = trios.first_limit()
    done = -_ALL
    while True:
        levels, found, limit = trios.up_to(limit)
        for level, trio in zip(levels.tolist(), found.tolist(), strict=True):
            if level > done and not attempt.is_proved_from(level):
                if attempt.tried * len(costs) >= _TRIED_AT_MOST:
                    return attempt.result(level)
                attempt.make(level, trio)
        if limit >= _ALL or attempt.is_proved_from(limit):
            return attempt.result(_ALL)
        done, limit = limit, _ALL if attempt.best is None else attempt.total


def trio_of_many(costs: Costs, people: Ints) -> tuple[int, ...]:
    """Return the best trio of _TRIO_AMONG of those who were in one least often; empty where there is none."""
    some = people[np.argsort(costs.thirds[people], kind="stable")[:_TRIO_AMONG]]
    thirds = costs.thirds[some] * costs.third
    found = pairs_with_trio(costs.between(some, some), thirds, costs.traits.ways.bits[some])
    return () if found is None else tuple(sorted(int(some[place]) for place in found.trio))


class _Attempt:
    """The best so far. Totals are twice the costs, less the sum of all duals."""

    def __init__(self, costs: Ints, relaxation: Relaxation) -> None:
        self.reduced = relaxation.reduced(costs)
        self._relaxation = relaxation
        self.best: tuple[Trio, Ints] | None = None
        self.total = _ALL
        self.tried = 0
        self._least = _ALL

    def is_proved_from(self, level: int) -> bool:
        """Return whether no trio of this level or more can be better."""
        return self.best is not None and level >= self.total

    def make(self, level: int, trio: list[int]) -> None:
        """Pair all others."""
        self.tried += 1
        others = np.delete(np.arange(len(self.reduced)), trio)
        repaired = repair_cycles(self.reduced[np.ix_(others, others)], self._relaxation.among(others).partners)
        if repaired is None:
            return
        self._least = min(self._least, level + repaired.least_extra)
        if level + repaired.extra < self.total:
            self.total = level + repaired.extra
            partners = np.full(len(self.reduced), UNMATCHED, np.int64)
            partners[others] = others[repaired.partners]
            self.best = ((trio[0], trio[1], trio[2]), partners)

    def result(self, untried_from: int) -> PairsWithTrio | None:
        """Return the best, and the bound when all trios below a level were tried."""
        if self.best is None:
            return None
        duals = int(self._relaxation.duals.sum())
        least = min(self.total, self._least, untried_from)
        return PairsWithTrio(*self.best, cost=(duals + self.total) // 2, bound=(duals + least) / 2)


class _Trios:
    """All trios by their level: the reduced costs between the three, and the duals of the three."""

    def __init__(self, reduced: Ints, duals: Ints, ways: Bits) -> None:
        self._reduced = reduced
        self._duals = duals
        self._ways = ways

    def first_limit(self) -> int:
        """Return the level of a good trio: someone with the two who are best for them."""
        levels = self._reduced + self._duals
        np.fill_diagonal(levels, NEVER)
        first, second = np.argpartition(levels, 1, axis=1)[:, :2].T
        everyone = np.arange(len(levels))
        joined = levels[everyone, first] + levels[everyone, second] + self._reduced[first, second]
        return min(int((joined + self._duals).min()), _ALL)

    def up_to(self, limit: int) -> tuple[Ints, Ints, int]:
        """Return the ascending levels of trios up to a limit, the trios, and the limit: lowered where they are many."""
        levels, trios = np.empty(0, np.int64), np.empty((0, 3), np.int64)
        for one in range(len(self._reduced)):
            more_levels, more_trios = self._with_one(one, limit)
            levels, trios = np.concatenate([levels, more_levels]), np.concatenate([trios, more_trios])
            if len(levels) > _KEPT_AT_MOST:
                limit = int(np.partition(levels, _KEPT_AT_MOST // 2)[_KEPT_AT_MOST // 2]) - 1
                kept = levels <= limit
                levels, trios = levels[kept], trios[kept]
        order = np.lexsort((*trios.T, levels))
        return levels[order], trios[order], limit

    def _with_one(self, one: int, limit: int) -> tuple[Ints, Ints]:
        joined = self._reduced[one] + self._duals
        later = np.arange(len(joined)) > one
        others = np.flatnonzero(later & (joined + self._duals[one] + self._duals.min() <= limit))
        levels = self._reduced[np.ix_(others, others)] + joined[others][:, None] + joined[others][None, :]
        levels += self._duals[one]
        first, second = np.nonzero(np.triu(levels <= limit, 1))
        trios = np.stack([np.full(len(first), one), others[first], others[second]], axis=1)
        share_a_way = np.bitwise_and.reduce(self._ways[trios], axis=1).any(axis=1)
        return levels[first, second][share_a_way], trios[share_a_way]

"""Pairs and one trio, for an odd number of people.

The prices of the assignment problem (see `relaxation`) say for each trio what it costs at least to have
it and pair all others. So trios are tried from the least of these on, until none is left that could still be better
than the best.
"""

from dataclasses import dataclass

import numpy as np

from bot.matching.costs.costs import Costs
from bot.matching.costs.traits import Bits, Numbers
from bot.matching.pairs.cycle_repair import RepairedCycles, settle
from bot.matching.pairs.exact import NOBODY
from bot.matching.pairs.relaxation import NEVER, Relaxed, relax

_TRIED_AT_MOST = 5_000
"""Trios times people."""
_KEPT_AT_MOST = 100_000
_TRIO_AMONG = 101
_ALL = NEVER // 2

Trio = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class WithTrio:
    """Everybody in a pair, but for three."""

    trio: Trio
    mates: Numbers
    """NOBODY for those of the trio."""
    cost: int
    """With what `thirds` say about the trio."""
    bound: float
    """No trio and pairs of all cost less; equal to the cost where that is proved."""


def pairs_with_trio(costs: Numbers, thirds: Numbers, ways: Bits) -> WithTrio | None:
    """The least cost of a trio and pairs of all others; None where there is none, or no bound to find it by.

    `costs` is symmetric and of odd size; `thirds` is what it costs that somebody is in a trio; `ways` has a row of
    bits a person, of which the three must have one in common. Exact where the bound says so; for more people it tries
    fewer trios.
    """
    relaxed = relax(costs)
    if relaxed is None:
        return None
    attempt = _Attempt(costs, relaxed)
    trios = _Trios(attempt.reduced, relaxed.prices + 2 * thirds, ways)
    limit = trios.first_limit()
    done = -_ALL
    while True:
        levels, found, limit = trios.up_to(limit)
        for level, trio in zip(levels.tolist(), found.tolist(), strict=True):
            if level > done and not attempt.proved_from(level):
                if attempt.tried * len(costs) >= _TRIED_AT_MOST:
                    return attempt.result(level)
                attempt.make(level, trio)
        if limit >= _ALL or attempt.proved_from(limit):
            return attempt.result(_ALL)
        done, limit = limit, _ALL if attempt.best is None else attempt.total


def trio_of_many(costs: Costs, people: Numbers) -> tuple[int, ...]:
    """The best trio of some of those who were in one least often; nobody where there is none."""
    some = people[np.argsort(costs.thirds[people], kind="stable")[:_TRIO_AMONG]]
    thirds = costs.thirds[some] * costs.third
    found = pairs_with_trio(costs.between(some, some), thirds, costs.traits.ways.bits[some])
    return () if found is None else tuple(sorted(int(some[place]) for place in found.trio))


class _Attempt:
    """The best so far. Totals are twice the costs, less the sum of all prices."""

    def __init__(self, costs: Numbers, relaxed: Relaxed) -> None:
        self.reduced = relaxed.reduced(costs)
        self._relaxed = relaxed
        self.best: tuple[Trio, Numbers] | None = None
        self.total = _ALL
        self.tried = 0
        self._least = _ALL

    def proved_from(self, level: int) -> bool:
        """Whether no trio of this level or more can be better."""
        return self.best is not None and level >= self.total

    def make(self, level: int, trio: list[int]) -> None:
        """Pair all others."""
        self.tried += 1
        rest = np.delete(np.arange(len(self.reduced)), trio)
        settled = settle(self.reduced[np.ix_(rest, rest)], self._mates_within(rest))
        if settled is None:
            return
        self._least = min(self._least, level + settled.at_least)
        if level + settled.more < self.total:
            self.total = level + settled.more
            self.best = ((trio[0], trio[1], trio[2]), self._mates_of_all(rest, settled))

    def result(self, untried_from: int) -> WithTrio | None:
        """The best, and what is known about better ones."""
        if self.best is None:
            return None
        prices = int(self._relaxed.prices.sum())
        least = min(self.total, self._least, untried_from)
        return WithTrio(*self.best, cost=(prices + self.total) // 2, bound=(prices + least) / 2)

    def _mates_within(self, rest: Numbers) -> Numbers:
        place_of = np.full(len(self.reduced) + 1, NOBODY, np.int64)
        place_of[rest] = np.arange(len(rest))
        return place_of[self._relaxed.mates[rest]]

    def _mates_of_all(self, rest: Numbers, settled: RepairedCycles) -> Numbers:
        mates = np.full(len(self.reduced), NOBODY, np.int64)
        mates[rest] = rest[settled.mates]
        return mates


class _Trios:
    """All trios by their level: the reduced costs between the three, and the prices of the three."""

    def __init__(self, reduced: Numbers, prices: Numbers, ways: Bits) -> None:
        self._reduced = reduced
        self._prices = prices
        self._ways = ways

    def first_limit(self) -> int:
        """The level of a good trio: someone with the two who are best for them."""
        levels = self._reduced + self._prices
        np.fill_diagonal(levels, NEVER)
        first, second = np.argpartition(levels, 1, axis=1)[:, :2].T
        everyone = np.arange(len(levels))
        joined = levels[everyone, first] + levels[everyone, second] + self._reduced[first, second]
        return min(int((joined + self._prices).min()), _ALL)

    def up_to(self, limit: int) -> tuple[Numbers, Numbers, int]:
        """The levels of trios up to a limit, from the least on, the trios, and the limit: a lower one where they are
        too many.
        """
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

    def _with_one(self, one: int, limit: int) -> tuple[Numbers, Numbers]:
        joined = self._reduced[one] + self._prices
        later = np.arange(len(joined)) > one
        others = np.flatnonzero(later & (joined + self._prices[one] + self._prices.min() <= limit))
        levels = self._reduced[np.ix_(others, others)] + joined[others][:, None] + joined[others][None, :]
        levels += self._prices[one]
        first, second = np.nonzero(np.triu(levels <= limit, 1))
        trios = np.stack([np.full(len(first), one), others[first], others[second]], axis=1)
        together = np.bitwise_and.reduce(self._ways[trios], axis=1).any(axis=1)
        return levels[first, second][together], trios[together]

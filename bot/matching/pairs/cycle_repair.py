"""What odd rings cost more than the prices say, settled exactly and nearby.

Those without a mate are paired along paths on which every second step is a pair already. What all pairs cost is the
sum of the prices and of the reduced costs, so the paths with the least reduced costs are wanted; and if all of them
cost E, everyone on them is within E/2 of one of their ends, and no step costs more than E. So Edmonds' blossoms need
to look at nothing else.
"""

from dataclasses import dataclass

import numpy as np

from bot.matching.costs.traits import Numbers
from bot.matching.pairs.exact import NOBODY, mates_among
from bot.matching.pairs.moats import dig_moats
from bot.matching.pairs.relaxation import NEVER

_FIRST_LOOK = 8
_TWOS_AT_MOST = 50_000
_ALL = NEVER // 2


@dataclass(frozen=True, slots=True)
class RepairedCycles:
    """Everybody paired."""

    mates: Numbers
    more: int
    """What the pairs cost more than the prices, in the unit of the reduced costs."""
    at_least: int
    """No pairs of all cost less than this more than the prices; equal to `more` where that is proved."""


def settle(reduced: Numbers, mates: Numbers) -> RepairedCycles | None:
    """Pair those who have no mate at the least cost: exactly, unless more than 50,000 possible pairs matter for that.

    `reduced` and `mates` as `relaxation` gives them: mates have reduced cost 0. None where not everybody
    can be paired.
    """
    alone = np.flatnonzero(mates == NOBODY)
    if not len(alone):
        return RepairedCycles(mates, 0, 0)
    left = np.where(reduced >= NEVER, NEVER, 2 * reduced)
    width = dig_moats(left)
    search = _Search(left, mates, alone)
    limit = search.first_limit(_FIRST_LOOK * len(alone))
    best: RepairedCycles | None = None
    while True:
        near = search.within(limit // 2)
        first, second = np.nonzero(np.triu(left[np.ix_(near, near)] <= limit, 1))
        if best is not None and len(first) > _TWOS_AT_MOST:
            return best
        found = _paired(reduced, mates, near, first, second)
        if found is not None and (best is None or found.more < best.more):
            best = found
        if best is not None:
            best = RepairedCycles(best.mates, best.more, min(best.more, (width + limit + 1) // 2))
        if limit >= _ALL or (best is not None and best.more == best.at_least):
            return best
        limit = _ALL if best is None and search.done else 2 * limit
        limit = limit if best is None else min(limit, 2 * best.more - width)


class _Search:
    """Dijkstra's search from all who are alone: over to anyone, and on to that one's mate at no cost."""

    def __init__(self, reduced: Numbers, mates: Numbers, alone: Numbers) -> None:
        self._reduced = reduced
        self._mates = mates
        self._paired = np.flatnonzero(mates != NOBODY)
        self._far = np.full(len(mates), NEVER, np.int64)
        self._far[alone] = 0
        self._found: list[int] = []

    def first_limit(self, count: int) -> int:
        """Twice as far as the nearest so many are."""
        while len(self._found) < count and not self.done:
            radius = int(self._far.min())
            self._step()
        return min(max(2 * radius, 1), _ALL)

    def within(self, radius: int) -> Numbers:
        """All who are no farther than that, and their mates."""
        while not self.done and int(self._far.min()) <= radius:
            self._step()
        found = np.array(self._found, np.int64)
        mates = self._mates[found]
        return np.union1d(found, mates[mates != NOBODY])

    @property
    def done(self) -> bool:
        """Whether all who can be reached have been found."""
        return int(self._far.min()) >= _ALL

    def _step(self) -> None:
        nearest = int(self._far.argmin())
        through = self._reduced[nearest, self._mates[self._paired]] + self._far[nearest]
        self._found.append(nearest)
        self._far[self._paired] = np.minimum(self._far[self._paired], through)
        self._far[nearest] = NEVER
        self._paired = self._paired[self._paired != nearest]


def _paired(reduced: Numbers, mates: Numbers, near: Numbers, first: Numbers, second: Numbers) -> RepairedCycles | None:
    costs = reduced[near[first], near[second]]
    found = mates_among(len(near), first, second, costs)
    if (found == NOBODY).any():
        return None
    settled = mates.copy()
    settled[near] = near[found]
    return RepairedCycles(settled, int(reduced[near, near[found]].sum()) // 2, 0)

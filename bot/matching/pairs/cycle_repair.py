"""Pairs for those whom odd cycles leave unmatched, exactly and looking no further than needed.

The unmatched are paired along alternating paths, of which every second step is a pair already. All pairs together cost
the sum of the duals and of the reduced costs, so the paths of least reduced cost are wanted; and if all of them cost E,
everyone on them is within E/2 of one of their ends, and no edge costs more than E. So Edmonds' blossom algorithm needs
no other edges.
"""

from dataclasses import dataclass

import numpy as np

from bot.matching.arrays import Ints
from bot.matching.pairs.exact import UNMATCHED, matching_of_edges
from bot.matching.pairs.relaxation import NEVER

_FIRST_SEARCHED = 8
"""People for each one who is unmatched."""
_EDGES_AT_MOST = 50_000
_ODD_SET_ROUNDS = 4
_ALL = NEVER // 2


@dataclass(frozen=True, slots=True)
class RepairedCycles:
    """Everybody paired."""

    partners: Ints
    extra: int
    """By how much the pairs cost more than the duals, in the unit of the reduced costs."""
    least_extra: int
    """No matching of all costs less than this more than the duals; equal to `extra` where that is proved."""


def repair_cycles(reduced: Ints, partners: Ints) -> RepairedCycles | None:
    """Pair the unmatched at the least cost: exactly, unless more than _EDGES_AT_MOST edges matter for that.

    `reduced` and `partners` are those of a `Relaxation`. None where not everybody can be paired.
    """
    unmatched = np.flatnonzero(partners == UNMATCHED)
    if not len(unmatched):
        return RepairedCycles(partners, 0, 0)
    left = np.where(reduced >= NEVER, NEVER, 2 * reduced)
    bound = subtract_odd_set_duals(left)
    search = _Search(left, partners, unmatched)
    limit = search.first_limit(_FIRST_SEARCHED * len(unmatched))
    best: RepairedCycles | None = None
    while True:
        near = search.within(limit // 2)
        first, second = np.nonzero(np.triu(left[np.ix_(near, near)] <= limit, 1))
        if best is not None and len(first) > _EDGES_AT_MOST:
            return best
        found = _paired(reduced, partners, near, first, second)
        if found is not None and (best is None or found.extra < best.extra):
            best = found
        if best is not None:
            best = RepairedCycles(best.partners, best.extra, min(best.extra, (bound + limit + 1) // 2))
        if limit >= _ALL or (best is not None and best.extra == best.least_extra):
            return best
        limit = _ALL if best is None and search.done else 2 * limit
        limit = limit if best is None else min(limit, 2 * best.extra - bound)


def subtract_odd_set_duals(reduced: Ints) -> int:
    """Take duals of odd sets off a symmetric matrix of reduced costs, in place, and return their sum.

    No matching of all has reduced costs below that sum, and no reduced cost gets negative. Of a set of odd size at
    least one person is paired outside it, so the set may have a dual of its own: this is the better bound where people
    fall into odd parts, such as two offices. The sets are those connected by reduced costs up to a level, for every
    level at once (the components of Kruskal's spanning tree). A dual is half of the difference between the levels at
    which the set comes to be and joins another.
    """
    total = 0
    for _ in range(_ODD_SET_ROUNDS):
        found = _subtract_once(reduced)
        total += found
        if not found:
            break
    return total


class _Search:
    """Dijkstra's search from all who are unmatched: over to anyone, and on to that one's partner at no cost."""

    def __init__(self, reduced: Ints, partners: Ints, unmatched: Ints) -> None:
        self._reduced = reduced
        self._partners = partners
        self._paired = np.flatnonzero(partners != UNMATCHED)
        self._distances = np.full(len(partners), NEVER, np.int64)
        self._distances[unmatched] = 0
        self._found: list[int] = []

    def first_limit(self, count: int) -> int:
        """Return twice the distance within which the nearest so many people are."""
        while len(self._found) < count and not self.done:
            radius = int(self._distances.min())
            self._step()
        return min(max(2 * radius, 1), _ALL)

    def within(self, radius: int) -> Ints:
        """Return all who are no farther than that, and their partners."""
        while not self.done and int(self._distances.min()) <= radius:
            self._step()
        found = np.array(self._found, np.int64)
        partners = self._partners[found]
        return np.union1d(found, partners[partners != UNMATCHED])

    @property
    def done(self) -> bool:
        """Whether all who can be reached have been found."""
        return int(self._distances.min()) >= _ALL

    def _step(self) -> None:
        nearest = int(self._distances.argmin())
        through = self._reduced[nearest, self._partners[self._paired]] + self._distances[nearest]
        self._found.append(nearest)
        self._distances[self._paired] = np.minimum(self._distances[self._paired], through)
        self._distances[nearest] = NEVER
        self._paired = self._paired[self._paired != nearest]


def _paired(reduced: Ints, partners: Ints, near: Ints, first: Ints, second: Ints) -> RepairedCycles | None:
    found = matching_of_edges(len(near), first, second, reduced[near[first], near[second]])
    if (found == UNMATCHED).any():
        return None
    repaired = partners.copy()
    repaired[near] = near[found]
    return RepairedCycles(repaired, int(reduced[near, near[found]].sum()) // 2, 0)


def _subtract_once(reduced: Ints) -> int:
    members = {person: [person] for person in range(len(reduced))}
    set_of = list(range(len(reduced)))
    level_of = [0] * len(reduced)
    duals = np.zeros(len(reduced), np.int64)
    total = 0
    for level, one, other in _spanning_tree(reduced):
        joined = set_of[one], set_of[other]
        for odd_set in joined:
            if len(members[odd_set]) % 2:
                dual = (level - level_of[odd_set]) // 2
                duals[members[odd_set]] += dual
                total += dual
        inner, outer = members[joined[0]], members.pop(joined[1])
        across = duals[inner][:, None] + duals[outer][None, :]
        if across.any():
            reduced[np.ix_(inner, outer)] -= across
            reduced[np.ix_(outer, inner)] -= across.T
        inner.extend(outer)
        level_of[joined[0]] = level
        for person in outer:
            set_of[person] = joined[0]
    return total


def _spanning_tree(reduced: Ints) -> list[tuple[int, int, int]]:
    """Return the edges that join everybody at least cost (Prim), as (cost, one, other) ascending, without NEVER."""
    size = len(reduced)
    nearest = reduced[0].copy()
    joined_by = np.zeros(size, np.int64)
    outside = np.ones(size, np.bool_)
    outside[0] = False
    tree = []
    for _ in range(size - 1):
        person = int(np.where(outside, nearest, NEVER + 1).argmin())
        outside[person] = False
        tree.append((int(nearest[person]), int(joined_by[person]), person))
        closer = outside & (reduced[person] < nearest)
        nearest[closer] = reduced[person][closer]
        joined_by[closer] = person
    return sorted(edge for edge in tree if edge[0] < NEVER // 2)

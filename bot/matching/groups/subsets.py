"""The best groups of a few people, by trying all groups that there could be."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.matching.groups.local_search import Ground, no_way_for
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import SMALLEST_GROUP

MOST_PEOPLE = 12
"""Beyond this there are too many groups to try."""
_ONE_LEFT_OUT = 1 << 20
"""More than all unevenness."""

Whole = NDArray[np.int64]


def best_groups(ground: Ground, wanted: Wanted) -> list[list[int]]:
    """Groups of the ground's people: fewest left out, then sizes nearest to those wanted, then the least cost.

    Exact, for up to MOST_PEOPLE. Among groups as good as each other the order of people decides.
    """
    everybody = (1 << ground.blank) - 1
    choices = [_choices(ground, first, wanted) for first in range(ground.blank)]
    shortfall, cost, chosen = (np.zeros(everybody + 1, np.int64) for _ in range(3))
    # Whoever is first gets a group first, so that no other set of people with the first among them is ever left.
    for people in [*range(2, everybody, 2), everybody]:
        groups, shortfalls, costs = choices[(people & -people).bit_length() - 1]
        within = (groups & people) == groups
        rest = people ^ groups[within]
        short = shortfalls[within] + shortfall[rest]
        total = np.where(short == short.min(), costs[within] + cost[rest], np.iinfo(np.int64).max)
        best = int(total.argmin())
        shortfall[people], cost[people], chosen[people] = short[best], total[best], groups[within][best]
    return _walk(chosen, everybody)


def _choices(ground: Ground, first: int, wanted: Wanted) -> tuple[Whole, Whole, Whole]:
    """The groups that may be with `first` and people after them, as bits; how far each falls short, and its cost.

    One of them is `first` alone, who is left out then.
    """
    found = [(np.array([1 << first]), np.array([_ONE_LEFT_OUT]), np.array([0]))]
    for count in range(SMALLEST_GROUP, wanted.largest + 1):
        others = list(combinations(range(first + 1, ground.blank), count - 1))
        if others:
            groups = np.hstack([np.full((len(others), 1), first), np.array(others)])
            costs = _costs(ground, groups)
            may = np.isfinite(costs)
            short = np.full(int(may.sum()), wanted.unevenness([count]))
            found.append(((1 << groups[may]).sum(axis=1), short, costs[may].astype(np.int64)))
    bits, shortfalls, costs_found = (np.concatenate(some) for some in zip(*found, strict=True))
    return bits, shortfalls, costs_found


def _costs(ground: Ground, groups: Whole) -> NDArray[np.float64]:
    costs: NDArray[np.float64] = np.zeros(len(groups))
    for one, other in combinations(range(groups.shape[1]), 2):
        costs += ground.costs[groups[:, one], groups[:, other]]
    costs[no_way_for(ground, groups)] = np.inf
    return costs


def _walk(chosen: Whole, people: int) -> list[list[int]]:
    groups = []
    while people:
        group = int(chosen[people])
        groups.append([place for place in range(group.bit_length()) if group >> place & 1])
        people ^= group
    return groups

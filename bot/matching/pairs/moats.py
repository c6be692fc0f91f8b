"""A better bound where people fall into camps of odd numbers: working hours an ocean apart, two offices.

Of a set of odd size at least one person is paired outside it. So around each such set stands a moat that some pair
must cross, as wide as can be while every two who are parted by moats cost at least the width of those. The camps are
those who hang together by reduced costs up to a level, for every level at once (the parts of Kruskal's spanning
tree); a moat is half as wide as the levels are apart at which its camp comes to be and joins another.
"""

import numpy as np

from bot.matching.costs.traits import Numbers
from bot.matching.pairs.relaxation import NEVER

_DIGS_AT_MOST = 4


def dig_moats(reduced: Numbers) -> int:
    """Take moats off a symmetric matrix of reduced costs, in place, and give their width together.

    No way to pair everybody has reduced costs under that. What is left is never negative.
    """
    width = 0
    for _ in range(_DIGS_AT_MOST):
        dug = _dig(reduced)
        width += dug
        if not dug:
            break
    return width


def _dig(reduced: Numbers) -> int:
    camps = {person: [person] for person in range(len(reduced))}
    camp_of = list(range(len(reduced)))
    born = [0] * len(reduced)
    around = np.zeros(len(reduced), np.int64)
    width = 0
    for level, one, other in _spanning_tree(reduced):
        pair = camp_of[one], camp_of[other]
        for camp in pair:
            if len(camps[camp]) % 2:
                moat = (level - born[camp]) // 2
                around[camps[camp]] += moat
                width += moat
        inner, outer = camps[pair[0]], camps.pop(pair[1])
        moats = around[inner][:, None] + around[outer][None, :]
        if moats.any():
            reduced[np.ix_(inner, outer)] -= moats
            reduced[np.ix_(outer, inner)] -= moats.T
        inner.extend(outer)
        born[pair[0]] = level
        for person in outer:
            camp_of[person] = pair[0]
    return width


def _spanning_tree(reduced: Numbers) -> list[tuple[int, int, int]]:
    """The twos that join everybody at least cost, as (cost, one, other), the least first (Prim); without those of
    NEVER.
    """
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

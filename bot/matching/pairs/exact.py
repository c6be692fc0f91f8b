"""Exact matching: by Edmonds' blossom algorithm (rustworkx), and of few people by trying every group there could be."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from rustworkx import PyGraph, max_weight_matching

from bot.matching.arrays import Bits, Ints
from bot.matching.costs.costs import FORBIDDEN

UNMATCHED = -1
"""The partner of somebody without one."""
MOST_ENUMERATED = 10
"""People; to try all groups of more would take more than a moment."""
Members = tuple[int, ...]
"""People of one group, by their indices in ascending order."""
Score = tuple[int, int, int]
"""People left out, trios, and the cost: less is better, the first before the second."""


def minimum_cost_matching(costs: Ints) -> Ints:
    """Return everyone's partner, or UNMATCHED: as many pairs as can be, and among those the least cost.

    `costs` is a symmetric matrix, with FORBIDDEN (or more) for those who are never a pair. Its order should be one of
    chance, as it decides between answers that are equally good. Time grows as the cube: 0.1 s for 300 people, 2 s for
    1,000.
    """
    first, second = np.nonzero(np.triu(costs < FORBIDDEN, 1))
    return matching_of_edges(len(costs), first, second, costs[first, second])


def matching_of_edges(size: int, first: Ints, second: Ints, costs: Ints) -> Ints:
    """Return the same where only these edges, from `first` to `second`, can be pairs, at these costs."""
    graph: PyGraph[None, int] = PyGraph(multigraph=False)
    graph.add_nodes_from([None] * size)
    graph.add_edges_from(list(zip(first.tolist(), second.tolist(), (-costs).tolist(), strict=True)))
    partners = np.full(size, UNMATCHED, np.int64)
    for one, other in max_weight_matching(graph, max_cardinality=True, weight_fn=int):
        partners[one], partners[other] = other, one
    return partners


def matching_cost(costs: Ints, partners: Ints) -> int:
    """Return the cost of all pairs together."""
    first = np.flatnonzero(partners > np.arange(len(partners)))
    return int(costs[first, partners[first]].sum())


def best_pairs_and_trios(costs: Ints, thirds: Ints, ways: Bits) -> list[Members]:
    """Return the groups that leave the fewest out, then have the fewest trios, then cost least; groups of one are out.

    Exact, by dynamic programming over sets of people. `costs` is a symmetric matrix, `thirds` has each one's cost of
    being in a trio, and `ways` a row of bits a person, of which a trio must have one in common.
    """
    groups_of_first = _possible_groups(costs, thirds, ways)
    best: dict[int, tuple[Score, list[Members]]] = {0: ((0, 0, 0), [])}

    def solve(people: int) -> tuple[Score, list[Members]]:
        if people not in best:
            options = []
            for bits, score, group in groups_of_first[(people & -people).bit_length() - 1]:
                if bits & people == bits:
                    others, groups = solve(people ^ bits)
                    options.append((_sum(score, others), [group, *groups]))
            best[people] = min(options)
        return best[people]

    return solve((1 << len(costs)) - 1)[1]


def score_of(groups: Sequence[Members], costs: Ints, thirds: Ints) -> Score:
    """Return the score of these groups together; those of one person are left out."""
    score: Score = (0, 0, 0)
    for group in groups:
        score = _sum(score, _score_of_group(group, costs, thirds))
    return score


def _possible_groups(costs: Ints, thirds: Ints, ways: Bits) -> list[list[tuple[int, Score, Members]]]:
    """Return every group there could be as (bits, score, members), by the first of its members."""
    found: list[list[tuple[int, Score, Members]]] = [[] for _ in costs]
    for size in (1, 2, 3):
        for group in combinations(range(len(costs)), size):
            if _is_allowed(group, costs, ways):
                bits = sum(1 << member for member in group)
                found[group[0]].append((bits, _score_of_group(group, costs, thirds), group))
    return found


def _is_allowed(group: Members, costs: Ints, ways: Bits) -> bool:
    if any(costs[one, other] >= FORBIDDEN for one, other in combinations(group, 2)):
        return False
    return len(group) < 3 or bool(np.bitwise_and.reduce(ways[list(group)]).any())


def _score_of_group(group: Members, costs: Ints, thirds: Ints) -> Score:
    cost = sum(int(costs[one, other]) for one, other in combinations(group, 2))
    is_trio = len(group) == 3
    return len(group) == 1, is_trio, cost + (sum(int(thirds[member]) for member in group) if is_trio else 0)


def _sum(one: Score, other: Score) -> Score:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]

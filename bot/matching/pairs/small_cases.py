"""Pairs and trios of a few people by trying all that there could be: for where not everybody can be in a pair."""

from collections.abc import Sequence
from itertools import combinations

from bot.matching.costs.costs import FORBIDDEN
from bot.matching.costs.traits import Bits, Numbers

MOST_OF_A_FEW = 10
"""More would take more than a moment."""
Score = tuple[int, int, int]
"""How many are left out, how many trios there are, and the cost: less is better, the first before the second."""
Group = tuple[int, ...]

_NONE: Score = (0, 0, 0)


def best_of_a_few(costs: Numbers, thirds: Numbers, ways: Bits) -> list[Group]:
    """The pairs and trios that leave the fewest out, then have the fewest trios, then cost least; who is left out
    stands alone.

    Exact. `costs` is symmetric; `thirds` is what it costs that somebody is in a trio; `ways` has a row of bits a
    person, of which a trio must have one in common.
    """
    choices = _choices(costs, thirds, ways)
    best: dict[int, tuple[Score, list[Group]]] = {0: (_NONE, [])}

    def solve(people: int) -> tuple[Score, list[Group]]:
        if people not in best:
            options = []
            for bits, standing, group in choices[(people & -people).bit_length() - 1]:
                if bits & people == bits:
                    others, groups = solve(people ^ bits)
                    options.append((_sum(standing, others), [group, *groups]))
            best[people] = min(options)
        return best[people]

    return solve((1 << len(costs)) - 1)[1]


def score_of(groups: Sequence[Group], costs: Numbers, thirds: Numbers) -> Score:
    """How good these groups are, those of one person being left out."""
    standing = _NONE
    for group in groups:
        standing = _sum(standing, _standing(group, costs, thirds))
    return standing


def _choices(costs: Numbers, thirds: Numbers, ways: Bits) -> list[list[tuple[int, Score, Group]]]:
    """By the first of its members: every group there could be."""
    size = len(costs)
    choices: list[list[tuple[int, Score, Group]]] = [[] for _ in range(size)]
    for count in (1, 2, 3):
        for group in combinations(range(size), count):
            if _may_be(group, costs, ways):
                bits = sum(1 << member for member in group)
                choices[group[0]].append((bits, _standing(group, costs, thirds), group))
    return choices


def _may_be(group: Group, costs: Numbers, ways: Bits) -> bool:
    if any(costs[one, other] >= FORBIDDEN for one, other in combinations(group, 2)):
        return False
    return len(group) < 3 or bool((ways[group[0]] & ways[group[1]] & ways[group[2]]).any())


def _standing(group: Group, costs: Numbers, thirds: Numbers) -> Score:
    cost = sum(int(costs[one, other]) for one, other in combinations(group, 2))
    trio = len(group) == 3
    return len(group) == 1, trio, cost + (sum(int(thirds[member]) for member in group) if trio else 0)


def _sum(one: Score, other: Score) -> Score:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]

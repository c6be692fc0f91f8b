"""Everybody in a pair, or in the one trio where the number is odd; then the least cost. What is promised:

- Nobody is in a group with whom they may not be; everybody is in one group, or left over.
- Up to 10 people who could come together over others: exactly the fewest left over, then the fewest trios, then the
  least cost.
- Up to 1,200: so many pairs as can be, at exactly the least cost; an odd number with the best trio. Where the result
  has a bound, no groups cost less than the bound: it equals the cost where the cost is proved to be least. Where
  somebody is left over when all pairs are made, `bot.matching.pairs.leftovers` says how far it looks for a place.
- Up to 12,000 who may nearly all meet: at the least cost but for what odd rings cost more, with the bound that shows
  how little that is (`bot.matching.pairs.pricing`). An odd number has a good trio, and no bound.
- Beyond 12,000, or where that fails: near the least cost, in time that grows with the number of people
  (`bot.matching.pairs.blocks`), and no bound.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.components import components_by_costs, components_by_ways
from bot.matching.costs.costs import Costs
from bot.matching.costs.traits import Flags, Numbers
from bot.matching.pairs.blocks import mates_by_deals
from bot.matching.pairs.cycle_repair import settle
from bot.matching.pairs.exact import NOBODY, cost_of, exact_mates
from bot.matching.pairs.leftovers import place_left_over
from bot.matching.pairs.pricing import prove
from bot.matching.pairs.relaxation import relax
from bot.matching.pairs.small_cases import MOST_OF_A_FEW, Group, best_of_a_few, score_of
from bot.matching.pairs.trios import pairs_with_trio, trio_of_many

MOST_AT_ONCE = 1_200
"""Of more people the costs of all twos are never held at once."""
MOST_PROVED = 12_000
"""Of more people not all twos are looked at."""
_MOST_BY_BLOSSOMS_ALONE = 60


Ahead = Callable[[Numbers, Flags], list[tuple[int, int]] | None]
"""From costs, and from who may meet and never met, to pairs of all, or None."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Pairs and trios by the people's indices; those left over are groups of one."""

    groups: list[Group]
    bound: float | None
    """No groups cost less, or None where that was not sought."""


def pair(costs: Costs, ahead: Ahead | None = None) -> Paired:
    """Put everyone in `costs` into pairs; see above for what is promised.

    Where `ahead` knows pairs of all that are better for the rounds to come, those are taken; the bound is still that
    of this round.
    """
    parts = [_pair_circle(costs, circle, ahead) for circle in components_by_ways(costs)]
    return _together(parts)


def mates_at_once(costs: Numbers) -> tuple[Numbers, float] | None:
    """Everybody's mate at the least cost, and a bound, from a symmetric matrix of even size; None where not all can
    have one.
    """
    if len(costs) > _MOST_BY_BLOSSOMS_ALONE:
        relaxed = relax(costs)
        settled = None if relaxed is None else settle(relaxed.reduced(costs), relaxed.mates)
        if relaxed is not None and settled is not None:
            return settled.mates, (int(relaxed.prices.sum()) + settled.at_least) / 2
    mates = exact_mates(costs)
    return None if (mates == NOBODY).any() else (mates, cost_of(costs, mates))


def _pair_circle(costs: Costs, people: Numbers, ahead: Ahead | None) -> Paired:
    if len(people) > MOST_AT_ONCE:
        return _pair_many(costs, people)
    matrix = costs.between(people, people)
    parts = components_by_costs(matrix)
    return _together([_pair_part(costs, people[part], matrix[np.ix_(part, part)], ahead) for part in parts])


def _pair_many(costs: Costs, people: Numbers) -> Paired:
    trio = trio_of_many(costs, people) if len(people) % 2 else ()
    rest = np.setdiff1d(people, np.array(trio, np.int64))
    proved = prove(costs, rest) if len(rest) <= MOST_PROVED else None
    mates = mates_by_deals(costs, rest) if proved is None else proved.mates
    alone = [(int(person),) for person in rest[mates == NOBODY]]
    groups = [*alone, *_named(rest, _pairs_of(mates)), *([trio] if trio else [])]
    bound = None if proved is None or trio else proved.bound
    return Paired(place_left_over(costs, people, groups), bound)


def _pair_part(costs: Costs, people: Numbers, matrix: Numbers, ahead: Ahead | None) -> Paired:
    thirds = costs.thirds[people] * costs.third
    ways = costs.traits.ways.bits[people]
    if len(people) % 2 == 0:
        found = mates_at_once(matrix)
        if found is not None:
            planned = ahead(matrix, matrix < costs.repeat) if ahead else None
            return Paired(_named(people, planned or _pairs_of(found[0])), found[1])
    else:
        with_trio = pairs_with_trio(matrix, thirds, ways)
        if with_trio is not None:
            return Paired(_named(people, [with_trio.trio, *_pairs_of(with_trio.mates)]), with_trio.bound)
    if len(people) <= MOST_OF_A_FEW:
        groups = best_of_a_few(matrix, thirds, ways)
        return Paired(_named(people, groups), score_of(groups, matrix, thirds)[2])
    mates = exact_mates(matrix)
    alone = [(int(person),) for person in np.flatnonzero(mates == NOBODY)]
    return Paired(place_left_over(costs, people, _named(people, [*alone, *_pairs_of(mates)])), None)


def _pairs_of(mates: Numbers) -> list[Group]:
    return [(one, int(other)) for one, other in enumerate(mates) if one < other]


def _named(people: Numbers, groups: Sequence[Group]) -> list[Group]:
    return [tuple(sorted(int(people[place]) for place in group)) for group in groups]


def _together(parts: list[Paired]) -> Paired:
    bounds = [part.bound for part in parts if part.bound is not None]
    groups = sorted(group for part in parts for group in part.groups)
    return Paired(groups, sum(bounds) if len(bounds) == len(parts) else None)

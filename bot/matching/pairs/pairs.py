"""Everybody in a pair, or in the one trio where the number is odd; then the least cost. What is promised:

- Nobody is in a group with whom they may not be; everybody is in one group, or left over.
- Connected components of up to 10 people: exactly the fewest left over, then the fewest trios, then the least cost.
- Up to 1,200: so many pairs as can be, at exactly the least cost; an odd number with the best trio. Where the result
  has a bound, no groups cost less than the bound: it equals the cost where the cost is proved to be least. Where
  somebody is left over when all pairs are made, `_place_left_over` says how far it looks for a place.
- Up to 12,000 who may nearly all meet: at the least cost but for what odd cycles cost more, with the bound that shows
  how little that is (`bot.matching.pairs.pricing`). An odd number has a good trio, and no bound.
- Beyond 12,000, or where that fails: near the least cost, in time that grows with the number of people
  (`bot.matching.pairs.blocks`), and no bound.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.arrays import Flags, Ints
from bot.matching.components import components_by_costs, components_by_ways
from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.pairs.blocks import pair_by_candidates
from bot.matching.pairs.cycle_repair import repair_cycles
from bot.matching.pairs.exact import (
    MOST_ENUMERATED,
    UNMATCHED,
    Members,
    best_pairs_and_trios,
    matching_cost,
    minimum_cost_matching,
    score_of,
)
from bot.matching.pairs.pricing import pair_by_pricing
from bot.matching.pairs.relaxation import relax
from bot.matching.pairs.trios import pairs_with_trio, trio_of_many

MOST_AT_ONCE = 1_200
"""People; of more the costs of all edges are never held at once."""
MOST_PROVED = 12_000
"""People; of more not all edges are priced."""
_MOST_BY_BLOSSOMS_ALONE = 60
_NEAREST = 8
_SEARCHES_AT_MOST = 100
"""Neighbourhoods in a round, a few hundredths of a second each."""

LookAhead = Callable[[Ints, Flags], list[tuple[int, int]] | None]
"""From a matrix of costs, and of who may meet and never met, to pairs of all, or None."""


@dataclass(frozen=True, slots=True)
class Paired:
    """Pairs and trios by the people's indices; those left over are groups of one."""

    groups: list[Members]
    bound: float | None
    """No groups cost less, or None where that was not sought."""


def pair(costs: Costs, look_ahead: LookAhead | None = None) -> Paired:
    """Put everyone in `costs` into pairs; the module says what is promised.

    Where `look_ahead` knows pairs of all that are better for the rounds to come, those are taken; the bound is still
    that of this round.
    """
    return _joined([_pair_connected(costs, component, look_ahead) for component in components_by_ways(costs)])


def pair_at_once(costs: Ints) -> tuple[Ints, float] | None:
    """Return everybody's partner at the least cost, and a bound; None where not all can have one.

    `costs` is a symmetric matrix of even size.
    """
    if len(costs) > _MOST_BY_BLOSSOMS_ALONE:
        relaxation = relax(costs)
        repaired = None if relaxation is None else repair_cycles(relaxation.reduced(costs), relaxation.partners)
        if relaxation is not None and repaired is not None:
            return repaired.partners, (int(relaxation.duals.sum()) + repaired.least_extra) / 2
    partners = minimum_cost_matching(costs)
    return None if (partners == UNMATCHED).any() else (partners, matching_cost(costs, partners))


def _pair_connected(costs: Costs, people: Ints, look_ahead: LookAhead | None) -> Paired:
    if len(people) > MOST_AT_ONCE:
        return _pair_many(costs, people)
    matrix = costs.between(people, people)
    parts = components_by_costs(matrix)
    return _joined([_pair_component(costs, people[part], matrix[np.ix_(part, part)], look_ahead) for part in parts])


def _pair_many(costs: Costs, people: Ints) -> Paired:
    trio = trio_of_many(costs, people) if len(people) % 2 else ()
    others = np.setdiff1d(people, np.array(trio, np.int64))
    priced = pair_by_pricing(costs, others) if len(others) <= MOST_PROVED else None
    partners = pair_by_candidates(costs, others) if priced is None else priced.partners
    groups = [*_groups_of(others, partners), *([trio] if trio else [])]
    return Paired(_place_left_over(costs, people, groups), None if priced is None or trio else priced.bound)


def _pair_component(costs: Costs, people: Ints, matrix: Ints, look_ahead: LookAhead | None) -> Paired:
    thirds = costs.thirds[people] * costs.third
    ways = costs.traits.ways.bits[people]
    if len(people) % 2 == 0:
        found = pair_at_once(matrix)
        if found is not None:
            planned = look_ahead(matrix, matrix < costs.repeat) if look_ahead else None
            return Paired(_named(people, planned or _pairs_of(found[0])), found[1])
    else:
        with_trio = pairs_with_trio(matrix, thirds, ways)
        if with_trio is not None:
            return Paired(_named(people, [with_trio.trio, *_pairs_of(with_trio.partners)]), with_trio.bound)
    if len(people) <= MOST_ENUMERATED:
        groups = best_pairs_and_trios(matrix, thirds, ways)
        return Paired(_named(people, groups), score_of(groups, matrix, thirds)[2])
    return Paired(_place_left_over(costs, people, _groups_of(people, minimum_cost_matching(matrix))), None)


def _groups_of(people: Ints, partners: Ints) -> list[Members]:
    unmatched = [(int(person),) for person in people[partners == UNMATCHED]]
    return [*unmatched, *_named(people, _pairs_of(partners))]


def _pairs_of(partners: Ints) -> list[Members]:
    return [(one, int(other)) for one, other in enumerate(partners) if one < other]


def _named(people: Ints, groups: Sequence[Members]) -> list[Members]:
    return [tuple(sorted(int(people[place]) for place in group)) for group in groups]


def _joined(parts: list[Paired]) -> Paired:
    bounds = [part.bound for part in parts if part.bound is not None]
    groups = sorted(group for part in parts for group in part.groups)
    return Paired(groups, sum(bounds) if len(bounds) == len(parts) else None)


def _place_left_over(costs: Costs, people: Ints, groups: Sequence[Members]) -> list[Members]:
    """Return the groups, with fewer of one person where that was possible.

    Around each who is left over, the pairs of up to 10 people who are near are made anew, exactly: first the fewest
    left over, then the fewest trios, then the least cost. So it is exact where no more than 10 people matter, and else
    may leave out someone for whom a longer chain of changes would have found a place.
    """
    search = _NeighbourhoodSearch(costs, people, groups)
    searched = 0
    for person in [group[0] for group in groups if len(group) == 1]:
        for neighbourhood in search.neighbourhoods(person):
            searched += 1
            if searched > _SEARCHES_AT_MOST or len(search.group_of[person]) > 1:
                break
            search.improve(neighbourhood)
    return sorted(set(search.group_of.values()))


class _NeighbourhoodSearch:
    """A local search that makes a few groups which are near to each other anew."""

    def __init__(self, costs: Costs, people: Ints, groups: Sequence[Members]) -> None:
        self._costs = costs
        self._people = people
        self.group_of = {person: group for group in groups for person in group}

    def neighbourhoods(self, person: int) -> Iterator[list[Members]]:
        """Yield the one, a group near them, and groups near that group; for each of the nearest groups."""
        for near in self._nearest([person]):
            others = (group for group in self._nearest(near) if group not in (near, (person,)))
            yield self._up_to_limit([(person,), near, *others])

    def improve(self, groups: list[Members]) -> None:
        """Put these people into their best groups, where those are better than the ones they have."""
        members = np.array(sorted(person for group in groups for person in group), np.int64)
        costs = self._costs.between(members, members)
        thirds = self._costs.thirds[members] * self._costs.third
        place_of = {int(person): place for place, person in enumerate(members)}
        now = [tuple(place_of[person] for person in group) for group in groups]
        better = best_pairs_and_trios(costs, thirds, self._costs.traits.ways.bits[members])
        if score_of(better, costs, thirds) < score_of(now, costs, thirds):
            for group in _named(members, better):
                self.group_of.update(dict.fromkeys(group, group))

    def _nearest(self, members: Sequence[int]) -> list[Members]:
        """Return the groups of those who may meet one of these, the least cost first."""
        costs = self._costs.between(np.array(members, np.int64), self._people).min(axis=0)
        order = np.argsort(costs, kind="stable")
        people = self._people[order[costs[order] < FORBIDDEN]]
        return list(dict.fromkeys(self.group_of[int(person)] for person in people[: 3 * _NEAREST]))[:_NEAREST]

    def _up_to_limit(self, groups: list[Members]) -> list[Members]:
        kept: list[Members] = []
        for group in dict.fromkeys(groups):
            if sum(map(len, kept)) + len(group) <= MOST_ENUMERATED:
                kept.append(group)
        return kept

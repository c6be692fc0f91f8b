"""Places for those who are left over when no more pairs can be made: a pair becomes a trio, or a few pairs are made
anew.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.traits import Numbers
from bot.matching.pairs.small_cases import MOST_OF_A_FEW, Group, best_of_a_few, score_of

_NEAR = 8
_LOOKS_AT_MOST = 100
"""At so many neighbourhoods in a round, a few hundredths of a second each."""


def place_left_over(costs: Costs, people: Numbers, groups: Sequence[Group]) -> list[Group]:
    """The groups, with fewer of one person where that was possible.

    Around each who is left over, the pairs of up to 10 people who are near are made anew, exactly: first the fewest
    left over, then the fewest trios, then the least cost. So it is exact where no more than 10 people matter, and
    else may leave out someone for whom a longer chain of changes would have found a place.
    """
    places = _Places(costs, people, groups)
    looks = 0
    for person in [group[0] for group in groups if len(group) == 1]:
        for near in places.neighbourhoods(person):
            looks += 1
            if looks > _LOOKS_AT_MOST or len(places.group_of[person]) > 1:
                break
            places.make_anew(near)
    return sorted(set(places.group_of.values()))


class _Places:
    """Who is where."""

    def __init__(self, costs: Costs, people: Numbers, groups: Sequence[Group]) -> None:
        self._costs = costs
        self._people = people
        self.group_of = {person: group for group in groups for person in group}

    def neighbourhoods(self, person: int) -> Iterator[list[Group]]:
        """The one, a group near them, and groups near that group; by turns for each of the nearest groups."""
        nearest = self._nearest([person])
        for near in nearest:
            others = (group for group in self._nearest(near) if group not in (near, (person,)))
            yield self._few([(person,), near, *others])

    def make_anew(self, groups: list[Group]) -> None:
        """The best groups of these people, where they are better than those they have."""
        members = np.array(sorted(person for group in groups for person in group), np.int64)
        costs = self._costs.between(members, members)
        thirds = self._costs.thirds[members] * self._costs.third
        place_of = {int(person): place for place, person in enumerate(members)}
        now = [tuple(place_of[person] for person in group) for group in groups]
        better = best_of_a_few(costs, thirds, self._costs.traits.ways.bits[members])
        if score_of(better, costs, thirds) < score_of(now, costs, thirds):
            for places in better:
                group = tuple(int(members[place]) for place in places)
                self.group_of.update(dict.fromkeys(group, group))

    def _nearest(self, members: Sequence[int]) -> list[Group]:
        """The groups of those who may meet one of these, the least cost first."""
        costs = self._costs.between(np.array(members, np.int64), self._people).min(axis=0)
        order = np.argsort(costs, kind="stable")
        people = self._people[order[costs[order] < FORBIDDEN]]
        return list(dict.fromkeys(self.group_of[int(person)] for person in people[: 3 * _NEAR]))[:_NEAR]

    def _few(self, groups: list[Group]) -> list[Group]:
        few: list[Group] = []
        for group in dict.fromkeys(groups):
            if sum(map(len, few)) + len(group) <= MOST_OF_A_FEW:
                few.append(group)
        return few

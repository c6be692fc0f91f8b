"""Groups of three and more: as few left out as can be, then even sizes, then the least cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bot.matching.chance import Chance
from bot.matching.components import components_by_ways
from bot.matching.costs.costs import Costs
from bot.matching.costs.similarity import CHANCE_BELOW, HOURS_AT_MOST
from bot.matching.costs.traits import Numbers
from bot.matching.groups import partition, subsets
from bot.matching.groups.incomplete import settle
from bot.matching.groups.local_search import Seats, ground_of, improve, trimmed, widened
from bot.matching.groups.sizes import Wanted

BLOCK = 1_000
"""Up to so many people are searched at once. More are dealt into blocks of so many, again and again."""
DEALS = 5
SWEEPS = 250
"""Of a search of 1,000 people and more, in all deals together."""
MOST_SWEEPS = 2_000
"""Of a search of fewer, where a sweep takes next to no time."""
HEAT = 4.0
"""How warm a search begins, in steps of reach; measured: from 2 to 6 make little difference."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Groups of people by their indices in the costs, those left out, and what the groups cost together."""

    groups: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    cost: int
    exact: bool
    """Whether it is proved that groups of these sizes cannot cost less."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What is asked for, and the chance to do it with."""

    costs: Costs
    wanted: Wanted
    chance: Chance


def divide(costs: Costs, size: int, seed: str) -> Divided:
    """`divide_as` for groups of about `size` people, of 2 to LARGEST_GROUP."""
    return divide_as(costs, Wanted(size), seed)


def divide_as(costs: Costs, wanted: Wanted, seed: str) -> Divided:
    """Everybody in `costs` in groups as wanted; groups and members in ascending order.

    Nobody is in one group with someone they are kept apart from, and all of a group share one way to meet. Then, in
    this order: as few are left out as can be; sizes are as near to the wanted one as can be; the groups cost as
    little as can be. For up to `subsets.MOST_PEOPLE` people who could meet, all of this is exact. For more:

    - who is left out and which sizes there are is a local search. It has to do only where people may not sit together,
      and where it reaches the sizes of `Wanted.sizes` with nobody left out, it cannot be bettered;
    - the least cost for those sizes is proved where `partition.best_of` can, and else found by search.
    """
    task = _Task(costs, wanted, Chance(seed))
    found = [_divide_circle(task, people) for people in components_by_ways(costs)]
    groups = tuple(sorted(tuple(sorted(group)) for some, _ in found for group in some if len(group) > 1))
    grouped = {person for group in groups for person in group}
    left = tuple(person for person in range(costs.size) if person not in grouped)
    return Divided(groups, left, cost_of_groups(costs, groups), all(exact for _, exact in found))


def cost_of_groups(costs: Costs, groups: Sequence[Sequence[int]]) -> int:
    """The costs between all who are in one group, summed."""
    twos = np.array([two for group in groups for two in combinations(group, 2)], np.int64).reshape(-1, 2)
    return int(costs.of(twos[:, 0], twos[:, 1]).sum())


def _divide_circle(task: _Task, people: Numbers) -> tuple[list[list[int]], bool]:
    """The groups of one circle, with those left out as groups of one, and whether they are proved."""
    if len(people) <= subsets.MOST_PEOPLE:
        groups = subsets.best_groups(ground_of(task.costs, people), task.wanted)
        return [people[group].tolist() for group in groups], True
    rows, proved = _search(task, _first_rows(task, people))
    return [row[row != task.costs.size].tolist() for row in rows], proved


def _first_rows(task: _Task, people: Numbers) -> Seats:
    """Groups as they come, those with the same ways together; a group is a row of people, and then of `costs.size`."""
    ordered = people[np.lexsort(task.costs.traits.ways.bits[people].T)]
    sizes = np.array(task.wanted.sizes(len(people)))
    rows = np.full((len(sizes), task.wanted.largest), task.costs.size)
    rows[np.arange(task.wanted.largest) < sizes[:, None]] = ordered
    return rows


def _search(task: _Task, rows: Seats) -> tuple[Seats, bool]:
    count = int((rows != task.costs.size).sum())
    if count <= BLOCK:
        return _search_block(task, rows, _cooling(min(MOST_SWEEPS, SWEEPS * BLOCK**2 // count**2)))
    heats = _cooling(SWEEPS)
    for deal in range(DEALS):
        order = task.chance.order(len(rows)) if deal else np.arange(len(rows))
        blocks = np.array_split(order, -(-count // BLOCK))
        some = heats[SWEEPS * deal // DEALS : SWEEPS * (deal + 1) // DEALS]
        rows = np.vstack([_search_block(task, rows[block], some)[0] for block in blocks])
    return rows, False


def _cooling(sweeps: int) -> list[float]:
    """A heat for each sweep: falling evenly from HEAT, and none in the last fifth."""
    step_of_reach = (HOURS_AT_MOST + 1) * CHANCE_BELOW
    return [HEAT * step_of_reach * max(0.0, 1 - sweep / (0.8 * sweeps)) for sweep in range(sweeps)]


def _search_block(task: _Task, rows: Seats, heats: Sequence[float]) -> tuple[Seats, bool]:
    """Better groups of those who are in these, and whether they are proved."""
    nobody = task.costs.size
    people = np.unique(rows[rows != nobody])
    ground = ground_of(task.costs, people)
    seats = settle(ground, trimmed(ground, np.searchsorted(people, rows)), task.wanted, task.chance)
    seats = improve(ground, seats, heats, task.chance)
    seats, proved = partition.best_of(ground, seats, task.costs.third)
    return np.append(people, nobody)[widened(ground, seats, task.wanted.largest)], proved

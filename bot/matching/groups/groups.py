"""Groups of three and more: as few left out as can be, then even sizes, then the least cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from bot.matching.arrays import Floats, Ints
from bot.matching.chance import Chance
from bot.matching.components import components_by_ways
from bot.matching.costs.costs import Costs
from bot.matching.costs.similarity import CHANCE_BELOW, HOURS_AT_MOST
from bot.matching.groups.feasibility import make_feasible
from bot.matching.groups.local_search import Seats, Subproblem, improve, lack_a_way, subproblem_of, trimmed, widened
from bot.matching.groups.partition import best_partition
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import SMALLEST_GROUP

MOST_ENUMERATED = 12
"""People; of more there are too many groups to try all."""
BLOCK = 1_000
"""Up to so many people are searched at once. More are split into blocks of so many, again and again."""
SHUFFLES = 5
SWEEPS = 250
"""Sweeps for 1,000 people and more, in all shuffles together."""
MOST_SWEEPS = 2_000
"""Sweeps for fewer, where one takes next to no time."""
FIRST_TEMPERATURE = 4.0
"""In steps of reach; measured: from 2 to 6 make little difference."""
_ONE_LEFT_OUT = 1 << 20
"""More than all unevenness."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Groups of people by their indices in the costs, those left out, and the cost of all groups."""

    groups: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]
    cost: int
    exact: bool
    """Whether it is proved that groups of these sizes cannot cost less."""


@dataclass(frozen=True, slots=True)
class _Search:
    """The costs, the sizes that are wanted, and the chance to search with."""

    costs: Costs
    wanted: Wanted
    chance: Chance


def divide(costs: Costs, wanted: Wanted, seed: str) -> Divided:
    """Put everybody in `costs` into groups as wanted; groups and members are in ascending order.

    Nobody is in one group with someone they are kept apart from, and all of a group share one way to meet. Then, in
    this order: as few are left out as can be; sizes are as near to the wanted one as can be; the groups cost as little
    as can be. For components of up to MOST_ENUMERATED people all of this is exact. For more:

    - who is left out and which sizes there are is a local search. It has to do only where people may not sit together,
      and where it reaches the sizes of `Wanted.sizes` with nobody left out, it cannot be bettered;
    - the least cost for those sizes is proved where `partition.best_partition` can, and else found by search.
    """
    search = _Search(costs, wanted, Chance(seed))
    found = [_divide_component(search, people) for people in components_by_ways(costs)]
    groups = tuple(sorted(tuple(sorted(group)) for some, _ in found for group in some if len(group) > 1))
    grouped = {person for group in groups for person in group}
    left = tuple(person for person in range(costs.size) if person not in grouped)
    return Divided(groups, left, cost_of_groups(costs, groups), all(exact for _, exact in found))


def cost_of_groups(costs: Costs, groups: Sequence[Sequence[int]]) -> int:
    """Return the sum of the costs between all who are in one group."""
    edges = np.array([two for group in groups for two in combinations(group, 2)], np.int64).reshape(-1, 2)
    return int(costs.of(edges[:, 0], edges[:, 1]).sum())


def _divide_component(search: _Search, people: Ints) -> tuple[list[list[int]], bool]:
    """Return the groups of one component, with those left out as groups of one, and whether they are proved."""
    if len(people) <= MOST_ENUMERATED:
        groups = _best_of_all(subproblem_of(search.costs, people), search.wanted)
        return [people[group].tolist() for group in groups], True
    rows, is_proved = _anneal(search, _first_rows(search, people))
    return [row[row != search.costs.size].tolist() for row in rows], is_proved


def _first_rows(search: _Search, people: Ints) -> Seats:
    """Return groups as they come, those with the same ways together: rows of people, filled up with `costs.size`."""
    ordered = people[np.lexsort(search.costs.traits.ways.bits[people].T)]
    sizes = np.array(search.wanted.sizes(len(people)))
    rows = np.full((len(sizes), search.wanted.largest), search.costs.size)
    rows[np.arange(search.wanted.largest) < sizes[:, None]] = ordered
    return rows


def _anneal(search: _Search, rows: Seats) -> tuple[Seats, bool]:
    """Return better groups by simulated annealing, and whether they are proved to be best."""
    count = int((rows != search.costs.size).sum())
    if count <= BLOCK:
        return _anneal_block(search, rows, _temperatures(min(MOST_SWEEPS, SWEEPS * BLOCK**2 // count**2)))
    temperatures = _temperatures(SWEEPS)
    for shuffle in range(SHUFFLES):
        order = search.chance.order(len(rows)) if shuffle else np.arange(len(rows))
        blocks = np.array_split(order, -(-count // BLOCK))
        some = temperatures[SWEEPS * shuffle // SHUFFLES : SWEEPS * (shuffle + 1) // SHUFFLES]
        rows = np.vstack([_anneal_block(search, rows[block], some)[0] for block in blocks])
    return rows, False


def _temperatures(sweeps: int) -> list[float]:
    """Return the cooling schedule: falling evenly from FIRST_TEMPERATURE, and none in the last fifth."""
    step_of_reach = (HOURS_AT_MOST + 1) * CHANCE_BELOW
    return [FIRST_TEMPERATURE * step_of_reach * max(0.0, 1 - sweep / (0.8 * sweeps)) for sweep in range(sweeps)]


def _anneal_block(search: _Search, rows: Seats, temperatures: Sequence[float]) -> tuple[Seats, bool]:
    nobody = search.costs.size
    people = np.unique(rows[rows != nobody])
    problem = subproblem_of(search.costs, people)
    seats = trimmed(problem, np.searchsorted(people, rows))
    seats = improve(problem, make_feasible(problem, seats, search.wanted, search.chance), temperatures, search.chance)
    seats, is_proved = best_partition(problem, seats, search.costs.third)
    return np.append(people, nobody)[widened(problem, seats, search.wanted.largest)], is_proved


def _best_of_all(problem: Subproblem, wanted: Wanted) -> list[list[int]]:
    """Return the groups with fewest left out, then sizes nearest to those wanted, then the least cost.

    Exact, by dynamic programming over sets of people. Among groups as good as each other the order of people decides.
    """
    everybody = (1 << problem.dummy) - 1
    groups_of_first = [_possible_groups(problem, first, wanted) for first in range(problem.dummy)]
    shortfall, cost, chosen = (np.zeros(everybody + 1, np.int64) for _ in range(3))
    # Whoever is first gets a group first, so that no other set of people with the first among them is ever left.
    for people in [*range(2, everybody, 2), everybody]:
        groups, shortfalls, costs = groups_of_first[(people & -people).bit_length() - 1]
        within = (groups & people) == groups
        others = people ^ groups[within]
        short = shortfalls[within] + shortfall[others]
        total = np.where(short == short.min(), costs[within] + cost[others], np.iinfo(np.int64).max)
        best = int(total.argmin())
        shortfall[people], cost[people], chosen[people] = short[best], total[best], groups[within][best]
    return _groups_in(chosen, everybody)


def _possible_groups(problem: Subproblem, first: int, wanted: Wanted) -> tuple[Ints, Ints, Ints]:
    """Return the allowed groups of `first` and people after them, as bits; how far each falls short, and its cost.

    One of them is `first` alone, who is left out then.
    """
    found = [(np.array([1 << first]), np.array([_ONE_LEFT_OUT]), np.array([0]))]
    for count in range(SMALLEST_GROUP, wanted.largest + 1):
        others = list(combinations(range(first + 1, problem.dummy), count - 1))
        if others:
            groups = np.hstack([np.full((len(others), 1), first), np.array(others)])
            costs = _costs_of(problem, groups)
            may = np.isfinite(costs)
            short = np.full(int(may.sum()), wanted.unevenness([count]))
            found.append(((1 << groups[may]).sum(axis=1), short, costs[may].astype(np.int64)))
    bits, shortfalls, costs_found = (np.concatenate(some) for some in zip(*found, strict=True))
    return bits, shortfalls, costs_found


def _costs_of(problem: Subproblem, groups: Ints) -> Floats:
    costs: Floats = np.zeros(len(groups))
    for one, other in combinations(range(groups.shape[1]), 2):
        costs += problem.costs[groups[:, one], groups[:, other]]
    costs[lack_a_way(problem, groups)] = np.inf
    return costs


def _groups_in(chosen: Ints, people: int) -> list[list[int]]:
    groups = []
    while people:
        group = int(chosen[people])
        groups.append([place for place in range(group.bit_length()) if group >> place & 1])
        people ^= group
    return groups

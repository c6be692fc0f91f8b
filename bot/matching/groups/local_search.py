"""People in groups as an array, and the local search that makes groups better.

A row is a group, a column a seat; in groups smaller than the array is wide, dummies have the other seats. A sweep takes
one member out of each group and puts all of them back at the least cost there is: an assignment problem, solved
exactly. So every sweep searches all exchanges of one member of each group at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import lap
import numpy as np

from bot.matching.arrays import Bits, Flags, Floats, Ints
from bot.matching.chance import Chance
from bot.matching.costs.costs import FORBIDDEN, Costs

Seats = Ints
"""A row a group: members by their places in a `Subproblem`, and its `dummy` where nobody sits."""


@dataclass(frozen=True, slots=True)
class Subproblem:
    """A few people with the costs between all of them; the last row and column are the dummy's.

    A dummy costs nothing in a group of people, and there is no room for two.
    """

    costs: Floats
    """A symmetric matrix; infinite for those who are never in one group."""
    ways: Bits | None
    """A row a person: the ways in which they would meet; None when one way suits everybody."""

    @property
    def dummy(self) -> int:
        """The place that stands for nobody."""
        return len(self.costs) - 1


def subproblem_of(costs: Costs, people: Ints) -> Subproblem:
    """Return the subproblem of these people, each of whom has a way to meet; their places are those in `people`."""
    count = len(people)
    between = np.zeros((count + 1, count + 1))
    between[:count, :count] = costs.between(people, people)
    between[between >= FORBIDDEN] = np.inf
    between[count, count] = np.inf
    ways = costs.traits.ways.bits[people]
    if np.bitwise_and.reduce(ways, axis=0).any():
        return Subproblem(between, None)
    return Subproblem(between, np.vstack([ways, np.full_like(ways[:1], np.iinfo(np.uint64).max)]))


def cost_of_seats(problem: Subproblem, seats: Seats) -> float:
    """Return the cost of all groups together; infinite when any two of one group are kept apart."""
    total = 0.0
    for right in range(seats.shape[1]):
        for left in range(right):
            both = (seats[:, left] != problem.dummy) & (seats[:, right] != problem.dummy)
            total += float(problem.costs[seats[both, left], seats[both, right]].sum())
    return total


def conflicts(problem: Subproblem, seats: Seats) -> Flags:
    """Return for each group whether two of it are kept apart, or no way suits all of it."""
    found = np.zeros(len(seats), np.bool_)
    for right in range(seats.shape[1]):
        for left in range(right):
            both = (seats[:, left] != problem.dummy) & (seats[:, right] != problem.dummy)
            found |= both & np.isinf(problem.costs[seats[:, left], seats[:, right]])
    return found | lack_a_way(problem, seats)


def lack_a_way(problem: Subproblem, seats: Seats) -> Flags:
    """Return for each group whether no way to meet suits all of it."""
    if problem.ways is None:
        return np.zeros(len(seats), np.bool_)
    common: Flags = np.bitwise_and.reduce(problem.ways[seats], axis=1).any(axis=1)
    return ~common


def may_be_group(problem: Subproblem, members: Ints) -> bool:
    """Return whether these people may be one group: no two of them apart, and one way for all of them."""
    between = problem.costs[np.ix_(members, members)]
    together = bool(np.isfinite(between[~np.eye(len(members), dtype=bool)]).all())
    return together and (problem.ways is None or bool(np.bitwise_and.reduce(problem.ways[members], axis=0).any()))


def improve(problem: Subproblem, seats: Seats, temperatures: Iterable[float], chance: Chance) -> Seats:
    """Return better groups of the same sizes, by one sweep a temperature; groups without conflicts get none.

    A temperature is how much chance is added to the costs of a sweep, as in simulated annealing. With none, the sweeps
    soon come to where no exchange helps.
    """
    seats = seats.copy()
    for temperature in temperatures:
        remove_one_each(seats, chance, fixed_dummies(problem, seats))
        costs = insertion_costs(problem, seats)
        if temperature > 0:
            costs += np.floor(chance.shares(*costs.shape) * temperature)
        reinsert(seats, costs)
    return seats


def fixed_dummies(problem: Subproblem, seats: Seats) -> Flags:
    """Return the seats that must not be taken out, or a group could come to a size that nobody asked for.

    Where no group has two dummies a dummy may go to another group, so that sizes stay what they are, though not whose.
    Where one has, no dummy may.
    """
    dummies: Flags = seats == problem.dummy
    return dummies if (dummies.sum(axis=1) > 1).any() else np.zeros_like(dummies)


def widened(problem: Subproblem, seats: Seats, width: int) -> Seats:
    """Return the same groups with dummies up to this width."""
    return np.hstack([seats, np.full((len(seats), width - seats.shape[1]), problem.dummy)])


def trimmed(problem: Subproblem, seats: Seats) -> Seats:
    """Return the same groups only as wide as the largest is."""
    width = int((seats != problem.dummy).sum(axis=1).max())
    return np.sort(seats, axis=1)[:, :width]


def remove_one_each(seats: Seats, chance: Chance, fixed: Flags) -> None:
    """Bring one seat of each group, by chance, to the first column; one that is not fixed, if there is any."""
    keys = np.where(fixed, np.uint64(0), chance.numbers(*seats.shape) | np.uint64(1))
    rows, chosen = np.arange(len(seats)), keys.argmax(axis=1)
    removed = seats[rows, chosen]
    seats[rows, chosen] = seats[:, 0]
    seats[:, 0] = removed


def insertion_costs(problem: Subproblem, seats: Seats) -> Floats:
    """Return the cost of each one removed (row) in what is left of each group (column); infinite where forbidden."""
    removed, stayed = seats[:, 0], seats[:, 1:]
    costs: Floats = np.zeros((len(seats), len(seats)))
    for column in range(stayed.shape[1]):
        costs += problem.costs[removed[:, None], stayed[:, column]]
    costs[lack_a_way_between(problem, seats)] = np.inf
    return costs


def lack_a_way_between(problem: Subproblem, seats: Seats) -> Flags:
    """Return whether each one removed (row) has no way that suits all others of each group (column)."""
    if problem.ways is None:
        return np.zeros((len(seats), len(seats)), np.bool_)
    shared = np.bitwise_and.reduce(problem.ways[seats[:, 1:]], axis=1)
    common: Flags = (problem.ways[seats[:, 0]][:, None, :] & shared).any(axis=2)
    return ~common


def reinsert(seats: Seats, costs: Floats) -> None:
    """Put those in the first column where they cost least together."""
    rows, columns = lap.lapjvr(costs, return_cost=False)
    seats[columns, 0] = seats[rows, 0]

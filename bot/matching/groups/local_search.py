"""People in groups as an array, and the sweep that makes groups better.

A row is a group, a column a seat; groups smaller than the array is wide have blanks in the seats that are left.
A sweep takes one seat out of each group and deals what sat there to all groups anew, at the least cost there is: an
assignment problem, solved exactly. So every sweep looks at all exchanges of one member of each group at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import lap
import numpy as np
from numpy.typing import NDArray

from bot.matching.chance import Chance
from bot.matching.costs.costs import FORBIDDEN, Costs

Seats = NDArray[np.int64]
"""A row a group: places in `Ground`, and `Ground.blank` where nobody sits."""
Bills = NDArray[np.float64]
"""What each one taken out (row) would cost in each group (column); infinite where it is forbidden."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A few people with the costs between all of them; the last row and column are the blank's.

    A blank costs nothing in a group of people, and there is no room for two.
    """

    costs: NDArray[np.float64]
    ways: NDArray[np.uint64] | None
    """The ways of each as bits; None when there is one way that suits everybody."""

    @property
    def blank(self) -> int:
        """The place that stands for nobody."""
        return len(self.costs) - 1


def ground_of(costs: Costs, people: NDArray[np.int64]) -> Ground:
    """The ground of these people, each of whom has a way to meet; their places are those in `people`."""
    count = len(people)
    between = np.zeros((count + 1, count + 1))
    between[:count, :count] = costs.between(people, people)
    between[between >= FORBIDDEN] = np.inf
    between[count, count] = np.inf
    ways = costs.traits.ways.bits[people]
    if np.bitwise_and.reduce(ways, axis=0).any():
        return Ground(between, None)
    return Ground(between, np.vstack([ways, np.full_like(ways[:1], np.iinfo(np.uint64).max)]))


def cost_of(ground: Ground, seats: Seats) -> float:
    """The costs between all who sit in one group, summed; infinite when any two of them are apart."""
    width = seats.shape[1]
    pairs = [(left, right) for right in range(width) for left in range(right)]
    return float(sum(ground.costs[_two(ground, seats, left, right)].sum() for left, right in pairs))


def _two(ground: Ground, seats: Seats, left: int, right: int) -> tuple[Seats, Seats]:
    """The two columns of those groups that have somebody in both."""
    both = (seats[:, left] != ground.blank) & (seats[:, right] != ground.blank)
    return seats[both, left], seats[both, right]


def conflicts(ground: Ground, seats: Seats) -> NDArray[np.bool_]:
    """Which groups have two who are apart, or no way for all of them."""
    found = np.zeros(len(seats), np.bool_)
    for right in range(seats.shape[1]):
        for left in range(right):
            both = (seats[:, left] != ground.blank) & (seats[:, right] != ground.blank)
            found |= both & np.isinf(ground.costs[seats[:, left], seats[:, right]])
    return found | no_way_for(ground, seats)


def no_way_for(ground: Ground, seats: Seats) -> NDArray[np.bool_]:
    """Which groups have no way to meet that is everybody's."""
    if ground.ways is None:
        return np.zeros(len(seats), np.bool_)
    common: NDArray[np.bool_] = np.bitwise_and.reduce(ground.ways[seats], axis=1).any(axis=1)
    return ~common


def suits(ground: Ground, members: Seats) -> bool:
    """Whether these people may be in one group: no two of them apart, and one way for all of them."""
    between = ground.costs[np.ix_(members, members)]
    together = bool(np.isfinite(between[~np.eye(len(members), dtype=bool)]).all())
    return together and (ground.ways is None or bool(np.bitwise_and.reduce(ground.ways[members], axis=0).any()))


def improve(ground: Ground, seats: Seats, heats: Iterable[float], chance: Chance) -> Seats:
    """Better groups of the same sizes, by one sweep a heat; groups that had nothing forbidden in them get nothing.

    A heat is how much chance is mixed into a sweep. Without any the sweeps soon come to where no exchange helps.
    """
    seats = seats.copy()
    for heat in heats:
        take_out(seats, chance, fixed_blanks(ground, seats))
        bills = bills_of(ground, seats)
        if heat > 0:
            bills += np.floor(chance.shares(*bills.shape) * heat)
        deal(seats, bills)
    return seats


def fixed_blanks(ground: Ground, seats: Seats) -> NDArray[np.bool_]:
    """The seats that must not be taken out, or a group could come to a size that nobody asked for.

    Where no group has two blanks a blank may go to another group, so that sizes stay what they are, though not whose.
    Where one has, no blank may.
    """
    blanks: NDArray[np.bool_] = seats == ground.blank
    return blanks if (blanks.sum(axis=1) > 1).any() else np.zeros_like(blanks)


def widened(ground: Ground, seats: Seats, width: int) -> Seats:
    """The same groups with blanks up to this width."""
    return np.hstack([seats, np.full((len(seats), width - seats.shape[1]), ground.blank)])


def trimmed(ground: Ground, seats: Seats) -> Seats:
    """The same groups only as wide as the largest is."""
    width = int((seats != ground.blank).sum(axis=1).max())
    return np.sort(seats, axis=1)[:, :width]


def take_out(seats: Seats, chance: Chance, fixed: NDArray[np.bool_]) -> None:
    """Bring one seat of each group, by chance, to the first column; one that is not fixed, if there is any."""
    keys = np.where(fixed, np.uint64(0), chance.numbers(*seats.shape) | np.uint64(1))
    rows, chosen = np.arange(len(seats)), keys.argmax(axis=1)
    taken = seats[rows, chosen]
    seats[rows, chosen] = seats[:, 0]
    seats[:, 0] = taken


def bills_of(ground: Ground, seats: Seats) -> Bills:
    """What each in the first column would cost in each group as it is without its first column."""
    taken, stayed = seats[:, 0], seats[:, 1:]
    bills: Bills = np.zeros((len(seats), len(seats)))
    for column in range(stayed.shape[1]):
        bills += ground.costs[taken[:, None], stayed[:, column]]
    bills[no_way_between(ground, seats)] = np.inf
    return bills


def no_way_between(ground: Ground, seats: Seats) -> NDArray[np.bool_]:
    """Who in the first column (row) has no way that all others of a group (column) have."""
    if ground.ways is None:
        return np.zeros((len(seats), len(seats)), np.bool_)
    shared = np.bitwise_and.reduce(ground.ways[seats[:, 1:]], axis=1)
    common: NDArray[np.bool_] = (ground.ways[seats[:, 0]][:, None, :] & shared).any(axis=2)
    return ~common


def deal(seats: Seats, bills: Bills) -> None:
    """Put those in the first column where they cost least together."""
    rows, columns = lap.lapjvr(bills, return_cost=False)
    seats[columns, 0] = seats[rows, 0]

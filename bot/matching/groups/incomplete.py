"""Groups when not everybody can sit with everybody: as few left out as can be, then even sizes; costs come after."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.chance import Chance
from bot.matching.groups.local_search import (
    Bills,
    Ground,
    Seats,
    bills_of,
    conflicts,
    deal,
    fixed_blanks,
    no_way_between,
    suits,
    take_out,
    trimmed,
    widened,
)
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import SMALLEST_GROUP

SWEEPS = 40
TRIES = 10
"""Without finding anything better; one for more than A_FEW people, where a try takes long."""
A_FEW = 200
_STEP = 1 << 10
"""One conflict, or one step of unevenness. Chance is mixed in below: groups as good as each other take turns."""


class _Standing(NamedTuple):
    """Less is better, the first before the second."""

    alone: int
    uneven: int


def settle(ground: Ground, seats: Seats, wanted: Wanted, chance: Chance) -> Seats:
    """The same people in groups as wanted with nothing forbidden in any, those left out in rows of their own.

    By local search: groups keep their sizes if that can be. Else those in conflict are taken out and sizes change,
    until nobody is left out and sizes are as even as `wanted` makes them, or TRIES found nothing better.
    """
    seats = _exchange(ground, seats, chance)
    target = _Standing(0, wanted.unevenness(wanted.sizes(ground.blank)))
    best = _without_conflicts(ground, widened(ground, seats, wanted.largest))
    reached, tries = _standing(ground, best, wanted), 0
    allowed = TRIES if ground.blank <= A_FEW else 1
    while reached > target and tries < allowed:
        start = best if tries == 0 else _with_one_dissolved(ground, best, chance)
        found = _resize(ground, start, wanted, target, chance)
        standing, tries = _standing(ground, found, wanted), tries + 1
        if standing < reached:
            best, reached, tries = found, standing, 0
    return trimmed(ground, best)


def _standing(ground: Ground, seats: Seats, wanted: Wanted) -> _Standing:
    sizes = (seats != ground.blank).sum(axis=1)
    return _Standing(int((sizes == 1).sum()), wanted.unevenness(sizes[sizes >= SMALLEST_GROUP].tolist()))


def _exchange(ground: Ground, seats: Seats, chance: Chance) -> Seats:
    """Groups of the same sizes, with as few conflicts as some sweeps leave."""
    apart = np.where(np.isinf(ground.costs), float(_STEP), 0.0)
    apart[ground.blank, ground.blank] = _STEP * len(seats) * seats.shape[1]
    counting = Ground(apart, None)
    seats = seats.copy()
    for _ in range(SWEEPS):
        if not conflicts(ground, seats).any():
            break
        take_out(seats, chance, fixed_blanks(ground, seats))
        bills = bills_of(counting, seats) + _STEP * no_way_between(ground, seats)
        deal(seats, bills + _shares_of_a_step(chance, len(seats)))
    return seats


def _without_conflicts(ground: Ground, seats: Seats) -> Seats:
    """The groups with those taken out, each to a row of their own, who do not suit the ones before them."""
    seats, width = seats.copy(), seats.shape[1]
    alone: list[int] = []
    for row in np.nonzero(conflicts(ground, seats))[0]:
        kept: list[int] = []
        for member in seats[row][seats[row] != ground.blank].tolist():
            suiting = suits(ground, np.array([*kept, member]))
            (kept if suiting else alone).append(member)
        seats[row] = kept + [ground.blank] * (width - len(kept))
    return np.vstack([seats, _alone(ground, alone, width)])


def _with_one_dissolved(ground: Ground, seats: Seats, chance: Chance) -> Seats:
    """All but one group, and its members each alone: a way out of sizes that no exchange improves."""
    row = int(chance.order(len(seats))[0])
    members = seats[row][seats[row] != ground.blank]
    return np.vstack([np.delete(seats, row, axis=0), _alone(ground, members.tolist(), seats.shape[1])])


def _alone(ground: Ground, people: list[int], width: int) -> Seats:
    rows = np.full((len(people), width), ground.blank)
    rows[:, 0] = people
    return rows


def _resize(ground: Ground, seats: Seats, wanted: Wanted, target: _Standing, chance: Chance) -> Seats:
    """The best that is met in some sweeps in which people take the place of blanks.

    At first a lone one is always taken out, and so must find a place in a group; only later may others join them.
    Joined at once, they would soon be many small groups, which no exchange makes fewer.
    """
    now = best = seats
    prices = _prices(wanted, len(seats))
    for sweep in range(2 * SWEEPS):
        now = now.copy()
        blanks = now == ground.blank
        lone = blanks.sum(axis=1) == now.shape[1] - 1
        take_out(now, chance, blanks & lone[:, None] & (sweep < SWEEPS))
        deal(now, _size_bills(ground, now, prices) + _shares_of_a_step(chance, len(now)))
        best = min(best, now, key=lambda one: _standing(ground, one, wanted))
        if _standing(ground, best, wanted) <= target:
            break
    occupied = np.nonzero((best != ground.blank).any(axis=1))[0]
    return np.take(best, occupied, axis=0)


def _prices(wanted: Wanted, groups: int) -> NDArray[np.float64]:
    """What a group of so many costs, the number being the place: one person alone more than all unevenness."""
    grouped = [wanted.unevenness([one]) for one in range(SMALLEST_GROUP, wanted.largest + 1)]
    alone = (max(grouped) + 1) * groups
    return np.array([float(_STEP * price) for price in (0, alone, *grouped)])


def _size_bills(ground: Ground, seats: Seats, prices: NDArray[np.float64]) -> Bills:
    bills = bills_of(ground, seats)
    blanks = seats[:, 0] == ground.blank
    bills[blanks] = 0
    bills[np.isfinite(bills)] = 0
    stayed = (seats[:, 1:] != ground.blank).sum(axis=1)
    bills += np.where(blanks[:, None], prices[stayed], prices[stayed + 1])
    return bills


def _shares_of_a_step(chance: Chance, groups: int) -> Bills:
    return np.floor(chance.shares(groups, groups) * _STEP)

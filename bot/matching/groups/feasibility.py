"""Groups when not everybody may sit with everybody: as few left out as can be, then even sizes; costs come after."""

from typing import NamedTuple

import numpy as np

from bot.matching.arrays import Floats
from bot.matching.chance import Chance
from bot.matching.groups import local_search
from bot.matching.groups.local_search import Seats, Subproblem, conflicts, reinsert, remove_one_each, trimmed, widened
from bot.matching.groups.sizes import Wanted
from bot.matching.round_input import SMALLEST_GROUP

SWEEPS = 40
TRIES = 10
"""Without finding anything better; one for more than MOST_TRIED people, where a try takes long."""
MOST_TRIED = 200
_STEP = 1 << 10
"""One conflict, or one step of unevenness. Chance is mixed in below: groups as good as each other take turns."""


class _Score(NamedTuple):
    """Less is better, the first before the second."""

    alone: int
    uneven: int


def make_feasible(problem: Subproblem, seats: Seats, wanted: Wanted, chance: Chance) -> Seats:
    """Return groups as wanted of the same people with nothing forbidden in any; those left out have rows of their own.

    By local search: groups keep their sizes if that can be. Else those in conflict are taken out and sizes change,
    until nobody is left out and sizes are as even as `wanted` makes them, or TRIES found nothing better.
    """
    seats = _exchange(problem, seats, chance)
    target = _Score(0, wanted.unevenness(wanted.sizes(problem.dummy)))
    best = _without_conflicts(problem, widened(problem, seats, wanted.largest))
    reached, tries = _score(problem, best, wanted), 0
    allowed = TRIES if problem.dummy <= MOST_TRIED else 1
    while reached > target and tries < allowed:
        start = best if tries == 0 else _with_one_dissolved(problem, best, chance)
        found = _resize(problem, start, wanted, target, chance)
        score, tries = _score(problem, found, wanted), tries + 1
        if score < reached:
            best, reached, tries = found, score, 0
    return trimmed(problem, best)


def _score(problem: Subproblem, seats: Seats, wanted: Wanted) -> _Score:
    sizes = (seats != problem.dummy).sum(axis=1)
    return _Score(int((sizes == 1).sum()), wanted.unevenness(sizes[sizes >= SMALLEST_GROUP].tolist()))


def _exchange(problem: Subproblem, seats: Seats, chance: Chance) -> Seats:
    """Return groups of the same sizes, with as few conflicts as some sweeps leave."""
    apart = np.where(np.isinf(problem.costs), float(_STEP), 0.0)
    apart[problem.dummy, problem.dummy] = _STEP * len(seats) * seats.shape[1]
    counted = Subproblem(apart, None)
    seats = seats.copy()
    for _ in range(SWEEPS):
        if not conflicts(problem, seats).any():
            break
        remove_one_each(seats, chance, local_search.fixed_dummies(problem, seats))
        costs = local_search.insertion_costs(counted, seats) + _STEP * local_search.lack_a_way_between(problem, seats)
        reinsert(seats, costs + _shares_of_a_step(chance, len(seats)))
    return seats


def _without_conflicts(problem: Subproblem, seats: Seats) -> Seats:
    """Return the groups, with those taken out to rows of their own who may not be with the ones before them."""
    seats, width = seats.copy(), seats.shape[1]
    alone: list[int] = []
    for row in np.nonzero(conflicts(problem, seats))[0]:
        kept: list[int] = []
        for member in seats[row][seats[row] != problem.dummy].tolist():
            may_stay = local_search.may_be_group(problem, np.array([*kept, member]))
            (kept if may_stay else alone).append(member)
        seats[row] = kept + [problem.dummy] * (width - len(kept))
    return np.vstack([seats, _alone(problem, alone, width)])


def _with_one_dissolved(problem: Subproblem, seats: Seats, chance: Chance) -> Seats:
    """Return all but one group, and its members each alone: a way out of sizes that no exchange improves."""
    row = int(chance.order(len(seats))[0])
    members = seats[row][seats[row] != problem.dummy]
    return np.vstack([np.delete(seats, row, axis=0), _alone(problem, members.tolist(), seats.shape[1])])


def _alone(problem: Subproblem, people: list[int], width: int) -> Seats:
    rows = np.full((len(people), width), problem.dummy)
    rows[:, 0] = people
    return rows


def _resize(problem: Subproblem, seats: Seats, wanted: Wanted, target: _Score, chance: Chance) -> Seats:
    """Return the best that is met in some sweeps in which people take the place of dummies.

    At first a lone one is always taken out, and so must find a place in a group; only later may others join them.
    Joined at once, they would soon be many small groups, which no exchange makes fewer.
    """
    now = best = seats
    size_costs = _size_costs(wanted, len(seats))
    for sweep in range(2 * SWEEPS):
        now = now.copy()
        dummies = now == problem.dummy
        lone = dummies.sum(axis=1) == now.shape[1] - 1
        remove_one_each(now, chance, dummies & lone[:, None] & (sweep < SWEEPS))
        reinsert(now, _resizing_costs(problem, now, size_costs) + _shares_of_a_step(chance, len(now)))
        best = min(best, now, key=lambda one: _score(problem, one, wanted))
        if _score(problem, best, wanted) <= target:
            break
    occupied = np.nonzero((best != problem.dummy).any(axis=1))[0]
    return np.take(best, occupied, axis=0)


def _size_costs(wanted: Wanted, groups: int) -> Floats:
    """Return the cost of a group by its size: one person alone costs more than all unevenness."""
    grouped = [wanted.unevenness([one]) for one in range(SMALLEST_GROUP, wanted.largest + 1)]
    alone = (max(grouped) + 1) * groups
    return np.array([float(_STEP * cost) for cost in (0, alone, *grouped)])


def _resizing_costs(problem: Subproblem, seats: Seats, size_costs: Floats) -> Floats:
    costs = local_search.insertion_costs(problem, seats)
    dummies = seats[:, 0] == problem.dummy
    costs[dummies] = 0
    costs[np.isfinite(costs)] = 0
    stayed = (seats[:, 1:] != problem.dummy).sum(axis=1)
    costs += np.where(dummies[:, None], size_costs[stayed], size_costs[stayed + 1])
    return costs


def _shares_of_a_step(chance: Chance, groups: int) -> Floats:
    return np.floor(chance.shares(groups, groups) * _STEP)

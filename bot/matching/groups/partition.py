"""The best groups of a few dozen people, proved: an integer programme with a variable for each group that could be.

Of the very many groups few are worth a look. The fractional programme is solved with some of them, and its duals price
all others: those that could make it cheaper are added until there are none. The fractional optimum is a bound, and a
group whose price is further from it than the best known groups are cannot be in better ones. What is left is a
programme of some hundred variables.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csc_array

from bot.matching.groups.seating import Ground, Seats, cost_of, widened

MOST_GROUPS = 2_000_000
"""With more groups that there could be than this, nothing is tried: 83 people by 4, 49 by 5."""
MOST_VARIABLES = 1_000
NODES = 200
"""Branchings, after which the integer programme is given up: time is not the same on every machine."""
_NEARLY = 1e-6
_LARGEST_NUMBER = 1e4
"""Prices are brought down to this for the solver, whose tolerances are absolute."""
_FEW = 20
_ADDED = 400

_OPTIMAL, _INFEASIBLE = 0, 2
"""How scipy says it."""

Prices = NDArray[np.float64]
Chosen = NDArray[np.int64]
"""Groups, by their places among the choices."""


@dataclass(frozen=True, slots=True)
class _Choices:
    """Groups that there could be: who is in them, with `Ground.blank` for nobody, and what they cost in two layers."""

    members: Seats
    rows: csc_array
    """A column a group: 1 in the rows of its members and in the row of its size."""
    wanted: Prices
    """What the chosen groups' columns must add up to: everybody once, and so many groups of each size."""
    repeats: Prices
    below: Prices


@dataclass(frozen=True, slots=True)
class _Programme:
    """What is minimised, over which groups, and what must add up to what."""

    costs: Prices
    rows: csc_array
    wanted: Prices
    caps: Prices
    """One row, or none: of what there may be no more than `room`."""
    room: Prices


def best_of(ground: Ground, seats: Seats, layer: int) -> tuple[Seats, bool]:
    """Groups of the same sizes that cost least, and whether that is proved; `seats` when nothing better is found.

    Costs are looked at in two layers, multiples of `layer` first: as one number they are too long for a solver. What
    is not proved is not taken, so that the same people get the same groups wherever the solver runs.
    """
    sizes = np.sort((seats != ground.blank).sum(axis=1))
    if sum(comb(ground.blank, int(size)) for size in np.unique(sizes)) > MOST_GROUPS:
        return seats, False
    choices = _choices(ground, seats, sizes, layer)
    chosen, proved = _places(choices, seats), True
    if choices.repeats[chosen].any():
        chosen, proved = _least(choices, choices.repeats, chosen, np.zeros_like(choices.repeats))
    chosen, proved_below = _least(choices, choices.below, chosen, choices.repeats)
    return choices.members[chosen], proved and proved_below


def _choices(ground: Ground, seats: Seats, sizes: NDArray[np.int64], layer: int) -> _Choices:
    """All groups that cost no more than the whole of `seats`."""
    most, width = cost_of(ground, seats), seats.shape[1]
    distinct, counts = np.unique(sizes, return_counts=True)
    kinds = [_groups_of(ground, int(size), most) for size in distinct]
    members = np.vstack([widened(ground, members, width) for members, _ in kinds])
    costs = np.concatenate([cost for _, cost in kinds])
    size_rows = np.repeat(ground.blank + np.arange(len(kinds)), [len(cost) for _, cost in kinds])
    group, seat = np.nonzero(members != ground.blank)
    row = np.concatenate([members[group, seat], size_rows])
    column = np.concatenate([group, np.arange(len(members))])
    shape = (ground.blank + len(kinds), len(members))
    rows = csc_array(coo_array((np.ones(len(row)), (row, column)), shape=shape))
    wanted = np.concatenate([np.ones(ground.blank), counts]).astype(np.float64)
    return _Choices(members, rows, wanted, np.floor(costs / layer), costs % layer)


def _groups_of(ground: Ground, size: int, most: float) -> tuple[Seats, Prices]:
    """Groups of so many that may be and cost no more than that: members in ascending order, and the costs."""
    groups = np.arange(ground.blank)[:, None]
    costs = np.zeros(ground.blank)
    for _ in range(size - 1):
        parts = [_one_larger(ground, some, cost, most) for some, cost in _in_parts(groups, costs)]
        groups = np.vstack([some for some, _ in parts])
        costs = np.concatenate([cost for _, cost in parts])
    return groups, costs


def _in_parts(groups: Seats, costs: Prices) -> list[tuple[Seats, Prices]]:
    """So many at once that the matrix with everybody stays small."""
    ends = [*range(0, len(groups), 20_000), len(groups)]
    return [(groups[start:end], costs[start:end]) for start, end in pairwise(ends)] or [(groups, costs)]


def _one_larger(ground: Ground, groups: Seats, costs: Prices, most: float) -> tuple[Seats, Prices]:
    totals = costs[:, None] + sum(ground.costs[groups[:, seat], :-1] for seat in range(groups.shape[1]))
    may = (totals <= most) & (np.arange(ground.blank) > groups[:, -1:])
    if ground.ways is not None:
        shared = np.bitwise_and.reduce(ground.ways[groups], axis=1)
        may &= (shared[:, None, :] & ground.ways[None, :-1]).any(axis=2)
    group, person = np.nonzero(may)
    return np.hstack([groups[group], person[:, None]]), totals[group, person]


def _places(choices: _Choices, seats: Seats) -> Chosen:
    """Where in the choices the groups of `seats` are."""
    powers = (choices.rows.shape[0] ** np.arange(seats.shape[1])).astype(np.int64)
    return np.nonzero(np.isin(choices.members @ powers, np.sort(seats, axis=1) @ powers))[0]


def _least(choices: _Choices, costs: Prices, chosen: Chosen, capped: Prices) -> tuple[Chosen, bool]:
    """The groups that cost least and together no more of `capped` than `chosen`, and whether that is proved."""
    programme = _programme(choices, costs, chosen, capped)
    fractional = _fractional(programme, chosen)
    if fractional is None:
        return chosen, False
    bound, reduced = fractional
    known = float(programme.costs[chosen].sum())
    for wanted in (bound * 0.01, bound * 0.03, known - bound):
        gap = min(wanted, known - bound)
        near = np.nonzero(reduced <= gap + _NEARLY)[0]
        if len(near) > MOST_VARIABLES:
            return chosen, False
        found, finished = _whole(programme, near)
        if not finished:
            return chosen, False
        if found is not None and costs[found].sum() <= costs[chosen].sum():
            chosen, known = found, float(programme.costs[found].sum())
        if known <= bound + gap + _NEARLY:
            break
    return chosen, True


def _programme(choices: _Choices, costs: Prices, chosen: Chosen, capped: Prices) -> _Programme:
    caps = _scaled(capped)[None, :] if capped.any() else np.zeros((0, len(capped)))
    return _Programme(_scaled(costs), choices.rows, choices.wanted, caps, caps[:, chosen].sum(axis=1))


def _scaled(numbers: Prices) -> Prices:
    return numbers * min(1.0, _LARGEST_NUMBER / max(1.0, float(numbers.max())))


def _fractional(programme: _Programme, chosen: Chosen) -> tuple[float, Prices] | None:
    """What the best fractions of groups cost, and how much dearer each group makes them; None if that failed."""
    active = np.zeros(len(programme.costs), np.bool_)
    active[chosen] = True
    active[np.argsort(programme.costs, kind="stable")[: _FEW * len(programme.wanted)]] = True
    while True:
        some = np.nonzero(active)[0]
        solved = linprog(
            programme.costs[some],
            A_ub=programme.caps[:, some],
            b_ub=programme.room,
            A_eq=programme.rows[:, some],
            b_eq=programme.wanted,
        )
        if solved.status != _OPTIMAL:
            return None
        reduced = programme.costs - programme.rows.T @ solved.eqlin.marginals
        reduced -= programme.caps.T @ solved.ineqlin.marginals
        cheaper = np.nonzero((reduced < -_NEARLY) & ~active)[0]
        if not len(cheaper):
            return float(solved.fun), reduced
        active[cheaper[np.argsort(reduced[cheaper], kind="stable")[:_ADDED]]] = True


def _whole(programme: _Programme, near: Chosen) -> tuple[Chosen | None, bool]:
    """The best choice of these groups if there is one, and whether the solver came to an end."""
    everybody = LinearConstraint(programme.rows[:, near], programme.wanted, programme.wanted)
    capped = LinearConstraint(programme.caps[:, near], -np.inf, programme.room + _NEARLY)
    solved = milp(
        programme.costs[near],
        constraints=[everybody, capped] if len(programme.room) else [everybody],
        integrality=np.ones(len(near)),
        bounds=Bounds(0, 1),
        options={"node_limit": NODES, "mip_rel_gap": 0},
    )
    if solved.status == _INFEASIBLE:
        return None, True
    return (near[solved.x > 0.5], True) if solved.status == _OPTIMAL else (None, False)

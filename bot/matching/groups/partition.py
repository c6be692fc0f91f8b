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

from bot.matching.groups.local_search import Ground, Seats, cost_of, widened
from bot.matching.linear_programmes import InfeasibleError, LinearProgramme, Optimum, optimum

MOST_GROUPS = 2_000_000
"""With more groups that there could be than this, nothing is tried: 83 people by 4, 49 by 5."""
MOST_VARIABLES = 1_000
_NEARLY = 1e-6
_LARGEST_NUMBER = 1e4
"""Prices are brought down to this for the solver, whose tolerances are absolute."""
_FEW = 20
_ADDED = 400

Prices = NDArray[np.float64]
Chosen = NDArray[np.int64]
"""Groups, by their places among the choices."""


@dataclass(frozen=True, slots=True)
class _Choices:
    """Groups that there could be: who is in them, with `Ground.blank` for nobody, and what they cost in two layers."""

    members: Seats
    rows: Seats
    """A row a group, too: its members and, after them, its size, numbered after everybody; -1 for nobody."""
    wanted: Prices
    """What the chosen groups must add up to: everybody once, and so many groups of each size."""
    repeats: Prices
    below: Prices


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is minimised, over which groups, and what must add up to what."""

    costs: Prices
    rows: Seats
    wanted: Prices
    caps: Prices | None
    """Of what there may be no more than `room`, if there is anything."""
    room: float

    def among(self, some: Chosen, most: float, spare: float) -> LinearProgramme:
        """With these groups alone, each up to so much; with so much more room."""
        rows, wanted, room = self.rows[some], self.wanted, np.empty(0)
        shares = np.ones(rows.shape)
        if self.caps is not None:
            rows = np.hstack([rows, np.full((len(some), 1), len(wanted))])
            shares = np.hstack([shares, self.caps[some, None]])
            room = np.array([self.room + spare])
        are = rows >= 0
        least = np.append(wanted, np.full(len(room), -np.inf))
        upper = np.full(len(some), most)
        return LinearProgramme(
            self.costs[some], upper, are.sum(axis=1), rows[are], shares[are], least, np.append(wanted, room)
        )

    def reduced(self, found: Optimum) -> Prices:
        """How much dearer than the prices of its members and its size each of all groups is."""
        prices = np.append(found.duals[: len(self.wanted)], 0.0)  # the last is nobody's
        reduced: Prices = self.costs - prices[self.rows].sum(axis=1)
        return reduced if self.caps is None else reduced - self.caps * found.duals[-1]


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
    rows = np.hstack([np.where(members == ground.blank, -1, members), size_rows[:, None]])
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
    powers = (len(choices.wanted) ** np.arange(seats.shape[1])).astype(np.int64)
    return np.nonzero(np.isin(choices.members @ powers, np.sort(seats, axis=1) @ powers))[0]


def _least(choices: _Choices, costs: Prices, chosen: Chosen, capped: Prices) -> tuple[Chosen, bool]:
    """The groups that cost least and together no more of `capped` than `chosen`, and whether that is proved."""
    problem = _problem(choices, costs, chosen, capped)
    fractional = _fractional(problem, chosen)
    if fractional is None:
        return chosen, False
    bound, reduced = fractional
    known = float(problem.costs[chosen].sum())
    for wanted in (bound * 0.01, bound * 0.03, known - bound):
        gap = min(wanted, known - bound)
        near = np.nonzero(reduced <= gap + _NEARLY)[0]
        if len(near) > MOST_VARIABLES:
            return chosen, False
        found, finished = _whole(problem, near)
        if not finished:
            return chosen, False
        if found is not None and costs[found].sum() <= costs[chosen].sum():
            chosen, known = found, float(problem.costs[found].sum())
        if known <= bound + gap + _NEARLY:
            break
    return chosen, True


def _problem(choices: _Choices, costs: Prices, chosen: Chosen, capped: Prices) -> _Problem:
    caps = _scaled(capped) if capped.any() else None
    room = 0.0 if caps is None else float(caps[chosen].sum())
    return _Problem(_scaled(costs), choices.rows, choices.wanted, caps, room)


def _scaled(numbers: Prices) -> Prices:
    return numbers * min(1.0, _LARGEST_NUMBER / max(1.0, float(numbers.max())))


def _fractional(problem: _Problem, chosen: Chosen) -> tuple[float, Prices] | None:
    """What the best fractions of groups cost, and how much dearer each group makes them; None if that failed."""
    active = np.zeros(len(problem.costs), np.bool_)
    active[chosen] = True
    active[np.argsort(problem.costs, kind="stable")[: _FEW * len(problem.wanted)]] = True
    while True:
        found = optimum(problem.among(np.nonzero(active)[0], np.inf, 0.0))
        if found is None:
            return None
        reduced = problem.reduced(found)
        cheaper = np.nonzero((reduced < -_NEARLY) & ~active)[0]
        if not len(cheaper):
            return found.value, reduced
        active[cheaper[np.argsort(reduced[cheaper], kind="stable")[:_ADDED]]] = True


def _whole(problem: _Problem, near: Chosen) -> tuple[Chosen | None, bool]:
    """The best choice of these groups if there is one, and whether the solver came to an end."""
    try:
        found = optimum(problem.among(near, 1.0, _NEARLY), whole=True)
    except InfeasibleError:
        return None, True
    return (None, False) if found is None else (near[found.amounts > 0.5], True)

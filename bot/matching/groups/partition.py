"""The best groups of a few dozen people, proved: set partitioning by column generation, a column for each group.

Of the very many groups few matter. The linear relaxation is solved with some of them, and its duals price all others:
those that could make it cheaper are added until there are none. Its optimum is a bound, and a group whose reduced cost
is more than the gap between that and the best known groups cannot be in better ones. What is left is an integer
programme of some hundred variables.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import comb

import numpy as np

from bot.matching.arrays import Floats, Ints
from bot.matching.groups.local_search import Seats, Subproblem, cost_of_seats, widened
from bot.matching.linear_programmes import InfeasibleError, LinearProgramme, Optimum, optimum

MOST_GROUPS = 2_000_000
"""With more groups that there could be than this, nothing is tried: 83 people by 4, 49 by 5."""
MOST_VARIABLES = 1_000
_TOLERANCE = 1e-6
_LARGEST_NUMBER = 1e4
"""Costs are brought down to this for the solver, whose tolerances are absolute."""
_FIRST_COLUMNS = 20
"""For each row."""
_COLUMNS_ADDED = 400

Chosen = Ints
"""Groups, by their places among the columns."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Groups that there could be, each in a row of these arrays, and their costs in two layers."""

    members: Seats
    rows: Seats
    """The rows of the programme that a group is in: its members and its size, numbered after everybody; -1 for none."""
    wanted: Floats
    """The sum of the chosen groups in each row of the programme: everybody once, and so many groups of each size."""
    repeats: Floats
    below: Floats


@dataclass(frozen=True, slots=True)
class _SetPartitioning:
    """A programme over groups: what is minimised, and the sums that are required."""

    costs: Floats
    rows: Seats
    wanted: Floats
    caps: Floats | None
    """A second cost of each group, of which all together may have no more than `room`; None if there is none."""
    room: float

    def among(self, some: Chosen, most: float, spare: float) -> LinearProgramme:
        """Return the programme of these groups alone, each up to `most` times; with so much more room."""
        rows, wanted, room = self.rows[some], self.wanted, np.empty(0)
        coefficients = np.ones(rows.shape)
        if self.caps is not None:
            rows = np.hstack([rows, np.full((len(some), 1), len(wanted))])
            coefficients = np.hstack([coefficients, self.caps[some, None]])
            room = np.array([self.room + spare])
        are = rows >= 0
        return LinearProgramme(
            costs=self.costs[some],
            upper=np.full(len(some), most),
            counts=are.sum(axis=1),
            rows=rows[are],
            coefficients=coefficients[are],
            row_lower=np.append(wanted, np.full(len(room), -np.inf)),
            row_upper=np.append(wanted, room),
        )

    def reduced_costs(self, found: Optimum) -> Floats:
        """Return the cost of every group less the duals of its members and of its size."""
        duals = np.append(found.duals[: len(self.wanted)], 0.0)  # the last is nobody's
        reduced: Floats = self.costs - duals[self.rows].sum(axis=1)
        return reduced if self.caps is None else reduced - self.caps * found.duals[-1]


def best_partition(problem: Subproblem, seats: Seats, layer: int) -> tuple[Seats, bool]:
    """Return groups of the same sizes that cost least, or `seats`, and whether it is proved that none cost less.

    Costs are minimised in two layers, multiples of `layer` first: as one number they are too long for a solver. What is
    not proved is not taken, so that the same people get the same groups wherever the solver runs.
    """
    sizes = np.sort((seats != problem.dummy).sum(axis=1))
    if sum(comb(problem.dummy, int(size)) for size in np.unique(sizes)) > MOST_GROUPS:
        return seats, False
    columns = _columns(problem, seats, sizes, layer)
    chosen, proved = _places(columns, seats), True
    if columns.repeats[chosen].any():
        chosen, proved = _minimise(columns, columns.repeats, chosen, np.zeros_like(columns.repeats))
    chosen, proved_below = _minimise(columns, columns.below, chosen, columns.repeats)
    return columns.members[chosen], proved and proved_below


def _columns(problem: Subproblem, seats: Seats, sizes: Ints, layer: int) -> _Columns:
    """Return all groups that cost no more than the whole of `seats`."""
    most, width = cost_of_seats(problem, seats), seats.shape[1]
    distinct, counts = np.unique(sizes, return_counts=True)
    kinds = [_groups_of(problem, int(size), most) for size in distinct]
    members = np.vstack([widened(problem, members, width) for members, _ in kinds])
    costs = np.concatenate([cost for _, cost in kinds])
    size_rows = np.repeat(problem.dummy + np.arange(len(kinds)), [len(cost) for _, cost in kinds])
    rows = np.hstack([np.where(members == problem.dummy, -1, members), size_rows[:, None]])
    wanted = np.concatenate([np.ones(problem.dummy), counts]).astype(np.float64)
    return _Columns(members, rows, wanted, np.floor(costs / layer), costs % layer)


def _groups_of(problem: Subproblem, size: int, most: float) -> tuple[Seats, Floats]:
    """Return the allowed groups of this size that cost no more than `most`: ascending members, and the costs."""
    groups = np.arange(problem.dummy)[:, None]
    costs = np.zeros(problem.dummy)
    for _ in range(size - 1):
        parts = [_one_larger(problem, some, cost, most) for some, cost in _in_parts(groups, costs)]
        groups = np.vstack([some for some, _ in parts])
        costs = np.concatenate([cost for _, cost in parts])
    return groups, costs


def _in_parts(groups: Seats, costs: Floats) -> list[tuple[Seats, Floats]]:
    """Return them in parts whose matrix with everybody stays small."""
    ends = [*range(0, len(groups), 20_000), len(groups)]
    return [(groups[start:end], costs[start:end]) for start, end in pairwise(ends)] or [(groups, costs)]


def _one_larger(problem: Subproblem, groups: Seats, costs: Floats, most: float) -> tuple[Seats, Floats]:
    totals = costs[:, None] + sum(problem.costs[groups[:, seat], :-1] for seat in range(groups.shape[1]))
    may = (totals <= most) & (np.arange(problem.dummy) > groups[:, -1:])
    if problem.ways is not None:
        shared = np.bitwise_and.reduce(problem.ways[groups], axis=1)
        may &= (shared[:, None, :] & problem.ways[None, :-1]).any(axis=2)
    group, person = np.nonzero(may)
    return np.hstack([groups[group], person[:, None]]), totals[group, person]


def _places(columns: _Columns, seats: Seats) -> Chosen:
    """Return the places of the groups of `seats` among the columns."""
    powers = (len(columns.wanted) ** np.arange(seats.shape[1])).astype(np.int64)
    return np.nonzero(np.isin(columns.members @ powers, np.sort(seats, axis=1) @ powers))[0]


def _minimise(columns: _Columns, costs: Floats, chosen: Chosen, capped: Floats) -> tuple[Chosen, bool]:
    """Return the groups that cost least with no more of `capped` than `chosen`, and whether that is proved."""
    programme = _programme(columns, costs, chosen, capped)
    fractional = _solve_relaxation(programme, chosen)
    if fractional is None:
        return chosen, False
    bound, reduced = fractional
    known = float(programme.costs[chosen].sum())
    for wanted in (bound * 0.01, bound * 0.03, known - bound):
        gap = min(wanted, known - bound)
        near = np.nonzero(reduced <= gap + _TOLERANCE)[0]
        if len(near) > MOST_VARIABLES:
            return chosen, False
        found, finished = _solve_integer(programme, near)
        if not finished:
            return chosen, False
        if found is not None and costs[found].sum() <= costs[chosen].sum():
            chosen, known = found, float(programme.costs[found].sum())
        if known <= bound + gap + _TOLERANCE:
            break
    return chosen, True


def _programme(columns: _Columns, costs: Floats, chosen: Chosen, capped: Floats) -> _SetPartitioning:
    caps = _scaled(capped) if capped.any() else None
    room = 0.0 if caps is None else float(caps[chosen].sum())
    return _SetPartitioning(_scaled(costs), columns.rows, columns.wanted, caps, room)


def _scaled(numbers: Floats) -> Floats:
    return numbers * min(1.0, _LARGEST_NUMBER / max(1.0, float(numbers.max())))


def _solve_relaxation(programme: _SetPartitioning, chosen: Chosen) -> tuple[float, Floats] | None:
    """Return the cost of the best fractions of groups, and all reduced costs; None if the solver failed."""
    active = np.zeros(len(programme.costs), np.bool_)
    active[chosen] = True
    active[np.argsort(programme.costs, kind="stable")[: _FIRST_COLUMNS * len(programme.wanted)]] = True
    while True:
        found = optimum(programme.among(np.nonzero(active)[0], np.inf, 0.0))
        if found is None:
            return None
        reduced = programme.reduced_costs(found)
        cheaper = np.nonzero((reduced < -_TOLERANCE) & ~active)[0]
        if not len(cheaper):
            return found.value, reduced
        active[cheaper[np.argsort(reduced[cheaper], kind="stable")[:_COLUMNS_ADDED]]] = True


def _solve_integer(programme: _SetPartitioning, near: Chosen) -> tuple[Chosen | None, bool]:
    """Return the best choice of these groups if there is one, and whether the solver came to an end."""
    try:
        found = optimum(programme.among(near, 1.0, _TOLERANCE), integer=True)
    except InfeasibleError:
        return None, True
    return (None, False) if found is None else (near[found.values > 0.5], True)

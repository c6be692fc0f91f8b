"""The least cost of pairs for thousands of people, with a proof, by pricing: all edges are never held at once.

Duals from blocks (see `relaxation`) name some candidate pairs for everyone; the assignment problem among candidates
alone is sparse and quick, and gives better duals; all edges are priced by those, some rows at a time, and those that
cost less than the duals become candidates too. When there are none, the duals are the bound of all. Odd cycles are
repaired nearby.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.matching.arrays import Floats, Ints
from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.pairs.blocks import duals_of_blocks, pair_in_blocks
from bot.matching.pairs.candidates import CandidatePairs, EdgeEnds, cheapest
from bot.matching.pairs.cycle_repair import repair_cycles
from bot.matching.pairs.exact import UNMATCHED
from bot.matching.pairs.relaxation import NEVER, Relaxation, pair_along_cycles

_CANDIDATES = 16
_ROUGH_SWEEPS = 20
_ADDED = 8
_EDGES_AT_ONCE = 1 << 21
_PRICINGS_AT_MOST = 12
_NEAR_AT_ONCE = 100
_REPAIRED_AMONG = (400, 800)
"""So many people near to the unmatched are taken, then so many who are near to those."""


@dataclass(frozen=True, slots=True)
class PricedPairs:
    """Everybody's partner; no matching of all costs less than the bound."""

    partners: Ints
    bound: float


def pair_by_pricing(costs: Costs, people: Ints) -> PricedPairs | None:
    """Pair these, an even number who may nearly all meet, at the least cost; None where that is not possible so.

    Partners are places in `people`. The bound is that of the assignment problem, so it can be less than the cost by
    what odd cycles cost: a few parts in 10,000, or in 1,000 where people are of few kinds.
    """
    known = pair_in_blocks(costs, people)
    if (known == UNMATCHED).any():
        return None
    candidates = CandidatePairs(costs, people, known)
    duals = duals_of_blocks(costs, people)
    candidates.add(_nearest(costs, people, duals))
    duals = candidates.rough_duals(duals, _ROUGH_SWEEPS)
    for _ in range(_PRICINGS_AT_MOST):
        assigned = candidates.assign(duals)
        doubled = candidates.doubled_duals(assigned)
        if doubled is None:
            return None
        cheaper = cheaper_than(costs, people, doubled)
        if not any(len(first) for first, _ in cheaper):
            partners = _repaired(costs, people, Relaxation(pair_along_cycles(assigned), doubled))
            return None if partners is None else PricedPairs(partners, int(doubled.sum()) / 2)
        candidates.add(cheaper)
        duals = doubled / 2
    return None


def cheaper_than(costs: Costs, people: Ints, doubled: Ints) -> list[EdgeEnds]:
    """Return edges that cost less than their duals, which are doubled here: for everyone some of the cheapest."""
    found = []
    for rows in _some_rows(len(people)):
        after = rows[0]
        reduced = costs.between(people[rows], people[after:])
        reduced *= 2
        reduced -= doubled[after:]
        first, second = cheapest(reduced, _ADDED, doubled[rows])
        found.append((rows[first], after + second))
    return found


def _nearest(costs: Costs, people: Ints, duals: Floats) -> list[EdgeEnds]:
    """Return everyone with those who cost them least, less their duals."""
    asked = duals.astype(np.int64)
    found = []
    for rows in _some_rows(len(people)):
        reduced = costs.between(people[rows], people)
        reduced -= asked
        first, second = cheapest(reduced, _CANDIDATES, np.full(len(rows), FORBIDDEN))
        found.append((rows[first], second))
    return found


def _some_rows(size: int) -> Iterator[Ints]:
    height = _EDGES_AT_ONCE // size + 1
    for start in range(0, size, height):
        yield np.arange(start, min(start + height, size))


def _repaired(costs: Costs, people: Ints, relaxation: Relaxation) -> Ints | None:
    """Return the partners of all, the unmatched paired among the people nearest to them; None where that fails."""
    partners = relaxation.partners.copy()
    near = unmatched = np.flatnonzero(partners == UNMATCHED)
    for count in _REPAIRED_AMONG if len(unmatched) else ():
        nearest = np.argsort(_distances(costs, people, relaxation.duals, near), kind="stable")[:count]
        near = np.union1d(near, np.concatenate([nearest, partners[nearest[partners[nearest] != UNMATCHED]]]))
    within = relaxation.among(near)
    repaired = repair_cycles(within.reduced(costs.between(people[near], people[near])), within.partners)
    if repaired is None:
        return None
    partners[near] = near[repaired.partners]
    return partners


def _distances(costs: Costs, people: Ints, doubled: Ints, near: Ints) -> Ints:
    """Return everyone's least reduced cost with one of those near, doubled."""
    least = np.full(len(people), NEVER)
    for start in range(0, len(near), _NEAR_AT_ONCE):
        some = near[start : start + _NEAR_AT_ONCE]
        reduced = costs.between(people[some], people)
        reduced *= 2
        reduced -= doubled[some][:, None]
        least = np.minimum(least, reduced.min(axis=0))
    return least - doubled

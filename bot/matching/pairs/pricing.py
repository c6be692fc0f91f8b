"""The least cost of pairs for thousands of people, with the proof, without ever looking at all twos at once.

Prices from blocks (see `relaxation`) name some candidates for everyone; the assignment problem among
candidates alone is sparse and quick, and gives better prices; all twos are held against those, some rows at a time,
and who costs less than the prices becomes a candidate too. When there is none, the prices are the bound of all. Odd
rings are settled nearby.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.traits import Numbers
from bot.matching.pairs.blocks import mates_by_blocks, prices_by_blocks
from bot.matching.pairs.candidates import Candidates, Twos, cheapest
from bot.matching.pairs.cycle_repair import settle
from bot.matching.pairs.exact import NOBODY
from bot.matching.pairs.relaxation import NEVER, Floats, Relaxed, mates_in_rings

_CANDIDATES = 16
_ROUGH_SWEEPS = 20
_MORE_AT_ONCE = 8
_TWOS_AT_ONCE = 1 << 21
_PRICINGS_AT_MOST = 12
_NEAR_AT_ONCE = 100
_SETTLED_AMONG = (400, 800)
"""So many are looked at, then so many who are near to those."""


@dataclass(frozen=True, slots=True)
class Proved:
    """Everybody's mate, and that nobody can pair all for less than the bound."""

    mates: Numbers
    bound: float


def prove(costs: Costs, people: Numbers) -> Proved | None:
    """Pair these, an even number who may nearly all meet, at the least cost; None where that is not possible so.

    Mates are places in `people`. The bound is that of the assignment problem, so it can be less than the cost by what
    odd rings cost: a few parts in 10,000, or in 1,000 where people are of few kinds.
    """
    known = mates_by_blocks(costs, people)
    if (known == NOBODY).any():
        return None
    candidates = Candidates(costs, people, known)
    prices = prices_by_blocks(costs, people)
    candidates.add(_nearest(costs, people, prices))
    prices = candidates.rough_prices(prices, _ROUGH_SWEEPS)
    for _ in range(_PRICINGS_AT_MOST):
        chosen = candidates.choices(prices)
        twice = candidates.prices(chosen)
        if twice is None:
            return None
        cheaper = cheaper_than(costs, people, twice)
        if not any(len(first) for first, _ in cheaper):
            mates = _settled(costs, people, Relaxed(mates_in_rings(chosen), twice))
            return None if mates is None else Proved(mates, int(twice.sum()) / 2)
        candidates.add(cheaper)
        prices = twice / 2
    return None


def cheaper_than(costs: Costs, people: Numbers, twice: Numbers) -> list[Twos]:
    """Twos who cost less than their prices (here twice those): for everyone some of the cheapest."""
    found = []
    for rows in _some_rows(len(people)):
        after = rows[0]
        reduced = costs.between(people[rows], people[after:])
        reduced *= 2
        reduced -= twice[after:]
        first, second = cheapest(reduced, _MORE_AT_ONCE, twice[rows])
        found.append((rows[first], after + second))
    return found


def _nearest(costs: Costs, people: Numbers, prices: Floats) -> list[Twos]:
    """Everyone with those who cost them least, less their prices."""
    asked = prices.astype(np.int64)
    found = []
    for rows in _some_rows(len(people)):
        reduced = costs.between(people[rows], people)
        reduced -= asked
        first, second = cheapest(reduced, _CANDIDATES, np.full(len(rows), FORBIDDEN))
        found.append((rows[first], second))
    return found


def _some_rows(size: int) -> Iterator[Numbers]:
    height = _TWOS_AT_ONCE // size + 1
    for start in range(0, size, height):
        yield np.arange(start, min(start + height, size))


def _settled(costs: Costs, people: Numbers, relaxed: Relaxed) -> Numbers | None:
    """The mates of all, those who have none settled among the people nearest to them; None where that is not
    possible.
    """
    mates = relaxed.mates.copy()
    near = alone = np.flatnonzero(mates == NOBODY)
    for count in _SETTLED_AMONG if len(alone) else ():
        nearest = np.argsort(_distances(costs, people, relaxed.prices, near), kind="stable")[:count]
        near = np.union1d(near, np.concatenate([nearest, mates[nearest[mates[nearest] != NOBODY]]]))
    place_of = np.full(len(people) + 1, NOBODY, np.int64)
    place_of[near] = np.arange(len(near))
    within = Relaxed(place_of[mates[near]], relaxed.prices[near])
    settled = settle(within.reduced(costs.between(people[near], people[near])), within.mates)
    if settled is None:
        return None
    mates[near] = near[settled.mates]
    return mates


def _distances(costs: Costs, people: Numbers, twice: Numbers, near: Numbers) -> Numbers:
    """By how much everyone costs more than the prices (here twice that) with whom they cost least of these."""
    least = np.full(len(people), NEVER)
    for start in range(0, len(near), _NEAR_AT_ONCE):
        some = near[start : start + _NEAR_AT_ONCE]
        reduced = costs.between(people[some], people)
        reduced *= 2
        reduced -= twice[some][:, None]
        least = np.minimum(least, reduced.min(axis=0))
    return least - twice

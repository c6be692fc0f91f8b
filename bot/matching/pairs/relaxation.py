"""Pairs by way of the assignment problem, which is fast: it pairs nearly everybody best at once, and says what nobody
can beat.

Let everyone choose someone so that each is chosen once and the costs are least (lapx). Who chose each other are a
pair; an even ring of choices falls apart into pairs at no cost; only odd rings leave one each without a mate. The
duals of that problem, the same for choosing and being chosen, are a price for each person: no two who may be a pair
cost less than their prices together, so nobody can pair everybody for less than the sum of all prices. Where there is
no odd ring, that is what the pairs cost. What odd rings cost more is settled exactly in
`bot.matching.pairs.cycle_repair`.

Everything is counted in half units, so that prices are integers.
"""

import math
from dataclasses import dataclass

import lap
import numpy as np
from numpy.typing import NDArray

from bot.matching.costs.costs import FORBIDDEN
from bot.matching.costs.traits import Numbers
from bot.matching.pairs.exact import NOBODY

Floats = NDArray[np.float64]

NEVER = 1 << 58
"""Instead of a reduced cost: these are no pair."""
_TILE = 64
_ROUGH_SWEEPS = 4
_SWEEPS_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The answer of the assignment problem."""

    mates: Numbers
    """Everyone's mate; NOBODY for one of each odd ring."""
    prices: Numbers
    """Twice the price of each."""

    def reduced(self, costs: Numbers) -> Numbers:
        """By how much two cost more than their prices, twice; never negative, 0 for mates, NEVER for who is no pair."""
        reduced = 2 * costs
        reduced -= self.prices[:, None]
        reduced -= self.prices[None, :]
        reduced[costs >= FORBIDDEN] = NEVER
        return reduced


def relax(costs: Numbers) -> Relaxed | None:
    """Solve the assignment problem of a symmetric matrix; None where it proves nothing.

    That is where not everybody can be in a ring, or where so many repeats are needed that costs are too great to be
    exact as floats.
    """
    chosen = choices(costs)
    if chosen is None:
        return None
    everyone = np.arange(len(costs))
    paid = costs[everyone, chosen]
    if int(paid.sum()) >= 2 * FORBIDDEN:
        return None
    prices = _prices(costs, chosen, paid)
    return None if prices is None else Relaxed(mates_in_rings(chosen), prices)


def choices(costs: Numbers, forbidden: float = math.inf) -> Numbers | None:
    """Whom everyone chooses; None where not everybody can be chosen, unless what is forbidden has a finite cost."""
    floats = as_floats(costs, forbidden)
    asked = rough_prices(floats)
    floats -= asked[:, None]
    floats -= asked
    try:
        return np.asarray(lap.lapjvr(floats, return_cost=False)[1], np.int64)
    except ValueError:
        return None


def as_floats(costs: Numbers, forbidden: float = math.inf) -> Floats:
    """The costs for the solver of the assignment problem."""
    floats = costs.astype(np.float64)
    floats[costs >= FORBIDDEN] = forbidden
    return floats


def rough_prices(floats: Floats) -> Floats:
    """Nearly the prices, and rather too low. Taking them off first changes no answer, and halves the time until there
    is one.
    """
    asked = np.zeros(len(floats))
    for _ in range(_ROUGH_SWEEPS):
        tiles = [(floats[start : start + _TILE] - asked).min(axis=1) for start in range(0, len(floats), _TILE)]
        least = np.concatenate(tiles)
        asked = np.floor((asked + np.where(np.isfinite(least), least, 0)) / 2)
    return asked


def rings(chosen: Numbers) -> list[list[int]]:
    """Who chooses whom, round and round."""
    found: list[list[int]] = []
    following = chosen.tolist()
    seen = [False] * len(following)
    for start in range(len(following)):
        ring = []
        person = start
        while not seen[person]:
            seen[person] = True
            ring.append(person)
            person = following[person]
        if ring:
            found.append(ring)
    return found


def mates_in_rings(chosen: Numbers) -> Numbers:
    """Every second step around each ring makes a pair; the first of an odd ring stays alone."""
    mates = np.full(len(chosen), NOBODY, np.int64)
    for ring in rings(chosen):
        paired = ring[len(ring) % 2 :]
        mates[paired[::2]], mates[paired[1::2]] = paired[1::2], paired[::2]
    return mates


def mates_in_even_rings(chosen: Numbers) -> Numbers:
    """The same, with nobody of an odd ring paired."""
    mates = mates_in_rings(chosen)
    for ring in rings(chosen):
        if len(ring) % 2:
            mates[ring] = NOBODY
    return mates


def _prices(costs: Numbers, chosen: Numbers, paid: Numbers) -> Numbers | None:
    """The duals of choosing and of being chosen together, by Bellman and Ford: lowered until nobody could choose
    better.
    """
    limits = np.where(costs >= FORBIDDEN, NEVER, costs)
    sought = paid // 2
    for _ in range(_SWEEPS_AT_MOST):
        given = paid - sought[chosen]
        tiles = [(limits[start : start + _TILE] - given).min(axis=1) for start in range(0, len(limits), _TILE)]
        lowered = np.concatenate(tiles)
        if (lowered >= sought).all():
            return given + sought
        sought = np.minimum(sought, lowered)
    return None

"""Pairs of many people, who come together by chance in blocks, so that time and memory grow with their number alone.

At first everyone is paired within a block of 500, and gets a price in one of 1,000 (see `relaxation`).
Then blocks of 1,000 come together anew, deal after deal: twos who cost less than their prices become candidates, and
prices get better. At the end the assignment problem is solved among all candidates. Odd rings are settled among
themselves.
"""

import numpy as np

from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.costs.traits import Numbers
from bot.matching.pairs.candidates import Candidates, Twos, cheapest
from bot.matching.pairs.exact import NOBODY, exact_mates
from bot.matching.pairs.relaxation import Floats, as_floats, choices, mates_in_even_rings, rough_prices

BLOCK = 1_000
_FIRST_BLOCK = 500
_DEALS = 8
_CANDIDATES_A_DEAL = 5
_ROUGH_SWEEPS = 10
_MIX = np.uint64(0x9E3779B97F4A7C15)


def mates_by_deals(costs: Costs, people: Numbers) -> Numbers:
    """Whom each is paired with, near the least cost: their places in `people`, or NOBODY."""
    mates = mates_by_blocks(costs, people)
    paired = np.flatnonzero(mates != NOBODY)
    if not len(paired):
        return mates
    place_of = np.cumsum(mates != NOBODY) - 1
    candidates, prices = candidates_by_deals(costs, people[paired], place_of[mates[paired]])
    better = mates_in_even_rings(candidates.choices(prices))
    mates[paired] = np.where(better == NOBODY, NOBODY, paired[better])
    odd = paired[better == NOBODY]
    if len(odd):
        _pair(costs, people, odd, mates)
    return mates


def mates_by_blocks(costs: Costs, people: Numbers) -> Numbers:
    """A first mate for each, where there is one within blocks that come by chance; as `mates_by_deals`."""
    mates = np.full(len(people), NOBODY, np.int64)
    for block in _dealt(costs, people, 0, _FIRST_BLOCK):
        _pair(costs, people, block, mates)
    open_places = np.flatnonzero(mates == NOBODY)
    if len(open_places):
        _pair(costs, people, open_places[:BLOCK], mates)
    return mates


def prices_by_blocks(costs: Costs, people: Numbers) -> Floats:
    """Rough prices for everyone, from blocks that come by chance."""
    prices = np.zeros(len(people))
    for block in _dealt(costs, people, 0, BLOCK):
        prices[block] = rough_prices(as_floats(costs.between(people[block], people[block])))
    return prices


def candidates_by_deals(costs: Costs, people: Numbers, mates: Numbers) -> tuple[Candidates, Floats]:
    """Candidates for people who all have a mate, and rough prices among those."""
    candidates = Candidates(costs, people, mates)
    prices = prices_by_blocks(costs, people)
    for deal in range(1, _DEALS + 1):
        found = [_cheaper(costs, people, block, prices) for block in _dealt(costs, people, deal, BLOCK)]
        candidates.add(found)
        prices = candidates.rough_prices(prices, _ROUGH_SWEEPS)
    return candidates, prices


def _cheaper(costs: Costs, people: Numbers, block: Numbers, prices: Floats) -> Twos:
    """Of a block, twos who cost less than their prices: for everyone the few who do by most."""
    asked = prices[block].astype(np.int64)
    reduced = costs.between(people[block], people[block]) - asked
    first, second = cheapest(reduced, _CANDIDATES_A_DEAL, asked)
    return block[first], block[second]


def _dealt(costs: Costs, people: Numbers, deal: int, size: int) -> list[Numbers]:
    """Places in about so many blocks of even size, in another order by chance for each deal."""
    mixed = (costs.traits.hashes[people].astype(np.uint64) + np.uint64(deal << 40)) * _MIX
    mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed * _MIX, kind="stable")
    height = -(-len(people) // max(1, round(len(people) / size)))
    height += height % 2
    return [order[start : start + height] for start in range(0, len(order), height)]


def _pair(costs: Costs, people: Numbers, block: Numbers, mates: Numbers) -> None:
    """Pair those in these places, who have no mates."""
    found = _mates_in_block(costs.between(people[block], people[block]))
    mates[block] = np.where(found == NOBODY, NOBODY, block[found])


def _mates_in_block(matrix: Numbers) -> Numbers:
    chosen = choices(matrix)
    if chosen is None:
        chosen = choices(matrix, forbidden=float(FORBIDDEN))
    if chosen is None:
        return np.full(len(matrix), NOBODY, np.int64)
    found = mates_in_even_rings(chosen)
    found[matrix[np.arange(len(matrix)), found] >= FORBIDDEN] = NOBODY
    open_places = np.flatnonzero(found == NOBODY)
    settled = exact_mates(matrix[np.ix_(open_places, open_places)])
    found[open_places] = np.where(settled == NOBODY, NOBODY, open_places[settled])
    return found

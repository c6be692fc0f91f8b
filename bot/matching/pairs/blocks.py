"""Pairs of many people, who come together by chance in blocks, so that time and memory grow with their number alone.

At first everyone is paired within a block of 500, and gets a dual in one of 1,000 (see `relaxation`). Then blocks of
1,000 come together anew, shuffle after shuffle: those who cost less than their duals become candidate pairs, and duals
get better. At the end the assignment problem is solved among all candidates. Odd cycles are paired among themselves.
"""

import numpy as np

from bot.matching.arrays import Floats, Ints
from bot.matching.costs.costs import FORBIDDEN, Costs
from bot.matching.pairs.candidates import CandidatePairs, EdgeEnds, cheapest
from bot.matching.pairs.exact import UNMATCHED, minimum_cost_matching
from bot.matching.pairs.relaxation import as_floats, assign, pair_along_cycles, rough_duals

BLOCK = 1_000
_FIRST_BLOCK = 500
_SHUFFLES = 8
_CANDIDATES_A_SHUFFLE = 5
_ROUGH_SWEEPS = 10
_MIX = np.uint64(0x9E3779B97F4A7C15)


def pair_by_candidates(costs: Costs, people: Ints) -> Ints:
    """Return everyone's partner, near the least cost: a place in `people`, or UNMATCHED."""
    partners = pair_in_blocks(costs, people)
    paired = np.flatnonzero(partners != UNMATCHED)
    if not len(paired):
        return partners
    place_of = np.cumsum(partners != UNMATCHED) - 1
    candidates, duals = candidates_of_blocks(costs, people[paired], place_of[partners[paired]])
    better = pair_along_cycles(candidates.assign(duals), odd=False)
    partners[paired] = np.where(better == UNMATCHED, UNMATCHED, paired[better])
    in_odd_cycles = paired[better == UNMATCHED]
    if len(in_odd_cycles):
        _pair(costs, people, in_odd_cycles, partners)
    return partners


def pair_in_blocks(costs: Costs, people: Ints) -> Ints:
    """Return a first partner for each, where there is one within a random block; as `pair_by_candidates`."""
    partners = np.full(len(people), UNMATCHED, np.int64)
    for block in _random_blocks(costs, people, 0, _FIRST_BLOCK):
        _pair(costs, people, block, partners)
    unmatched = np.flatnonzero(partners == UNMATCHED)
    if len(unmatched):
        _pair(costs, people, unmatched[:BLOCK], partners)
    return partners


def duals_of_blocks(costs: Costs, people: Ints) -> Floats:
    """Return rough duals for everyone, each from a random block."""
    duals = np.zeros(len(people))
    for block in _random_blocks(costs, people, 0, BLOCK):
        duals[block] = rough_duals(as_floats(costs.between(people[block], people[block])))
    return duals


def candidates_of_blocks(costs: Costs, people: Ints, partners: Ints) -> tuple[CandidatePairs, Floats]:
    """Return candidate pairs for people who all have a partner, and rough duals among those."""
    candidates = CandidatePairs(costs, people, partners)
    duals = duals_of_blocks(costs, people)
    for shuffle in range(1, _SHUFFLES + 1):
        blocks = _random_blocks(costs, people, shuffle, BLOCK)
        candidates.add([_cheaper(costs, people, block, duals) for block in blocks])
        duals = candidates.rough_duals(duals, _ROUGH_SWEEPS)
    return candidates, duals


def _cheaper(costs: Costs, people: Ints, block: Ints, duals: Floats) -> EdgeEnds:
    """Return edges within a block that cost less than their duals: for everyone the few that do by most."""
    duals_of_block = duals[block].astype(np.int64)
    reduced = costs.between(people[block], people[block]) - duals_of_block
    first, second = cheapest(reduced, _CANDIDATES_A_SHUFFLE, duals_of_block)
    return block[first], block[second]


def _random_blocks(costs: Costs, people: Ints, shuffle: int, size: int) -> list[Ints]:
    """Return places in blocks of about this size and of an even one, in another random order for each shuffle."""
    mixed = (costs.traits.hashes[people].astype(np.uint64) + np.uint64(shuffle << 40)) * _MIX
    mixed ^= mixed >> np.uint64(29)
    order = np.argsort(mixed * _MIX, kind="stable")
    height = -(-len(people) // max(1, round(len(people) / size)))
    height += height % 2
    return [order[start : start + height] for start in range(0, len(order), height)]


def _pair(costs: Costs, people: Ints, block: Ints, partners: Ints) -> None:
    """Pair those in these places, who are all unmatched."""
    found = _pair_block(costs.between(people[block], people[block]))
    partners[block] = np.where(found == UNMATCHED, UNMATCHED, block[found])


def _pair_block(matrix: Ints) -> Ints:
    assigned = assign(matrix)
    if assigned is None:
        assigned = assign(matrix, forbidden=float(FORBIDDEN))
    if assigned is None:
        return np.full(len(matrix), UNMATCHED, np.int64)
    found = pair_along_cycles(assigned, odd=False)
    found[matrix[np.arange(len(matrix)), found] >= FORBIDDEN] = UNMATCHED
    unmatched = np.flatnonzero(found == UNMATCHED)
    exact = minimum_cost_matching(matrix[np.ix_(unmatched, unmatched)])
    found[unmatched] = np.where(exact == UNMATCHED, UNMATCHED, unmatched[exact])
    return found

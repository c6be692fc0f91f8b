"""The cost of two people who are alike, have little in common or hardly overlap in their hours, and chance.

All is counted for arrays of people at once, in the smallest numbers that hold it: a round of 10,000 asks for a
hundred million.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import partial, reduce

import numpy as np
from numpy.typing import NDArray

from bot.matching.arrays import Bits, Flags, Ints
from bot.matching.costs.traits import UNKNOWN, Kinds, Traits, Words, in_common
from bot.matching.round_input import Reach

Small = NDArray[np.uint8]
Layered = NDArray[np.uint32]

HOURS_AT_MOST = 8
"""The cost of two whose working hours do not meet: one for each half hour that is missing from four hours together."""
CHANCE_BELOW = 1 << 8
"""Chance costs less than this."""
_TILE = 1 << 15
"""So many costs are counted at once that intermediate results stay in a processor's cache."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each part of reach: it counts twice where unwanted, once where not known, and not where wanted."""

    same_team: int = 4
    same_place: int = 0
    another_place: int = 0
    same_stage: int = 0
    no_topic: int = 2
    no_value: int = 1

    @property
    def most(self) -> int:
        """The most that two can cost."""
        total: int = sum(astuple(self))
        return 2 * total


WEIGHTS = {
    Reach.FAR: Weights(same_place=2, same_stage=2),
    Reach.TEAMS: Weights(),
    Reach.LOCAL: Weights(another_place=5),
    Reach.CHANCE: Weights(same_team=0, no_topic=0, no_value=0),
}
REACH_AT_MOST = max(weights.most for weights in WEIGHTS.values())
BELOW_REPEATS = (REACH_AT_MOST + 1) * (HOURS_AT_MOST + 1) * CHANCE_BELOW
"""Reach, hours and chance together cost less than this."""


class Similarity:
    """The costs of any two but for repeats: reach, then hours, then chance."""

    def __init__(self, traits: Traits, reach: Reach) -> None:
        self._hashes = traits.hashes
        self._reach = _parts_of_reach(traits, WEIGHTS[reach])
        hours = _Part(
            np.unique(traits.hours, return_inverse=True)[1].astype(np.int32), partial(_hours_cost, traits.hours)
        )
        self._hours = [] if reach is Reach.CHANCE else [hours]

    def of(self, first: Ints, second: Ints) -> Layered:
        """Return the cost of each in `first` with the one at the same place in `second`."""
        return _layered(
            [part.cost(first, second) for part in self._reach],
            [part.cost(first, second) for part in self._hours],
            _chance_cost(self._hashes[first], self._hashes[second]),
        )

    def between(self, rows: Ints, columns: Ints) -> Ints:
        """Return the costs of all in `rows` with all in `columns`, as a matrix.

        Rows of one kind, as of one team, have that part of the costs in common: it is counted once, and copied.
        """
        reach = [_by_kinds(part, rows, columns) for part in self._reach]
        hours = [_by_kinds(part, rows, columns) for part in self._hours]
        mine, theirs = self._hashes[rows][:, None], self._hashes[columns]
        costs = np.empty((len(rows), len(columns)), np.int64)
        height = _TILE // max(1, len(columns)) + 1
        for start in range(0, len(rows), height):
            tile = slice(start, start + height)
            costs[tile] = _layered(
                [of_kinds[kinds[tile]] for of_kinds, kinds in reach],
                [of_kinds[kinds[tile]] for of_kinds, kinds in hours],
                _chance_cost(mine[tile], theirs),
            )
        return costs


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the cost, for arrays of people that numpy can broadcast."""

    kinds: Kinds
    """People of the same kind cost the same with anyone."""
    cost: Callable[[Ints, Ints], Small]


def _by_kinds(part: _Part, rows: Ints, columns: Ints) -> tuple[Small, Ints]:
    """Return the costs of each kind among the rows with the columns, and the kind of each row."""
    _, one_of_each, kinds = np.unique(part.kinds[rows], return_index=True, return_inverse=True)
    return part.cost(rows[one_of_each][:, None], columns), kinds


def _layered(reach: list[Small], hours: list[Small], chance: Layered) -> Layered:
    for parts, unit in ((reach, (HOURS_AT_MOST + 1) * CHANCE_BELOW), (hours, CHANCE_BELOW)):
        if parts:
            chance += reduce(np.add, parts) * np.uint32(unit)
    return chance


def _parts_of_reach(traits: Traits, weights: Weights) -> list[_Part]:
    """Return the parts, each from 0 to twice its weight, all together to REACH_AT_MOST."""
    parts = [
        (weights.same_team, traits.teams, partial(_kinds_cost, traits.teams, np.equal)),
        (weights.same_place, traits.places, partial(_kinds_cost, traits.places, np.equal)),
        (weights.another_place, traits.places, partial(_kinds_cost, traits.places, np.not_equal)),
        (weights.same_stage, traits.stages, partial(_kinds_cost, traits.stages, np.equal)),
        (weights.no_topic, traits.topics.kinds, partial(_words_cost, traits.topics)),
        (weights.no_value, traits.values.kinds, partial(_words_cost, traits.values)),
    ]
    return [_Part(kinds, partial(cost, weight)) for weight, kinds, cost in parts if weight]


def _kinds_cost(kinds: Kinds, unwanted: np.ufunc, weight: int, first: Ints, second: Ints) -> Small:
    one, other = kinds[first], kinds[second]
    return _weighed(unwanted(one, other), weight, (one == UNKNOWN) | (other == UNKNOWN))


def _words_cost(words: Words, weight: int, first: Ints, second: Ints) -> Small:
    nothing = ~in_common(words.bits[first], words.bits[second])
    return _weighed(nothing, weight, ~(words.known[first] & words.known[second]))


def _weighed(unwanted: Flags, weight: int, unknown: Flags) -> Small:
    """Return twice the weight where it is unwanted, once where it is not known of one of the two."""
    cost = unwanted.view(np.uint8) * np.uint8(2 * weight)
    cost[unknown] = weight
    return cost


def _hours_cost(hours: Bits, first: Ints, second: Ints) -> Small:
    """Return from 0 to HOURS_AT_MOST; the half of it where the hours of one are not known."""
    one, other = hours[first], hours[second]
    shared = np.bitwise_count(one & other)
    cost: Small = np.uint8(HOURS_AT_MOST) - np.minimum(shared, np.uint8(HOURS_AT_MOST))
    cost[(one == 0) | (other == 0)] = HOURS_AT_MOST // 2
    return cost


def _chance_cost(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> Layered:
    """Return from 0 to under CHANCE_BELOW, the same both ways round: the sum of two hashes, finalised as in murmur3."""
    mixed = one + other
    mixed ^= mixed >> np.uint32(16)
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed *= np.uint32(0xC2B2AE35)
    return mixed >> np.uint32(24)

"""The cost of putting two people together: an integer, in layers, each of which outweighs all below it.

From the top: FORBIDDEN; that they met before, the fewer and the longer ago the better; in a trio, that its members
were in one more often than others; that two are alike where the organizer wants difference, or have nothing in
common; that their working hours do not meet; chance. The cost of a group is the sum over every two in it, that of a
round the sum over its groups.

A repeat costs more than everything below it costs in a whole round (trios: up to four of them). One repeat more costs
more than repeats however recent, as long as a round needs no more than `strict_repeats` of them: all that can be with
up to 100 people. A round with no more than that costs less than FORBIDDEN, a power of two under 2^53, so that costs
are exact as floats too. Nothing quadratic is kept: costs are counted when they are asked for.
"""

from math import isqrt

import numpy as np

from bot.matching.arrays import Flags, Ints
from bot.matching.costs.met_before import MetBefore
from bot.matching.costs.similarity import BELOW_REPEATS, Similarity
from bot.matching.costs.traits import Traits, in_common, traits_of
from bot.matching.round_input import SMALLEST_GROUP, Person, RoundInput

FORBIDDEN = 1 << 52
"""The cost of two who are never put together, and of anyone with themselves."""
THIRDS_AT_MOST = 3
"""The most trios, beyond those of others, that count for somebody."""
MOST_RECENT = 1 << 12
"""The cost of those who met in the last round, in steps; n rounds ago it is the nth part, ever more for recent ones."""
_STRICT_TRIOS = 4


class Costs:
    """Costs between the people who are there and not taken, as indices into `people`, whose order is chance."""

    def __init__(self, round_input: RoundInput) -> None:
        self.traits: Traits = traits_of(round_input)
        self.people: tuple[Person, ...] = self.traits.people
        self.keys: tuple[str, ...] = tuple(person.key for person in self.people)
        self.size: int = len(self.people)
        self._similarity = Similarity(self.traits, round_input.rules.reach)
        index = {key: place for place, key in enumerate(self.keys)}
        self._met = MetBefore(index, round_input.past.met)
        self._apart = MetBefore(index, dict.fromkeys(round_input.rules.apart, 1))
        self._weigh(round_input.rules.size)
        thirds = np.array([round_input.past.thirds.get(key, 0) for key in self.keys], np.int64)
        self.thirds: Ints = np.minimum(thirds - thirds.min(initial=THIRDS_AT_MOST), THIRDS_AT_MOST)
        """Trios that each was in beyond those of others, up to THIRDS_AT_MOST."""

    def between(self, rows: Ints, columns: Ints) -> Ints:
        """Return the costs of all in `rows` with all in `columns` (each once) as a matrix; FORBIDDEN with oneself."""
        first, second = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
        costs = self._similarity.between(first, second)
        row, column, ago = self._met.among(first, second)
        costs[row, column] += self._repeat(ago)
        row, column, _ = self._apart.among(first, second)
        costs[row, column] = FORBIDDEN
        _, row, column = np.intersect1d(first, second, assume_unique=True, return_indices=True)
        costs[row, column] = FORBIDDEN
        if not self.share_a_way(np.concatenate([first, second])):
            ways = self.traits.ways.bits
            costs[~in_common(ways[first][:, None], ways[second])] = FORBIDDEN
        return costs

    def of(self, first: Ints, second: Ints) -> Ints:
        """Return the cost of each in `first` with the one at the same place in `second`."""
        one, other = np.asarray(first, np.int64), np.asarray(second, np.int64)
        costs = self._similarity.of(one, other).astype(np.int64)
        ago = self._met.of(one, other)
        costs[ago > 0] += self._repeat(ago[ago > 0])
        ways = self.traits.ways.bits
        costs[(self._apart.of(one, other) > 0) | ~in_common(ways[one], ways[other]) | (one == other)] = FORBIDDEN
        return costs

    def repeats(self, costs: Ints) -> Flags:
        """Return for each of these costs whether it is of two who met before and may meet again."""
        return (costs >= self.repeat) & (costs < FORBIDDEN)

    def share_a_way(self, members: Ints) -> bool:
        """Return whether all of these would meet in one and the same way, and could be one group for that."""
        bits = self.traits.ways.bits[np.asarray(members, np.int64)]
        return bool(np.bitwise_and.reduce(bits, axis=0).any())

    def _weigh(self, size: int) -> None:
        pairs = max(1, self.size * size // 2)
        trios = min(self.size // 3, _STRICT_TRIOS) if size == SMALLEST_GROUP else 0
        self.third: int = pairs * BELOW_REPEATS
        """The cost of each count of `thirds` in a trio: more than all reach, hours and chance of a round."""
        self.repeat_step: int = self.third * (1 + 3 * THIRDS_AT_MOST * trios)
        """Repeats cost multiples of this, and everything else in a round costs less than it."""
        affordable = isqrt(FORBIDDEN // (self.repeat_step * (MOST_RECENT + 1))) - 1
        self.strict_repeats: int = max(1, min(pairs, affordable, len(self._met)))
        """Up to so many repeats in a round, having fewer of them counts more than having older ones."""
        self.repeat: int = self.repeat_step * (self.strict_repeats * MOST_RECENT + 1)
        """The least cost of a repeat."""

    def _repeat(self, ago: Ints) -> Ints:
        return self.repeat + self.repeat_step * (MOST_RECENT // np.maximum(ago, 1))

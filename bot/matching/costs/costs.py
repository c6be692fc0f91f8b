"""What it costs to put two people together: an integer, in layers, each of which outweighs all below it.

From the top: FORBIDDEN; that they met before, the fewer and the longer ago the better; in a trio, that its members
were in one more often than others; that two are alike where the organizer wants difference, or have nothing in
common; that their working hours do not meet; chance. The cost of a group is the sum over its twos, that of a round
the sum over its groups.

A repeat costs more than everything below it costs in a whole round (trios: up to four of them). One repeat more costs
more than repeats however recent, as long as a round needs no more than `strict_repeats` of them: all that can be with
up to 100 people. A round with no more than that costs less than FORBIDDEN, a power of two under 2^53, so that costs
are exact as floats too. Nothing quadratic is kept: costs are counted when they are asked for.
"""

from math import isqrt

import numpy as np

from bot.matching.costs.met_before import MetBefore
from bot.matching.costs.similarity import BELOW_REPEATS, Similarity
from bot.matching.costs.traits import Flags, Numbers, Traits, in_common, traits_of
from bot.matching.round_input import SMALLEST_GROUP, Person, RoundInput

FORBIDDEN = 1 << 52
"""The cost of two who are never put together, and of anyone with themselves."""
THIRDS_AT_MOST = 3
"""How much more often than others somebody was in a trio is counted up to here."""
MOST_RECENT = 1 << 12
"""What those who met in the last round cost, in steps. Who met n rounds ago costs the nth part, so recent ones cost
ever more.
"""
_STRICT_TRIOS = 4


class Costs:
    """Costs between the people of a gathering who are not taken. A person is an index into `people`, whose order is
    chance.
    """

    def __init__(self, gathering: RoundInput) -> None:
        self.traits: Traits = traits_of(gathering)
        self.people: tuple[Person, ...] = self.traits.people
        self.keys: tuple[str, ...] = tuple(person.key for person in self.people)
        self.size: int = len(self.people)
        self._likeness = Similarity(self.traits, gathering.rules.reach)
        index = {key: place for place, key in enumerate(self.keys)}
        self._met = MetBefore(index, gathering.past.met)
        self._apart = MetBefore(index, dict.fromkeys(gathering.rules.apart, 1))
        self._weigh(gathering.rules.size)
        thirds = np.array([gathering.past.thirds.get(key, 0) for key in self.keys], np.int64)
        self.thirds: Numbers = np.minimum(thirds - thirds.min(initial=THIRDS_AT_MOST), THIRDS_AT_MOST)
        """How much more often than others each was in a trio, up to THIRDS_AT_MOST."""

    def between(self, rows: Numbers, columns: Numbers) -> Numbers:
        """The costs of all in `rows` with all in `columns` (each once) as a matrix; FORBIDDEN with oneself."""
        first, second = np.asarray(rows, np.int64), np.asarray(columns, np.int64)
        costs = self._likeness.between(first, second)
        row, column, ago = self._met.among(first, second)
        costs[row, column] += self._repeat(ago)
        row, column, _ = self._apart.among(first, second)
        costs[row, column] = FORBIDDEN
        _, row, column = np.intersect1d(first, second, assume_unique=True, return_indices=True)
        costs[row, column] = FORBIDDEN
        if not self.have_a_way(np.concatenate([first, second])):
            ways = self.traits.ways.bits
            costs[~in_common(ways[first][:, None], ways[second])] = FORBIDDEN
        return costs

    def of(self, first: Numbers, second: Numbers) -> Numbers:
        """The cost of each in `first` with the one at the same place in `second`."""
        one, other = np.asarray(first, np.int64), np.asarray(second, np.int64)
        costs = self._likeness.of(one, other).astype(np.int64)
        ago = self._met.of(one, other)
        costs[ago > 0] += self._repeat(ago[ago > 0])
        ways = self.traits.ways.bits
        costs[(self._apart.of(one, other) > 0) | ~in_common(ways[one], ways[other]) | (one == other)] = FORBIDDEN
        return costs

    def ago(self, rows: Numbers, columns: Numbers) -> Numbers:
        """How many rounds ago all in `rows` last met all in `columns` (each once), as a matrix; 0 where they never
        did.
        """
        found = np.zeros((len(rows), len(columns)), np.int64)
        row, column, ago = self._met.among(np.asarray(rows, np.int64), np.asarray(columns, np.int64))
        found[row, column] = ago
        return found

    def repeats(self, costs: Numbers) -> Flags:
        """Which of these costs are of twos who met before and may meet again."""
        return (costs >= self.repeat) & (costs < FORBIDDEN)

    def have_a_way(self, members: Numbers) -> bool:
        """Whether all of these would meet in one and the same way, and could be one group for that."""
        bits = self.traits.ways.bits[np.asarray(members, np.int64)]
        return bool(np.bitwise_and.reduce(bits, axis=0).any())

    def _weigh(self, size: int) -> None:
        twos = max(1, self.size * size // 2)
        trios = min(self.size // 3, _STRICT_TRIOS) if size == SMALLEST_GROUP else 0
        self.third: int = twos * BELOW_REPEATS
        """What each count of `thirds` costs in a trio: more than all reach, hours and chance of a round."""
        self.repeat_step: int = self.third * (1 + 3 * THIRDS_AT_MOST * trios)
        """Repeats cost multiples of this, and everything else in a round costs less than it."""
        affordable = isqrt(FORBIDDEN // (self.repeat_step * (MOST_RECENT + 1))) - 1
        self.strict_repeats: int = max(1, min(twos, affordable, len(self._met)))
        """Up to so many repeats in a round, having fewer of them counts more than having older ones."""
        self.repeat: int = self.repeat_step * (self.strict_repeats * MOST_RECENT + 1)
        """What a repeat costs at least."""

    def _repeat(self, ago: Numbers) -> Numbers:
        return self.repeat + self.repeat_step * (MOST_RECENT // np.maximum(ago, 1))

"""The sizes of groups when the number of people does not divide."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.matching.round_input import LARGEST_GROUP, SMALLEST_GROUP

_TOO_SMALL = 1_000
"""More than sizes otherwise matter."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Groups of about `size` people, of SMALLEST_GROUP to `largest`; under `smallest` only where there is no choice.

    Raises ValueError when `size` is not from `smallest` to `largest`.
    """

    size: int
    smallest: int = SMALLEST_GROUP
    largest: int = LARGEST_GROUP

    def __post_init__(self) -> None:
        if not self.smallest <= self.size <= self.largest:
            raise ValueError(f"groups have {self.smallest} to {self.largest} people, not {self.size}")

    def sizes(self, count: int) -> tuple[int, ...]:
        """Return the sizes of the groups that `count` people make, larger first; none for fewer than two people.

        The rule: no two groups differ by more than one person, and the number of groups is the one with the least
        `unevenness`. Where fewer groups are as near to `size` as more groups, the fewer and larger are taken: one who
        does not come leaves more people behind. So 7 people by 4 are 4 and 3, 5 are one group of 5, 6 are 3 and 3, and
        10 are 5 and 5.
        """
        if count < SMALLEST_GROUP:
            return ()
        fewest = -(-count // self.largest)
        numbers = (max(fewest, count // self.size), max(fewest, min(-(-count // self.size), count // SMALLEST_GROUP)))
        return min((_even(count, number) for number in numbers), key=self.unevenness)

    def unevenness(self, sizes: Iterable[int]) -> int:
        """Return how far groups are from the wanted size; less is better, and that of all groups adds up.

        Four times the square of what a group is too large or too small by, and one more where it is too small.
        """
        return sum(4 * (one - self.size) ** 2 + (one < self.size) + _TOO_SMALL * (one < self.smallest) for one in sizes)


def _even(count: int, number: int) -> tuple[int, ...]:
    """Return so many sizes that differ by at most one."""
    smaller, larger_ones = divmod(count, number)
    return (smaller + 1,) * larger_ones + (smaller,) * (number - larger_ones)

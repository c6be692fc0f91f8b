"""A sparse symmetric matrix: a number for some twos of many people, in as much memory as there are such twos."""

from collections.abc import Mapping
from itertools import chain

import numpy as np

from bot.matching.arrays import Ints
from bot.matching.round_input import Two


class MetBefore:
    """Entries from 1 up for some twos, such as how many rounds ago they met; 0 for all others. People are indices."""

    def __init__(self, index: Mapping[str, int], numbers: Mapping[Two, int]) -> None:
        """Leave out twos of whom one has no index."""
        self._size = len(index)
        twos = [(index[a], index[b], number) for (a, b), number in numbers.items() if a in index and b in index]
        flat = np.fromiter(chain.from_iterable(twos), np.int64, 3 * len(twos)).reshape(-1, 3)
        both_ways = np.concatenate([flat, flat[:, [1, 0, 2]]])
        codes = both_ways[:, 0] * self._size + both_ways[:, 1]
        order = np.argsort(codes)
        self._codes = codes[order]
        self._others = both_ways[order, 1]
        self._numbers = both_ways[order, 2]
        self._starts = np.searchsorted(self._codes, np.arange(self._size + 1) * self._size)

    def __len__(self) -> int:
        """Return the number of such twos."""
        return len(self._codes) // 2

    def of(self, first: Ints, second: Ints) -> Ints:
        """Return the number of each in `first` with the one at the same place in `second`."""
        if not len(self._codes):
            return np.zeros(len(first), np.int64)
        codes = first * self._size + second
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        return np.where(self._codes[places] == codes, self._numbers[places], 0)

    def among(self, rows: Ints, columns: Ints) -> tuple[Ints, Ints, Ints]:
        """Return the numbers of those in `rows` with those in `columns` (each once): row, column and number of each."""
        place_of = np.full(self._size, -1, np.int64)
        place_of[columns] = np.arange(len(columns))
        counts = self._starts[rows + 1] - self._starts[rows]
        row = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        found = np.repeat(self._starts[rows], counts) + within
        column = place_of[self._others[found]]
        here = column >= 0
        return row[here], column[here], self._numbers[found][here]

"""Chance for searches: a stream of numbers that a seed decides, the same on any machine and with any numpy."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray


class Chance:
    """Numbers by turns. Only raw bits are taken: numpy promises those of a generator for good, and its shuffles not."""

    def __init__(self, seed: str) -> None:
        self._bits = np.random.PCG64(int.from_bytes(blake2b(seed.encode()).digest(), "big"))

    def numbers(self, *shape: int) -> NDArray[np.uint64]:
        """An array of 64 bits each."""
        return self._bits.random_raw(shape)

    def shares(self, *shape: int) -> NDArray[np.float64]:
        """An array of numbers from 0 to under 1, each a multiple of 2 to the power of -53."""
        shares: NDArray[np.float64] = (self.numbers(*shape) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return shares

    def order(self, count: int) -> NDArray[np.int64]:
        """The numbers below `count`, shuffled."""
        return np.argsort(self.numbers(count), kind="stable")

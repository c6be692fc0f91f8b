"""Chance for searches: a stream of numbers that a seed decides, the same on any machine and with any numpy."""

from hashlib import blake2b

import numpy as np

from bot.matching.arrays import Bits, Floats, Ints


class Chance:
    """A random stream. Only raw bits are taken: numpy promises those of a generator for good, and its shuffles not."""

    def __init__(self, seed: str) -> None:
        self._bits = np.random.PCG64(int.from_bytes(blake2b(seed.encode()).digest(), "big"))

    def numbers(self, *shape: int) -> Bits:
        """Return an array of this shape, of 64 random bits each."""
        return self._bits.random_raw(shape)

    def shares(self, *shape: int) -> Floats:
        """Return an array of this shape, of numbers from 0 to under 1, each a multiple of 2 to the power of -53."""
        shares: Floats = (self.numbers(*shape) >> np.uint64(11)).astype(np.float64) * 2.0**-53
        return shares

    def order(self, count: int) -> Ints:
        """Return the numbers below `count`, shuffled."""
        return np.argsort(self.numbers(count), kind="stable")

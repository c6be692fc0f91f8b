"""The array types of matching. People are indices from 0 up: most arrays have an entry or a row for each."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint64]
"""Sets as bits, 64 in each number."""

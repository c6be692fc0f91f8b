"""What chance decides in a long run: anew each time, or as it did in the run whose seed is given."""

import os
from random import SystemRandom

import pytest

SEED_VARIABLE = "KLATCH_SOAK_SEED"


@pytest.fixture
def seed() -> int:
    """A failing test prints it; put it into ``KLATCH_SOAK_SEED`` to have chance decide the same again."""
    return int(os.environ.get(SEED_VARIABLE) or SystemRandom().randrange(2**32))

"""State machines played example by example, each of a seed of its own, by which it is played again whole.

``KLATCH_SEED=7 pytest -k any_order`` plays the example of that seed alone; one that fails says its seed, which then
goes into the ``SEEDS_THAT_FAILED`` of its machine. A machine is given ``database_url``, a fresh one, and ``seed``, for
its library.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import SystemRandom
from typing import Any

from hypothesis import HealthCheck, Phase, assume, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from tests.databases import Sqlite

VARIABLE = "KLATCH_SEED"


def seeds(that_failed: Sequence[int], examples: int) -> Sequence[int]:
    """Those to be played each time: those that failed once, and so many more; or the one that was asked for."""
    return _asked_for() or [*dict.fromkeys([*that_failed, *range(examples)])]


def new_seeds(examples: int) -> Sequence[int]:
    """So many that were hardly ever played before; or the one that was asked for."""
    first = SystemRandom().randrange(1_000_000_000)
    return _asked_for() or range(first, first + examples)


def play(machine: type[Any], sqlite: Sqlite, folder: Path, of: Iterable[int], steps: int) -> None:
    """Play an example of so many steps for each seed."""
    for number in of:
        place = folder / str(number)
        place.mkdir()
        try:
            _play_one(machine, sqlite, place, number, steps)
        except Exception as broken:
            test = os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0]
            broken.add_note(f"To play it again: {VARIABLE}={number} pytest -m '' '{test}'")
            raise


def _asked_for() -> list[int]:
    return [int(number) for number in os.environ.get(VARIABLE, "").split()]


def _play_one(machine: type[Any], sqlite: Sqlite, folder: Path, number: int, steps: int) -> None:
    with ExitStack() as stack:

        class Played(machine):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                place = folder / str(len(list(folder.iterdir())))
                place.mkdir()
                self.database_url = stack.enter_context(sqlite.database(place))
                self.seed = number

            @initialize(dice=st.integers(0, 1_000_000))
            def _are_thrown(self, dice: int) -> None:
                # Hypothesis begins with the simplest example, which would be the same for every seed.
                assume(dice)

        how = settings(
            max_examples=1,
            stateful_step_count=steps + 1,  # the throw of the dice is one
            deadline=None,
            database=None,
            derandomize=False,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(seed(number)(Played), settings=how)

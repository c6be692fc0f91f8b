"""Anybody does anything about circles, in any order: what is promised stays true, and nothing is ever forgotten."""

from pathlib import Path

import pytest

from tests.any_order import new_seeds, play, seeds
from tests.circles.circles_machine import CirclesMachine
from tests.databases import Sqlite

SEEDS_THAT_FAILED: tuple[int, ...] = ()


@pytest.mark.parametrize("seed", seeds(SEEDS_THAT_FAILED, examples=4))
def test_whatever_happens_every_promise_is_kept(sqlite: Sqlite, tmp_path: Path, seed: int) -> None:
    play(CirclesMachine, sqlite, tmp_path, [seed], steps=25)


@pytest.mark.soak
def test_whatever_happens_for_long_every_promise_is_kept(sqlite: Sqlite, tmp_path: Path) -> None:
    play(CirclesMachine, sqlite, tmp_path, new_seeds(500), steps=60)

"""Anybody does anything, in any order and any weather: what is promised stays true, and nothing is ever forgotten."""

from pathlib import Path

import pytest

from tests.any_order import new_seeds, play, seeds
from tests.databases import Sqlite
from tests.pairings.canteen_machine import CanteenMachine

SEEDS_THAT_FAILED = (2, 4, 7, 109)


@pytest.mark.parametrize("seed", seeds(SEEDS_THAT_FAILED, examples=3))
def test_whatever_happens_every_promise_is_kept(sqlite: Sqlite, tmp_path: Path, seed: int) -> None:
    play(CanteenMachine, sqlite, tmp_path, [seed], steps=20)


@pytest.mark.soak
def test_whatever_happens_for_long_every_promise_is_kept(sqlite: Sqlite, tmp_path: Path) -> None:
    play(CanteenMachine, sqlite, tmp_path, new_seeds(500), steps=60)

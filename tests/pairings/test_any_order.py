"""Anybody does anything, in any order and any weather: what is promised stays true, and nothing is ever forgotten."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Sqlite
from tests.pairings.canteen_machine import CanteenMachine

ANY_ORDER = settings(deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)


def play(sqlite: Sqlite, folder: Path, how: settings) -> None:
    copies = _fresh_databases(sqlite, folder)

    class Machine(CanteenMachine):
        def __init__(self) -> None:
            super().__init__()
            self.database_url = next(copies)

    run_state_machine_as_test(Machine, settings=how)


def _fresh_databases(sqlite: Sqlite, folder: Path) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        place = folder / str(number)
        place.mkdir()
        with sqlite.database(place) as url:
            yield url


def test_whatever_happens_every_promise_is_kept(sqlite: Sqlite, tmp_path: Path) -> None:
    play(sqlite, tmp_path, settings(ANY_ORDER, max_examples=3, stateful_step_count=20, derandomize=True))


@pytest.mark.soak
def test_whatever_happens_for_long_every_promise_is_kept(sqlite: Sqlite, tmp_path: Path) -> None:
    play(sqlite, tmp_path, settings(ANY_ORDER, max_examples=500, stateful_step_count=60))

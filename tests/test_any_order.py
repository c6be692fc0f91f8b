"""An example of a machine is of its seed: played again it is the same, and when it fails it says which it was."""

from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from tests.any_order import VARIABLE, new_seeds, play, seeds
from tests.databases import Sqlite

STEPS = 6


class Walk(RuleBasedStateMachine):
    """Goes somewhere, and leaves the way behind."""

    database_url: str
    seed: int
    walks: list[tuple[int, list[int]]]

    def __init__(self) -> None:
        super().__init__()
        self.way: list[int] = []

    @rule(far=st.integers(0, 1_000_000))
    def go(self, far: int) -> None:
        self.way.append(far)
        assert len(self.way) < STEPS or self.seed != 3, "seed three goes too far"

    def teardown(self) -> None:
        if self.way:
            self.walks.append((self.seed, self.way))


@pytest.fixture
def walk() -> type[Walk]:
    class Walked(Walk):
        walks: list[tuple[int, list[int]]] = []  # noqa: RUF012  a test's own

    return Walked


def test_a_seed_is_one_example_and_the_same_each_time(walk: type[Walk], sqlite: Sqlite, tmp_path: Path) -> None:
    for time in ("first", "again"):
        (tmp_path / time).mkdir()
        play(walk, sqlite, tmp_path / time, [1, 2], STEPS)
    assert [seed for seed, _ in walk.walks] == [1, 2, 1, 2]
    assert walk.walks[:2] == walk.walks[2:]
    assert walk.walks[0] != walk.walks[1]


def test_what_fails_says_how_to_play_it_again(walk: type[Walk], sqlite: Sqlite, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="seed three") as caught:
        play(walk, sqlite, tmp_path, [1, 3, 2], STEPS)
    assert any("KLATCH_SEED=3 pytest" in note for note in caught.value.__notes__)
    assert walk.walks[-1] == walk.walks[-2]


def test_the_seed_that_is_asked_for_is_played_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert seeds([7, 1], 3) == [7, 1, 0, 2]
    assert len(new_seeds(20)) == 20
    monkeypatch.setenv(VARIABLE, "5")
    assert (seeds([7], 3), new_seeds(20)) == ([5], [5])

"""Half of the tests run on each database, and none is lost: one that is pinned to a database runs there."""

from dataclasses import dataclass

import pytest

from tests.halving import runs_elsewhere

MARKS = ("either_database", "one_database", "")
NAMES = [f"tests/test_some.py::test_{number}" for number in range(50)]


@dataclass
class Found:
    nodeid: str
    mark: str

    def get_closest_marker(self, name: str) -> bool:
        return name == self.mark


def kept(nodeids: list[str], mark: str, *, both: bool = False) -> list[str]:
    return [nodeid for nodeid in nodeids if not runs_elsewhere(Found(nodeid, mark), set(nodeids), both=both)]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("rest", ["]", "-1]"])
def test_what_is_pinned_to_a_database_runs_whatever_its_name_is(mark: str, database: str, rest: str) -> None:
    pinned = [f"{name}[{database}{rest}" for name in NAMES]

    assert kept(pinned, mark) == pinned


@pytest.mark.parametrize("rest", ["]", "-1]"])
def test_of_two_twins_one_runs_and_about_half_on_each_database(rest: str) -> None:
    twins = [f"{name}[{database}{rest}" for name in NAMES for database in ("sqlite", "postgresql")]
    run = kept(twins, "either_database")

    assert [nodeid.partition("[")[0] for nodeid in run] == NAMES
    assert 15 < sum("[postgresql" in nodeid for nodeid in run) < 35
    assert kept(twins, "either_database", both=True) == twins
    assert kept(twins, "one_database") == [nodeid for nodeid in twins if "[sqlite" in nodeid]
    assert kept(twins, "") == twins

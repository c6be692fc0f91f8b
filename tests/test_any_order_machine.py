"""What every machine has: it hears what Klatch logs."""

from pathlib import Path

import structlog

from tests.any_order_machine import AnyOrderMachine
from tests.databases import Sqlite
from tests.library import FAULTS


class Empty(AnyOrderMachine):
    """Nobody is there."""

    async def _begin(self) -> None:
        self.people = []

    async def _end(self) -> None:
        """Nothing is owed to anybody."""


def test_a_machine_hears_of_every_fault_when_it_happens(sqlite: Sqlite, tmp_path: Path) -> None:
    machine = Empty()
    with sqlite.database(tmp_path) as machine.database_url:
        machine.seed = 1
        machine._open(machine._begin())
        structlog.get_logger().error(FAULTS[0])
        heard = [entry["event"] for entry in machine.logs]
        machine.teardown()
    assert FAULTS[0] in heard

"""A replica that is told to stop says so first, answers what comes meanwhile, finishes what is in flight, and ends."""

import asyncio
import signal
from pathlib import Path

import httpx
import pytest

from playground import Playground
from tests.crash.bots import bots, new_playground
from tests.crash.members import until
from tests.crash.processes import lines
from tests.test_app import environment, playground, started

__all__ = ["environment", "playground"]  # fixtures

pytestmark = pytest.mark.either_database


async def readiness(http: httpx.AsyncClient) -> tuple[int, object]:
    answer = await http.get("/readyz")
    return answer.status_code, answer.json().get("leaving")


async def test_a_replica_that_is_told_to_stop_leaves_in_peace(database_url: str, tmp_path: Path) -> None:
    """Ready, then not, and still there; told again, it lingers no longer, but drops nothing that is in flight."""
    async with new_playground() as playground, bots(1, playground, database_url, tmp_path) as (bot,):
        ana, ben = playground.add_person("Ana Ruiz"), playground.add_person("Ben Whitlock")
        async with httpx.AsyncClient(base_url=bot.server.url) as http:
            assert await readiness(http) == (200, None)
            playground.faults.stall("views.open")
            asking = asyncio.create_task(ana.command("/mentor-ask"))
            await playground.faults.until_stalled()

            bot.server.process.send_signal(signal.SIGTERM)

            async def is_leaving() -> bool:
                return await readiness(http) == (503, True)

            await until("it says that it leaves", is_leaving, seconds=20)
            assert (await ben.command("/mentor-ask", "help")).ok

            bot.server.process.send_signal(signal.SIGTERM)
            playground.faults.release()
        assert (await asking).status == 200
        assert await bot.server.process.wait() == 0
        assert [line["event"] for line in lines(bot.server.log) if line.get("level") == "error"] == []


async def test_a_replica_that_is_told_to_stop_before_it_listens_ends_at_once(
    playground: Playground, environment: dict[str, str], tmp_path: Path
) -> None:
    """Slack keeps it waiting, and there is nothing to finish yet."""
    playground.faults.stall("auth.test")
    process = await started(["serve"], environment, tmp_path)
    await playground.faults.until_stalled()
    process.send_signal(signal.SIGTERM)
    _said, complained = await process.communicate()

    assert process.returncode == 0, complained
    assert "listening" not in complained.decode()
    assert "stopped" in complained.decode()

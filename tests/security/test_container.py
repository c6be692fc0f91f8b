"""The container: nobody runs it, it can write to one place, and that is enough."""

import asyncio
import json
import os
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.clock import SystemClock
from bot.doctor.slack_checks import MANIFEST
from playground import Playground
from tests.security.box import NOBODY, ROOT, boxed, dockerfile, environment, health_check, why_not

SECRET = "a signing secret"
needs_a_box = pytest.mark.skipif(why_not() != "", reason=f"THE CONTAINER WAS NOT TRIED: {why_not()}")

SPYING = """
import json, os
places = []
for place, folders, _ in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(place, name) not in ("/proc", "/dev", "/usr", "/root")]
    places += [place] if os.access(place, os.W_OK) else []
print(json.dumps([os.getuid(), os.getgid(), os.getgroups(), sorted(places)]))
"""
"""Who it is, and every folder of its world in which it can make a file; the machine's own are of no interest."""


@pytest.fixture
def box(tmp_path: Path) -> Path:
    (tmp_path / "box").mkdir()
    return tmp_path / "box"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    os.chown(tmp_path / "data", NOBODY, NOBODY)
    return tmp_path / "data"


@asynccontextmanager
async def serving(box: Path, data: Path, playground: Playground) -> AsyncIterator[tuple[Process, int]]:
    """Klatch in a box, and the port on which it listens."""
    given = {
        **environment(),
        "HOST": "127.0.0.1",
        "PORT": "0",
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": playground.bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": playground.api_url,
    }
    command = boxed(box, data, "app.py", "serve")
    process = await asyncio.create_subprocess_exec(*command, env=given, stdout=PIPE, stderr=PIPE)
    try:
        yield process, await port_of(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def port_of(process: Process) -> int:
    """Wait until it says where it listens; raises AssertionError with its log when it ends instead."""
    assert process.stderr is not None
    log = ""
    while line := (await process.stderr.readline()).decode():
        log += line
        said = json.loads(line) if line.startswith("{") else {}
        if said.get("event") == "listening":
            return int(said["port"])
    raise AssertionError(log)


def left_in(folder: Path) -> dict[str, int]:
    """The files in a folder, and whose they are."""
    return {file.name: file.stat().st_uid for file in folder.iterdir()}


@needs_a_box
async def test_klatch_serves_as_nobody_from_a_tree_that_it_cannot_write(box: Path, data: Path) -> None:
    """It starts, is healthy by the engine's own check, works for Slack, and ends; all that is left is its database."""
    async with Playground(yaml.safe_load(MANIFEST.read_text()), SystemClock(), SECRET) as playground:
        async with serving(box, data, playground) as (process, port):
            playground.connect(f"http://127.0.0.1:{port}")
            check = await asyncio.create_subprocess_exec(*health_check(), env={"PORT": str(port)})
            assert await check.wait() == 0
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 200
            ana = playground.add_person("Ana Ruiz")
            assert (await ana.command("/mentor-ask", "how do I say no?")).ok
            assert ana.form is not None
            assert set(left_in(data)) == {
                "klatch.db",
                "klatch.db-wal",
                "klatch.db-shm",
                "klatch.db-lock",
            }
            process.terminate()
            assert await process.wait() == 0
        assert playground.refusals == []
    assert left_in(data) == {"klatch.db": NOBODY, "klatch.db-lock": NOBODY}


@needs_a_box
def test_what_runs_there_is_nobody_and_can_write_to_its_data_and_to_what_is_thrown_away(box: Path, data: Path) -> None:
    done = subprocess.run(boxed(box, data, "-c", SPYING), capture_output=True, text=True, check=True)  # noqa: S603
    assert json.loads(done.stdout) == [NOBODY, NOBODY, [], ["/data", "/tmp"]]  # noqa: S108


def test_the_container_is_given_as_little_as_it_needs() -> None:
    services: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not {"privileged", "cap_add", "network_mode", "pid"} & service.keys(), name
    assert services["klatch"]["ports"] == ["127.0.0.1:3000:3000"]
    assert "ports" not in services["database"]
    lines = dockerfile().splitlines()
    assert f"USER {NOBODY}:{NOBODY}" in lines
    assert [line for line in lines if line.startswith("VOLUME")] == ["VOLUME /data"]
    assert environment()["DATABASE_URL"] == "sqlite:////data/klatch.db"
    assert environment()["HOME"] == "/nonexistent"

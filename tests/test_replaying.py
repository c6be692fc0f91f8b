"""A rehearsal is replayed whole by its seed: the clock, chance, Slack's answers, and what goes first."""

import asyncio
import os
import sys
from pathlib import Path

from playground.faults import FaultKind
from tests.databases import Sqlite


async def played(sqlite: Sqlite, folder: Path, seed: int, hashes: int) -> str:
    """The transcript of a process of its own, in which strings hash in a way of its own."""
    place = folder / f"{seed}-{hashes}"
    place.mkdir()
    with sqlite.database(place) as url:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.replaying", url, str(seed)),
            env={**os.environ, "PYTHONHASHSEED": str(hashes)},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


async def test_the_same_seed_plays_the_same_again_and_another_seed_another(sqlite: Sqlite, tmp_path: Path) -> None:
    first, again, other = await asyncio.gather(
        played(sqlite, tmp_path, seed=1, hashes=1),
        played(sqlite, tmp_path, seed=1, hashes=2),
        played(sqlite, tmp_path, seed=2, hashes=1),
    )
    assert first.splitlines() == again.splitlines()
    assert len(first.splitlines()) > 200
    assert any(f'"{kind}"' in first for kind in FaultKind)
    assert first != other

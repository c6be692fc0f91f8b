"""Starting: how long ``serve`` takes until ``/readyz`` says 200, and what the process holds by then."""

import os
import statistics
import time
from pathlib import Path

from benchmarks.databases import KINDS, Databases
from benchmarks.load import processor_seconds, status_of
from benchmarks.report import Result, within
from benchmarks.serving import klatch, slack_stub
from tests.crash.processes import Server

READY, MEMORY = "until it is ready, seconds", "memory when it is ready, MB"
MOST = {READY: 0.8, MEMORY: 130.0}


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """On either database, which is up to date."""
    return [await _run(databases, folder, kind, 2 if quick else 9) for kind in KINDS]


async def _run(databases: Databases, folder: Path, kind: str, times: int) -> Result:
    url = await databases.new_url(kind)
    async with slack_stub(folder) as slack:
        await _start(f"start-{kind}-first", url, slack, folder)  # which compiles what is not compiled yet
        starts = [await _start(f"start-{kind}-{number}", url, slack, folder) for number in range(times)]
    names = (READY, "processor time until then, seconds", MEMORY)
    figures = {name: statistics.median(each) for name, each in zip(names, zip(*starts, strict=True), strict=True)}
    return within(f"The start of serve ({kind})", figures, most=MOST)


async def _start(name: str, url: str, slack: Server, folder: Path) -> tuple[float, float, float]:
    """Return the seconds until it is ready, the processor time until then, and the memory in megabytes."""
    began = time.perf_counter()
    async with klatch(name, url, slack, folder) as server:
        while await status_of(server, "/readyz") != 200:  # each asks the database, which takes a moment
            pass
        return time.perf_counter() - began, processor_seconds(server), megabytes(server)


def megabytes(server: Server) -> float:
    """Return the resident memory of a process."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

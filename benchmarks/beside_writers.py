"""The form while others write: ``/mentor-ask``, one after another, beside four members who post asks without pause."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from benchmarks.asks import MEMBERS, MENTORS, forms, one_after_another
from benchmarks.commands import EMPTY, commands
from benchmarks.databases import Databases, opened
from benchmarks.filling import fill_people
from benchmarks.load import Measured, connection, processor_seconds, send, summary_of
from benchmarks.report import Result, within
from benchmarks.serving import LOAD_CORE, klatch, on_core, slack_stub
from tests.crash.processes import Server

WRITERS = 4
MOST_OF_P95 = 15.0
P95 = "95th percentile, ms"


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """On SQLite, where one may write at a time."""
    url = await databases.new_url("SQLite")
    async with opened(url) as database, database.transaction() as session:
        await fill_people(session, MEMBERS, MENTORS, datetime.now(UTC), Random(1))  # noqa: S311 (the same each time)
    async with slack_stub(folder) as slack, klatch("beside", url, slack, folder) as server:
        await _measure(server, 0, 0.5)  # caches, connections, compiled statements
        alone, _ = await _measure(server, 0, 1.0 if quick else 5.0)
        beside, asks = await _measure(server, WRITERS, 3.0 if quick else 30.0)
    figures = {
        "alone: median, ms": alone.median,
        "median, ms": beside.median,
        P95: beside.p95,
        "asks posted meanwhile, a second": asks,
    }
    return [within(f"The form beside {WRITERS} members who post asks (SQLite)", figures, most={P95: MOST_OF_P95})]


async def _measure(server: Server, writers: int, seconds: float) -> tuple[Measured, float]:
    """Open forms for so long beside so many writers. Return that, and the asks posted a second."""
    end = time.perf_counter() + seconds
    began, used, asking = time.perf_counter(), processor_seconds(server), one_after_another(forms(MENTORS + 1, MEMBERS))
    with on_core(LOAD_CORE):
        waits, *asked = await asyncio.gather(
            _send_until(end, server, commands(EMPTY)), *(_send_until(end, server, asking) for _ in range(writers))
        )
    took, used = time.perf_counter() - began, processor_seconds(server) - used
    return summary_of(waits, took, used), sum(map(len, asked)) / took


async def _send_until(end: float, server: Server, new_body: Callable[[], bytes | None]) -> list[float]:
    waits: list[float] = []
    async with connection(server) as (reader, writer):
        while (not waits or time.perf_counter() < end) and (body := new_body()) is not None:
            waits.append(await send(reader, writer, body))
    return waits

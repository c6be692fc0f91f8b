"""Growth: what a form, an ask, a beat and a letter cost when there are more workspaces, and more letters of long ago.

In processor time of this process. What is asked for is the same at every size; only what lies beside it grows.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.answering import answering, milliseconds_each, processor_milliseconds
from benchmarks.asks import forms, one_after_another
from benchmarks.commands import EMPTY, commands
from benchmarks.databases import KINDS, Databases
from benchmarks.delivery import letter_row
from benchmarks.filling import member_id, put
from benchmarks.report import Result, within
from benchmarks.serving import slack_stub
from benchmarks.workspaces import (
    PEOPLE,
    fill_first_workspace,
    fill_sent_letters,
    fill_workspaces,
    workspace_id,
)
from bot.clock import MovableClock
from bot.database.database import Database
from bot.outbox.models import Letter
from bot.wiring import Klatch
from tests.crash.processes import Server

MEMBERS, MENTORS = 2_000, 500
ACTIVE = 50
"""Workspaces from which forms come in turn, where there are as many: what is kept of each is kept by then."""

FLAT = 1.3
"""Times what it costs at the smallest size: two measurements of the same thing differ by as much."""

CURVE = re.compile(r"What more (?P<of>.+) cost \((?P<kind>.+)\)")
"""The name of a result."""
POINT = re.compile(r".+ (?P<size>[\d,]+): (?P<what>.+), ms")
"""The name of a figure that stands at a size."""

Fill = Callable[[Database, int, int], Awaitable[None]]
"""Fills in what is counted, from the first to the last of these numbers."""


@dataclass(frozen=True, slots=True)
class Axis:
    """What grows: its name, how much of it there is at first, its sizes, and how it is filled in."""

    of: str
    at_first: int
    sizes: Sequence[int]
    fill: Fill


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """Both on either database."""
    axes = (
        Axis("workspaces", 1, (1, 100) if quick else (1, 10, 100, 1_000, 10_000), fill_workspaces),
        Axis("letters sent", 0, (1_000, 10_000) if quick else (1_000, 10_000, 100_000, 1_000_000), fill_sent_letters),
    )
    async with slack_stub(folder) as slack:
        return [await _grown(databases, slack, kind, axis, 10 if quick else 50) for axis in axes for kind in KINDS]


async def _grown(databases: Databases, slack: Server, kind: str, axis: Axis, times: int) -> Result:
    url, clock = await databases.new_url(kind), MovableClock(datetime.now(UTC))
    asks, there = one_after_another(forms(MENTORS + 1, MEMBERS)), axis.at_first
    costs: dict[int, Mapping[str, float]] = {}
    async with answering(url, slack, clock) as klatch:
        await fill_first_workspace(klatch.database, MEMBERS, MENTORS, clock.now())
        await _costs(klatch, clock, asks, 1, times)  # once for nothing: statements are compiled
        for size in axis.sizes:
            await axis.fill(klatch.database, there + 1, size)
            there = size
            workspaces = size if axis.fill is fill_workspaces else 1
            costs[size] = await _costs(klatch, clock, asks, workspaces, times)
    figures = {f"{axis.of} {size:,}: {what}, ms": cost for size in costs for what, cost in costs[size].items()}
    least, most = costs[axis.sizes[0]], costs[axis.sizes[-1]]
    ratios = {f"{what}, the most beside the least": most[what] / least[what] for what in least}
    name = f"What more {axis.of} cost ({kind})"
    return within(name, {**figures, **ratios}, most=dict.fromkeys(ratios, FLAT))


async def _costs(
    klatch: Klatch, clock: MovableClock, asks: Callable[[], bytes | None], workspaces: int, times: int
) -> Mapping[str, float]:
    active = [workspace_id(number) for number in range(1, min(workspaces, ACTIVE) + 1)]
    form = await milliseconds_each(klatch, commands(EMPTY, active, PEOPLE), times, warm_up=ACTIVE)
    ask = await milliseconds_each(klatch, asks, times)
    await _send_what_waits(klatch, clock)
    beat = await _beats(klatch, times)
    clock.advance(timedelta(minutes=2))  # by then Slack's pace holds nothing any more
    return {"a form": form, "an ask": ask, "a beat": beat, "a letter": await _letters(klatch, clock, times)}


async def _send_what_waits(klatch: Klatch, clock: MovableClock) -> None:
    while (until := await klatch.postman.deliver()) is not None:
        clock.advance_to(until)


async def _beats(klatch: Klatch, times: int) -> float:
    """Beats with nothing to do."""
    while await klatch.heartbeat.beat():
        pass

    async def beat_on() -> None:
        for _ in range(times):
            await klatch.heartbeat.beat()

    return await processor_milliseconds(beat_on) / times


async def _letters(klatch: Klatch, clock: MovableClock, times: int) -> float:
    written = f"{clock.now():%H%M%S}"
    async with klatch.database.transaction() as session:
        rows = (letter_row(f"grown-{written}-{number}", f"@{member_id(number)}") for number in range(1, times + 1))
        await put(session, Letter, rows)
    return await processor_milliseconds(klatch.postman.deliver) / times

"""Several processes on one PostgreSQL: commands and presses a second, beside as many of a bare Bolt app."""

import itertools
import os
import statistics
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from sqlalchemy import select, text

from benchmarks.asks import one_after_another, presses
from benchmarks.commands import EMPTY, MEMBERS, MENTORS, commands
from benchmarks.databases import Databases, opened
from benchmarks.filling import fill_past_asks, fill_people
from benchmarks.load import Measured, measure_together
from benchmarks.report import Result
from benchmarks.serving import bare_bolt, klatch, slack_stub
from bot.flash.models import Invitation
from tests.crash.processes import Server

PROCESSES = (1, 2, 4)
PAST_ASKS = 1_000
OURS, BARE = "Klatch", "bare Bolt"

Bodies = Callable[[], Callable[[], bytes | None]]
Rounds = Mapping[str, list[Measured]]


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """Both with 1, 2 and 4 processes, in turns: the load, Slack and PostgreSQL share the cores with them."""
    seconds, rounds = (0.4, 1) if quick else (4.0, 5)
    url = await databases.new_url("PostgreSQL")
    bodies: Mapping[str, Bodies] = {
        "/mentor-ask": lambda: commands(EMPTY),
        "a press of I can help": _presses_of(await _fill(url)),
    }
    measured: defaultdict[str, list[Measured]] = defaultdict(list)
    for count in PROCESSES:
        async with _side_by_side(count, url, folder) as servers:
            for _, what, name in itertools.product(range(rounds + 1), bodies, servers):
                key = f"{what}, {name}, {count}"
                measured[key].append(await measure_together(servers[name], bodies[what](), seconds))
    return [_result(what, {key: those[1:] for key, those in measured.items()}) for what in bodies]


@asynccontextmanager
async def _side_by_side(count: int, url: str, folder: Path) -> AsyncIterator[dict[str, list[Server]]]:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(slack_stub(folder))
        ours, bare = [], []
        for number in range(count):
            name = f"klatch-{count}-{number}"
            ours.append(await stack.enter_async_context(klatch(name, url, slack, folder, core=None)))
            bare.append(await stack.enter_async_context(bare_bolt(slack, folder, core=None)))
        yield {OURS: ours, BARE: bare}


async def _fill(url: str) -> list[tuple[int, str]]:
    """Members, mentors, and asks that have ended; every ask with a mentor who was asked then."""
    now, random = datetime.now(UTC), Random(1)  # noqa: S311 (the same each time)
    async with opened(url) as database, database.transaction() as session:
        await fill_people(session, MEMBERS, MENTORS, now, random)
        await fill_past_asks(session, PAST_ASKS, MEMBERS, now, random)
        await session.execute(text("ANALYZE"))
        asked = await session.execute(select(Invitation.ask_id, Invitation.mentor).order_by(Invitation.id))
        return [(ask, mentor) for ask, mentor in asked]


def _presses_of(asked: list[tuple[int, str]]) -> Bodies:
    """A press on a card from then, which is looked up and answered by a letter."""
    return lambda: one_after_another(presses(itertools.cycle(asked)))


def _result(what: str, measured: Rounds) -> Result:
    figures: dict[str, float] = {}
    for count in PROCESSES:
        ours, bare = measured[f"{what}, {OURS}, {count}"], measured[f"{what}, {BARE}, {count}"]
        beside = f"{count} process{'es' if count > 1 else ''}"
        figures[f"{beside}: requests a second"] = statistics.median(each.rate for each in ours)
        figures[f"{beside}: 99th percentile, ms"] = statistics.median(each.p99 for each in ours)
        figures[f"{beside}: bare Bolt, requests a second"] = statistics.median(each.rate for each in bare)
        ratios = (one.rate / other.rate for one, other in zip(ours, bare, strict=True))
        figures[f"{beside}: of the rate of bare Bolt"] = statistics.median(ratios)
    return Result(f"{what} with several processes on {os.cpu_count()} cores (PostgreSQL)", figures)

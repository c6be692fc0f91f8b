"""One chaos run from its beginning to its report: set up, storm, calm, and what is then to be read in the ledger."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.clock import SystemClock
from bot.database.database import Database
from bot.database.keys import Key, Keys
from bot.schema import upgrade
from tests.chaos.calming import calm_down, letters_of, outstanding
from tests.chaos.faults import Faults
from tests.chaos.installing import KEY, SECRET, environment, install
from tests.chaos.ledger import Ledger
from tests.chaos.members import Community
from tests.chaos.postgres import Postgres
from tests.chaos.replicas import Balancer, balancer, replicas
from tests.chaos.report import Report
from tests.chaos.slack import Slack
from tests.chaos.stories import broken_stories
from tests.chaos.storm import Storm, plan
from tests.chaos.writing import GONE, Writer
from tests.databases import opened
from tests.pgbouncer import PROGRAM, pooled


@dataclass(frozen=True, slots=True)
class Size:
    """How much, and for how long: seconds."""

    letters: int
    workspaces: int
    communities: int
    """Workspaces in which members act, too."""
    replicas: int
    storm: float
    """Letters are written, members act and things break."""
    every: float
    """Between two disasters."""
    patience: float
    """How long nothing may change after the storm until everything is settled."""
    waits_are_cut: bool
    """Whether what is to be tried later is tried at once when it is calm, and the dead give back what they held."""


MINUTE = Size(
    letters=800, workspaces=100, communities=12, replicas=3, storm=45, every=5, patience=40, waits_are_cut=True
)
LONG = Size(
    letters=9_000, workspaces=100, communities=100, replicas=3, storm=300, every=15, patience=180, waits_are_cut=False
)


async def run(size: Size, folder: Path, seed: int, *, on_sqlite: bool) -> Report:
    """Set everything up, let it storm and calm down, and look at what is left."""
    chance = Random(seed)  # noqa: S311 (to be seen again)
    faults = Faults(seed)
    count = 1 if on_sqlite else size.replicas
    async with (
        Slack(faults, GONE).running() as slack,
        _database(folder, on_sqlite=on_sqlite) as (
            postgres,
            database,
            ways,
        ),
    ):
        workspaces = await install(database, size.workspaces)
        async with replicas(count, environment(slack), ways, folder) as those, balancer(those, SECRET) as front:
            storm, began = Storm(those, postgres, slack, database), time.monotonic()
            writers = _writers(database, workspaces, size.letters, chance)
            communities = _communities(workspaces[: size.communities], slack, front, chance)
            for place, community in enumerate(communities):
                community.begin(size.storm * place / len(communities) / 2, size.storm / 2)
            try:
                await _rage(size, storm, writers, chance)
                faults.is_over = True
                settled_after = await calm_down(database, communities, size.patience, waits_are_cut=size.waits_are_cut)
            finally:
                await asyncio.gather(*(community.end() for community in communities))
            ledger = await _ledger(database, slack, storm, writers)
            broken = [*ledger.faults(), *storm.slow_ends, *(died for replica in those for died in replica.died)]
            broken += _unexcused(front, storm)
            broken += [line async for line in broken_stories(database, communities)]
            if settled_after is None:
                broken += [f"never calm: {line}" for line in await outstanding(database, communities)]
            seconds = time.monotonic() - began
            return Report(seed, seconds, settled_after, ledger, slack, storm, communities, front.seconds, broken)


async def _ledger(database: Database, slack: Slack, storm: Storm, writers: Sequence[Writer]) -> Ledger:
    return Ledger(
        promises=[promise for writer in writers for promise in writer.promises],
        letters=await letters_of(database),
        arrivals=slack.arrivals,
        whispers=slack.whispers,
        files=slack.files,
        refusals=slack.refusals,
        troubled=slack.troubled,
        disasters=storm.of_our_own,
        ended_at=SystemClock().now(),
        dooms=frozenset(GONE.values()),
    )


def _unexcused(front: Balancer, storm: Storm) -> list[str]:
    failed = [(at, status) for at, status in front.failed if storm.could_write(at)]
    return [f"{status} though the database could be written: at {at:.1f}" for at, status in failed]


async def _rage(size: Size, storm: Storm, writers: Sequence[Writer], chance: Random) -> None:
    while any(replica.server is None for replica in storm.replicas):  # noqa: ASYNC110 (they are other processes)
        await asyncio.sleep(0.1)
    planned = plan(size.storm, size.every, len(storm.replicas), chance, with_database=storm.postgres is not None)
    async with asyncio.TaskGroup() as group:
        group.create_task(storm.rage(planned, chance))
        for writer in writers:
            group.create_task(writer.write(size.storm))


def _writers(database: Database, workspaces: Sequence[str], letters: int, chance: Random) -> list[Writer]:
    numbers = range(1, letters + 1)
    return [
        Writer(database, workspace, numbers[place :: len(workspaces)], _other(chance))
        for place, workspace in enumerate(workspaces)
    ]


def _communities(workspaces: Sequence[str], slack: Slack, front: Balancer, chance: Random) -> list[Community]:
    return [Community(workspace, slack, front, _other(chance)) for workspace in workspaces]


def _other(chance: Random) -> Random:
    """Chance of one's own, so that nobody's depends on what others do first."""
    return Random(chance.random())  # noqa: S311 (to be seen again)


@asynccontextmanager
async def _database(folder: Path, *, on_sqlite: bool) -> AsyncIterator[tuple[Postgres | None, Database, list[str]]]:
    """The database at its newest shape, its server where it has one, and the ways to it; stopped after.

    A second way to PostgreSQL leads through PgBouncer in transaction mode, where that is installed.
    """
    postgres = None if on_sqlite else Postgres(folder)
    try:
        url = f"sqlite:///{folder / 'klatch.db'}" if postgres is None else postgres.create("klatch")
        async with opened(url, Keys([Key(KEY)])) as database:
            await upgrade(database)
            with pooled(url) if postgres is not None and PROGRAM is not None else nullcontext(url) as second:
                yield postgres, database, [url, second]
    finally:
        if postgres is not None:
            postgres.close()

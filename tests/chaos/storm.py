"""When which replica dies and the database is away: a plan for each seed, and what really happened."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from random import Random

from bot.database.database import Database
from tests.chaos.calming import pass_time
from tests.chaos.postgres import Postgres
from tests.chaos.replicas import Replica
from tests.chaos.slack import Slack
from tests.crash.processes import END_SECONDS

AWAY_SECONDS = 1.5
"""At most, beside what it takes to stop and start the database."""

READ_ONLY_SECONDS = 10.0
"""How long a failover takes in which the database can be read and not written."""

RECOVERED_SECONDS = 5.0
"""After this every process that lives can write again, once the database can be written, or is there."""

STEPS_OF_AN_HOUR, STEP = 12, timedelta(minutes=5)
"""By which the clock is moved while Slack fails; in each step what is due then is tried."""
STEP_SECONDS = 0.7

DRAINED_SECONDS = 10.0
"""A replica that is asked to end has done so by then, whatever Slack does meanwhile."""


class Disaster(StrEnum):
    """What happens beside the faults of single calls."""

    KILL = "a replica killed -9"
    END = "a replica asked to end"
    KILL_ALL = "all replicas killed -9"
    RESTART_DATABASE = "the database stopped and started"
    CRASH_DATABASE = "the database crashed"
    READ_ONLY_DATABASE = "the database not to be written"
    SLACK_AWAY = "Slack not to be reached"
    SLACK_FAILS = "an hour of 5xx"


ANYWHERE = (Disaster.KILL, Disaster.END, Disaster.KILL, Disaster.KILL_ALL, Disaster.SLACK_AWAY, Disaster.SLACK_FAILS)
OF_SLACK = (Disaster.SLACK_AWAY, Disaster.SLACK_FAILS)
OF_THE_DATABASE = (Disaster.RESTART_DATABASE, Disaster.CRASH_DATABASE, Disaster.READ_ONLY_DATABASE)


@dataclass(frozen=True, slots=True)
class Planned:
    """A disaster, so many seconds after the beginning."""

    at: float
    disaster: Disaster
    replica: int


def plan(seconds: float, every: float, replicas: int, chance: Random, *, with_database: bool) -> list[Planned]:
    """One disaster each so many seconds; every kind comes before any comes again."""
    kinds = [*ANYWHERE, *(OF_THE_DATABASE if with_database else ())]
    planned: list[Planned] = []
    waiting: list[Disaster] = []
    at = every
    while at < seconds:
        waiting = waiting or chance.sample(kinds, len(kinds))
        planned.append(Planned(at, waiting.pop(), chance.randrange(replicas)))
        at += every * (0.7 + 0.6 * chance.random())
    return planned


@dataclass
class Storm:
    """Carries a plan out, and writes down what happened when."""

    replicas: Sequence[Replica]
    postgres: Postgres | None
    slack: Slack
    database: Database
    happened: list[tuple[Disaster, float, float]] = field(default_factory=list)
    """What, from when to when."""
    slow_ends: list[str] = field(default_factory=list)

    @property
    def of_our_own(self) -> list[tuple[float, float]]:
        """From when to when a process ended or the database was away."""
        return [(since, until) for disaster, since, until in self.happened if disaster not in OF_SLACK]

    def could_write(self, at: float) -> bool:
        """Whether the database could be written then, and long enough before that everybody has noticed."""
        those = [(since, until) for disaster, since, until in self.happened if disaster in OF_THE_DATABASE]
        return not any(since <= at <= until + RECOVERED_SECONDS for since, until in those)

    async def rage(self, planned: Sequence[Planned], chance: Random) -> None:
        """Let happen what was planned, when it was planned."""
        began = time.monotonic()
        for each in planned:
            await asyncio.sleep(max(0.0, began + each.at - time.monotonic()))
            since = time.time()
            await self._strike(each, chance)
            self.happened.append((each.disaster, since, time.time()))

    async def _strike(self, planned: Planned, chance: Random) -> None:
        match planned.disaster:
            case Disaster.KILL:
                await self.replicas[planned.replica].kill()
            case Disaster.KILL_ALL:
                await asyncio.gather(*(replica.kill() for replica in self.replicas))
            case Disaster.SLACK_AWAY:
                await self.slack.go_away()
                await asyncio.sleep(AWAY_SECONDS * chance.random())
                await self.slack.come_back()
            case Disaster.SLACK_FAILS:
                await self._an_hour_of_5xx()
            case Disaster.END:
                await self._end(self.replicas[planned.replica])
            case Disaster.RESTART_DATABASE | Disaster.CRASH_DATABASE if self.postgres is not None:
                await self.postgres.stop("fast" if planned.disaster is Disaster.RESTART_DATABASE else "immediate")
                await asyncio.sleep(AWAY_SECONDS * chance.random())
                await self.postgres.start()
            case Disaster.READ_ONLY_DATABASE if self.postgres is not None:
                name = self.database.url.database or ""
                await self.postgres.refuse_writes(name)
                await asyncio.sleep(READ_ONLY_SECONDS)
                await self.postgres.take_writes(name)

    async def _an_hour_of_5xx(self) -> None:
        self.slack.fails, before = True, self.slack.troubles.total()
        began = time.monotonic()
        # The hour begins when it strikes somebody.
        while self.slack.troubles.total() == before and time.monotonic() - began < END_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(STEP_SECONDS)
        for _ in range(STEPS_OF_AN_HOUR):
            await asyncio.sleep(STEP_SECONDS)
            await pass_time(self.database, STEP)
        self.slack.fails = False

    async def _end(self, replica: Replica) -> None:
        try:
            seconds = await replica.end()
        except TimeoutError:
            self.slow_ends.append(f"{replica.name} had not ended {END_SECONDS} seconds after it was asked to")
            await replica.kill()
            return
        if seconds > DRAINED_SECONDS:
            self.slow_ends.append(f"{replica.name} took {seconds:.1f} seconds to end")

"""The machine's clock is set back and forth for days: nothing is later than it may be, by seconds that nobody sets."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.database.database import Database
from bot.outbox.letters import to_members
from bot.outbox.rate_limits import LONGEST_RETRY_AFTER, MINUTE
from bot.schedule.backoff import LONGEST_WAIT
from bot.schedule.heartbeat import WATCH_SECONDS
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from bot.schedule.statistics import read_statistics
from tests.clock.clocks import SettableClock, WrongClock
from tests.clock.test_beating import set_wall
from tests.outbox.office import START, Office, new_postman
from tests.outbox.slack_server import SlackServer
from tests.schedule.diary import new_heartbeat, plan

pytestmark = pytest.mark.soak

JUMPS = 40
STEPS_BETWEEN_JUMPS = 20
FARTHEST = timedelta(days=40)
NEAREST = timedelta(seconds=1)

LETTERS_LAG = LONGEST_RETRY_AFTER + 5 * MINUTE
"""What Slack can have asked for, and what a queue takes."""

FAILS_AT_MOST = 2
FAILING_LAG = 2 * LONGEST_WAIT
"""What fails is put off, for an hour at most; a clock that is set back may have that begin once more."""

BEATS = 40
BEAT_LAG_SECONDS = WATCH_SECONDS + 20


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer().running() as server:
        yield server


class Days:
    """Letters and due rows on many days on which the clock is set, and when each was written and done."""

    def __init__(self, database: Database, slack: SlackServer, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 (to be seen again)
        self.clock = SettableClock(START)
        self.office = Office(database, slack, self.clock, new_postman(database, slack, self.clock))
        self.heartbeat = new_heartbeat(database, self.clock, {"nudge": self.do, "fail": self.fail})
        self.database = database
        slack.asks_to_wait = lambda _workspace, _call: self.chance.choice((0,) * 30 + (1, 60))
        self.written: dict[str, float] = {}
        self.planned: dict[int, float] = {}
        self.lags: list[float] = []

    async def do(self, _session: AsyncSession, due: Due, now: datetime) -> None:
        assert due.due_at <= now

    async def fail(self, _session: AsyncSession, due: Due, _now: datetime) -> None:
        if due.attempts < FAILS_AT_MOST and self.chance.random() < 0.5:
            raise RuntimeError
        self.lags.append(self.clock.elapsed() - self.planned.pop(due.subject))

    def jump(self) -> None:
        """Set the clock, by seconds as often as by days."""
        seconds = NEAREST.total_seconds() * (FARTHEST / NEAREST) ** self.chance.random()
        self.clock.set_by(timedelta(seconds=seconds * self.chance.choice((-1, 1))))

    async def write(self) -> None:
        """A few letters and rows, by the clock as it is."""
        for _ in range(self.chance.randrange(4)):
            key = f"letter {len(self.written)}"
            number = self.chance.randrange(40)
            await self.office.write(key, self.chance.choice((f"#C{number}", to_members(f"U{number}"))))
            self.written[key] = self.clock.elapsed()
        async with self.database.transaction() as session:
            for kind in ("nudge", "fail"):
                subject, now = self.chance.randrange(10**9), self.clock.now()
                later = timedelta(minutes=self.chance.randrange(10)) if kind == "nudge" else timedelta(0)
                due_at = now + later
                await schedule(session, workspace="T1", kind=kind, subject=subject, due_at=due_at, now=now)
                if kind == "fail":
                    self.planned[subject] = self.clock.elapsed()

    async def work(self) -> None:
        """Do all that is due, and see that nothing is late."""
        await self.office.postman.deliver()
        while await self.heartbeat.beat():
            pass
        async with self.database.transaction() as session:
            assert (await read_statistics(session, self.clock.now())).overdue == 0
        await self.check()

    async def check(self) -> None:
        """No letter is older than it may be, and no row was put off for longer."""
        states, now = await self.office.states(), self.clock.elapsed()
        late = [
            key for key, at in self.written.items() if states[key] != "sent" and now - at > LETTERS_LAG.total_seconds()
        ]
        assert late == []
        assert all(lag <= FAILING_LAG.total_seconds() for lag in self.lags)
        assert all(now - at <= FAILING_LAG.total_seconds() for at in self.planned.values())


async def test_no_letter_and_no_due_row_is_late_however_often_the_clock_is_set(
    database: Database, slack: SlackServer, seed: int
) -> None:
    print(f"to see this again: seed {seed}")
    days = Days(database, slack, seed)
    for _ in range(JUMPS):
        for _ in range(STEPS_BETWEEN_JUMPS):
            await days.write()
            await days.work()
            days.clock.advance(timedelta(seconds=days.chance.choice((1, 10, 100))))
        days.jump()

    assert len(slack.texts) > JUMPS
    assert len(set(slack.texts)) == len(slack.texts)


async def test_every_beat_comes_however_often_the_clock_is_set(
    database: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    print(f"to see this again: seed {seed}")
    chance = Random(seed)  # noqa: S311 (to be seen again)
    wall, done = WrongClock(timedelta(0)), asyncio.Queue[int]()
    set_wall(monkeypatch, wall)

    async def note(_session: AsyncSession, due: Due, _now: datetime) -> None:
        done.put_nowait(due.subject)

    heartbeat = new_heartbeat(database, SystemClock(), {"nudge": note})
    heartbeat.start()
    for number in range(BEATS):
        wall.by = timedelta(seconds=chance.randint(-(10**8), 10**8))
        await plan(database, "nudge", number, datetime.now(UTC))
        async with asyncio.timeout(BEAT_LAG_SECONDS):
            assert await done.get() == number
    await heartbeat.stop()

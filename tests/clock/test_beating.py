"""The heartbeat beats on while the machine's clock is set, and nothing that is due waits for the old time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, tzinfo

import apscheduler.schedulers.base
import apscheduler.triggers.date
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import SystemClock
from bot.database.database import Database
from bot.schedule import heartbeat as heartbeats
from bot.schedule.backoff import LONGEST_WAIT
from bot.schedule.heartbeat import Heartbeat
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule_once
from bot.schedule.tasks import LEASE, Task
from tests.clock.clocks import SettableClock, WrongClock
from tests.schedule.diary import HOUR, START, Diary, new_heartbeat, plan, schedule_of

pytestmark = pytest.mark.either_database

FAILS_SECONDS = 30
"""After this a test that waits for a beat has failed; it waits for a fraction of a second."""


def set_wall(monkeypatch: pytest.MonkeyPatch, clock: WrongClock) -> None:
    """Have APScheduler, and who plans by it, read the machine's time from a clock; the event loop's seconds run on."""

    class Wall(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock.now().astimezone(tz)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Wall)
    monkeypatch.setattr(apscheduler.triggers.date, "datetime", Wall)
    monkeypatch.setattr(heartbeats, "datetime", Wall)


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> WrongClock:
    """The machine's clock as APScheduler reads it, and quick beats."""
    clock = WrongClock(timedelta(0))
    set_wall(monkeypatch, clock)
    monkeypatch.setattr(heartbeats, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(heartbeats, "WATCH_SECONDS", 0.2)
    return clock


@pytest.mark.parametrize("by", [timedelta(hours=-2), timedelta(days=-20_000), timedelta(hours=2), timedelta(days=5)])
async def test_it_beats_on_when_the_clock_was_set(database: Database, wall: WrongClock, by: timedelta) -> None:
    done: asyncio.Queue[int] = asyncio.Queue()

    async def note(_session: AsyncSession, due: Due, _now: datetime) -> None:
        done.put_nowait(due.subject)

    # It plans by the wall's clock; what is due, it knows by one that is right.
    heartbeat: Heartbeat = new_heartbeat(database, SystemClock(), {"nudge": note})
    heartbeat.start()
    async with asyncio.timeout(FAILS_SECONDS):
        await plan(database, "nudge", 1)
        assert await done.get() == 1
        wall.by = by
        await plan(database, "nudge", 2)
        assert await done.get() == 2
    await heartbeat.stop()


async def test_a_machine_that_begins_in_1970_beats_at_once_when_it_learns_the_time(
    database: Database, wall: WrongClock
) -> None:
    """APScheduler's own interval would run through every second by which the clock was set forward, for hours."""
    wall.by = datetime(1970, 1, 1, tzinfo=UTC) - datetime.now(UTC)
    done: asyncio.Queue[int] = asyncio.Queue()

    async def note(_session: AsyncSession, due: Due, _now: datetime) -> None:
        done.put_nowait(due.subject)

    heartbeat = new_heartbeat(database, SystemClock(), {"nudge": note})
    heartbeat.start()
    async with asyncio.timeout(FAILS_SECONDS):
        for subject in (1, 2):
            await plan(database, "nudge", subject)
            assert await done.get() == subject
            wall.by = timedelta(0)
    await heartbeat.stop()


async def fail(_session: AsyncSession, _due: Due, _now: datetime) -> None:
    raise RuntimeError


async def test_what_failed_before_the_clock_was_set_back_is_tried_again_in_time(
    database: Database, clock: SettableClock
) -> None:
    heartbeat = new_heartbeat(database, clock, {"nudge": fail})
    await plan(database, "nudge")
    await heartbeat.beat()
    clock.set_by(-5 * HOUR)
    diary = Diary()
    after = new_heartbeat(database, clock, {"nudge": diary.note})

    for beating in (heartbeat, after):
        assert await beating.beat() == 1
        clock.advance(LONGEST_WAIT)
    assert [subject for _, subject, _ in diary.entries] == [1]


async def test_what_is_planned_for_an_instant_stays_there(database: Database, clock: SettableClock) -> None:
    heartbeat = new_heartbeat(database, clock, {"nudge": fail})
    await plan(database, "nudge", 1, START + HOUR)
    await heartbeat.beat()
    clock.set_by(-5 * HOUR)

    assert await heartbeat.beat() == 0
    assert await schedule_of(database) == [("nudge", 1, START + HOUR, 0)]


async def test_a_task_whose_process_died_before_the_clock_was_set_back_is_run_again(
    database: Database, clock: SettableClock
) -> None:
    ran: list[int] = []
    await plan(database, "match")
    async with database.transaction() as session:
        await session.execute(update(Due).values(due_at=START + LEASE, attempts=1))
    clock.set_by(-5 * HOUR)

    await new_heartbeat(database, clock, {}, tasks={"match": task(ran)}).beat()
    assert ran == [1]


async def test_a_task_that_is_under_way_is_saved_once_and_not_begun_again(
    database: Database, clock: SettableClock
) -> None:
    ran: list[int] = []
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def stay(subject: int) -> int:
        under_way.set()
        await go_on.wait()
        return subject

    # Once started it goes about recorded beside the beat.
    heartbeat = new_heartbeat(database, clock, {}, tasks={"match": Task(load, stay, save_into(ran))})
    await plan(database, "match")
    heartbeat.start()
    async with asyncio.timeout(FAILS_SECONDS):
        await under_way.wait()
        clock.set_by(-5 * HOUR)
        await heartbeat.beat()
        assert [attempts for _, _, _, attempts in await schedule_of(database)] == [1]
        go_on.set()
        await heartbeat.stop()
    assert ran == [1]
    assert await schedule_of(database) == []


async def load(_session: AsyncSession, due: Due, _now: datetime) -> int:
    return due.subject


async def run(subject: int) -> int:
    return subject


def save_into(ran: list[int]) -> Callable[[AsyncSession, Due, int, datetime], Awaitable[None]]:
    async def save(_session: AsyncSession, _due: Due, subject: int, _now: datetime) -> None:
        ran.append(subject)

    return save


def task(ran: list[int]) -> Task[int, int]:
    return Task(load, run, save_into(ran))


async def test_what_is_planned_once_is_planned_for_the_earlier_of_two_instants(database: Database) -> None:
    for later in (5 * HOUR, HOUR, 2 * HOUR):
        async with database.transaction() as session:
            await schedule_once(session, workspace="T1", kind="tell", subject=0, due_at=START + later)

    assert await schedule_of(database) == [("tell", 0, START + HOUR, 0)]

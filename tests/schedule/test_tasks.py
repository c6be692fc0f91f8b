"""What needs more than the database: no transaction is open while it runs, and it is saved once."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import MovableClock, SystemClock
from bot.database.database import Database
from bot.schedule.models import Due
from bot.schedule.tasks import LEASE, Task
from bot.schedule.worker import TASKS_AT_ONCE
from tests.schedule.diary import START, Diary, new_heartbeat, plan, schedule_of
from tests.schedule.recorded_tasks import KIND, RecordedTask, again, fetched

pytestmark = pytest.mark.either_database


async def test_a_task_is_loaded_run_and_saved_in_one_beat(database: Database, clock: MovableClock) -> None:
    recorded = RecordedTask()
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: recorded.task})
    await plan(database, KIND, 7)

    assert await heartbeat.beat() == 1
    assert recorded.saved == [(7, "fetched 7", START)]
    assert await schedule_of(database) == []


async def test_no_transaction_is_open_while_it_runs_and_the_row_stays_leased(
    database: Database, clock: MovableClock
) -> None:
    seen = []

    async def look_around(_subject: int) -> str:
        seen.append(await schedule_of(database))  # on SQLite this waits for ever if a transaction is open
        return ""

    recorded = RecordedTask(look_around)
    await plan(database, KIND)
    await new_heartbeat(database, clock, {}, tasks={KIND: recorded.task}).beat()

    assert seen == [[(KIND, 1, START + LEASE, 1)]]
    assert len(recorded.saved) == 1


async def test_where_there_is_nothing_to_do_nothing_runs(database: Database, clock: MovableClock) -> None:
    ran = []

    async def load(_session: AsyncSession, _due: Due, _now: datetime) -> int | None:
        return None

    async def run(subject: int) -> str:
        ran.append(subject)
        return ""

    recorded = RecordedTask()
    await plan(database, KIND)
    assert await new_heartbeat(database, clock, {}, tasks={KIND: Task(load, run, recorded.save)}).beat() == 1

    assert (ran, recorded.saved) == ([], [])
    assert await schedule_of(database) == []


@pytest.mark.parametrize("wait", [timedelta(seconds=1), LEASE])
async def test_loading_may_put_it_off(database: Database, clock: MovableClock, wait: timedelta) -> None:
    async def load(session: AsyncSession, due: Due, now: datetime) -> int | None:
        if now < START + wait:
            await again(session, due, START + wait)
            return None
        return due.subject

    recorded = RecordedTask()
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: Task(load, fetched, recorded.save)})
    await plan(database, KIND)
    await heartbeat.beat()
    assert await schedule_of(database) == [(KIND, 1, START + wait, 0)]

    clock.advance(wait)
    await heartbeat.beat()
    assert recorded.saved == [(1, "fetched 1", START + wait)]


async def test_saving_may_put_the_same_on_the_agenda_again(database: Database, clock: MovableClock) -> None:
    async def save(session: AsyncSession, due: Due, result: str, now: datetime) -> None:
        await recorded.save(session, due, result, now)
        if len(recorded.saved) < 3:
            await again(session, due, now)

    recorded = RecordedTask()
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: Task(recorded.load, fetched, save)})
    await plan(database, KIND)

    assert await heartbeat.beat() == 3
    assert len(recorded.saved) == 3
    assert await schedule_of(database) == []


async def test_two_heartbeats_at_once_save_each_task_once(database: Database, clock: MovableClock) -> None:
    async def after_the_others(subject: int) -> str:
        await asyncio.sleep(0)
        return await fetched(subject)

    recorded = RecordedTask(after_the_others)
    for subject in range(50):
        await plan(database, KIND, subject)
    hearts = [new_heartbeat(database, clock, {}, tasks={KIND: recorded.task}) for _ in range(2)]
    counts = await asyncio.gather(*(heartbeat.beat() for heartbeat in hearts))

    assert sum(counts) == 50
    assert sorted(recorded.loaded) == list(range(50))
    assert sorted(subject for subject, _, _ in recorded.saved) == list(range(50))


async def test_once_started_tasks_hold_up_nothing_and_only_so_many_run_at_once(database: Database) -> None:
    running: set[int] = set()
    full, go_on, noted, done = asyncio.Event(), asyncio.Event(), asyncio.Event(), asyncio.Event()
    most = 0

    async def slowly(subject: int) -> str:
        nonlocal most
        running.add(subject)
        most = max(most, len(running))
        if len(running) == TASKS_AT_ONCE:
            full.set()
        await go_on.wait()
        running.discard(subject)
        return ""

    async def save(session: AsyncSession, due: Due, result: str, now: datetime) -> None:
        await recorded.save(session, due, result, now)
        if len(recorded.saved) == 10:
            done.set()

    async def note(session: AsyncSession, due: Due, now: datetime) -> None:
        await diary.note(session, due, now)
        noted.set()

    diary, recorded = Diary(), RecordedTask()
    for subject in range(10):
        await plan(database, KIND, subject)
    heartbeat = new_heartbeat(database, SystemClock(), {"nudge": note}, tasks={KIND: Task(recorded.load, slowly, save)})
    heartbeat.start()
    await full.wait()
    await plan(database, "nudge")
    await noted.wait()
    assert len(recorded.loaded) == TASKS_AT_ONCE
    go_on.set()
    await done.wait()
    await heartbeat.stop()

    assert most == TASKS_AT_ONCE
    assert sorted(recorded.loaded) == list(range(10))
    assert await schedule_of(database) == []


async def test_stopping_lets_a_task_end(database: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_subject: int) -> str:
        begun.set()
        await go_on.wait()
        return ""

    recorded = RecordedTask(slowly)
    heartbeat = new_heartbeat(database, SystemClock(), {}, tasks={KIND: recorded.task})
    await plan(database, KIND)
    heartbeat.start()
    await begun.wait()
    stopping = asyncio.create_task(heartbeat.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping

    assert len(recorded.saved) == 1
    assert await schedule_of(database) == []


async def test_stopping_that_may_wait_no_longer_gives_a_task_back(database: Database) -> None:
    begun, given_up = asyncio.Event(), asyncio.Event()

    async def stall(_subject: int) -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()
        return ""

    recorded = RecordedTask(stall)
    heartbeat = new_heartbeat(database, SystemClock(), {}, tasks={KIND: recorded.task})
    await plan(database, KIND)
    heartbeat.start()
    await begun.wait()
    stopping = asyncio.create_task(heartbeat.stop())
    await asyncio.sleep(0)
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping

    assert given_up.is_set()
    assert recorded.saved == []
    [(kind, _, _, attempts)] = await schedule_of(database)
    assert (kind, attempts) == (KIND, 0)

"""Whatever happens to a task between its steps, it is saved once, or tried again."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.database.database import Database
from bot.schedule.models import Due
from bot.schedule.scheduling import cancel
from bot.schedule.tasks import LEASE, Task
from tests.schedule.diary import HOUR, START, new_heartbeat, plan, schedule_of
from tests.schedule.recorded_tasks import KIND, RecordedTask, fetched, heard, write

pytestmark = pytest.mark.either_database


@pytest.mark.parametrize("step", ["load", "run", "save"])
async def test_what_a_failing_step_did_is_undone_and_all_is_tried_again_later(
    database: Database, clock: MovableClock, step: str
) -> None:
    async def load(session: AsyncSession, _due: Due, _now: datetime) -> int | None:
        if step == "load":
            write(session, 1)
            await session.flush()
            raise RuntimeError
        return 1

    async def run(_subject: int) -> str:
        if step == "run":
            raise RuntimeError
        return ""

    async def save(session: AsyncSession, _due: Due, _result: str, _now: datetime) -> None:
        write(session, 2)
        await session.flush()
        raise RuntimeError

    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: Task(load, run, save)})
    await plan(database, KIND)
    waits = []
    with capture_logs() as logs:
        for attempt in range(1, 10):
            assert await heartbeat.beat() == 1
            [(_, _, due_at, attempts)] = await schedule_of(database)
            assert attempts == attempt
            waits.append((due_at - clock.now()).total_seconds())
            clock.advance_to(due_at)

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert await heard(database) == []
    assert [(log["kind"], log["error"]) for log in logs] == [(KIND, "RuntimeError")] * 9


async def test_what_was_killed_on_its_way_is_run_again_after_the_lease(database: Database, clock: MovableClock) -> None:
    begun = asyncio.Event()

    async def stall(_subject: int) -> str:
        begun.set()
        await asyncio.Event().wait()
        return ""

    killed, recorded = RecordedTask(stall), RecordedTask()
    await plan(database, KIND)
    beating = asyncio.create_task(new_heartbeat(database, clock, {}, tasks={KIND: killed.task}).beat())
    await begun.wait()
    beating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beating

    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: recorded.task})
    assert await heartbeat.beat() == 0
    assert await heartbeat.next_due_at() == START + LEASE
    clock.advance(LEASE)
    assert await heartbeat.beat() == 1
    assert (killed.saved, recorded.saved) == ([], [(1, "fetched 1", START + LEASE)])


@pytest.mark.parametrize("step", ["load", "save"])
async def test_what_was_killed_in_a_transaction_has_done_nothing(
    database: Database, clock: MovableClock, step: str
) -> None:
    begun = asyncio.Event()

    async def stall(session: AsyncSession) -> None:
        write(session, 1)
        await session.flush()
        begun.set()
        await asyncio.Event().wait()

    async def load(session: AsyncSession, due: Due, _now: datetime) -> int | None:
        if step == "load":
            await stall(session)
        return due.subject

    async def save(session: AsyncSession, _due: Due, _result: str, _now: datetime) -> None:
        await stall(session)

    await plan(database, KIND)
    task = Task(load, fetched, save)
    beating = asyncio.create_task(new_heartbeat(database, clock, {}, tasks={KIND: task}).beat())
    await begun.wait()
    beating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beating

    assert await heard(database) == []
    as_it_was, leased = [(KIND, 1, START, 0)], [(KIND, 1, START + LEASE, 1)]
    assert await schedule_of(database) == (as_it_was if step == "load" else leased)


async def test_who_comes_back_after_another_took_it_over_saves_nothing(database: Database, clock: MovableClock) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_subject: int) -> str:
        begun.set()
        await go_on.wait()
        return "late"

    first, second = RecordedTask(slowly), RecordedTask()
    await plan(database, KIND)
    beating = asyncio.create_task(new_heartbeat(database, clock, {}, tasks={KIND: first.task}).beat())
    await begun.wait()
    clock.advance(LEASE)
    assert await new_heartbeat(database, clock, {}, tasks={KIND: second.task}).beat() == 1
    go_on.set()
    await beating

    assert (first.saved, second.saved) == ([], [(1, "fetched 1", START + LEASE)])
    assert await schedule_of(database) == []


@pytest.mark.parametrize("when", [START, START + LEASE, START + HOUR])
async def test_what_is_put_on_the_agenda_meanwhile_is_newer_than_what_is_on_its_way(
    database: Database, clock: MovableClock, when: datetime
) -> None:
    async def meanwhile(subject: int) -> str:
        if not recorded.saved and len(recorded.loaded) == 1:
            await plan(database, KIND, subject, when)
        return "done"

    recorded = RecordedTask(meanwhile)
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: recorded.task})
    await plan(database, KIND)
    await heartbeat.beat()
    clock.advance_to(when)
    await heartbeat.beat()

    assert recorded.saved == [(1, "done", when)]
    assert await schedule_of(database) == []


async def test_what_is_taken_off_meanwhile_is_not_saved(database: Database, clock: MovableClock) -> None:
    async def meanwhile(subject: int) -> str:
        async with database.transaction() as session:
            await cancel(session, workspace="T1", kind=KIND, subjects=[subject])
        return "done"

    recorded = RecordedTask(meanwhile)
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: recorded.task})
    await plan(database, KIND)
    await heartbeat.beat()

    assert recorded.saved == []
    assert await schedule_of(database) == []

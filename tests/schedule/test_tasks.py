"""What needs more than the database: no transaction is open while it goes on, and it is settled once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot.clock import MovableClock, SystemClock
from bot.database.database import Database
from bot.schedule.models import Due
from bot.schedule.scheduling import cancel, schedule
from bot.schedule.tasks import LEASE, Task
from bot.schedule.worker import TASKS_AT_ONCE
from bot.slack.models import HeardEvent
from tests.schedule.diary import HOUR, START, Diary, agenda, new_heartbeat, plan

pytestmark = pytest.mark.either_database

KIND = "fetch"
Going = Callable[[int], Awaitable[str]]


async def fetched(subject: int) -> str:
    return f"fetched {subject}"


class Errands:
    """Looks for the subject, goes as it is told, and settles by writing down what it got."""

    def __init__(self, go: Going = fetched) -> None:
        self.looked: list[int] = []
        self.settled: list[tuple[int, str, datetime]] = []
        self.errand = Task(self.look, go, self.settle)

    async def look(self, _session: AsyncSession, due: Due, _now: datetime) -> int | None:
        self.looked.append(due.subject)
        return due.subject

    async def settle(self, _session: AsyncSession, due: Due, result: str, now: datetime) -> None:
        self.settled.append((due.subject, result, now))


async def heard(database: Database) -> list[HeardEvent]:
    async with database.transaction() as session:
        return list(await session.scalars(select(HeardEvent)))


def write(session: AsyncSession, number: int) -> None:
    session.add(HeardEvent(workspace="T1", id=f"Ev{number}", heard_at=START))


async def again(session: AsyncSession, due: Due, due_at: datetime) -> None:
    await schedule(session, workspace=due.workspace, kind=due.kind, subject=due.subject, due_at=due_at, now=START)


async def test_an_errand_is_looked_at_gone_about_and_settled_in_one_beat(
    database: Database, clock: MovableClock
) -> None:
    errands = Errands()
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: errands.errand})
    await plan(database, KIND, 7)

    assert await heartbeat.beat() == 1
    assert errands.settled == [(7, "fetched 7", START)]
    assert await agenda(database) == []


async def test_no_transaction_is_open_while_it_goes_and_the_row_stays_leased(
    database: Database, clock: MovableClock
) -> None:
    seen = []

    async def look_around(_subject: int) -> str:
        seen.append(await agenda(database))  # on SQLite this waits for ever if a transaction is open
        return ""

    errands = Errands(look_around)
    await plan(database, KIND)
    await new_heartbeat(database, clock, {}, tasks={KIND: errands.errand}).beat()

    assert seen == [[(KIND, 1, START + LEASE, 1)]]
    assert len(errands.settled) == 1


async def test_where_there_is_nothing_to_do_nobody_goes(database: Database, clock: MovableClock) -> None:
    went = []

    async def look(_session: AsyncSession, _due: Due, _now: datetime) -> int | None:
        return None

    async def go(subject: int) -> str:
        went.append(subject)
        return ""

    errands = Errands()
    await plan(database, KIND)
    assert await new_heartbeat(database, clock, {}, tasks={KIND: Task(look, go, errands.settle)}).beat() == 1

    assert (went, errands.settled) == ([], [])
    assert await agenda(database) == []


@pytest.mark.parametrize("wait", [timedelta(seconds=1), LEASE])
async def test_looking_may_put_it_off(database: Database, clock: MovableClock, wait: timedelta) -> None:
    async def look(session: AsyncSession, due: Due, now: datetime) -> int | None:
        if now < START + wait:
            await again(session, due, START + wait)
            return None
        return due.subject

    errands = Errands()
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: Task(look, fetched, errands.settle)})
    await plan(database, KIND)
    await heartbeat.beat()
    assert await agenda(database) == [(KIND, 1, START + wait, 0)]

    clock.advance(wait)
    await heartbeat.beat()
    assert errands.settled == [(1, "fetched 1", START + wait)]


async def test_settling_may_put_the_same_on_the_agenda_again(database: Database, clock: MovableClock) -> None:
    async def settle(session: AsyncSession, due: Due, result: str, now: datetime) -> None:
        await errands.settle(session, due, result, now)
        if len(errands.settled) < 3:
            await again(session, due, now)

    errands = Errands()
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: Task(errands.look, fetched, settle)})
    await plan(database, KIND)

    assert await heartbeat.beat() == 3
    assert len(errands.settled) == 3
    assert await agenda(database) == []


@pytest.mark.parametrize("step", ["look", "go", "settle"])
async def test_what_a_failing_step_did_is_undone_and_all_is_tried_again_later(
    database: Database, clock: MovableClock, step: str
) -> None:
    async def look(session: AsyncSession, _due: Due, _now: datetime) -> int | None:
        if step == "look":
            write(session, 1)
            await session.flush()
            raise RuntimeError
        return 1

    async def go(_subject: int) -> str:
        if step == "go":
            raise RuntimeError
        return ""

    async def settle(session: AsyncSession, _due: Due, _result: str, _now: datetime) -> None:
        write(session, 2)
        await session.flush()
        raise RuntimeError

    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: Task(look, go, settle)})
    await plan(database, KIND)
    waits = []
    with capture_logs() as logs:
        for attempt in range(1, 10):
            assert await heartbeat.beat() == 1
            [(_, _, due_at, attempts)] = await agenda(database)
            assert attempts == attempt
            waits.append((due_at - clock.now()).total_seconds())
            clock.advance_to(due_at)

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert await heard(database) == []
    assert [(log["kind"], log["error"]) for log in logs] == [(KIND, "RuntimeError")] * 9


async def test_what_was_killed_on_its_way_is_gone_about_again_after_the_lease(
    database: Database, clock: MovableClock
) -> None:
    begun = asyncio.Event()

    async def stall(_subject: int) -> str:
        begun.set()
        await asyncio.Event().wait()
        return ""

    killed, errands = Errands(stall), Errands()
    await plan(database, KIND)
    beating = asyncio.create_task(new_heartbeat(database, clock, {}, tasks={KIND: killed.errand}).beat())
    await begun.wait()
    beating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beating

    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: errands.errand})
    assert await heartbeat.beat() == 0
    assert await heartbeat.next_due_at() == START + LEASE
    clock.advance(LEASE)
    assert await heartbeat.beat() == 1
    assert (killed.settled, errands.settled) == ([], [(1, "fetched 1", START + LEASE)])


@pytest.mark.parametrize("step", ["look", "settle"])
async def test_what_was_killed_in_a_transaction_has_done_nothing(
    database: Database, clock: MovableClock, step: str
) -> None:
    begun = asyncio.Event()

    async def stall(session: AsyncSession) -> None:
        write(session, 1)
        await session.flush()
        begun.set()
        await asyncio.Event().wait()

    async def look(session: AsyncSession, due: Due, _now: datetime) -> int | None:
        if step == "look":
            await stall(session)
        return due.subject

    async def settle(session: AsyncSession, _due: Due, _result: str, _now: datetime) -> None:
        await stall(session)

    await plan(database, KIND)
    errand = Task(look, fetched, settle)
    beating = asyncio.create_task(new_heartbeat(database, clock, {}, tasks={KIND: errand}).beat())
    await begun.wait()
    beating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beating

    assert await heard(database) == []
    as_it_was, leased = [(KIND, 1, START, 0)], [(KIND, 1, START + LEASE, 1)]
    assert await agenda(database) == (as_it_was if step == "look" else leased)


async def test_who_comes_back_after_another_took_it_over_settles_nothing(
    database: Database, clock: MovableClock
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_subject: int) -> str:
        begun.set()
        await go_on.wait()
        return "late"

    first, second = Errands(slowly), Errands()
    await plan(database, KIND)
    beating = asyncio.create_task(new_heartbeat(database, clock, {}, tasks={KIND: first.errand}).beat())
    await begun.wait()
    clock.advance(LEASE)
    assert await new_heartbeat(database, clock, {}, tasks={KIND: second.errand}).beat() == 1
    go_on.set()
    await beating

    assert (first.settled, second.settled) == ([], [(1, "fetched 1", START + LEASE)])
    assert await agenda(database) == []


@pytest.mark.parametrize("when", [START, START + LEASE, START + HOUR])
async def test_what_is_put_on_the_agenda_meanwhile_is_newer_than_what_is_on_its_way(
    database: Database, clock: MovableClock, when: datetime
) -> None:
    async def meanwhile(subject: int) -> str:
        if not errands.settled and len(errands.looked) == 1:
            await plan(database, KIND, subject, when)
        return "done"

    errands = Errands(meanwhile)
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: errands.errand})
    await plan(database, KIND)
    await heartbeat.beat()
    clock.advance_to(when)
    await heartbeat.beat()

    assert errands.settled == [(1, "done", when)]
    assert await agenda(database) == []


async def test_what_is_taken_off_meanwhile_is_not_settled(database: Database, clock: MovableClock) -> None:
    async def meanwhile(subject: int) -> str:
        async with database.transaction() as session:
            await cancel(session, workspace="T1", kind=KIND, subjects=[subject])
        return "done"

    errands = Errands(meanwhile)
    heartbeat = new_heartbeat(database, clock, {}, tasks={KIND: errands.errand})
    await plan(database, KIND)
    await heartbeat.beat()

    assert errands.settled == []
    assert await agenda(database) == []


async def test_two_heartbeats_at_once_settle_each_errand_once(database: Database, clock: MovableClock) -> None:
    async def after_the_others(subject: int) -> str:
        await asyncio.sleep(0)
        return await fetched(subject)

    errands = Errands(after_the_others)
    for subject in range(50):
        await plan(database, KIND, subject)
    hearts = [new_heartbeat(database, clock, {}, tasks={KIND: errands.errand}) for _ in range(2)]
    counts = await asyncio.gather(*(heartbeat.beat() for heartbeat in hearts))

    assert sum(counts) == 50
    assert sorted(errands.looked) == list(range(50))
    assert sorted(subject for subject, _, _ in errands.settled) == list(range(50))


async def test_once_started_errands_hold_up_nothing_and_only_so_many_run_at_once(database: Database) -> None:
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

    async def settle(session: AsyncSession, due: Due, result: str, now: datetime) -> None:
        await errands.settle(session, due, result, now)
        if len(errands.settled) == 10:
            done.set()

    async def note(session: AsyncSession, due: Due, now: datetime) -> None:
        await diary.note(session, due, now)
        noted.set()

    diary, errands = Diary(), Errands()
    for subject in range(10):
        await plan(database, KIND, subject)
    heartbeat = new_heartbeat(
        database, SystemClock(), {"nudge": note}, tasks={KIND: Task(errands.look, slowly, settle)}
    )
    heartbeat.start()
    await full.wait()
    await plan(database, "nudge")
    await noted.wait()
    assert len(errands.looked) == TASKS_AT_ONCE
    go_on.set()
    await done.wait()
    await heartbeat.stop()

    assert most == TASKS_AT_ONCE
    assert sorted(errands.looked) == list(range(10))
    assert await agenda(database) == []


async def test_stopping_lets_an_errand_end(database: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(_subject: int) -> str:
        begun.set()
        await go_on.wait()
        return ""

    errands = Errands(slowly)
    heartbeat = new_heartbeat(database, SystemClock(), {}, tasks={KIND: errands.errand})
    await plan(database, KIND)
    heartbeat.start()
    await begun.wait()
    stopping = asyncio.create_task(heartbeat.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping

    assert len(errands.settled) == 1
    assert await agenda(database) == []


async def test_stopping_that_may_wait_no_longer_gives_an_errand_back(database: Database) -> None:
    begun, given_up = asyncio.Event(), asyncio.Event()

    async def stall(_subject: int) -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()
        return ""

    errands = Errands(stall)
    heartbeat = new_heartbeat(database, SystemClock(), {}, tasks={KIND: errands.errand})
    await plan(database, KIND)
    heartbeat.start()
    await begun.wait()
    stopping = asyncio.create_task(heartbeat.stop())
    await asyncio.sleep(0)
    stopping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopping

    assert given_up.is_set()
    assert errands.settled == []
    [(kind, _, _, attempts)] = await agenda(database)
    assert (kind, attempts) == (KIND, 0)

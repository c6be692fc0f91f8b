"""What is due is done once, in its own transaction, whoever does it; what fails is tried again later."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot.clock import MovableClock, SystemClock
from bot.database.database import Database
from bot.schedule.heartbeat import BEAT_LIMIT, Heartbeat
from bot.schedule.models import Due
from bot.schedule.scheduling import cancel, schedule
from bot.slack.models import HeardEvent
from tests.databases import opened
from tests.schedule.diary import HOUR, START, Diary, new_heartbeat, plan, schedule_of

SECRET = "the words of a member"


def heard_event() -> HeardEvent:
    return HeardEvent(workspace="T1", id="Ev9", heard_at=START)


async def plan_again(session: AsyncSession, due: Due, now: datetime, due_at: datetime) -> None:
    await schedule(session, workspace=due.workspace, kind=due.kind, subject=due.subject, due_at=due_at, now=now)


async def test_what_is_due_is_done_in_order_and_taken_off(database: Database, clock: MovableClock) -> None:
    diary = Diary()
    heartbeat = new_heartbeat(database, clock, {"nudge": diary.note})
    await plan(database, "nudge", 1, START)
    await plan(database, "nudge", 2, START - HOUR)
    await plan(database, "nudge", 3, START + HOUR)

    assert await heartbeat.next_due_at() == START - HOUR
    assert await heartbeat.beat() == 2
    assert diary.entries == [("nudge", 2, START), ("nudge", 1, START)]
    assert await heartbeat.next_due_at() == START + HOUR
    assert await heartbeat.beat() == 0


async def test_an_empty_agenda_has_no_next_instant(database: Database, clock: MovableClock) -> None:
    heartbeat = new_heartbeat(database, clock, {})

    assert await heartbeat.next_due_at() is None
    assert await heartbeat.beat() == 0


async def test_scheduling_again_moves_and_cancelling_takes_off(database: Database) -> None:
    await plan(database, "nudge", 1, START)
    await plan(database, "nudge", 1, START + HOUR)
    await plan(database, "nudge", 2, START)
    async with database.transaction() as session:
        await cancel(session, workspace="T1", kind="nudge", subjects=[2])
        await cancel(session, workspace="T1", kind="nudge", subjects=[9])

    assert await schedule_of(database) == [("nudge", 1, START + HOUR, 0)]


@pytest.mark.parametrize("later", [timedelta(0), HOUR])
async def test_a_handler_may_put_the_same_on_the_agenda_again(
    database: Database, clock: MovableClock, later: timedelta
) -> None:
    diary = Diary()

    async def come_again(session: AsyncSession, due: Due, now: datetime) -> None:
        await diary.note(session, due, now)
        if len(diary.entries) < 3:
            await plan_again(session, due, now, now + later)

    heartbeat = new_heartbeat(database, clock, {"nudge": come_again})
    await plan(database, "nudge")
    while (instant := await heartbeat.next_due_at()) is not None:
        clock.advance_to(instant)
        await heartbeat.beat()

    assert diary.entries == [("nudge", 1, START + turn * later) for turn in range(3)]


async def test_a_handler_may_cancel_what_it_is_doing(database: Database, clock: MovableClock) -> None:
    async def give_up(session: AsyncSession, due: Due, _now: datetime) -> None:
        await cancel(session, workspace=due.workspace, kind=due.kind, subjects=[due.subject])

    heartbeat = new_heartbeat(database, clock, {"nudge": give_up})
    await plan(database, "nudge")

    assert await heartbeat.beat() == 1
    assert await schedule_of(database) == []


async def test_what_a_failing_handler_did_is_undone_and_it_is_tried_again_later(
    database: Database, clock: MovableClock
) -> None:
    async def fail(session: AsyncSession, _due: Due, _now: datetime) -> None:
        session.add(heard_event())
        await session.flush()
        raise RuntimeError(SECRET)

    heartbeat = new_heartbeat(database, clock, {"nudge": fail})
    await plan(database, "nudge")
    waits = []
    for attempt in range(1, 10):
        assert await heartbeat.beat() == 1
        [(_, _, due_at, attempts)] = await schedule_of(database)
        assert attempts == attempt
        waits.append((due_at - clock.now()).total_seconds())
        clock.advance_to(due_at)

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    async with database.transaction() as session:
        assert await session.get(HeardEvent, ("T1", "Ev9")) is None


async def test_a_fault_is_logged_with_a_reference_and_without_its_words(
    database: Database, clock: MovableClock
) -> None:
    async def fail(_session: AsyncSession, _due: Due, _now: datetime) -> None:
        raise RuntimeError(SECRET)

    heartbeat = new_heartbeat(database, clock, {"nudge": fail})
    await plan(database, "nudge")
    with capture_logs() as logs:
        await heartbeat.beat()

    assert [(log["kind"], log["error"], len(log["reference"])) for log in logs] == [("nudge", "RuntimeError", 8)]
    assert SECRET not in str(logs)


async def test_a_poisoned_row_and_an_unknown_kind_block_nobody(database: Database, clock: MovableClock) -> None:
    async def fail(_session: AsyncSession, _due: Due, _now: datetime) -> None:
        raise RuntimeError

    diary = Diary()
    heartbeat = new_heartbeat(database, clock, {"poison": fail, "nudge": diary.note})
    await plan(database, "poison")
    await plan(database, "from the future")
    await plan(database, "nudge")

    assert await heartbeat.beat() == 3
    assert diary.entries == [("nudge", 1, START)]
    later = START + timedelta(seconds=30)
    assert await schedule_of(database) == [("poison", 1, later, 1), ("from the future", 1, later, 1)]


async def test_a_beat_is_bounded_and_the_next_goes_on(database: Database, clock: MovableClock) -> None:
    async def again_at_once(session: AsyncSession, due: Due, now: datetime) -> None:
        await plan_again(session, due, now, now)

    heartbeat = new_heartbeat(database, clock, {"nudge": again_at_once})
    await plan(database, "nudge")

    assert await heartbeat.beat() == BEAT_LIMIT
    assert await heartbeat.beat() == BEAT_LIMIT


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_heartbeats_who_share_a_database_do_nothing_twice(database: Database, clock: MovableClock) -> None:
    diary = Diary()
    for subject in range(200):
        await plan(database, "nudge", subject)
    url = database.url.render_as_string()
    async with opened(url) as second, opened(url) as third:
        hearts = [new_heartbeat(each, clock, {"nudge": diary.note}) for each in (database, second, third)]
        counts = await asyncio.gather(*(heartbeat.beat() for heartbeat in hearts))

    assert sum(counts) == 200
    assert sorted(subject for _, subject, _ in diary.entries) == list(range(200))
    assert await schedule_of(database) == []


async def test_moving_a_row_while_its_handler_fails_keeps_the_move(database: Database, clock: MovableClock) -> None:
    moved: list[asyncio.Task[None]] = []

    async def fail(_session: AsyncSession, _due: Due, _now: datetime) -> None:
        moved.append(asyncio.create_task(plan(database, "nudge", 1, START + 5 * HOUR)))
        raise RuntimeError

    heartbeat = new_heartbeat(database, clock, {"nudge": fail})
    await plan(database, "nudge")
    await heartbeat.beat()
    await asyncio.gather(*moved)

    assert await schedule_of(database) == [("nudge", 1, START + 5 * HOUR, 0)]


async def test_a_beat_killed_in_a_handler_has_done_nothing(database: Database, clock: MovableClock) -> None:
    begun = asyncio.Event()

    async def stall(session: AsyncSession, _due: Due, _now: datetime) -> None:
        session.add(heard_event())
        await session.flush()
        begun.set()
        await asyncio.Event().wait()

    await plan(database, "nudge")
    beating = asyncio.create_task(new_heartbeat(database, clock, {"nudge": stall}).beat())
    await begun.wait()
    beating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beating

    assert await schedule_of(database) == [("nudge", 1, START, 0)]
    async with database.transaction() as session:
        assert await session.get(HeardEvent, ("T1", "Ev9")) is None


async def test_once_started_it_beats_by_itself_and_stopping_lets_the_beat_end(database: Database) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    diary = Diary()

    async def slowly(session: AsyncSession, due: Due, now: datetime) -> None:
        begun.set()
        await go_on.wait()
        await diary.note(session, due, now)

    heartbeat: Heartbeat = new_heartbeat(database, SystemClock(), {"nudge": slowly})
    await plan(database, "nudge")
    heartbeat.start()
    await begun.wait()
    stopping = asyncio.create_task(heartbeat.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping

    assert len(diary.entries) == 1
    assert await schedule_of(database) == []

"""While Klatch is away from a workspace its due rows are held; statistics can be read at any time."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import MovableClock
from bot.database.bell import BellTopic
from bot.database.database import Database
from bot.schedule.models import Due
from bot.schedule.scheduling import resume, suspend
from bot.schedule.statistics import ScheduleStatistics, read_statistics
from tests.schedule.diary import HOUR, START, Diary, new_heartbeat, plan

pytestmark = pytest.mark.either_database


async def condition_of(database: Database, clock: MovableClock) -> ScheduleStatistics:
    async with database.transaction() as session:
        return await read_statistics(session, clock.now())


async def hold(database: Database, workspace: str) -> None:
    async with database.transaction() as session:
        await suspend(session, workspace)


async def test_what_is_held_rests_until_it_is_released_and_then_happens(
    database: Database, clock: MovableClock
) -> None:
    diary = Diary()
    heartbeat = new_heartbeat(database, clock, {"nudge": diary.note})
    await plan(database, "nudge", 1)
    await plan(database, "nudge", 2, workspace="T2")
    await hold(database, "T1")

    assert await heartbeat.beat() == 1
    assert await heartbeat.next_due_at() is None
    assert [subject for _, subject, _ in diary.entries] == [2]

    rung: list[str] = []
    database.bell.on(BellTopic.DUES, rung.append)
    async with database.transaction() as session:
        await resume(session, "T1")

    assert rung == ["T1"]
    assert await heartbeat.beat() == 1
    assert [subject for _, subject, _ in diary.entries] == [2, 1]


async def test_what_is_put_on_the_agenda_while_klatch_is_away_is_not_held(
    database: Database, clock: MovableClock
) -> None:
    """The end of what it knows, for example, has to come while it is away; Slack may say twice that it is."""
    await plan(database, "nudge", 1, START + HOUR)
    await hold(database, "T1")
    await plan(database, "nudge", 1)
    await plan(database, "nudge", 2)

    assert await new_heartbeat(database, clock, {"nudge": Diary().note}).beat() == 2


async def test_the_condition_counts_what_is_overdue_and_for_how_long(database: Database, clock: MovableClock) -> None:
    assert await condition_of(database, clock) == ScheduleStatistics(overdue=0, lag_seconds=0, failing=0)
    await plan(database, "nudge", 1, START - timedelta(seconds=90))
    await plan(database, "nudge", 2)
    await plan(database, "nudge", 3, START + HOUR)
    await plan(database, "nudge", 4, START - 5 * HOUR, workspace="T2")
    await hold(database, "T2")

    assert await condition_of(database, clock) == ScheduleStatistics(overdue=2, lag_seconds=90, failing=0)


async def test_what_fails_for_ever_shows_in_the_condition_and_is_tried_once_an_hour(
    database: Database, clock: MovableClock
) -> None:
    async def fail(_session: AsyncSession, _due: Due, _now: object) -> None:
        raise RuntimeError

    heartbeat = new_heartbeat(database, clock, {"nudge": fail})
    await plan(database, "nudge")
    counted = []
    for _ in range(7):
        await heartbeat.beat()
        counted.append((await condition_of(database, clock)).failing)
        due_at = await heartbeat.next_due_at()
        assert due_at is not None
        clock.advance_to(due_at)
    assert counted == [0, 0, 0, 0, 0, 1, 1]

    async with database.transaction() as session:
        await session.execute(update(Due).values(attempts=10_000))
    await heartbeat.beat()
    assert await heartbeat.next_due_at() == clock.now() + HOUR

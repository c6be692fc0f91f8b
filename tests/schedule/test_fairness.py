"""Workspaces take turns: however much one of them has to do, another's row is soon done."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import MovableClock, SystemClock
from bot.confinement import confined_to
from bot.correlation import correlate, correlation_id_of
from bot.database.bell import BellTopic
from bot.database.database import Database
from bot.schedule import heartbeat as beating
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule, schedule_all
from tests.crash.members import until
from tests.schedule.diary import HOUR, START, Diary, new_heartbeat, plan

pytestmark = pytest.mark.either_database


async def plan_many(database: Database, workspace: str, count: int, due_at: datetime = START) -> None:
    async with database.transaction() as session:
        await schedule_all(session, workspace=workspace, kind="nudge", subjects=range(count), due_at=due_at, now=START)


class Order:
    """In which workspaces something was done, one after another."""

    def __init__(self) -> None:
        self.workspaces: list[str] = []

    async def note(self, _session: AsyncSession, due: Due, _now: datetime) -> None:
        self.workspaces.append(due.workspace)


async def test_a_workspace_with_much_to_do_holds_up_no_other(database: Database, clock: MovableClock) -> None:
    order = Order()
    await plan_many(database, "T1", 300, START - HOUR)
    await plan(database, "nudge", workspace="T2")
    await plan(database, "nudge", workspace="T3")
    await new_heartbeat(database, clock, {"nudge": order.note}).beat()

    assert sorted(order.workspaces[:3]) == ["T1", "T2", "T3"]


async def test_each_beat_goes_on_where_the_last_one_ended(
    database: Database, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are more workspaces than a beat can serve, none is left out."""
    monkeypatch.setattr(beating, "BEAT_LIMIT", 2)
    order = Order()
    for workspace in ("T1", "T2", "T3"):
        await plan_many(database, workspace, 2)
    heartbeat = new_heartbeat(database, clock, {"nudge": order.note})
    while await heartbeat.beat():
        pass

    assert order.workspaces == ["T1", "T2", "T3", "T1", "T2", "T3"]


async def test_a_handler_sees_its_own_workspace_and_carries_the_reference_on(
    database: Database, clock: MovableClock
) -> None:
    seen: list[tuple[str | None, str | None]] = []

    async def look(session: AsyncSession, due: Due, now: datetime) -> None:
        seen.append((confined_to(session), correlation_id_of(session)))
        if due.subject < 2:
            await schedule(
                session, workspace=due.workspace, kind=due.kind, subject=due.subject + 1, due_at=now, now=now
            )

    async with database.transaction() as session:
        correlate(session, "abcdefgh")
        await schedule(session, workspace="T1", kind="nudge", subject=1, due_at=START, now=START)
    await new_heartbeat(database, clock, {"nudge": look}).beat()

    assert seen == [("T1", "abcdefgh"), ("T1", "abcdefgh")]


async def test_what_is_due_at_once_is_done_at_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the bell it would wait for the next beat, which here never comes by itself."""
    monkeypatch.setattr(beating, "BEAT_SECONDS", 3_600)
    diary = Diary()
    heartbeat = new_heartbeat(database, SystemClock(), {"nudge": diary.note})
    database.bell.on(BellTopic.DUES, heartbeat.wake)
    heartbeat.start()
    for subject in range(3):
        await plan(database, "nudge", subject)

    async def all_are_done() -> bool:
        return len(diary.entries) == 3

    await until("all three are done", all_are_done, 20)
    await heartbeat.stop()


async def test_stopping_waits_for_the_row_that_is_being_handled_and_begins_no_other(database: Database) -> None:
    diary, begun, may_end = Diary(), asyncio.Event(), asyncio.Event()

    async def slowly(session: AsyncSession, due: Due, now: datetime) -> None:
        begun.set()
        await may_end.wait()
        await diary.note(session, due, now)

    await plan_many(database, "T1", 5)
    heartbeat = new_heartbeat(database, SystemClock(), {"nudge": slowly})
    heartbeat.start()
    await begun.wait()
    stopping = asyncio.create_task(heartbeat.stop())
    await asyncio.sleep(0)
    may_end.set()
    await stopping

    assert len(diary.entries) == 1

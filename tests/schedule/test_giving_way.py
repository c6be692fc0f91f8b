"""A turn holds the locks of several due rows at once: whoever waits for one of them is never ended for it."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import MovableClock
from bot.database.database import Database
from bot.schedule.models import Due
from bot.slack.models import HeardEvent
from tests.schedule.diary import START, new_heartbeat, plan

HELD_BY_THE_TURN, HELD_BY_THE_PRESS = "one", "two"
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def lock(session: AsyncSession, event: str) -> None:
    await session.execute(select(HeardEvent.id).where(HeardEvent.id == event).with_for_update())


async def until_somebody_waits(database: Database) -> None:
    async with database.transaction() as session:
        while not await session.scalar(WAITING):
            pass


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_turn_gives_way_to_a_press_that_waits_for_what_it_holds(
    database: Database, clock: MovableClock
) -> None:
    both_hold_one = asyncio.Barrier(2)
    handled: list[int] = []

    async def press() -> None:
        async with database.transaction() as session:
            await lock(session, HELD_BY_THE_PRESS)
            await both_hold_one.wait()
            await lock(session, HELD_BY_THE_TURN)

    async def nudge(session: AsyncSession, due: Due, _now: datetime) -> None:
        handled.append(due.subject)
        if due.subject:
            await lock(session, HELD_BY_THE_TURN if due.subject == 1 else HELD_BY_THE_PRESS)
        if handled == [0, 1]:
            await both_hold_one.wait()
            await until_somebody_waits(database)

    async with database.transaction() as session:
        session.add_all(HeardEvent(workspace="T1", id=one, heard_at=START) for one in ("one", "two"))
    for subject in range(3):
        await plan(database, "nudge", subject)
    pressed = asyncio.create_task(press())
    await new_heartbeat(database, clock, {"nudge": nudge}).beat()
    await pressed

    assert handled == [0, 1, 2, 1, 2]

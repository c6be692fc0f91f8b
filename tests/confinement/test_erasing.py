"""What a workspace leaves behind is erased to the last row, and nothing else is."""

from datetime import datetime, timedelta

import pytest
import structlog
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import MovableClock
from bot.database.bell import BellTopic
from bot.database.columns import Base
from bot.database.database import Database
from bot.installing import erasing
from bot.installing.erasing import AT_ONCE, ERASE, erase_at_once
from bot.maintenance import retention
from bot.maintenance import routes as maintenance
from bot.outbox.models import Letter
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from bot.schedule.worker import Handler
from bot.workspaces.models import Grant, Installation
from tests.confinement.filling import EACH, Filling, dump, fill
from tests.schedule.diary import START, new_heartbeat

pytestmark = pytest.mark.either_database

PEOPLE = [f"U{number}" for number in range(EACH)]


@pytest.fixture
async def both(database: Database) -> Database:
    """Two workspaces full of rows. Klatch has left the first, and it is due to be erased."""
    await fill(database, Filling("T1", 500, PEOPLE, "C1"))
    await fill(database, Filling("T2", 700, PEOPLE, "C1"))
    async with database.transaction() as session:
        await session.execute(update(Installation).where(Installation.workspace == "T1").values(left_at=START))
        await session.execute(update(Grant).where(Grant.holder == "T1").values(ended_at=START))
        await schedule(session, workspace="T1", kind=ERASE, subject=0, due_at=START, now=START)
    return database


async def count(database: Database, workspace: str) -> int:
    return sum(len(rows) for rows in (await dump(database, workspace)).values())


async def beat(database: Database, now: datetime = START, handler: Handler = erasing.erase) -> None:
    """Do all that is due."""
    heartbeat = new_heartbeat(database, MovableClock(now), {ERASE: handler, **maintenance.ROUTES.handlers()})
    while await heartbeat.beat():
        pass


async def write_letters(database: Database, number: int) -> None:
    """Letters of T1, each of which rewrites the one before."""
    filling, table = Filling("T1", 1000, PEOPLE, "C1"), Base.metadata.tables["letters"]
    chain = [{"key": f"letter {index}", "amends_id": 999 + index if index else None} for index in range(number)]
    rows = [{**filling.row(table, index), **link} for index, link in enumerate(chain)]
    async with database.transaction() as session:
        await session.execute(insert(table), rows)


async def test_every_row_of_it_is_erased_and_none_of_another(both: Database) -> None:
    before, rung = await dump(both, "T2"), list[str]()
    both.bell.on(BellTopic.WORKSPACES, rung.append)
    with structlog.testing.capture_logs() as logs:
        await beat(both)
    assert {table: rows for table, rows in (await dump(both, "T1")).items() if rows} == {}
    assert await dump(both, "T2") == before
    assert rung == ["T1"]
    assert [set(entry) for entry in logs] == [{"event", "log_level", "rows"}]


async def test_it_goes_on_where_it_was_killed(both: Database) -> None:
    """In pieces, of which one that is broken off leaves nothing half done."""
    await write_letters(both, 2 * AT_ONCE + 3)
    whole, steps = await count(both, "T1"), list[datetime]()

    async def dies_the_second_time(session: AsyncSession, due: Due, now: datetime) -> None:
        steps.append(now)
        await erasing.erase(session, due, now)
        if len(steps) == 2:
            raise ConnectionError

    await beat(both, handler=dies_the_second_time)
    assert await count(both, "T1") == whole - AT_ONCE

    await beat(both, START + timedelta(hours=1))
    assert await count(both, "T1") == 0


async def test_where_klatch_is_at_home_nothing_is_erased(both: Database) -> None:
    before = await dump(both, "T2")
    async with both.transaction() as session:
        await schedule(session, workspace="T2", kind=ERASE, subject=0, due_at=START, now=START)
    await beat(both)
    assert await dump(both, "T2") == before


async def test_who_comes_back_too_late_begins_anew_with_the_new_grant(both: Database) -> None:
    async with both.transaction() as session:
        await session.execute(update(Grant).where(Grant.holder == "T1").values(ended_at=None))
        await erase_at_once(session, "T1")
        assert await session.get(Installation, "T1") is None
        assert await session.scalar(select(func.count()).select_from(Letter).where(Letter.workspace == "T1")) == 0
        assert await session.get(Grant, "T1") is not None


async def test_an_organizations_grant_is_forgotten_with_its_last_workspace(both: Database) -> None:
    async with both.transaction() as session:
        of_all = {"holder": "E1", "is_organization": True, "name": "All", "bot_user": "U0", "scopes": []}
        session.add(Grant(**of_all, installed_at=START, ended_at=START))
        await session.execute(update(Installation).values(holder="E1", left_at=START))
    await beat(both)
    await forget(both)
    assert await holders(both) == {"E1", "T2"}

    async with both.transaction() as session:
        await session.execute(update(Grant).where(Grant.holder == "T2").values(ended_at=START))
        await schedule(session, workspace="T2", kind=ERASE, subject=0, due_at=START, now=START)
    await beat(both)
    await forget(both)
    assert await holders(both) == set()


async def forget(database: Database) -> None:
    async with database.transaction() as session:
        await retention.begin_forgetting(session, START)
    await beat(database)
    async with database.transaction() as session:
        await session.execute(delete(Due).where(Due.kind == retention.KIND, Due.workspace == ""))


async def holders(database: Database) -> set[str]:
    async with database.transaction() as session:
        return set(await session.scalars(select(Grant.holder)))

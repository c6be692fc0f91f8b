"""What a beat costs depends on what is due, not on what will be, nor on what is held."""

from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.database import Database
from bot.schedule.fair_order import next_dues, workspaces_with_dues
from bot.schedule.models import Due
from tests.outbox.test_claim_cost import rows_looked_at, steps_of
from tests.schedule.diary import HOUR, START

FEW, MANY = 40, 8_000
ROWS_AT_MOST = 20

analysed = pytest.mark.parametrize("is_analysed", [True, False], ids=["analysed", "not analysed"])


async def filled(database: Database, count: int, *, is_analysed: bool) -> None:
    """Rows of the future, and as many that would be due were they not held, in a hundred workspaces; four are due."""
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM dues"))
        rows = [
            {"workspace": f"T{number % 100}", "kind": "nudge", "subject": number, "attempts": 0, "is_held": is_held}
            | {"due_at": START if is_held else START + HOUR}
            for number, is_held in enumerate([False, True] * count)
        ]
        rows += [{**rows[0], "workspace": "T1", "subject": -n, "is_held": False, "due_at": START} for n in range(1, 5)]
        await session.execute(insert(Due), rows)
        if is_analysed:
            await session.execute(text("ANALYZE"))


async def look(session: AsyncSession) -> None:
    """What a beat asks of the database before it handles anything."""
    assert await workspaces_with_dues(session, START, ()) == ["T1"]
    assert await workspaces_with_dues(session, START - HOUR, ()) == []
    assert len(await next_dues(session, "T1", START, (), 20)) == 4
    assert await next_dues(session, "T2", START, (), 20) == []


@analysed
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_a_beat_takes_no_more_steps_among_many_rows(database: Database, is_analysed: bool) -> None:
    taken = []
    for count in (FEW, MANY):
        await filled(database, count, is_analysed=is_analysed)
        steps = [0]
        async with database.transaction() as session:
            with steps_of(database, steps):
                await look(session)
        taken.append(steps[0])

    assert 0 < taken[1] <= 1.2 * taken[0] + 100


@analysed
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_on_postgresql_a_beat_looks_at_few_of_many_rows(database: Database, is_analysed: bool) -> None:
    await filled(database, MANY, is_analysed=is_analysed)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: object) -> None:
        asked.append((sql, values))

    async with database.transaction() as session:
        event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        await look(session)
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
        looked_at = [await rows_looked_at(session, sql, values) for sql, values in asked]

    assert 0 < sum(looked_at) <= ROWS_AT_MOST

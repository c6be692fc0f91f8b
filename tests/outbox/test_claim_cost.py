"""What the next letter costs to find: the same however many wait for a pace, in a line, or were sent."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.database import Database
from bot.outbox.claiming import Idle, claim
from bot.outbox.delivery import Delivery
from bot.outbox.models import DirectChannel, Letter, LetterState, Method, RateLimit, Urgency, WhenUnknown
from bot.outbox.polling import workspaces_ready
from bot.outbox.rate_limits import OPEN_CHANNEL, WINDOW
from bot.outbox.round_robin import WORKSPACE_LIMIT
from tests.outbox.office import SECOND, START

FEW, MANY = 60, 800
ROWS_AT_MOST = 120
"""Rows that PostgreSQL may look at for one claim, of the thousands."""

analysed = pytest.mark.parametrize("is_analysed", [False, True], ids=["no statistics", "analysed"])


def letter(number: int, address: str, **more: Any) -> dict[str, Any]:
    return {
        "workspace": "T1",
        "key": f"{number}",
        "address": address,
        "method": Method.POST,
        "state": LetterState.WAITING,
        "payload": {"text": "hello"},
        "when_unknown": WhenUnknown.LET_GO,
        "urgency": Urgency.NOTICE,
        "attempts": 0,
        "not_before": START,
        "try_at": START,
        "written_at": START,
        **more,
    }


async def fill(session: AsyncSession, count: int) -> None:
    """Sent ones, openings that their pace holds, a long line to one channel, and one channel that is free."""
    sent = [letter(n, f"#C{n}", state=LetterState.SENT) for n in range(count)]
    to_be_opened = [letter(count + n, f"@U{n}") for n in range(count)]
    line = [letter(2 * count + n, "#LINE") for n in range(count)]
    free = [letter(3 * count + n, f"#FREE{n}", not_before=START + SECOND, try_at=START + SECOND) for n in range(9)]
    await session.execute(insert(Letter), [*sent, *to_be_opened, *line, *free])
    idle = [{"workspace": "T1", "scope": f"#C{n}", "open_at": START} for n in range(20 * count)]
    closed = [{"workspace": "T1", "scope": scope, "open_at": START + WINDOW} for scope in (OPEN_CHANNEL, "#LINE")]
    await session.execute(insert(RateLimit), [*idle, *closed])
    known = [{"workspace": "T1", "address": f"@K{n}", "channel": f"D{n}"} for n in range(count)]
    await session.execute(insert(DirectChannel), known)


async def filled(database: Database, count: int, *, is_analysed: bool) -> None:
    async with database.transaction() as session:
        await fill(session, count)
        if is_analysed:
            await session.execute(text("ANALYZE"))
        while await claim(session, "T1", Urgency.NOTICE, WORKSPACE_LIMIT, "lease", START) == Idle(START):
            pass  # it goes on writing down what each waits for: nothing of this may go yet
        await session.execute(text("ANALYZE")) if is_analysed else None


@contextmanager
def steps_of(database: Database, steps: list[int]) -> Iterator[None]:
    """Counts what SQLite's machine does, ten instructions at a time."""

    def count() -> int:
        steps[0] += 10
        return 0

    def begin(connection: Any, *_: object) -> None:
        connection.connection.driver_connection._conn.set_progress_handler(count, 10)

    event.listen(database.engine.sync_engine, "before_cursor_execute", begin)
    yield
    event.remove(database.engine.sync_engine, "before_cursor_execute", begin)


async def claim_some(session: AsyncSession) -> Sequence[Delivery]:
    claimed = await claim(session, "T1", Urgency.NOTICE, WORKSPACE_LIMIT, "lease", START + SECOND)
    assert not isinstance(claimed, Idle)
    return claimed or ()


async def steps_to_claim(database: Database, count: int, *, is_analysed: bool) -> int:
    await filled(database, count, is_analysed=is_analysed)
    steps = [0]
    async with database.transaction() as session:
        with steps_of(database, steps):
            deliveries = await claim_some(session)
            assert [delivery.address for delivery in deliveries] == [f"#FREE{n}" for n in range(WORKSPACE_LIMIT)]
            assert await workspaces_ready(session, START + SECOND) == {"T1": Urgency.NOTICE}
            taken = steps[0]
        await session.rollback()
    async with database.transaction() as session:
        for table in (Letter, RateLimit, DirectChannel):
            await session.execute(table.__table__.delete())  # type: ignore[attr-defined]
    return taken


@analysed
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_a_claim_takes_no_more_steps_among_many_letters(database: Database, is_analysed: bool) -> None:
    few = await steps_to_claim(database, FEW, is_analysed=is_analysed)
    many = await steps_to_claim(database, MANY, is_analysed=is_analysed)

    assert 0 < many <= 1.2 * few + 200


@analysed
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_on_postgresql_a_claim_looks_at_few_of_many_letters(database: Database, is_analysed: bool) -> None:
    await filled(database, MANY, is_analysed=is_analysed)
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, *_: object) -> None:
        statements.append((sql, values))

    async with database.transaction() as session:
        event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        assert len(await claim_some(session)) == WORKSPACE_LIMIT
        await workspaces_ready(session, START + SECOND)
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
        looked_at = [await rows_looked_at(session, sql, values) for sql, values in statements if "SELECT" in sql[:6]]
        await session.rollback()

    assert 0 < sum(looked_at) <= ROWS_AT_MOST


async def rows_looked_at(session: AsyncSession, sql: str, values: Any) -> float:
    connection = await session.connection()
    plan = (await connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)).scalar_one()
    plans = json.loads(plan) if isinstance(plan, str) else plan
    return sum(rows_of(plan["Plan"]) for plan in plans)


def rows_of(plan: dict[str, Any]) -> float:
    """Of each scan of a table, what it returned and what it threw away, as often as it was begun."""
    rows = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    here = rows * plan["Actual Loops"] if "Relation Name" in plan else 0
    return here + sum(rows_of(part) for part in plan.get("Plans", []))

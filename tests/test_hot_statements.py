"""What is asked of SQLite again and again goes by an index, whatever ANALYZE has told SQLite of the tables."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.database.database import Database
from bot.maintenance import retention
from bot.outbox.models import Letter, LetterState, RateLimit, Urgency
from bot.outbox.polling import first_lease_end, workspaces_ready, workspaces_with_letters
from bot.outbox.results import expire_leases
from bot.schedule.fair_order import next_dues, workspaces_with_dues
from bot.schedule.models import Due
from bot.slack.models import HeardEvent
from tests.databases import statements
from tests.outbox.office import START
from tests.outbox.test_claim_cost import analysed, claim_some, letter

MANY = 2_000
GROWING = ("letters", "dues", "heard_events", "direct_channels", "prompt_uses")
"""With what members do; paces grow with methods and channels alone."""


async def fill(session: AsyncSession) -> None:
    sent = [letter(n, f"#C{n}", state=LetterState.SENT, settled_at=START) for n in range(MANY)]
    waiting = [letter(MANY + n, f"#C{n % 50}") for n in range(MANY)]
    on_the_wire = {"state": LetterState.LEASED, "lease": "1", "leased_until": START - timedelta(minutes=1)}
    await session.execute(insert(Letter), [*sent, *waiting, letter(2 * MANY, "#LEASED", **on_the_wire)])
    dues = [{"workspace": "T1", "kind": "k", "subject": n, "due_at": START, "attempts": 0} for n in range(MANY)]
    await session.execute(insert(Due), dues)
    await session.execute(
        insert(HeardEvent), [{"workspace": "T1", "id": f"{n}", "heard_at": START} for n in range(MANY)]
    )
    await session.execute(
        insert(RateLimit), [{"workspace": "T1", "scope": f"#C{n}", "open_at": START} for n in range(MANY)]
    )


async def do_what_is_done_all_the_time(session: AsyncSession) -> None:
    """What the postman and the heartbeat ask each second, and what each letter and each due row costs."""
    assert len(await expire_leases(session, START)) == 1
    await session.flush()
    assert await workspaces_with_letters(session) == ["T1"]
    assert await workspaces_ready(session, START) == {"T1": Urgency.NOTICE}
    assert await first_lease_end(session) is None
    assert await claim_some(session)
    assert await workspaces_with_dues(session, START, ()) == ["T1"]
    due, *_ = await next_dues(session, "T1", START, (), 20)
    await retention.forget(session, due, START + timedelta(days=40))
    await session.flush()


async def read_wholly(connection: AsyncConnection, sql: str) -> list[str]:
    """The tables that grow and that SQLite would read from end to end for a statement."""
    plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?"))
    steps = [row[-1].split() for row in plan.fetchall()]
    return [step[1] for step in steps if step[0] == "SCAN" and step[1] in GROWING]


@analysed
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_table_that_grows_is_read_from_end_to_end(database: Database, is_analysed: bool) -> None:
    async with database.transaction() as session:
        await fill(session)
        if is_analysed:
            await session.execute(text("ANALYZE"))
    with statements(database) as asked:
        async with database.transaction() as session:
            await do_what_is_done_all_the_time(session)
            await session.rollback()
    asked[:] = [sql for sql in asked if sql.startswith(("SELECT", "UPDATE", "DELETE", "WITH"))]
    async with database.engine.connect() as connection:
        found = {sql: tables for sql in asked if (tables := await read_wholly(connection, sql))}

    assert len(asked) > 10
    assert found == {}

"""What happens to a database that is not there as it was: another primary, or a pooler between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from bot import schema
from bot.database.bell import BellTopic, ring
from bot.database.database import Database
from bot.outbox.models import DirectChannel
from bot.schema import State
from tests.crash.bots import new_playground
from tests.databases import opened
from tests.pgbouncer import PROGRAM, pooled
from tests.postgres import Postgres
from tests.replicas.replica import CIPHER, at_work, hello_comes, owe_hello

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
where_a_pooler_is = pytest.mark.skipif(PROGRAM is None, reason="PgBouncer is not installed")

CONNECTIONS = 4
OFTEN = 12
"""More often than psycopg does something before it has PostgreSQL prepare it."""


def a_channel(number: int) -> DirectChannel:
    return DirectChannel(workspace="T1", address=f"@U{number}", channel=f"D{number}")


async def write(database: Database, number: int) -> None:
    async with database.transaction() as session:
        session.add(a_channel(number))


@asynccontextmanager
async def all_at_once(database: Database, count: int) -> AsyncIterator[list[AsyncSession]]:
    """So many transactions, each on a connection of its own."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(database.transaction()) for _ in range(count)]


@on_postgresql
async def test_connections_on_which_nothing_can_be_written_are_thrown_away_together(database: Database) -> None:
    async with all_at_once(database, CONNECTIONS) as sessions:
        for session in sessions:
            await session.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
    outcomes = [await asyncio.gather(write(database, number), return_exceptions=True) for number in range(CONNECTIONS)]

    assert [outcome for (outcome,) in outcomes[1:]] == [None] * (CONNECTIONS - 1)
    assert "read-only" in str(outcomes[0][0])


@on_postgresql
async def test_without_a_pooler_what_is_often_done_is_prepared(database: Database) -> None:
    async with database.transaction() as session:
        for number in range(OFTEN):
            await session.scalar(select(DirectChannel.channel).where(DirectChannel.channel == f"D{number}"))
        assert await session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) != 0


@where_a_pooler_is
@on_postgresql
async def test_behind_a_pooler_in_transaction_mode_many_at_once_all_succeed(database_url: str) -> None:
    with pooled(database_url) as url:
        async with opened(url) as database:
            await asyncio.gather(*(write(database, number) for number in range(10 * OFTEN)))
            async with database.transaction() as session:
                assert len((await session.scalars(select(DirectChannel.channel))).all()) == 10 * OFTEN
                assert await session.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0


@where_a_pooler_is
async def test_a_database_is_made_through_a_pooler_too(postgres: Postgres) -> None:
    with postgres.bare_database() as direct, pooled(direct) as url:
        async with opened(url) as database:
            await asyncio.gather(schema.upgrade(database), schema.upgrade(database))
            assert await schema.state(database) is State.CURRENT


@where_a_pooler_is
@on_postgresql
async def test_behind_a_pooler_nobody_listens_and_the_log_says_so_once(database_url: str) -> None:
    with pooled(database_url) as url, capture_logs() as logs:
        async with opened(url) as database:
            stop = asyncio.Event()
            sharing = asyncio.create_task(database.bell.run(database.url, stop))
            while not logs:  # noqa: ASYNC110  until it has found out
                await asyncio.sleep(0)
            async with database.transaction() as session:
                ring(session, BellTopic.LETTERS, "T1")
            stop.set()
            await sharing
            async with database.transaction() as session:
                assert await session.scalar(text("SELECT count(*) FROM pg_listening_channels()")) == 0
    assert [(log["event"], log["error"]) for log in logs] == [("bell_not_shared", "behind_a_pooler")]


@where_a_pooler_is
@on_postgresql
async def test_what_one_process_writes_behind_a_pooler_another_sends(database_url: str) -> None:
    with pooled(database_url) as url:
        async with new_playground() as playground, at_work(url, playground), opened(url, CIPHER) as elsewhere:
            ana = playground.add_person("Ana Ruiz")
            await owe_hello(elsewhere, ana)
            await hello_comes(ana)
            assert (await ana.command("/mentor-ask", "list")).ok

"""Who has work for others rings once it is committed, and all who listen hear it, in every process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import text

from bot.database.bell import CHANNEL, BellTopic, ring
from bot.database.database import Database
from bot.database.engine import WHO_SERVES
from tests.crash.members import until
from tests.databases import opened

EVERYTHING = [(topic, "") for topic in BellTopic]
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Ear:
    """Hears every topic, and remembers."""

    def __init__(self, database: Database) -> None:
        self.heard: list[tuple[BellTopic, str]] = []
        for topic in BellTopic:
            database.bell.on(topic, partial(self._hear, topic))

    def _hear(self, topic: BellTopic, workspace: str) -> None:
        self.heard.append((topic, workspace))

    async def hears(self, *expected: tuple[BellTopic, str]) -> None:
        """Wait until it has heard this, and forget it. Raises AssertionError when something else was heard."""

        async def has_heard_as_much() -> bool:
            return len(self.heard) >= len(expected)

        await until("all of it is heard", has_heard_as_much, seconds=20)
        heard, self.heard = self.heard, []
        assert heard == [*expected]


@asynccontextmanager
async def sharing(database: Database) -> AsyncIterator[Ear]:
    """A process that rings together with others; everything has been rung to it once."""
    ear, stop = Ear(database), asyncio.Event()
    running = asyncio.create_task(database.bell.run(database.url, stop))
    try:
        await ear.hears(*EVERYTHING)
        yield ear
    finally:
        stop.set()
        await running


async def ring_in_a_transaction(database: Database, *rings: tuple[BellTopic, str]) -> None:
    async with database.transaction() as session:
        for topic, workspace in rings:
            ring(session, topic, workspace)


@pytest.mark.either_database
async def test_a_bell_is_heard_once_the_transaction_is_committed_and_not_before(database: Database) -> None:
    ear = Ear(database)
    async with database.transaction() as session:
        ring(session, BellTopic.LETTERS, "T1")
        ring(session, BellTopic.DUES, "T2")
        ring(session, BellTopic.LETTERS, "T1")
        assert ear.heard == []
    assert ear.heard == [(BellTopic.LETTERS, "T1"), (BellTopic.DUES, "T2")]


@pytest.mark.either_database
async def test_what_is_rolled_back_rings_no_bell(database: Database) -> None:
    ear = Ear(database)

    async def break_off() -> None:
        async with database.transaction() as session:
            ring(session, BellTopic.LETTERS, "T1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await break_off()
    assert ear.heard == []


@pytest.mark.either_database
async def test_a_listener_that_fails_harms_neither_the_transaction_nor_other_listeners(database: Database) -> None:
    def fail(_workspace: str) -> None:
        raise RuntimeError

    database.bell.on(BellTopic.LETTERS, fail)
    ear = Ear(database)
    await ring_in_a_transaction(database, (BellTopic.LETTERS, "T1"))
    assert ear.heard == [(BellTopic.LETTERS, "T1")]


@on_postgresql
async def test_all_processes_hear_it_and_the_one_that_rings_hears_it_once(database: Database) -> None:
    async with opened(database.url.render_as_string()) as other, sharing(database) as here, sharing(other) as there:
        await ring_in_a_transaction(database, (BellTopic.LETTERS, "T1"), (BellTopic.DUES, "T2"))
        await there.hears((BellTopic.LETTERS, "T1"), (BellTopic.DUES, "T2"))
        await ring_in_a_transaction(other, (BellTopic.WORKSPACES, "T3"))
        await here.hears((BellTopic.LETTERS, "T1"), (BellTopic.DUES, "T2"), (BellTopic.WORKSPACES, "T3"))
        await there.hears((BellTopic.WORKSPACES, "T3"))


@on_postgresql
async def test_what_a_newer_klatch_rings_is_passed_over(database: Database) -> None:
    async with opened(database.url.render_as_string()) as other, sharing(other) as there:
        async with database.transaction() as session:
            for payload in ("weather T1", "", "letters T1"):
                await session.execute(text("SELECT pg_notify(:channel, :payload)"), vars_of(payload))
        await there.hears((BellTopic.LETTERS, "T1"))


async def cut(database: Database, query: str) -> int:
    """End the connections whose last statement was this one; how many there were."""
    async with database.transaction() as session:
        those = text("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = :query")
        return await session.scalar(those, {"query": query}) or 0


@on_postgresql
async def test_after_a_lost_connection_everything_is_rung_and_the_bell_is_shared_again(database: Database) -> None:
    async with opened(database.url.render_as_string()) as other, sharing(database) as here, sharing(other) as there:
        assert await cut(database, f"LISTEN {CHANNEL}") == 2
        await here.hears(*EVERYTHING)
        await there.hears(*EVERYTHING)
        await ring_in_a_transaction(database, (BellTopic.LETTERS, "T1"))
        await there.hears((BellTopic.LETTERS, "T1"))


@on_postgresql
async def test_what_is_rung_over_a_lost_connection_is_rung_again_over_the_next(database: Database) -> None:
    async with opened(database.url.render_as_string()) as other, sharing(database), sharing(other) as there:
        assert await cut(database, WHO_SERVES) == 2
        await ring_in_a_transaction(database, (BellTopic.LETTERS, "T1"))
        await there.hears((BellTopic.LETTERS, "T1"))


def vars_of(payload: str) -> dict[str, str]:
    return {"channel": CHANNEL, "payload": payload}

"""The database keeps what it promises, on SQLite and on PostgreSQL."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from bot.database.database import Database
from bot.database.engine import async_url
from bot.database.inserts import insert_once
from bot.database.keys import Key, Keys
from bot.outbox.models import DirectChannel, Letter, LetterState, Method, RateLimit, WhenUnknown
from tests.databases import opened

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "the words of a member"
KEY = ["workspace", "address"]


def letter(**more: object) -> Letter:
    fields = {"state": LetterState.WAITING, "payload": {"text": SECRET}, "not_before": START, **more}
    return Letter(
        workspace="T1",
        key="k",
        method=Method.POST,
        address="#C1",
        when_unknown=WhenUnknown.REPEAT,
        try_at=START,
        written_at=START,
        **fields,
    )


async def channels(database: Database) -> list[str]:
    async with database.transaction() as session:
        return list(await session.scalars(select(DirectChannel.channel)))


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            session.add(DirectChannel(workspace="T1", address="@U1", channel="D1"))
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await channels(database) == []


async def test_many_transactions_at_once_all_succeed(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.transaction() as session:
            session.add(DirectChannel(workspace="T1", address=f"@U{number}", channel=f"D{number}"))

    await asyncio.gather(*(write(number) for number in range(50)))

    assert len(await channels(database)) == 50


@pytest.mark.parametrize("steps", range(1, 60, 4))
async def test_a_transaction_that_is_cancelled_leaves_nothing_locked(database: Database, steps: int) -> None:
    async def write(address: str) -> None:
        async with database.transaction() as session:
            session.add(DirectChannel(workspace="T1", address=address, channel="D1"))
            await session.flush()
            await session.scalar(select(DirectChannel.channel))

    await write("@U1")
    writing = asyncio.create_task(write("@U2"))
    for _ in range(steps):
        await asyncio.sleep(0)
    writing.cancel()
    with suppress(asyncio.CancelledError):
        await writing

    await write("@U3")


async def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    tokyo = START.astimezone(timezone(timedelta(hours=9)))
    async with database.transaction() as session:
        session.add(RateLimit(workspace="T1", scope="x", open_at=tokyo))
    async with database.transaction() as session:
        found = await session.scalar(select(RateLimit.open_at).where(RateLimit.open_at == tokyo))

    assert found == START
    assert found is not None
    assert found.tzinfo == UTC


async def test_a_datetime_without_a_zone_is_refused(database: Database) -> None:
    async def write() -> None:
        async with database.transaction() as session:
            session.add(RateLimit(workspace="T1", scope="x", open_at=START.replace(tzinfo=None)))

    with pytest.raises(StatementError, match="naive"):
        await write()


async def test_states_are_stored_as_words_and_come_back_as_states(database: Database) -> None:
    async with database.transaction() as session:
        session.add(letter())
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT state FROM letters")) == "waiting"
        assert await session.scalar(select(Letter.state)) is LetterState.WAITING


async def test_private_text_lies_encrypted_and_only_its_key_opens_it(database: Database) -> None:
    async with database.transaction() as session:
        session.add(letter())
    async with database.transaction() as session:
        assert SECRET not in str(await session.scalar(text("SELECT payload FROM letters")))
        assert await session.scalar(select(Letter.payload)) == {"text": SECRET}
    other_key = Keys([Key(Fernet.generate_key())])
    async with opened(database.url.render_as_string(), other_key) as foreign, foreign.transaction() as session:
        with pytest.raises(InvalidToken):
            await session.scalar(select(Letter.payload))


async def test_errors_do_not_repeat_what_was_written(database: Database) -> None:
    async def write_twice() -> None:
        async with database.transaction() as session:
            session.add_all([letter(failure=SECRET), letter(failure=SECRET)])

    with pytest.raises(DBAPIError) as raised:
        await write_twice()
    assert SECRET not in str(raised.value)


async def test_what_is_inserted_once_is_there_once(database: Database) -> None:
    async with database.transaction() as session:
        first = await insert_once(session, DirectChannel, KEY, workspace="T1", address="@U1", channel="D1")
        second = await insert_once(session, DirectChannel, KEY, workspace="T1", address="@U1", channel="D2")

    assert (first, second) == (True, False)
    assert await channels(database) == ["D1"]


async def test_of_many_who_insert_at_once_one_learns_that_it_did(database: Database) -> None:
    async def write(number: int) -> bool:
        async with database.transaction() as session:
            channel = f"D{number}"
            return await insert_once(session, DirectChannel, KEY, workspace="T1", address="@U1", channel=channel)

    assert sorted(await asyncio.gather(*(write(number) for number in range(8)))) == [False] * 7 + [True]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_a_commit_is_on_the_disk_before_it_returns(database: Database) -> None:
    async with database.transaction() as session:
        settings = [await session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]

    assert settings == ["wal", 2]


@pytest.mark.parametrize(
    ("written", "driver"),
    [
        ("sqlite:///klatch.db", "sqlite+aiosqlite"),
        ("postgres://klatch@db/klatch", "postgresql+psycopg"),
        ("postgresql://klatch@db/klatch", "postgresql+psycopg"),
        ("postgresql+psycopg2://klatch@db/klatch", "postgresql+psycopg"),
    ],
)
def test_a_url_may_be_written_the_way_people_write_it(written: str, driver: str) -> None:
    assert async_url(written).drivername == driver


def test_another_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="not for mysql"):
        async_url("mysql://klatch@db/klatch")

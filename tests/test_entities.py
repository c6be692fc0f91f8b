"""Entities that prepared statements read are those that a session would have read, and its own from then on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, inspect, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from bot.confinement import confine
from bot.database.database import Database
from bot.database.entities import Entities
from bot.database.inserts import insert_once_all
from bot.database.prepared import Prepared
from bot.outbox.models import Letter, LetterState, Method, PrivateFields, WhenUnknown

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = ("a", "b", "c")
OURS, THEIRS = "T1", "T2"
BY_KEYS = select(Letter).where(Letter.key.in_(bindparam("keys", expanding=True))).order_by(Letter.id.desc())
LETTERS = Entities(BY_KEYS)
MOVE: Prepared[()] = Prepared(update(Letter).where(Letter.key == "a").values(address=bindparam("address")))
WITHOUT_PAYLOAD = Entities(BY_KEYS, unread=[Letter.payload])


def row(workspace: str, key: str) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "key": key,
        "method": Method.POST,
        "address": f"@U{key}",
        "payload": {"text": f"the words of {key}"},
        "when_unknown": WhenUnknown.REPEAT,
        "not_before": START,
        "try_at": START,
        "written_at": START,
        "hidden": PrivateFields("alias"),
        "shown": None if key == "b" else f"the digest of {key}",
    }


@asynccontextmanager
async def confined(database: Database, workspace: str = OURS) -> AsyncIterator[AsyncSession]:
    async with database.transaction() as session:
        confine(session, workspace)
        yield session


async def write(database: Database) -> None:
    async with database.transaction() as session:
        for workspace in (OURS, THEIRS):
            await insert_once_all(session, Letter, ["workspace", "key"], [row(workspace, key) for key in KEYS])


def columns_of(letter: Letter) -> dict[str, Any]:
    return {attribute.key: getattr(letter, attribute.key) for attribute in inspect(Letter).column_attrs}


async def test_they_are_those_that_a_session_reads_in_the_same_order_and_of_one_workspace(database: Database) -> None:
    await write(database)
    everything = BY_KEYS.options(undefer(Letter.shown))
    for keys in ([], ["b"], ["a", "c", "z"], list(KEYS)):
        async with confined(database) as session:
            expected = [columns_of(each) for each in await session.scalars(everything, {"keys": keys})]
        async with confined(database) as session:
            assert [columns_of(each) for each in await LETTERS.all(session, keys=keys)] == expected
        assert [each["key"] for each in expected] == [key for key in reversed(KEYS) if key in keys]


async def test_what_is_changed_in_one_is_written_also_where_it_was_not_read(database: Database) -> None:
    await write(database)
    async with confined(database) as session:
        (letter,) = await WITHOUT_PAYLOAD.all(session, keys=["a"])
        letter.payload, letter.state = {"text": "others"}, LetterState.HELD
    async with confined(database) as session:
        (letter,) = await session.scalars(BY_KEYS, {"keys": ["a"]})
        assert (letter.payload, letter.state, letter.address) == ({"text": "others"}, LetterState.HELD, "@Ua")


async def test_one_that_was_read_before_is_the_same_as_it_is_now_with_its_changes(
    database: Database,
) -> None:
    await write(database)
    async with confined(database) as session:
        letter = await LETTERS.first(session, keys=["a"])
        assert letter is not None
        letter.attempts = 3
        await MOVE.run(session, address="#C1")
        assert letter.address == "@Ua"
        assert await LETTERS.first(session, keys=["a"]) is letter
        assert (letter.attempts, letter.address) == (3, "#C1")
        assert not session.dirty
        (by_the_session,) = await session.scalars(BY_KEYS, {"keys": ["a"]})
        assert by_the_session is letter


async def test_there_is_none_where_nothing_is_found(database: Database) -> None:
    await write(database)
    async with confined(database, "T3") as session:
        assert await LETTERS.first(session, keys=list(KEYS)) is None

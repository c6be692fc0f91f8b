"""Prepared statements say what a session would say, see what it sees, and are confined as it is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.confinement import confine
from bot.database.database import Database
from bot.database.driver import NeedsTransactionError
from bot.database.prepared import Prepared
from bot.outbox.models import Letter, LetterState, Method, PrivateFields, Urgency, WhenUnknown

LETTERS = Letter.__table__
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = ("a", "b", "c", "d", "e")
EVERYTHING = select(*LETTERS.c).order_by(LETTERS.c.id)
BY_KEYS = select(LETTERS.c.workspace, LETTERS.c.key).where(
    LETTERS.c.key.in_(bindparam("keys", expanding=True)), LETTERS.c.state.in_([LetterState.WAITING, LetterState.SENT])
)
BY_LISTS = BY_KEYS.where(
    LETTERS.c.id.not_in(bindparam("ids", expanding=True)), LETTERS.c.try_at.in_(bindparam("instants", expanding=True))
).order_by(LETTERS.c.id)
FOUND_BY_LISTS = Prepared(BY_LISTS)
INSTANTS = (START, START + timedelta(seconds=1))
OURS, THEIRS = "T1", "T2"


def row(workspace: str, key: str) -> dict[str, object]:
    return {
        "workspace": workspace,
        "key": key,
        "method": Method.POST,
        "address": "#C1",
        "payload": {"text": f"the words of {key}"},
        "when_unknown": WhenUnknown.REPEAT,
        "not_before": START,
        "try_at": START,
        "written_at": START,
        "hidden": PrivateFields("alias"),
    }


WRITE: Prepared[()] = Prepared(insert(Letter), columns=tuple(row(OURS, "a")))


@asynccontextmanager
async def confined(database: Database, workspace: str = OURS) -> AsyncIterator[AsyncSession]:
    async with database.transaction() as session:
        confine(session, workspace)
        yield session


async def write(database: Database) -> None:
    async with database.transaction() as session:
        await WRITE.run_many(session, [row(workspace, key) for workspace in (OURS, THEIRS) for key in KEYS])


async def test_rows_that_nobody_has_checked_are_not_inserted_where_a_workspace_is_served(database: Database) -> None:
    async with confined(database) as session:
        with pytest.raises(TypeError):
            await WRITE.run(session, **row(THEIRS, "a"))


async def test_what_is_prepared_gives_the_rows_that_a_session_gives(database: Database) -> None:
    await write(database)
    async with database.transaction() as session:
        expected = [tuple(each) for each in await session.execute(EVERYTHING)]
        assert await Prepared(EVERYTHING).rows(session) == expected
    assert [each[1:3] for each in expected] == [(w, k) for w in (OURS, THEIRS) for k in KEYS]


async def test_a_prepared_insert_fills_in_what_a_table_says_by_itself(database: Database) -> None:
    await write(database)
    async with database.transaction() as session:
        letter = (await session.scalars(select(Letter).where(Letter.key == "a", Letter.workspace == OURS))).one()
        assert (letter.state, letter.urgency, letter.attempts, letter.is_in_doubt) == (
            LetterState.WAITING,
            Urgency.NOTICE,
            0,
            False,
        )
        assert letter.payload == {"text": "the words of a"}
        assert letter.hidden == PrivateFields("alias")


@pytest.mark.parametrize("length", range(len(KEYS) + 1))
async def test_a_list_may_have_any_length(database: Database, length: int) -> None:
    await write(database)
    async with confined(database) as session:
        found = await Prepared(BY_KEYS).rows(session, keys=KEYS[:length])
    assert sorted(found) == [(OURS, key) for key in KEYS[:length]]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(st.sampled_from([*KEYS, "z"])),
    ids=st.lists(st.integers(0, 2 * len(KEYS))),
    instants=st.lists(st.sampled_from(INSTANTS)),
)
async def test_lists_find_the_rows_that_a_session_finds(
    database: Database, keys: list[str], ids: list[int], instants: list[datetime]
) -> None:
    async with database.transaction() as session:
        await WRITE.run_many(session, [row(OURS, key) for key in KEYS])
        lists = {"keys": keys, "ids": ids, "instants": instants}
        expected = [tuple(each) for each in await session.execute(BY_LISTS, lists)]
        assert await FOUND_BY_LISTS.rows(session, **lists) == expected
        await session.rollback()


async def test_a_constant_is_kept_that_is_written_out_in_the_sql(database: Database) -> None:
    await write(database)
    together = select(func.aggregate_strings(LETTERS.c.key, " ")).where(
        LETTERS.c.key.in_(bindparam("keys", expanding=True))
    )
    async with confined(database) as session:
        ((found,),) = await Prepared(together).rows(session, keys=KEYS[:3])
    assert sorted(found.split()) == list(KEYS[:3])


async def test_what_is_prepared_reads_and_changes_nothing_of_another_workspace(database: Database) -> None:
    await write(database)
    of_everybody: Prepared[()] = Prepared(update(Letter).values(attempts=bindparam("tries")))
    async with confined(database) as session:
        assert {found[1] for found in await Prepared(EVERYTHING).rows(session)} == {OURS}
        assert await of_everybody.run(session, tries=3) == len(KEYS)
        assert (
            await Prepared(delete(Letter).where(LETTERS.c.key == bindparam("its_key"))).run(session, its_key="a") == 1
        )
    async with database.transaction() as session:
        left = await session.execute(select(Letter.workspace, Letter.key, Letter.attempts).order_by(Letter.id))
        assert [tuple(each) for each in left] == [
            *((OURS, key, 3) for key in KEYS[1:]),
            *((THEIRS, key, 0) for key in KEYS),
        ]


async def test_the_same_statement_serves_one_workspace_after_another(database: Database) -> None:
    await write(database)
    everything = Prepared(EVERYTHING)
    for workspace in (OURS, THEIRS, OURS):
        async with confined(database, workspace) as session:
            assert {found[1] for found in await everything.rows(session)} == {workspace}


async def test_what_is_prepared_sees_what_the_session_has_changed(database: Database) -> None:
    await write(database)
    async with confined(database) as session:
        letter = (await session.scalars(select(Letter).where(Letter.key == "a"))).one()
        letter.key = "z"
        assert await Prepared(BY_KEYS).rows(session, keys=["a", "z"]) == [(OURS, "z")]


async def test_what_is_prepared_is_undone_with_its_savepoint_also_where_it_is_the_first_in_it(
    database: Database,
) -> None:
    await write(database)
    forget: Prepared[()] = Prepared(delete(Letter))
    async with confined(database) as session:
        assert len(await Prepared(EVERYTHING).rows(session)) == len(KEYS)
        savepoint = await session.begin_nested()
        assert await forget.run(session) == len(KEYS)
        await savepoint.rollback()
        assert len(await Prepared(EVERYTHING).rows(session)) == len(KEYS)


async def test_what_the_database_refuses_is_raised_as_a_session_raises_it(database: Database) -> None:
    await write(database)
    with pytest.raises(IntegrityError) as raised:
        await write(database)
    assert "the words of" not in str(raised.value)


async def test_a_reading_sees_what_is_committed_and_waits_for_nobody_who_writes(database: Database) -> None:
    await write(database)
    by_keys = Prepared(BY_KEYS)
    async with confined(database) as session:
        await Prepared(update(Letter).where(LETTERS.c.key == "a").values(key="z")).run(session)
        async with database.reading() as reading:
            confine(reading, OURS)
            assert await by_keys.rows(reading, keys=["a", "z"]) == [(OURS, "a")]
    async with database.reading() as reading:
        confine(reading, OURS)
        assert await by_keys.rows(reading, keys=["a", "z"]) == [(OURS, "z")]


async def test_a_reading_is_for_nothing_else(database: Database) -> None:
    async with database.reading() as reading:
        confine(reading, OURS)
        with pytest.raises(NeedsTransactionError):
            await reading.execute(EVERYTHING)
        with pytest.raises(NeedsTransactionError):
            reading.add(Letter(**row(OURS, "x")))
        with pytest.raises(NeedsTransactionError):
            await Prepared(update(Letter).values(attempts=1).returning(Letter.id)).rows(reading)


async def test_a_reading_writes_nothing(database: Database) -> None:
    await write(database)
    with pytest.raises(Exception, match=r"read-only|readonly"):
        async with database.reading() as reading:
            await Prepared(delete(Letter)).run(reading)
    async with database.reading() as reading:
        assert len(await Prepared(EVERYTHING).rows(reading)) == 2 * len(KEYS)

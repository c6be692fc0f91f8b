"""An id is given once, whatever is erased and however often a table is made anew: an old button may still carry it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, select

from bot import schema
from bot.database.database import Database
from bot.topics.models import Topic
from tests.databases import opened

FAR = 5_000
REVISIONS = [each.revision for each in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()][::-1]
COUNTING = [table for table in schema.all_tables().sorted_tables if table.autoincrement_column is not None]
FORGETFUL = "UPDATE sqlite_master SET sql = replace(sql, ' AUTOINCREMENT', '') WHERE type = 'table'"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "klatch.db"


@pytest.fixture
def asked(path: Path) -> Iterator[sqlite3.Connection]:
    """The file itself, beside Klatch."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


async def go_to(path: Path, revision: str, *, back: bool = False) -> None:
    async with opened(f"sqlite:///{path}") as database:
        await (schema.downgrade if back else schema.upgrade)(database, revision)


def counted(asked: sqlite3.Connection) -> Mapping[str, int]:
    """How far each table has counted."""
    return dict(asked.execute("SELECT name, seq FROM sqlite_sequence").fetchall())


def counting(asked: sqlite3.Connection) -> list[str]:
    """The tables that give ids once."""
    return [name for (name,) in asked.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")]


def count_far(asked: sqlite3.Connection) -> list[str]:
    """As if each table had given so many ids, and nothing were left of its rows; the names of these tables."""
    names = counting(asked)
    asked.executemany("DELETE FROM sqlite_sequence WHERE name = ?", [(name,) for name in names])
    asked.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [(name, FAR) for name in names])
    return names


async def topic(database: Database, key: str) -> int:
    """Its id."""
    async with database.transaction() as session:
        await session.execute(insert(Topic).values(workspace="T1", key=key, name=key, aliases=[]))
        return (await session.scalars(select(Topic.id).where(Topic.key == key))).one()


async def test_no_row_gets_the_id_of_one_that_was_erased(database: Database) -> None:
    before = [await topic(database, "one"), await topic(database, "two")]
    async with database.transaction() as session:
        await session.execute(delete(Topic))

    assert await topic(database, "three") > max(before)


async def test_every_table_that_gives_ids_counts_on(path: Path, asked: sqlite3.Connection) -> None:
    await go_to(path, "head")

    assert set(counting(asked)) == {table.name for table in COUNTING}


async def test_no_step_up_nor_down_lets_a_table_count_anew(path: Path, asked: sqlite3.Connection) -> None:
    steps = [(revision, False) for revision in REVISIONS] + [(revision, True) for revision in REVISIONS[-2::-1]]
    for revision, back in steps:
        far = count_far(asked) if revision != REVISIONS[0] or back else []
        await go_to(path, revision, back=back)
        there = {name for (name,) in asked.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        after = counted(asked)
        assert {name: after.get(name, 0) for name in far if name in there and after.get(name, 0) < FAR} == {}


async def test_a_file_from_before_goes_on_beyond_what_it_may_ever_have_given(
    path: Path, asked: sqlite3.Connection
) -> None:
    await go_to(path, "head")
    await go_to(path, REVISIONS[REVISIONS.index("0017") - 1], back=True)
    asked.execute("INSERT INTO topics (id, workspace, key, name, aliases) VALUES (7, 'T1', 'kept', 'Kept', '[]')")
    asked.execute("PRAGMA writable_schema = ON")
    asked.execute(FORGETFUL)
    asked.execute("DELETE FROM sqlite_sequence")
    await go_to(path, "head")

    assert set(counted(asked)) == {table.name for table in COUNTING}
    assert min(counted(asked).values()) >= 1_000_000
    assert asked.execute("SELECT id, key FROM topics").fetchall() == [(7, "kept")]
    async with opened(f"sqlite:///{path}") as database:
        assert await topic(database, "new") > 1_000_000

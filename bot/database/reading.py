"""Reading outside of transactions: single statements, each of which sees the database as it was at one instant.

They stand in no line: on SQLite whoever writes does not hold them up, nor they whoever writes. What turns out to need
more begins anew in a transaction.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Dialect
from sqlalchemy.engine import URL

from bot.database import postgres
from bot.database import sqlite as sqlite_in_loop
from bot.database.driver import Driver, NeedsTransactionError, PostgresDriver, SqliteDriver
from bot.database.engine import BUSY_TIMEOUT_SECONDS

MOST_CONNECTIONS = 5
"""Connections to PostgreSQL that read at once; further reads wait for one."""


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


class PostgresReader:
    """The connections of a PostgreSQL by which nothing but reading is done; they are kept for the next reading."""

    def __init__(self, url: URL, dialect: Dialect) -> None:
        self._url = url
        self._dialect = dialect
        self._idle: list[postgres.Connection] = []
        self._free = asyncio.Semaphore(MOST_CONNECTIONS)

    @asynccontextmanager
    async def driver(self) -> AsyncIterator[Driver]:
        """Yield the driver of a connection of its own. Where the server has begun anew, those that were kept go.

        Raises NeedsTransactionError where the server takes no further connection: the engine may have one.
        """
        async with self._free:
            connection = self._idle.pop() if self._idle else await self._connect()
            try:
                yield PostgresDriver(connection, self._dialect)
            finally:
                if connection.info.transaction_status is TransactionStatus.IDLE:
                    self._idle.append(connection)
                else:
                    await self.close()
                    await connection.close()

    async def close(self) -> None:
        """Give those back that nobody uses now."""
        while self._idle:
            await self._idle.pop().close()

    async def _connect(self) -> postgres.Connection:
        try:
            connection = await postgres.connect(self._url)
            await self._prepare(connection)
        except psycopg.Error as fault:
            raise NeedsTransactionError from fault
        return connection

    async def _prepare(self, connection: postgres.Connection) -> None:
        if await postgres.is_pooled(connection):
            # The next statement may go to another process of the server, and what is set stays behind for others.
            connection.prepare_threshold = None
        else:
            await connection.execute("SET default_transaction_read_only = on")


def new_reader(url: URL, dialect: Dialect) -> SqliteReader | PostgresReader:
    """Return the reader of a database; ``dialect`` is its engine's, which has the keys of its columns."""
    if url.get_backend_name() == "sqlite":
        return SqliteReader(url.database or sqlite_in_loop.IN_MEMORY, dialect)
    return PostgresReader(url, dialect)

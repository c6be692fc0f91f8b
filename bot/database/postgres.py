"""PostgreSQL by psycopg: its driver, and connections beside the engine's, which are for one transaction each.

It is loaded where a PostgreSQL is used: psycopg takes 8 MB, and a twentieth of the time that a process needs to start.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Dialect
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.driver import Arguments, Driver, NeedsTransactionError, Row, announce, translated
from bot.database.engine import READ_ONLY, WHO_SERVES, patient

Connection = psycopg.AsyncConnection[Row]

ResultT = TypeVar("ResultT")

MOST_CONNECTIONS = 5
"""Connections that read at once; further reads wait for one."""


async def connect(url: URL) -> Connection:
    """Return a connection of its own, in which each statement is committed by itself. Raises psycopg.Error."""
    _, arguments = url.get_dialect()().create_connect_args(patient(url))
    return await psycopg.AsyncConnection.connect(**arguments, autocommit=True)


async def is_pooled(connection: Connection) -> bool:
    """Return whether a pooler stands between, which may give each statement to another process of PostgreSQL."""
    served_by = await (await connection.execute(WHO_SERVES)).fetchone()
    return served_by != (connection.info.backend_pid,)


class PostgresDriver:
    """A connection of psycopg, and one cursor for all its statements, of which each has its rows before the next.

    ``within`` is SQLAlchemy's connection about it, where it has one.
    """

    def __init__(self, connection: Connection, dialect: Dialect, within: AsyncConnection | None = None) -> None:
        self._connection = connection
        self._cursor = connection.cursor()  # to make one takes an eighth of a statement's time
        self._within = within
        self.dialect = dialect

    async def fetch(self, sql: str, arguments: Arguments) -> Sequence[Row]:
        """Execute a statement and return its rows."""
        announce(self._within, sql, arguments)
        cursor = await self._checked(self._cursor.execute(sql, arguments))
        # Not by its description, which it makes anew of every column.
        return await cursor.fetchall() if cursor.pgresult is not None and cursor.pgresult.nfields else ()

    async def change(self, sql: str, arguments: Sequence[Arguments]) -> int:
        """Execute a statement for each of the arguments; several are sent without waiting for each other's result."""
        announce(self._within, sql, arguments)
        if len(arguments) == 1:
            await self._checked(self._cursor.execute(sql, arguments[0]))
        else:
            await self._checked(self._cursor.executemany(sql, arguments))
        return self._cursor.rowcount

    @property
    def is_idle(self) -> bool:
        """Return whether the connection can be used for something else: nothing is open on it, and it is not broken."""
        return self._connection.info.transaction_status is TransactionStatus.IDLE

    async def close(self) -> None:
        """Give the connection back."""
        await self._connection.close()

    async def _checked(self, work: Awaitable[ResultT]) -> ResultT:
        try:
            return await translated(work, self.dialect, psycopg.Error)
        except DBAPIError as fault:
            is_of_no_use = self._connection.closed or getattr(fault.orig, "sqlstate", None) == READ_ONLY
            if is_of_no_use and self._within is not None:
                await self._within.invalidate(fault.orig)
                fault.connection_invalidated = True  # which is how a session says it
                await self._within.engine.dispose(close=False)  # those that are made anew find the primary
            raise


class PostgresReader:
    """The connections of a PostgreSQL by which nothing but reading is done; they are kept for the next reading."""

    def __init__(self, url: URL, dialect: Dialect) -> None:
        self._url = url
        self._dialect = dialect
        self._idle: list[PostgresDriver] = []
        self._free = asyncio.Semaphore(MOST_CONNECTIONS)

    @asynccontextmanager
    async def driver(self) -> AsyncIterator[Driver]:
        """Yield the driver of a connection of its own. Where the server has begun anew, those that were kept go.

        Raises NeedsTransactionError where the server takes no further connection: the engine may have one.
        """
        async with self._free:
            driver = self._idle.pop() if self._idle else await self._connect()
            try:
                yield driver
            finally:
                if driver.is_idle:
                    self._idle.append(driver)
                else:
                    await self.close()
                    await driver.close()

    async def close(self) -> None:
        """Give those back that nobody uses now."""
        while self._idle:
            await self._idle.pop().close()

    async def _connect(self) -> PostgresDriver:
        try:
            connection = await connect(self._url)
            await self._prepare(connection)
        except psycopg.Error as fault:
            raise NeedsTransactionError from fault
        return PostgresDriver(connection, self._dialect)

    async def _prepare(self, connection: Connection) -> None:
        if await is_pooled(connection):
            # The next statement may go to another process of the server, and what is set stays behind for others.
            connection.prepare_threshold = None
        else:
            await connection.execute("SET default_transaction_read_only = on")

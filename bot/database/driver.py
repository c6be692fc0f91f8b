"""A database's own driver beneath a session: it takes SQL as text, and gives rows as tuples."""

import sqlite3
from collections.abc import Awaitable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.database import sqlite as sqlite_in_loop

Row = tuple[Any, ...]
Arguments = Any
"""The values of a statement: a sequence on SQLite, where they go by place, and a mapping on PostgreSQL."""

ResultT = TypeVar("ResultT")


class Driver(Protocol):
    """One connection of a database, as its driver has it. What it raises are sqlalchemy.exc.DBAPIErrors."""

    @property
    def dialect(self) -> Dialect:
        """Return the dialect in which it is spoken to, which has the keys of the database's columns."""
        ...

    async def fetch(self, sql: str, arguments: Arguments) -> Sequence[Row]:
        """Execute a statement and return its rows; none for one that returns none."""
        ...

    async def change(self, sql: str, arguments: Sequence[Arguments]) -> int:
        """Execute a statement once for each of the arguments; return the number of rows that were changed."""
        ...


class SqliteDriver:
    """A connection of SQLite; ``within`` is SQLAlchemy's about it, where it has one."""

    def __init__(
        self, connection: sqlite_in_loop.Connection, dialect: Dialect, within: AsyncConnection | None = None
    ) -> None:
        self._connection = connection
        self._within = within
        self.dialect = dialect

    async def fetch(self, sql: str, arguments: Arguments) -> Sequence[Row]:
        """Execute a statement and return its rows."""
        announce(self._within, sql, arguments)
        cursor = self._connection.cursor()
        await translated(cursor.execute(sql, arguments), self.dialect, sqlite3.Error)
        return await translated(cursor.fetchall(), self.dialect, sqlite3.Error)

    async def change(self, sql: str, arguments: Sequence[Arguments]) -> int:
        """Execute a statement for each of the arguments."""
        announce(self._within, sql, arguments)
        cursor = self._connection.cursor()
        await translated(cursor.executemany(sql, arguments), self.dialect, sqlite3.Error)
        return cursor.rowcount


class NeedsTransactionError(Exception):
    """More was asked of a reading than to run a prepared SELECT: begin anew in a transaction."""


class Reading:
    """Stands in the place of a session where there is no transaction: prepared statements read by it."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.info: dict[Any, Any] = {}

    def __iter__(self) -> Iterator[object]:
        """Return the rows that it holds, as a session does: none."""
        return iter(())

    def __getattr__(self, name: str) -> Any:
        """Raise NeedsTransactionError: everything else that a session has is for transactions."""
        raise NeedsTransactionError(name)


def dialect_of(session: AsyncSession) -> Dialect:
    """Return the dialect of a session's database, which has its keys: one object for each database of the process."""
    return session.driver.dialect if isinstance(session, Reading) else session.get_bind().dialect


def announce(within: AsyncConnection | None, sql: str, arguments: Arguments) -> None:
    """Have those hear of a statement who listen to SQLAlchemy's, as tests and tracers do."""
    if within is not None and (connection := within.sync_connection) is not None:
        for listener in connection.dispatch.before_cursor_execute:
            listener(connection, None, sql, arguments, None, False)


async def translated(work: Awaitable[ResultT], dialect: Dialect, base: type[Exception]) -> ResultT:
    """Await the driver, and raise its errors, which are all of a ``base``, as SQLAlchemy does.

    Without the values, which members write.
    """
    try:
        return await work
    except base as error:
        raise DBAPIError.instance(None, None, error, base, hide_parameters=True, dialect=dialect) from error

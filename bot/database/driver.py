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

_DRIVER = "driver"


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


async def driver_of(session: AsyncSession) -> Driver:
    """Return the driver of a session's transaction, which has been told all that the session has written so far."""
    if isinstance(session, Reading):
        return session.driver
    if session.new or session.dirty or session.deleted:
        await session.flush()
    kept: tuple[object, Driver] | None = session.info.get(_DRIVER)
    transaction = _innermost(session)
    if kept is None or transaction is None or kept[0] is not transaction:
        # Asked anew in each savepoint: the session begins one only when its connection is first asked for in it.
        driver = await _driver_below(await session.connection())
        session.info[_DRIVER] = kept = _innermost(session), driver
    return kept[1]


def dialect_of(session: AsyncSession) -> Dialect:
    """Return the dialect of a session's database, which has its keys: one object for each database of the process."""
    return session.driver.dialect if isinstance(session, Reading) else session.get_bind().dialect


def _innermost(session: AsyncSession) -> object:
    return session.sync_session.get_nested_transaction() or session.sync_session.get_transaction()


async def _driver_below(connection: AsyncConnection) -> Driver:
    own: Any = (await connection.get_raw_connection()).driver_connection
    if isinstance(own, sqlite_in_loop.Connection):
        return SqliteDriver(own, connection.dialect, connection)
    from bot.database.postgres import PostgresDriver  # noqa: PLC0415  # see there

    return PostgresDriver(own, connection.dialect, connection)


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

"""SQLite on the event loop itself.

One of our statements takes some ten microseconds. A driver that hands it to a thread does so four times for each,
and each time takes longer than the statement. Here only a commit that has changed something goes to a thread,
because it waits for the disk. While another process holds the file (a migration, a backup, somebody's shell), it is
asked again and again, and the loop goes on between; and it goes on between the statements of a long transaction.
"""

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from bot.database.private_files import keep_private

IN_MEMORY = ":memory:"

PAUSE_SECONDS = 0.02
"""Between two tries to get hold of the file."""

TURN_SECONDS = 0.001
"""A transaction that has had the loop for so long lets others go on before its next statement."""


async def connect(path: str, busy_seconds: float) -> "Connection":
    """Open a file, for us alone; ``busy_seconds`` is how long to wait for another process that holds it."""
    if path != IN_MEMORY:
        keep_private(Path(path))
        _refuse_unfit(path)
    # Commits come from a thread, but never while anything else uses the connection. SQLite itself does not wait: it
    # would do so in the loop.
    connection = sqlite3.connect(path, timeout=0, check_same_thread=False, isolation_level=None)
    return Connection(connection, busy_seconds)


def _refuse_unfit(path: str) -> None:
    """SQLite opens what can only be read, and says so once there is something to write; beside a device it puts files.

    Raises sqlite3.OperationalError.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        raise _fault("unable to open database file", sqlite3.SQLITE_CANTOPEN)
    if os.access(path, os.R_OK) and not os.access(path, os.W_OK):
        raise _fault("attempt to write a readonly database", sqlite3.SQLITE_READONLY)


def _fault(says: str, code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(says)
    error.sqlite_errorcode = code
    return error


class Connection:
    """A connection as SQLAlchemy expects it of an asynchronous driver. It begins no transactions of its own."""

    def __init__(self, connection: sqlite3.Connection, busy_seconds: float) -> None:
        self._connection: sqlite3.Connection | None = connection
        self._busy_seconds = busy_seconds
        self._turn = _Turn(connection)
        self._committed_changes = 0

    @property
    def _conn(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("Connection closed")
        return self._connection

    def cursor(self) -> "Cursor":
        """Return a new cursor."""
        return Cursor(self._conn.cursor(), self._busy_seconds, self._turn)

    async def execute(self, sql: str) -> "Cursor":
        """Execute a statement without parameters."""
        cursor = self.cursor()
        await cursor.execute(sql)
        return cursor

    async def commit(self) -> None:
        """Commit; where that has to reach the disk, the loop goes on meanwhile."""
        connection = self._conn
        if connection.total_changes == self._committed_changes:
            connection.commit()
            return
        await _to_its_end(asyncio.to_thread(connection.commit))
        self._committed_changes = connection.total_changes

    async def rollback(self) -> None:
        """Undo what was not committed."""
        self._conn.rollback()

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        """Let SQL call a function of Python's."""
        create: Callable[..., None] = self._conn.create_function
        create(*arguments, **options)

    async def close(self) -> None:
        """Close it; again does nothing."""
        self.stop()

    def stop(self) -> None:
        """Close it outside of the loop; again does nothing."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class Cursor:
    """A cursor as SQLAlchemy expects it of an asynchronous driver."""

    def __init__(self, cursor: sqlite3.Cursor, busy_seconds: float, turn: "_Turn") -> None:
        self._cursor = cursor
        self._busy_seconds = busy_seconds
        self._turn = turn
        self.arraysize = cursor.arraysize

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """Return the columns of the result, or None where there is none."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """Return the number of changed rows; -1 for a query."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """Return the id of the row that was inserted last."""
        return self._cursor.lastrowid

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Execute a statement. Raises sqlite3.OperationalError when another process holds the file for too long."""
        await self._turn.go_on()
        until = None
        while True:
            try:
                self._cursor.execute(sql, parameters)
            except sqlite3.OperationalError as error:
                now = asyncio.get_running_loop().time()
                until = until or now + self._busy_seconds
                if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY or now >= until:
                    raise
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                return

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Execute a statement with many sets of parameters."""
        await self._turn.go_on()
        self._cursor.executemany(sql, parameters)

    async def fetchall(self) -> list[Any]:
        """Return all rows of the result."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Discard the result."""
        self._cursor.close()


class _Turn:
    """For how long a connection's transaction has had the loop, since it began or since others have had theirs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ends = 0.0

    async def go_on(self) -> None:
        """Return at once; where the turn of a transaction is over, once the others have had theirs."""
        if time.monotonic() < self._ends:
            return
        if self._connection.in_transaction:
            await asyncio.sleep(0)
        self._ends = time.monotonic() + TURN_SECONDS


_PRIMARY = 0xFF
"""The part of SQLite's code that says what it is; the rest says how it came."""


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Wait for a thread to end, also when cancelled: nobody else may use the connection before."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise

"""Connecting: the URL, the driver, and the preparation of each connection."""

from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import URL, Connection, ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database import sqlite as sqlite_in_loop

BUSY_TIMEOUT_SECONDS = 10
"""The time that SQLite waits for another process (a migration, a backup) that holds the file."""

_PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""Of libpq, in seconds but ``tcp_user_timeout``: without them, a connection that a firewall has forgotten is silent for
hours. Not ``target_session_attrs``: PgBouncer goes on saying that a session is read-only when it is so no more."""

READ_ONLY = "25006"
"""PostgreSQL's code for a write where none is possible: on a standby, or on a former primary."""

WHO_SERVES = "SELECT pg_backend_pid()"
"""The query for the process of PostgreSQL that answers. Another than that of the connection: a pooler is between."""


def async_url(url: str) -> URL:
    """Return the URL with the driver that Klatch uses, whichever way a person wrote it.

    Raises ValueError for a database that is neither SQLite nor PostgreSQL.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
        case other:
            raise ValueError(f"DATABASE_URL is for SQLite or PostgreSQL, not for {other}")


def patient(url: URL) -> URL:
    """Return the URL of a PostgreSQL with our time limits, where it has none of its own."""
    return url.set(query={**_PATIENCE, **url.query})


def create_engine(url: URL) -> AsyncEngine:
    """Return an engine for a URL as :func:`async_url` gives it."""
    # hide_parameters: an error's text goes to the log, and what members write must not.
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(patient(url), hide_parameters=True, pool_pre_ping=True)
        event.listen(engine.sync_engine, "connect", _prepare_nothing_behind_a_pooler)
        event.listen(engine.sync_engine, "handle_error", _leave_who_cannot_write)
        return engine
    path = url.database or sqlite_in_loop.IN_MEMORY
    engine = create_async_engine(
        url, hide_parameters=True, async_creator=lambda: sqlite_in_loop.connect(path, BUSY_TIMEOUT_SECONDS)
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    event.listen(engine.sync_engine, "invalidate", _roll_back)
    return engine


def _prepare_nothing_behind_a_pooler(connection: Any, _record: object) -> None:
    """A pooler in transaction mode gives each transaction another process, which knows of nothing prepared."""
    cursor = connection.cursor()
    cursor.execute(WHO_SERVES)
    (served_by,) = cursor.fetchone()
    cursor.close()
    connection.rollback()
    if served_by != connection.driver_connection.info.backend_pid:
        connection.driver_connection.prepare_threshold = None


def _leave_who_cannot_write(context: ExceptionContext) -> None:
    """Throw away every connection, as if it were broken: those that are made anew find the primary."""
    if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
        context.is_disconnect = True


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _roll_back(connection: Any, _record: object, _fault: object) -> None:
    # Of a task that was cancelled amid a statement: closed as it is, the connection would keep the file locked
    # for as long as anything refers to the statement.
    connection.rollback()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")

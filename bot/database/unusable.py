"""Explaining to operators why a database cannot be used, and what to do. No password is shown."""

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from bot.database.urls import servers


class UnusableDatabaseError(Exception):
    """The database cannot be used; the message is for the operator."""


@contextmanager
def explained(url: URL) -> Iterator[None]:
    """Raise UnusableDatabaseError for a database's own errors. Other exceptions pass as they are."""
    try:
        yield
    except Exception as error:
        fault = error.orig if isinstance(error, DBAPIError) else error
        words = _of_sqlite(fault, Path(url.database or "")) or _of_postgresql(fault, url)
        if words is None:
            raise
        raise UnusableDatabaseError(words) from error


def _of_sqlite(fault: BaseException | None, file: Path) -> str | None:
    if not isinstance(fault, sqlite3.Error):
        return None
    match getattr(fault, "sqlite_errorcode", 0) & 0xFF:  # what is above says more than is needed here
        case sqlite3.SQLITE_CANTOPEN:
            return _cannot_open(file)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return f"{file} is not writable{_cause(file)}: give the user that runs Klatch access to it and its folder."
        case sqlite3.SQLITE_NOTADB:
            return f"{file} is not an SQLite database: move it away, and start again."
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"{file} is locked by another process: stop it or wait for it, and start again."
        case sqlite3.SQLITE_FULL:
            return f"The disk of {file} is full: free some space, and start again."
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_IOERR:
            return f"{file} or its disk is damaged ({fault}): restore a backup, as docs/running.md says."
        case _:
            return None


def _cannot_open(file: Path) -> str:
    if os.path.isdir(file):
        return f"{file} is a folder: name a file in it in DATABASE_URL."
    if os.path.exists(file) and not os.path.isfile(file):
        return f"{file} is not a file: name one in DATABASE_URL."
    if not os.path.isdir(file.absolute().parent):
        return f"There is no folder {file.absolute().parent}: create it, or name another one in DATABASE_URL."
    return f"{file} cannot be opened{_cause(file)}: give the user that runs Klatch access to it and its folder."


def _cause(file: Path) -> str:
    """Return the system's error for writing there, in brackets: SQLite keeps it to itself, be it rights or the disk."""
    try:
        with tempfile.TemporaryFile(dir=file.absolute().parent):
            return ""
    except OSError as error:
        return f" ({error.strerror})"


_ESCAPED = "write @ in it as %40, and % as %25"

_SAID = {
    "failed to resolve host|could not translate host": "There is no host {host}: check the host in DATABASE_URL.",
    "Connection refused|No such file": "No PostgreSQL answers at {place}: start it, or check host and port in "
    "DATABASE_URL.",
    "timeout|timed out|No route|unreachable": "Nothing answers at {place}: check the network, and host and port "
    "in DATABASE_URL.",
    "password|authentication|role .* does not exist|pg_hba": "PostgreSQL at {place} does not let {user} in: check "
    f"user and password in DATABASE_URL ({_ESCAPED}).",
    "database .* does not exist": "PostgreSQL at {place} has no database {name}: create it (createdb {name}), or check "
    "DATABASE_URL.",
    "SSL|certificate|tls": "No encrypted connection to PostgreSQL at {place}: check sslmode and sslrootcert in "
    "DATABASE_URL, and the server's certificate.",
    "starting up|shutting down|too many|slots": "PostgreSQL at {place} takes no connections right now ({said}): wait, "
    "or raise max_connections.",
}
"""Patterns of connection errors, each with its explanation; the first that fits."""


def _of_postgresql(fault: BaseException | None, url: URL) -> str | None:
    import psycopg  # noqa: PLC0415  # see bot.database.postgres

    name = url.database or ""
    match fault:
        case psycopg.errors.InsufficientPrivilege():
            return f"The database {name} does not let {url.username} create tables: grant CREATE on the schema public."
        case psycopg.errors.ReadOnlySqlTransaction():
            return f"The database {name} is read-only: check whether DATABASE_URL points to a standby."
        case psycopg.errors.DiskFull():
            return f"The disk of the database {name} is full: free some space, and start again."
        case psycopg.OperationalError():
            return _not_connected(str(fault), url)
        case psycopg.ProgrammingError() if fault.sqlstate is None:  # libpq's own, before anything was asked
            return f"DATABASE_URL has an option that PostgreSQL does not accept: {_first_line(str(fault))}."
        case _:
            return None


_AN_AT_TOO_MANY = (  # the part before it, in the host's place, is of the password, which is not shown
    f"The host in DATABASE_URL contains an @ that seems to belong to user or password: {_ESCAPED}."
)


def _not_connected(said: str, url: URL) -> str:
    if "@" in (url.host or ""):
        return _AN_AT_TOO_MANY
    named = servers(url)
    place = " or ".join(f"{host or 'its socket'}, port {port or 5432}" for host, port in named)
    known = {"host": " or ".join(host for host, _ in named), "place": place, "user": url.username, "name": url.database}
    for pattern, words in _SAID.items():
        if re.search(pattern, said):
            return words.format(**known, said=_first_line(said))
    return f"The database at {place} cannot be used ({_first_line(said)}): check DATABASE_URL, and that it is running."


def _first_line(said: str) -> str:
    return said.strip().partition("\n")[0].rstrip(".")

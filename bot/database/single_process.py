"""One process alone on SQLite's file: two would each take the letters of the other for left behind, and say them again.

The lock is a file of its own beside it, which SQLite locks as it does its own: wherever those locks hold, so does this
one, and it ends with the process, however that ends.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from bot.database.private_files import keep_private
from bot.database.sqlite import IN_MEMORY

SUFFIX = "-lock"


class NotAloneError(Exception):
    """Another process has the file, or it cannot be locked; the message is for the operator."""


@contextmanager
def alone_on(url: URL) -> Iterator[None]:
    """Keep others away from the database at a URL meanwhile, if it is SQLite's. Raises NotAloneError."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", IN_MEMORY):
        yield
        return
    database = Path(url.database or "")
    if os.path.exists(database) and not os.path.isfile(database):  # which is said when it is opened
        yield
        return
    # By whichever name it is called, as SQLite itself does: a link leads to the same file, and so to the same lock.
    lock = Path(os.path.realpath(database) + SUFFIX)
    keep_private(lock)
    try:
        # Where none can be made there is none: of the database, which lies in the same folder, it is said why.
        held = sqlite3.connect(lock if lock.exists() else IN_MEMORY, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise NotAloneError(_unusable(lock, error)) from error
    with closing(held):
        _take(held, database, lock)
        yield


def _take(held: sqlite3.Connection, database: Path, lock: Path) -> None:
    try:
        held.execute("PRAGMA journal_mode = MEMORY")
        held.execute("BEGIN EXCLUSIVE")
        # Where the file is not ours to write, nothing is locked until then. It is never committed.
        held.execute("PRAGMA user_version = 1")
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            others = f"Another Klatch is running on {database}, and SQLite is for one process"
            raise NotAloneError(f"{others}: stop it first, or use PostgreSQL.") from None
        raise NotAloneError(_unusable(lock, error)) from error


def _unusable(lock: Path, error: sqlite3.Error) -> str:
    return f"{lock} cannot be locked to keep a second Klatch out ({error}): remove it, and start again."

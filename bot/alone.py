"""One process alone on SQLite's file: two would each take the letters of the other for left behind, and say them again.

The lock is a file of its own beside it, which SQLite locks as it does its own: wherever those locks hold, so does this
one, and it ends with the process, however that ends.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from bot.private_files import keep_private
from bot.sqlite import IN_MEMORY

SUFFIX = "-lock"


class NotAloneError(Exception):
    """Another process has the file, in words for whoever runs this one."""

    def __init__(self, database: Path) -> None:
        super().__init__(
            f"Another Klatch runs on {database}. SQLite is for one process: stop that one first, or use PostgreSQL."
        )


@contextmanager
def alone_on(url: URL) -> Iterator[None]:
    """Keep others away from the database at a URL meanwhile, if it is SQLite's. Raises NotAloneError."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", IN_MEMORY):
        yield
        return
    database = Path(url.database or "")
    lock = database.with_name(database.name + SUFFIX)
    keep_private(lock)
    # Where none can be made there is none: of the database, which lies in the same folder, it is said what is wrong.
    with closing(sqlite3.connect(lock if lock.exists() else IN_MEMORY, timeout=0, isolation_level=None)) as held:
        _take(held, database)
        yield


def _take(held: sqlite3.Connection, database: Path) -> None:
    try:
        held.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise NotAloneError(database) from None

"""Files that nobody on the machine can read but whom Klatch runs as, whatever the umask is and whoever made them."""

import os
import stat
from contextlib import suppress
from pathlib import Path

ONLY_OURS = stat.S_IRUSR | stat.S_IWUSR

BESIDE = ("", "-wal", "-shm", "-journal")
"""The suffixes of SQLite's files. It makes them with the rights of the first."""


def keep_private(database: Path) -> None:
    """Have SQLite's file, which is made unless it is there, and what lies beside it be for us alone.

    What is not ours to change, or cannot be made, stays as it is: SQLite, which opens it next, says what is wrong.
    """
    with suppress(OSError):
        # Not opened when it is there: to close it again would release the locks that SQLite has on it in this process.
        os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OURS))
    for suffix in BESIDE:
        with suppress(OSError):
            _take_from_others(database.with_name(database.name + suffix))


def _take_from_others(path: Path) -> None:
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) and stat.S_IMODE(mode) & ~ONLY_OURS:
        path.chmod(stat.S_IMODE(mode) & ONLY_OURS)

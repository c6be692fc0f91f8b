"""A check that the database can be written: that it can be read says nothing of a full disk, nor of a standby."""

from bot.clock import Clock
from bot.database.database import Database
from bot.database.inserts import insert_or_update
from bot.server.models import LastWrite

EVERY_SECONDS = 5.0
"""However often it is asked, no more is written while all is well."""

_PART = "readyz"


class Writable:
    """Looks by writing a row, and committing it: only then it has reached the disk."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._written_at: float | None = None

    async def is_well(self) -> bool:
        """Return True. Raises whatever the database says when it cannot be written."""
        now = self._clock.elapsed()
        if self._written_at is None or now - self._written_at >= EVERY_SECONDS:
            self._written_at = None
            async with self._database.transaction() as session:
                await insert_or_update(session, LastWrite, ["part"], part=_PART, at=self._clock.now())
            self._written_at = now
        return True

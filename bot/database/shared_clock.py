"""The database's clock: whoever shares a PostgreSQL plans and leases by it, however much their own clocks differ."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.clock import Clock
from bot.database.columns import Instant
from bot.database.database import Database

ASKED_EACH_SECONDS = 1.0
"""The time after which it is noticed that the database's clock was set, or that this is another database's."""


class SharedClock:
    """The clock of a PostgreSQL. Between two askings it is counted on by seconds that nobody sets.

    Until it is asked first, it says what ``own`` says.
    """

    def __init__(self, database: Database, own: Clock) -> None:
        self._database = database
        self._own = own
        self._zero: datetime | None = None

    def now(self) -> datetime:
        """Return the present instant of the database."""
        return self._own.now() if self._zero is None else self._zero + timedelta(seconds=self._own.elapsed())

    def elapsed(self) -> float:
        """Return seconds of a clock that nobody can set."""
        return self._own.elapsed()

    async def ask(self) -> None:
        """Ask the database what time it is. What is believed already stays, unless the answer proves it wrong.

        The answer was true at some moment between asking and hearing it: a slow answer proves little.
        """
        async with self._database.transaction() as session:
            await session.connection()
            asked = self._own.elapsed()
            told = (await session.execute(select(func.clock_timestamp(type_=Instant())))).scalar_one()
            heard = self._own.elapsed()
        earliest, latest = told - timedelta(seconds=heard), told - timedelta(seconds=asked)
        believed = self._zero or earliest + (latest - earliest) / 2
        self._zero = min(max(believed, earliest), latest)

"""The database: an engine and its transactions.

One code path for SQLite (the default, one process) and PostgreSQL (shared by many).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import cast

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot.database.bell import Bell, rung
from bot.database.columns import hand_keys
from bot.database.driver import Reading
from bot.database.engine import async_url, create_engine
from bot.database.keys import Keys
from bot.database.reading import new_reader

LONGEST_SECONDS = 30.0
"""The time limit of a transaction or a reading, waiting included: one that is stuck holds nobody up for longer."""

LOST_RACES = frozenset({"23505", "40001", "40P01"})
"""PostgreSQL's codes for a unique violation, a serialization failure, and a deadlock."""


class Database:
    """An engine and its transactions.

    On SQLite a transaction begins IMMEDIATE, and those of this process wait in line for each other, so that
    none is turned away as busy. A commit survives a power cut (WAL with synchronous=FULL).
    """

    def __init__(self, url: str, cipher: Keys) -> None:
        self.url = async_url(url)
        self.engine = create_engine(self.url)
        hand_keys(self.engine.dialect, cipher)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self._line = asyncio.Lock() if self.is_sqlite else None
        self._reader = new_reader(self.url, self.engine.dialect)
        self.bell = Bell()

    @property
    def is_sqlite(self) -> bool:
        """Return True for SQLite, which one process owns."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises.

        What was rung in it (:func:`bot.database.bell.ring`) is heard once it is committed. Raises TimeoutError when it
        takes longer than ``LONGEST_SECONDS``.
        """
        async with asyncio.timeout(LONGEST_SECONDS), self._line or nullcontext(), self._sessions.begin() as session:
            yield session
            await session.flush()  # while it can still be broken off: once it commits, it does so to its end
        self.bell.call(rung(session))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Yield what stands in the place of a session where there is no transaction (bot.database.driver.Reading).

        Each statement sees all that was committed before it, and waits for nobody who writes. Raises TimeoutError when
        they take longer than ``LONGEST_SECONDS``.
        """
        async with asyncio.timeout(LONGEST_SECONDS), self._reader.driver() as driver:
            yield cast(AsyncSession, Reading(driver))

    async def close(self) -> None:
        """Give every connection back."""
        await self._reader.close()
        await self.engine.dispose()


def lost_a_race(fault: Exception) -> bool:
    """Return True when another transaction was in the way, or wrote the row first: begin again."""
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", None) in LOST_RACES

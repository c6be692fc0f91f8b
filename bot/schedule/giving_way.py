"""Giving way: a turn that holds the locks of several rows never has others wait for each other's.

Each row of a turn takes its locks in the order of its feature, but the turn keeps them all until it ends: one that
waited for a press, which waits for what the turn holds, would have the database end either of the two, after a second.
"""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.driver import dialect_of
from bot.database.prepared import Prepared

WAITS_AT_MOST = "500ms"
"""The time that a turn waits for a lock while it holds others: less than PostgreSQL takes to look for a deadlock."""

_WAIT_BRIEFLY: Prepared[*tuple[Any, ...]] = Prepared(select(func.set_config("lock_timeout", WAITS_AT_MOST, True)))


async def give_way(session: AsyncSession) -> None:
    """Have a lock that others keep for longer be an error, until the transaction ends; SQLite has one writer anyhow."""
    if dialect_of(session).name == "postgresql":
        await _WAIT_BRIEFLY.rows(session)

"""Backoff: growing waits of due rows that have failed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule.models import Due

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def wait_after(attempts: int) -> timedelta:
    """Return the wait after so many failed attempts: it doubles, up to ``LONGEST_WAIT``."""
    doublings: int = min(attempts - 1, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


async def shorten_waits(session: AsyncSession, now: datetime, under_way: Collection[int]) -> None:
    """Have rows that wait for longer than any backoff tried now: a clock that was ahead has postponed or leased them.

    Rows ``under_way`` here stay, and so do rows that have not failed: they may rightly be due whenever they are.
    """
    too_long = update(Due).where(Due.attempts > 0, Due.due_at > now + LONGEST_WAIT, Due.id.not_in(under_way))
    await session.execute(too_long.values(due_at=now), execution_options={"synchronize_session": False})

"""How long what failed waits before it is tried again."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule.models import Due

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def wait_after(attempts: int) -> timedelta:
    """The wait before the next attempt, after so many in vain: it doubles, and ends at ``LONGEST_WAIT``."""
    doublings: int = min(attempts - 1, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


async def shorten_waits(session: AsyncSession, now: datetime, under_way: Collection[int]) -> None:
    """Try what waits for longer than any failure does: it was put off, or leased, by a clock that was ahead.

    Not what is ``under_way`` here. What has not failed may rightly be due whenever it is.
    """
    too_long = update(Due).where(Due.attempts > 0, Due.due_at > now + LONGEST_WAIT, Due.id.not_in(under_way))
    await session.execute(too_long.values(due_at=now), execution_options={"synchronize_session": False})

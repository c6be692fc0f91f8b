"""Statistics of the schedule for operators: how late the heartbeat is, and how many rows fail again and again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule.backoff import LONGEST_WAIT
from bot.schedule.models import Due

OFTEN = 5
"""A row that has failed more often than this will hardly succeed by itself."""


@dataclass(frozen=True, slots=True)
class ScheduleStatistics:
    """Numbers and lateness of due rows at one instant, without held ones."""

    overdue: int
    """Rows that are due and not done."""
    lag_seconds: float
    """The seconds for which the oldest of them has been due; 0 when there is none."""
    failing: int
    """Rows that have failed more than ``OFTEN`` times; each is tried again once an hour at least."""


async def read_statistics(session: AsyncSession, now: datetime) -> ScheduleStatistics:
    """Return the statistics of all workspaces at ``now``."""
    due = select(func.count(), func.min(Due.due_at)).where(Due.is_held.is_(False), Due.due_at <= now)
    overdue, oldest = (await session.execute(due)).one()
    # A failed row is tried again after LONGEST_WAIT at most: rows further in the future need not be read.
    failing = select(func.count()).where(Due.is_held.is_(False), Due.due_at <= now + LONGEST_WAIT, Due.attempts > OFTEN)
    return ScheduleStatistics(
        overdue=overdue,
        lag_seconds=(now - oldest).total_seconds() if oldest else 0.0,
        failing=await session.scalar(failing) or 0,
    )

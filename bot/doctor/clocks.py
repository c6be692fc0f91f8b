"""How far clocks differ: whoever shares a database plans by its clock, and members live by Slack's."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database.columns import Instant
from bot.doctor.findings import Finding
from bot.doctor.slack_checks import WORRYING_SKEW


async def database_clock(session: AsyncSession, clock: Clock) -> Finding:
    """How far the clock of a PostgreSQL is from this machine's."""
    skew = (await session.execute(select(func.clock_timestamp(type_=Instant())))).scalar_one() - clock.now()
    seconds = round(skew.total_seconds())
    found = f"{abs(seconds)} seconds {'behind' if seconds < 0 else 'ahead of'} this machine's"
    mend = "What is due is done by the database's clock: have both machines keep their time (NTP)."
    return Finding("Database's clock", abs(skew) <= WORRYING_SKEW, found if seconds else "that of this machine", mend)

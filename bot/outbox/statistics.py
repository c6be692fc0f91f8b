"""Statistics of the outbox for operators: counts and ages, nobody's names or words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.models import Letter, LetterState, RateLimit, WaitsFor

FAILURES_OF = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OutboxStatistics:
    """Numbers and ages of the letters of all workspaces, at one instant."""

    waiting: int
    leased: int
    held: int
    """Letters of suspended workspaces."""
    unknown: int
    """Letters of unknown fate that are still kept."""
    oldest_waits: timedelta
    """The wait of the oldest letter whose time has come, whatever holds it up."""
    oldest_free_waits: timedelta
    """The wait of the oldest letter that may go now: neither a rate limit nor another letter holds it up."""
    failures: Mapping[str, int]
    """Letters that failed for good in the last day, by Slack's code or ours."""


async def read_statistics(session: AsyncSession, now: datetime) -> OutboxStatistics:
    """Return the statistics of all workspaces at ``now``."""
    counts = await _counts(session)
    return OutboxStatistics(
        waiting=counts.get(LetterState.WAITING, 0),
        leased=counts.get(LetterState.LEASED, 0),
        held=counts.get(LetterState.HELD, 0),
        unknown=counts.get(LetterState.UNKNOWN, 0),
        oldest_waits=await _oldest_waits(session, now),
        oldest_free_waits=await _oldest_free_waits(session, now),
        failures=await _failures(session, now),
    )


async def _counts(session: AsyncSession) -> Mapping[LetterState, int]:
    not_settled = (LetterState.WAITING, LetterState.LEASED, LetterState.HELD, LetterState.UNKNOWN)
    counted = select(Letter.state, func.count()).where(Letter.state.in_(not_settled)).group_by(Letter.state)
    return {state: count for state, count in await session.execute(counted)}


async def _oldest_waits(session: AsyncSession, now: datetime) -> timedelta:
    """Return the wait of the oldest pending letter, leaving out amendments of letters of unknown fate."""
    unknown = select(Letter.id).where(Letter.state == LetterState.UNKNOWN)
    may_go = or_(Letter.amends_id.is_(None), Letter.amends_id.not_in(unknown))
    is_unsent = Letter.state.in_((LetterState.WAITING, LetterState.LEASED))
    oldest = await session.scalar(
        select(func.min(Letter.not_before)).where(is_unsent, Letter.not_before <= now, may_go)
    )
    return now - oldest if oldest is not None else timedelta(0)


async def _oldest_free_waits(session: AsyncSession, now: datetime) -> timedelta:
    blocked = (WaitsFor.TURN, WaitsFor.TARGET)
    is_waiting = and_(Letter.state == LetterState.WAITING, Letter.try_at <= now, Letter.waits_for.not_in(blocked))
    queues = (
        select(Letter.workspace, Letter.waits_for, func.min(Letter.try_at).label("oldest"))
        .where(is_waiting)
        .group_by(Letter.workspace, Letter.waits_for)
        .subquery()
    )
    is_closed = exists().where(
        RateLimit.workspace == queues.c.workspace, RateLimit.scope == queues.c.waits_for, RateLimit.open_at > now
    )
    oldest = await session.scalar(select(func.min(queues.c.oldest)).where(~is_closed))
    return now - oldest if oldest is not None else timedelta(0)


async def _failures(session: AsyncSession, now: datetime) -> Mapping[str, int]:
    failed = (
        select(Letter.failure, func.count())
        .where(Letter.state == LetterState.FAILED, Letter.settled_at > now - FAILURES_OF)
        .group_by(Letter.failure)
    )
    return {code or "": count for code, count in await session.execute(failed)}

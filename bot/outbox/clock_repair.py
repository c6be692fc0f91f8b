"""Repairing the outbox after the clock was wrong: instants are cut to what a right clock can have written."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import JUMP, ClockReading
from bot.outbox.delivery import LEASE
from bot.outbox.models import Letter, LetterState, RateLimit, WaitsFor
from bot.outbox.rate_limits import WINDOW, is_plausible, reset
from bot.outbox.results import LONGEST_WAIT_IN_DOUBT
from bot.outbox.suspension import SUSPENDED
from bot.outbox.triage import RECHECK_AFTER

_UNSYNCHRONIZED = {"synchronize_session": False}


async def repair(session: AsyncSession, reading: ClockReading) -> None:
    """Have no letter wait for longer than it would have, now that the clock was set, or may have been.

    A letter for an instant (ten o'clock on Tuesday) stays there. Repairing twice is the same as once.
    """
    await _open_rate_limits(session, reading.now)
    await _shorten_leases(session, reading.now)
    await _release_future_letters(session, reading.now)
    await _shorten_waits(session, reading.now)
    await _reset_failing_since(session, reading)


async def _open_rate_limits(session: AsyncSession, now: datetime) -> None:
    ahead = select(RateLimit).where(RateLimit.open_at > now + WINDOW, RateLimit.scope != SUSPENDED)
    for limit in await session.scalars(ahead.order_by(RateLimit.workspace, RateLimit.scope).with_for_update()):
        if not is_plausible(limit, now):
            reset(limit, now)


async def _shorten_leases(session: AsyncSession, now: datetime) -> None:
    too_long = Letter.state == LetterState.LEASED, Letter.leased_until > now + LEASE
    await session.execute(
        update(Letter).where(*too_long).values(leased_until=now + LEASE), execution_options=_UNSYNCHRONIZED
    )


async def _release_future_letters(session: AsyncSession, now: datetime) -> None:
    """Release letters that were to go at once and were written in what is now the future; they are as old as now."""
    unsent = Letter.state.in_((LetterState.WAITING, LetterState.HELD))
    written_ahead = unsent, Letter.written_at > now + JUMP, Letter.not_before <= Letter.written_at
    released = {"written_at": now, "not_before": now, "try_at": now, "waits_for": WaitsFor.TIME}
    await session.execute(update(Letter).where(*written_ahead).values(released), execution_options=_UNSYNCHRONIZED)


async def _shorten_waits(session: AsyncSession, now: datetime) -> None:
    """Shorten waits that are longer than any backoff."""
    too_long = or_(
        Letter.try_at > now + LONGEST_WAIT_IN_DOUBT,
        and_(Letter.failing_since.is_(None), Letter.try_at > now + RECHECK_AFTER),
    )
    waiting = Letter.state == LetterState.WAITING, Letter.not_before <= now, too_long
    triaged_again = {"try_at": now, "waits_for": WaitsFor.TIME}
    await session.execute(update(Letter).where(*waiting).values(triaged_again), execution_options=_UNSYNCHRONIZED)


async def _reset_failing_since(session: AsyncSession, reading: ClockReading) -> None:
    """Count failures from now: neither time that has not passed nor the future is one of failed attempts."""
    miscounted: ColumnElement[bool] = Letter.failing_since > reading.now
    if reading.was_set_forward:
        miscounted = Letter.failing_since.is_not(None)
    failing = Letter.state == LetterState.WAITING, miscounted
    await session.execute(
        update(Letter).where(*failing).values(failing_since=reading.now), execution_options=_UNSYNCHRONIZED
    )

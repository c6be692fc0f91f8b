"""What a clock that was wrong has left behind in the outbox: cut to what a right one can have written."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import JUMP, Look
from bot.outbox.claiming import LEASE
from bot.outbox.models import Letter, LetterState, Pace, WaitsFor
from bot.outbox.rate_limits import WINDOW, is_closed, open_anew
from bot.outbox.results import LONGEST_WAIT_IN_DOUBT
from bot.outbox.suspension import AWAY
from bot.outbox.triage import LOOKED_AT_AGAIN

_AS_IT_IS = {"synchronize_session": False}


async def put_right(session: AsyncSession, look: Look) -> None:
    """After the clock was set, or may have been: nothing is held for longer than it would have been.

    What is planned for an instant (ten o'clock on Tuesday) stays there. Done again, it changes nothing more.
    """
    await _open_paces(session, look.now)
    await _end_leases_in_time(session, look.now)
    await _say_at_once(session, look.now)
    await _try_in_time(session, look.now)
    await _count_tries_from_now(session, look)


async def _open_paces(session: AsyncSession, now: datetime) -> None:
    ahead = select(Pace).where(Pace.open_at > now + WINDOW, Pace.scope != AWAY)
    for pace in await session.scalars(ahead.order_by(Pace.workspace, Pace.scope).with_for_update()):
        if not is_closed(pace, now):
            open_anew(pace, now)


async def _end_leases_in_time(session: AsyncSession, now: datetime) -> None:
    too_long = Letter.state == LetterState.LEASED, Letter.leased_until > now + LEASE
    await session.execute(update(Letter).where(*too_long).values(leased_until=now + LEASE), execution_options=_AS_IT_IS)


async def _say_at_once(session: AsyncSession, now: datetime) -> None:
    """What was written in what is now the future, to be said at once, waits no longer, and is as old as it can be."""
    unsent = Letter.state.in_((LetterState.WAITING, LetterState.HELD))
    written_ahead = unsent, Letter.written_at > now + JUMP, Letter.not_before <= Letter.written_at
    begun = {"written_at": now, "not_before": now, "try_at": now, "waits_for": WaitsFor.TIME}
    await session.execute(update(Letter).where(*written_ahead).values(begun), execution_options=_AS_IT_IS)


async def _try_in_time(session: AsyncSession, now: datetime) -> None:
    """What waits to be looked at again waits no longer than anything does."""
    too_long = or_(
        Letter.try_at > now + LONGEST_WAIT_IN_DOUBT,
        and_(Letter.failing_since.is_(None), Letter.try_at > now + LOOKED_AT_AGAIN),
    )
    waiting = Letter.state == LetterState.WAITING, Letter.not_before <= now, too_long
    sorted_anew = {"try_at": now, "waits_for": WaitsFor.TIME}
    await session.execute(update(Letter).where(*waiting).values(sorted_anew), execution_options=_AS_IT_IS)


async def _count_tries_from_now(session: AsyncSession, look: Look) -> None:
    """Time that has not passed was no try in vain, nor was one in what is now the future."""
    miscounted: ColumnElement[bool] = Letter.failing_since > look.now
    if look.was_set_forth:
        miscounted = Letter.failing_since.is_not(None)
    tried = Letter.state == LetterState.WAITING, miscounted
    await session.execute(update(Letter).where(*tried).values(failing_since=look.now), execution_options=_AS_IT_IS)

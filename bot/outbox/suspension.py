"""Suspending a workspace that Klatch was taken out of: its letters are held, and go on when it is resumed."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Update, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.database.bell import BellTopic, ring
from bot.database.inserts import insert_once
from bot.outbox.models import Letter, LetterState, RateLimit, WaitsFor
from bot.outbox.results import AMENDED_LETTER_FAILED, GIVE_UP_AFTER

SUSPENDED = "workspace"
"""The scope of the rate limit that closes a whole workspace; its value is older than the name."""

WORKSPACE_WAS_AWAY = "workspace_was_away"

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


async def suspend(session: AsyncSession, workspace: str) -> None:
    """Hold all letters of a workspace, also those that are written from now on, until it is resumed."""
    key = {"workspace": workspace, "scope": SUSPENDED}
    await insert_once(session, RateLimit, list(key), **key, open_at=_NEVER)
    await hold_waiting(session, workspace)


async def hold_waiting(session: AsyncSession, workspace: str) -> None:
    """Hold the waiting letters of a suspended workspace."""
    await session.execute(_all(workspace, LetterState.WAITING).values(state=LetterState.HELD))


async def resume(session: AsyncSession, workspace: str, now: datetime) -> Sequence[Letter]:
    """Release the held letters; those older than ``GIVE_UP_AFTER`` fail, and so do their amendments.

    The others are triaged again, and their day of failures begins anew: a suspension is no failed attempt. Returns the
    failed ones that have ``OnFate``.
    """
    # Another transaction that holds letters because of this row has locked it, and is waited for here.
    await session.execute(delete(RateLimit).where(RateLimit.workspace == workspace, RateLimit.scope == SUSPENDED))
    held = _all(workspace, LetterState.HELD)
    failed = held.values(state=LetterState.FAILED, settled_at=now, payload=None)
    is_too_old = Letter.not_before <= now - GIVE_UP_AFTER
    await session.execute(failed.where(is_too_old).values(failure=WORKSPACE_WAS_AWAY))
    failed_here = select(Letter.id).where(Letter.workspace == workspace, Letter.failure == WORKSPACE_WAS_AWAY)
    await session.execute(failed.where(Letter.amends_id.in_(failed_here)).values(failure=AMENDED_LETTER_FAILED))
    released = {"waits_for": WaitsFor.TIME, "try_at": Letter.not_before, "failing_since": None}
    await session.execute(held.values(state=LetterState.WAITING, **released))
    ring(session, BellTopic.LETTERS, workspace)
    heard_of = (
        select(Letter).options(defer(Letter.payload)).where(Letter.id.in_(failed_here), Letter.heard_as.is_not(None))
    )
    return (await session.scalars(heard_of.where(Letter.settled_at == now).order_by(Letter.id))).all()


async def is_suspended(session: AsyncSession, workspace: str) -> bool:
    """Return True for a suspended workspace, which then nobody resumes before the transaction ends."""
    marked = (
        select(RateLimit.scope).where(RateLimit.workspace == workspace, RateLimit.scope == SUSPENDED).with_for_update()
    )
    return await session.scalar(marked) is not None


def _all(workspace: str, state: LetterState) -> Update:
    letters = update(Letter).where(Letter.workspace == workspace, Letter.state == state)
    return letters.execution_options(synchronize_session=False)

"""What becomes of a workspace's letters while Klatch is away from it, and when it is back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Update, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.database.bell import BellTopic, ring
from bot.database.inserts import insert_once
from bot.outbox.models import Letter, LetterState, Pace, WaitsFor
from bot.outbox.results import AMENDED_LETTER_FAILED, GIVE_UP_AFTER

AWAY = "workspace"
"""The scope that all of a workspace waits for while Klatch is away from it."""

WORKSPACE_WAS_AWAY = "workspace_was_away"

_WHO_KNOWS_WHEN = datetime(9999, 1, 1, tzinfo=UTC)


async def hold_all(session: AsyncSession, workspace: str) -> None:
    """Have nothing of a workspace go, neither what waits nor what is written from now on, until it is released."""
    key = {"workspace": workspace, "scope": AWAY}
    await insert_once(session, Pace, list(key), **key, open_at=_WHO_KNOWS_WHEN)
    await hold_waiting(session, workspace)


async def hold_waiting(session: AsyncSession, workspace: str) -> None:
    """Hold what waits, in a workspace that Klatch is away from."""
    await session.execute(_all(workspace, LetterState.WAITING).values(state=LetterState.HELD))


async def release_all(session: AsyncSession, workspace: str, now: datetime) -> Sequence[Letter]:
    """Have what was held go on; what by then has waited for ``GIVE_UP_AFTER`` has failed, and what rewrites it.

    Its time begins anew for the rest: that Klatch was away is no try in vain. Returns what has failed and is heard of.
    """
    # Whoever holds letters because of this row has locked it, and is waited for here.
    await session.execute(delete(Pace).where(Pace.workspace == workspace, Pace.scope == AWAY))
    held = _all(workspace, LetterState.HELD)
    failed = held.values(state=LetterState.FAILED, settled_at=now, payload=None)
    is_too_old = Letter.not_before <= now - GIVE_UP_AFTER
    await session.execute(failed.where(is_too_old).values(failure=WORKSPACE_WAS_AWAY))
    in_vain = select(Letter.id).where(Letter.workspace == workspace, Letter.failure == WORKSPACE_WAS_AWAY)
    await session.execute(failed.where(Letter.amends_id.in_(in_vain)).values(failure=AMENDED_LETTER_FAILED))
    begun_anew = {"waits_for": WaitsFor.TIME, "try_at": Letter.not_before, "failing_since": None}
    await session.execute(held.values(state=LetterState.WAITING, **begun_anew))
    ring(session, BellTopic.LETTERS, workspace)
    heard_of = select(Letter).options(defer(Letter.payload)).where(Letter.id.in_(in_vain), Letter.heard_as.is_not(None))
    return (await session.scalars(heard_of.where(Letter.settled_at == now).order_by(Letter.id))).all()


async def is_away(session: AsyncSession, workspace: str) -> bool:
    """Whether Klatch is away from a workspace; then nobody releases it before the transaction ends."""
    marked = select(Pace.scope).where(Pace.workspace == workspace, Pace.scope == AWAY).with_for_update()
    return await session.scalar(marked) is not None


def _all(workspace: str, state: LetterState) -> Update:
    letters = update(Letter).where(Letter.workspace == workspace, Letter.state == state)
    return letters.execution_options(synchronize_session=False)

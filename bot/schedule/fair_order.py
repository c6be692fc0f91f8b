"""Fair order of due rows: the workspaces take turns, and of each the oldest is first."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule.models import Due

_FIRST = select(Due.due_at).where(~Due.is_held).order_by(Due.due_at).limit(1)
_ARE_DUE = (
    ~Due.is_held,
    Due.due_at <= bindparam("now"),
    Due.kind.not_in(bindparam("waiting_kinds", expanding=True)),
)
# Not the bare column: once ANALYZE has run, SQLite would find its distinct values by going through all of them.
_WORKSPACES = select(Due.workspace.concat("")).where(*_ARE_DUE).distinct()
_NEXT = (
    select(Due)
    .where(Due.workspace == bindparam("workspace"), *_ARE_DUE)
    .order_by(Due.due_at, Due.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)


async def workspaces_with_dues(session: AsyncSession, now: datetime, waiting_kinds: Collection[str]) -> Sequence[str]:
    """Return the workspaces in which a row is due, but for rows of ``waiting_kinds``."""
    # Most often nothing is due. The first row of the index says so, whatever PostgreSQL believes of how many are.
    first = await session.scalar(_FIRST)
    if first is None or first > now:
        return []
    return (await session.scalars(_WORKSPACES, {"now": now, "waiting_kinds": waiting_kinds})).all()


async def next_dues(
    session: AsyncSession, workspace: str, now: datetime, waiting_kinds: Collection[str], limit: int
) -> Sequence[Due]:
    """Lock and return the rows of a workspace that have been due longest; rows that others have locked are skipped."""
    values = {"workspace": workspace, "now": now, "waiting_kinds": waiting_kinds, "limit": limit}
    dues = (await session.scalars(_NEXT, values)).all()
    session.expunge_all()
    return dues

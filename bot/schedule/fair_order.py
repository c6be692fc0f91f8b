"""Fair order of due rows: the workspaces take turns, and of each the oldest is first."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.prepared import Prepared
from bot.schedule.models import Due

_FIRST = Prepared(select(Due.due_at).where(~Due.is_held).order_by(Due.due_at).limit(1))
_ARE_DUE = (
    ~Due.is_held,
    Due.due_at <= bindparam("now"),
    Due.kind.not_in(bindparam("waiting_kinds", expanding=True)),
)
# Not the bare column: once ANALYZE has run, SQLite would find its distinct values by going through all of them.
_WORKSPACES = Prepared(select(Due.workspace.concat("")).where(*_ARE_DUE).distinct())
_COLUMNS = tuple(Due.__table__.c)
_NEXT = Prepared(
    select(*_COLUMNS)
    .where(Due.workspace == bindparam("workspace"), *_ARE_DUE)
    .order_by(Due.due_at, Due.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)


async def workspaces_with_dues(session: AsyncSession, now: datetime, waiting_kinds: Collection[str]) -> Sequence[str]:
    """Return the workspaces in which a row is due, but for rows of ``waiting_kinds``."""
    # Most often nothing is due. The first row of the index says so, whatever PostgreSQL believes of how many are.
    first = await _FIRST.first(session)
    if first is None or first[0] > now:
        return []
    return [workspace for (workspace,) in await _WORKSPACES.rows(session, now=now, waiting_kinds=waiting_kinds)]


async def next_dues(
    session: AsyncSession, workspace: str, now: datetime, waiting_kinds: Collection[str], limit: int
) -> Sequence[Due]:
    """Lock and return the rows of a workspace that have been due longest; rows that others have locked are skipped.

    The session does not hold them.
    """
    found = await _NEXT.rows(session, workspace=workspace, now=now, waiting_kinds=waiting_kinds, limit=limit)
    return [Due(**{column.key: value for column, value in zip(_COLUMNS, row, strict=True)}) for row in found]

"""Fair order of due rows: the workspaces take turns, and of each the oldest is first."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule.models import Due


async def workspaces_with_dues(session: AsyncSession, now: datetime, waiting_kinds: Collection[str]) -> list[str]:
    """Return the workspaces in which a row is due, but for rows of ``waiting_kinds``."""
    # Most often nothing is due. The first row of the index says so, whatever PostgreSQL believes of how many are.
    first = await session.scalar(select(Due.due_at).where(~Due.is_held).order_by(Due.due_at).limit(1))
    if first is None or first > now:
        return []
    # Not the bare column: once ANALYZE has run, SQLite would find its distinct values by going through all of them.
    workspace = Due.workspace.concat("")
    return list(await session.scalars(select(workspace).where(*_is_due(now, waiting_kinds)).distinct()))


async def next_due(session: AsyncSession, workspace: str, now: datetime, waiting_kinds: Collection[str]) -> Due | None:
    """Lock and return the row of a workspace that has been due longest; rows that others have locked are skipped."""
    here = select(Due).where(Due.workspace == workspace, *_is_due(now, waiting_kinds))
    due = await session.scalar(here.order_by(Due.due_at, Due.id).limit(1).with_for_update(skip_locked=True))
    if due is not None:
        session.expunge(due)
    return due


def _is_due(now: datetime, waiting_kinds: Collection[str]) -> list[ColumnElement[bool]]:
    return [~Due.is_held, Due.due_at <= now, *([Due.kind.not_in(waiting_kinds)] if waiting_kinds else [])]

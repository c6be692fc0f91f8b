"""Sweeps: what is done to many, page by page, each in a transaction of its own that others do not wait long for."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_or_update
from bot.schedule.models import Due, Sweep
from bot.schedule.scheduling import schedule

_KEY = ("workspace", "kind", "subject")


async def sweep(session: AsyncSession, *, workspace: str, kind: str, subject: int, now: datetime) -> None:
    """Have the pages of a subject come by, from the first one on; anew, where a sweep of the same is under way."""
    await _go_on(session, workspace, kind, subject, "", now)


async def begin_page(session: AsyncSession, due: Due) -> str:
    """After which item the page of a due row begins; empty for the first."""
    return await session.scalar(select(Sweep.after).where(_is_of(due)).with_for_update()) or ""


async def end_page(session: AsyncSession, due: Due, after: str | None, now: datetime) -> None:
    """Go on after the last item of a page, at once; with None the sweep is over."""
    if after is None:
        await session.execute(delete(Sweep).where(_is_of(due)))
    else:
        await _go_on(session, due.workspace, due.kind, due.subject, after, now)


async def _go_on(session: AsyncSession, workspace: str, kind: str, subject: int, after: str, now: datetime) -> None:
    row = {"workspace": workspace, "kind": kind, "subject": subject, "after": after}
    await insert_or_update(session, Sweep, _KEY, **row)
    await schedule(session, workspace=workspace, kind=kind, subject=subject, due_at=now, now=now)


def _is_of(due: Due) -> ColumnElement[bool]:
    return and_(Sweep.workspace == due.workspace, Sweep.kind == due.kind, Sweep.subject == due.subject)

"""Sweeps: doing something to many, page by page, each page in a short transaction of its own."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_or_update
from bot.schedule.models import Due, Sweep
from bot.schedule.scheduling import schedule

_KEY = ("workspace", "kind", "subject")


async def sweep(session: AsyncSession, *, workspace: str, kind: str, subject: int, now: datetime) -> None:
    """Begin the sweep of a subject at the first page; one that is under way begins anew."""
    await _schedule_page(session, workspace, kind, subject, "", now)


async def page_after(session: AsyncSession, due: Due) -> str:
    """Return the item after which the page of a due row begins; empty for the first page."""
    return await session.scalar(select(Sweep.after).where(_is_of(due)).with_for_update()) or ""


async def end_page(session: AsyncSession, due: Due, after: str | None, now: datetime) -> None:
    """Schedule the next page at once, after the last item of this one; None ends the sweep."""
    if after is None:
        await session.execute(delete(Sweep).where(_is_of(due)))
    else:
        await _schedule_page(session, due.workspace, due.kind, due.subject, after, now)


async def _schedule_page(
    session: AsyncSession, workspace: str, kind: str, subject: int, after: str, now: datetime
) -> None:
    row = {"workspace": workspace, "kind": kind, "subject": subject, "after": after}
    await insert_or_update(session, Sweep, _KEY, **row)
    await schedule(session, workspace=workspace, kind=kind, subject=subject, due_at=now, now=now)


def _is_of(due: Due) -> ColumnElement[bool]:
    return and_(Sweep.workspace == due.workspace, Sweep.kind == due.kind, Sweep.subject == due.subject)

"""Putting things on the agenda: what features call inside their own transaction."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.correlation import correlation_id_of
from bot.database.bell import BellTopic, ring
from bot.database.inserts import insert_or_update, insert_or_update_all
from bot.schedule.models import Due
from bot.schedule.statistics import ScheduleStatistics, read_statistics

__all__ = [
    "ScheduleStatistics",
    "cancel",
    "hold_all",
    "plan",
    "read_statistics",
    "release_all",
    "schedule",
    "schedule_all",
    "schedule_once",
]

_KEY = ("workspace", "kind", "subject")


async def schedule(
    session: AsyncSession, *, workspace: str, kind: str, subject: int, due_at: datetime, now: datetime
) -> None:
    """Have ``kind`` happen to ``subject`` at an instant; what was scheduled for the two is moved there.

    What is due ``now`` already is done as soon as the transaction is committed.
    """
    await insert_or_update(session, Due, _KEY, **_row(session, workspace, kind, subject, due_at))
    if due_at <= now:
        ring(session, BellTopic.DUES, workspace)


async def schedule_once(session: AsyncSession, *, workspace: str, kind: str, subject: int, due_at: datetime) -> None:
    """Have ``kind`` happen to ``subject`` by an instant; what is on the agenda already, and due before, stays there.

    A clock that was ahead may have put it there for much later.
    """
    row = {"workspace": workspace, "kind": kind, "subject": subject, "due_at": due_at}
    await insert_or_update_all(session, Due, _KEY, [row], unless=Due.due_at <= due_at)


async def schedule_all(
    session: AsyncSession, *, workspace: str, kind: str, subjects: Iterable[int], due_at: datetime, now: datetime
) -> None:
    """The same for many subjects at once."""
    rows = [_row(session, workspace, kind, subject, due_at) for subject in subjects]
    await insert_or_update_all(session, Due, _KEY, rows)
    if rows and due_at <= now:
        ring(session, BellTopic.DUES, workspace)


async def plan(
    session: AsyncSession, *, workspace: str, subject: int, due: Mapping[str, datetime | None], now: datetime
) -> None:
    """Have several kinds happen to a subject, each at its instant; those with none are taken off the agenda."""
    off = [kind for kind, due_at in due.items() if due_at is None]
    if off:
        of_these = Due.kind.in_(off)
        await session.execute(delete(Due).where(Due.workspace == workspace, of_these, Due.subject == subject))
    rows = [_row(session, workspace, kind, subject, due_at) for kind, due_at in due.items() if due_at is not None]
    await insert_or_update_all(session, Due, _KEY, rows)
    if any(row["due_at"] <= now for row in rows):
        ring(session, BellTopic.DUES, workspace)


async def cancel(session: AsyncSession, *, workspace: str, kind: str, subjects: Collection[int]) -> None:
    """Take ``kind`` for these subjects off the agenda; fine when it is not on it."""
    if not subjects:
        return
    of_these = Due.subject.in_(subjects)
    await session.execute(delete(Due).where(Due.workspace == workspace, Due.kind == kind, of_these))


async def hold_all(session: AsyncSession, workspace: str) -> None:
    """Klatch is away from a workspace: nothing that is on its agenda now happens until it is released.

    What is scheduled afterwards is not held.
    """
    await session.execute(update(Due).where(Due.workspace == workspace).values(is_held=True))


async def release_all(session: AsyncSession, workspace: str) -> None:
    """Klatch is back: what was held happens when it is due, and at once where it would have been."""
    held = update(Due).where(Due.workspace == workspace, Due.is_held)
    await session.execute(held.values(is_held=False))
    ring(session, BellTopic.DUES, workspace)


def _row(session: AsyncSession, workspace: str, kind: str, subject: int, due_at: datetime) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "kind": kind,
        "subject": subject,
        "due_at": due_at,
        "attempts": 0,
        "is_held": False,
        "reference": correlation_id_of(session),
    }

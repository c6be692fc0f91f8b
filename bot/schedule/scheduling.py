"""Scheduling due rows, inside the transaction of a feature."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.correlation import correlation_id_of
from bot.database.bell import BellTopic, ring
from bot.database.inserts import insert_or_update_all
from bot.database.prepared import Prepared
from bot.schedule.models import Due

_KEY = ("workspace", "kind", "subject")
_CANCEL: Prepared[()] = Prepared(
    delete(Due).where(
        Due.workspace == bindparam("workspace"),
        Due.kind == bindparam("kind"),
        Due.subject.in_(bindparam("subjects", expanding=True)),
    )
)


def _is_later(new: Any) -> ColumnElement[bool]:
    is_later: ColumnElement[bool] = Due.due_at > new.due_at
    return is_later


async def schedule(
    session: AsyncSession, *, workspace: str, kind: str, subject: int, due_at: datetime, now: datetime
) -> None:
    """Schedule ``kind`` for ``subject`` at an instant; a row that is there for the two is moved there.

    A row that is due ``now`` already is handled as soon as the transaction is committed.
    """
    await _schedule_rows(session, [_row(session, workspace, kind, subject, due_at)], now)


async def schedule_once(session: AsyncSession, *, workspace: str, kind: str, subject: int, due_at: datetime) -> None:
    """Schedule ``kind`` for ``subject`` at an instant, unless a row is there that is due by then.

    A row that is due later is moved there, for a clock that was ahead may have scheduled it; all else of it stays: its
    attempts, its correlation id, and whether it is held.
    """
    row = {"workspace": workspace, "kind": kind, "subject": subject, "due_at": due_at}
    await insert_or_update_all(session, Due, _KEY, [row], where=_is_later)


async def schedule_all(
    session: AsyncSession, *, workspace: str, kind: str, subjects: Iterable[int], due_at: datetime, now: datetime
) -> None:
    """Schedule ``kind`` for many subjects, at one instant."""
    await schedule_each(session, workspace=workspace, kind=kind, due=dict.fromkeys(subjects, due_at), now=now)


async def schedule_each(
    session: AsyncSession, *, workspace: str, kind: str, due: Mapping[int, datetime], now: datetime
) -> None:
    """Schedule ``kind`` for many subjects, for each at its own instant."""
    rows = [_row(session, workspace, kind, subject, due_at) for subject, due_at in due.items()]
    await _schedule_rows(session, rows, now)


async def plan(
    session: AsyncSession, *, workspace: str, subject: int, due: Mapping[str, datetime | None], now: datetime
) -> None:
    """Schedule several kinds for a subject, each at its instant; those without one are cancelled."""
    off = [kind for kind, due_at in due.items() if due_at is None]
    if off:
        of_these = Due.kind.in_(off)
        await session.execute(delete(Due).where(Due.workspace == workspace, of_these, Due.subject == subject))
    rows = [_row(session, workspace, kind, subject, due_at) for kind, due_at in due.items() if due_at is not None]
    await _schedule_rows(session, rows, now)


async def cancel(session: AsyncSession, *, workspace: str, kind: str, subjects: Collection[int]) -> None:
    """Cancel ``kind`` for these subjects; does nothing where it is not scheduled."""
    if not subjects:
        return
    await _CANCEL.run(session, workspace=workspace, kind=kind, subjects=subjects)


async def suspend(session: AsyncSession, workspace: str) -> None:
    """Hold the due rows of a workspace until it is resumed. Rows that are scheduled afterwards are not held."""
    await session.execute(update(Due).where(Due.workspace == workspace).values(is_held=True))


async def resume(session: AsyncSession, workspace: str) -> None:
    """Release the held rows of a workspace: each is handled when it is due, or at once where that has passed."""
    held = update(Due).where(Due.workspace == workspace, Due.is_held)
    await session.execute(held.values(is_held=False))
    ring(session, BellTopic.DUES, workspace)


async def _schedule_rows(session: AsyncSession, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    await insert_or_update_all(session, Due, _KEY, rows)
    for row in rows:
        if row["due_at"] <= now:
            ring(session, BellTopic.DUES, row["workspace"])


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

"""Putting things on the agenda: what features call inside their own transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agenda.models import Due
from bot.database import insert_or_update, insert_or_update_all


async def schedule(session: AsyncSession, *, workspace: str, kind: str, subject: int, due_at: datetime) -> None:
    """Have ``kind`` happen to ``subject`` at an instant; what was scheduled for the two is moved there."""
    key = {"workspace": workspace, "kind": kind, "subject": subject}
    await insert_or_update(session, Due, list(key), **key, due_at=due_at, attempts=0)


async def schedule_all(
    session: AsyncSession, *, workspace: str, kind: str, subjects: Iterable[int], due_at: datetime
) -> None:
    """The same for many subjects at once."""
    rows = [
        {"workspace": workspace, "kind": kind, "subject": subject, "due_at": due_at, "attempts": 0}
        for subject in subjects
    ]
    await insert_or_update_all(session, Due, ["workspace", "kind", "subject"], rows)


async def plan(session: AsyncSession, *, workspace: str, subject: int, due: Mapping[str, datetime | None]) -> None:
    """Have several kinds happen to a subject, each at its instant; those with none are taken off the agenda."""
    off = [kind for kind, due_at in due.items() if due_at is None]
    if off:
        of_these = Due.kind.in_(off)
        await session.execute(delete(Due).where(Due.workspace == workspace, of_these, Due.subject == subject))
    rows = [
        {"workspace": workspace, "kind": kind, "subject": subject, "due_at": due_at, "attempts": 0}
        for kind, due_at in due.items()
        if due_at is not None
    ]
    await insert_or_update_all(session, Due, ["workspace", "kind", "subject"], rows)


async def cancel(session: AsyncSession, *, workspace: str, kind: str, subject: int) -> None:
    """Take ``kind`` for ``subject`` off the agenda; fine when it is not on it."""
    await session.execute(delete(Due).where(Due.workspace == workspace, Due.kind == kind, Due.subject == subject))

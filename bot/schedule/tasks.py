"""Errands: what is due and needs more than the database. No transaction is open while they are gone about."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule.models import Due

WantedT = TypeVar("WantedT")
ResultT = TypeVar("ResultT")

LEASE = timedelta(seconds=60)
"""From when an errand whose process was killed is gone about again."""

RUN_SECONDS = 50.0
"""How long ``run`` may take; less than the lease, so that no errand is gone about by two at once."""


@dataclass(frozen=True, slots=True)
class Task(Generic[WantedT, ResultT]):
    """What a kind of due row does when that is a call to Slack, or a long computation: three steps.

    What any of them raises undoes its own transaction, and the errand begins anew later, after growing waits.
    ``run`` may happen twice (its process may be killed before it is settled), ``save`` never does.
    """

    load: Callable[[AsyncSession, Due, datetime], Awaitable[WantedT | None]]
    """In a transaction: what is wanted of ``run``; None when nothing is, and the row is done.

    With None it may put the same kind and subject on the agenda again, for example to wait for Slack's pace.
    """
    run: Callable[[WantedT], Awaitable[ResultT]]
    """With no transaction open, for at most ``RUN_SECONDS``. A computation belongs in a thread or process."""
    save: Callable[[AsyncSession, Due, ResultT, datetime], Awaitable[None]]
    """In the transaction that takes the row off the agenda; it may put the same on it again.

    It does not happen when the same was put on the agenda, or taken off, while ``run`` was on its way.
    """


AnyTask = Task[Any, Any]


@dataclass(frozen=True, slots=True)
class LeasedTask:
    """An errand between ``load`` and ``save``. Its row lies on the agenda as the lease left it."""

    due: Due
    task: AnyTask
    wanted: Any
    leased_until: datetime


async def lease(session: AsyncSession, due: Due, task: AnyTask, now: datetime) -> LeasedTask | None:
    """Keep a locked row for an errand and have it look; None when there is nothing to go about."""
    leased_until = now + LEASE
    attempts = due.attempts + 1  # counted beforehand, for a process that dies of it
    await session.execute(update(Due).where(Due.id == due.id).values(due_at=leased_until, attempts=attempts))
    wanted = await task.load(session, due, now)
    under_way = LeasedTask(due, task, wanted, leased_until)
    if wanted is not None:
        return under_way
    await take_off(session, under_way)
    return None


async def take_off(session: AsyncSession, under_way: LeasedTask) -> bool:
    """Take the row off the agenda, if it is still this errand's; whether it was."""
    taken = await session.execute(delete(Due).where(is_as_left(under_way)))
    return bool(cast("CursorResult[Any]", taken).rowcount)


def is_as_left(under_way: LeasedTask) -> ColumnElement[bool]:
    """Nobody has moved the row since, nor taken the errand over.

    What is put on the agenda has no attempts, so that it is told from a lease that ends at the same instant.
    """
    due = under_way.due
    return and_(Due.id == due.id, Due.due_at == under_way.leased_until, Due.attempts == due.attempts + 1)

"""Tasks: due rows that need more than the database. No transaction is open while they run."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule.models import Due

LoadedT = TypeVar("LoadedT")
ResultT = TypeVar("ResultT")

LEASE = timedelta(seconds=60)
"""The time after which a task whose process was killed is run again."""

RUN_SECONDS = 50.0
"""The time limit of ``run``; less than the lease, so that no task is run by two at once."""


@dataclass(frozen=True, slots=True)
class Task(Generic[LoadedT, ResultT]):
    """A kind of due row that calls Slack, or computes for long, in three steps.

    What any of them raises undoes its own transaction, and the task begins anew later, after growing waits.
    ``run`` may happen twice (its process may be killed before ``save``), ``save`` succeeds at most once.
    """

    load: Callable[[AsyncSession, Due, datetime], Awaitable[LoadedT | None]]
    """In a transaction: returns the input of ``run``; None when there is nothing to run, and the row is done.

    With None it may schedule the same kind and subject again, for example to wait for a rate limit.
    """
    run: Callable[[LoadedT], Awaitable[ResultT]]
    """With no transaction open, for at most ``RUN_SECONDS``. A computation belongs in a thread or process."""
    save: Callable[[AsyncSession, Due, ResultT, datetime], Awaitable[None]]
    """In the transaction that deletes the row; it may schedule the same again.

    It does not happen when the same was scheduled or cancelled during ``run``.
    """


AnyTask = Task[Any, Any]


@dataclass(frozen=True, slots=True)
class LeasedTask:
    """A task between ``load`` and ``save``. Its row is due again when the lease ends."""

    due: Due
    task: AnyTask
    loaded: Any
    leased_until: datetime


async def lease(session: AsyncSession, due: Due, task: AnyTask, now: datetime) -> LeasedTask | None:
    """Lease a locked row for its task and load the input; None when there is nothing to run."""
    leased_until = now + LEASE
    attempts = due.attempts + 1  # counted beforehand, for a process that dies of it
    await session.execute(update(Due).where(Due.id == due.id).values(due_at=leased_until, attempts=attempts))
    leased = LeasedTask(due, task, await task.load(session, due, now), leased_until)
    if leased.loaded is not None:
        return leased
    await delete_leased(session, leased)
    return None


async def delete_leased(session: AsyncSession, leased: LeasedTask) -> bool:
    """Delete the row of a task; returns False when the task does not hold the lease any more."""
    deleted = await session.execute(delete(Due).where(is_still_leased(leased)))
    return bool(cast("CursorResult[Any]", deleted).rowcount)


def is_still_leased(leased: LeasedTask) -> ColumnElement[bool]:
    """Return the condition that nobody has moved the row since, nor leased it anew.

    Scheduling sets ``attempts`` to 0, and a lease has one at least: so a row that was scheduled for the very instant at
    which the lease ends is told from one that is still leased.
    """
    due = leased.due
    return and_(Due.id == due.id, Due.due_at == leased.leased_until, Due.attempts == due.attempts + 1)

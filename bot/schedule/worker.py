"""The worker: handles one due row after another, each in a transaction of its own; what fails is tried again later."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from traceback import extract_tb

import structlog
from sqlalchemy import ColumnElement, and_, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from bot.clock import Clock
from bot.confinement import confine
from bot.correlation import correlate, new_correlation_id
from bot.database.bell import BellTopic, ring
from bot.database.database import Database
from bot.metrics.recording import OTHER, Metrics
from bot.schedule.backoff import wait_after
from bot.schedule.fair_order import next_due
from bot.schedule.models import Due
from bot.schedule.tasks import RUN_SECONDS, AnyTask, LeasedTask, delete_leased, is_still_leased, lease

Handler = Callable[[AsyncSession, Due, datetime], Awaitable[None]]
"""Handles a kind of due row, in the transaction that deletes the row.

It may schedule the same kind and subject again. What it raises undoes all that it did.
"""

RunTask = Callable[[LeasedTask], Awaitable[None]]
"""Runs a leased task: :meth:`Worker.run` or :meth:`Worker.run_beside`."""

TASKS_AT_ONCE = 4
"""Tasks of one worker under way at once; the others wait, and hold up nothing else."""

GIVE_BACK_SECONDS = 1.0
"""The time that a worker which is told to stop may take to free the rows of its tasks."""

log = structlog.get_logger(__name__)


class Worker:
    """Handles due rows: by a handler, or by a task. ``on_done`` is called after each task that ran beside the beat."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        tasks: Mapping[str, AnyTask],
        chance: random.Random,
        metrics: Metrics,
        on_done: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers
        self._tasks = tasks
        self._chance = chance
        self._metrics = metrics
        self._on_done = on_done
        self._running: dict[asyncio.Task[None], int] = {}

    @property
    def rows_under_way(self) -> Collection[int]:
        """Return the ids of the rows whose tasks run beside the beat."""
        return self._running.values()

    @property
    def kinds_that_wait(self) -> Collection[str]:
        """Return the kinds that have to wait because ``TASKS_AT_ONCE`` tasks are under way."""
        return self._tasks.keys() if len(self._running) >= TASKS_AT_ONCE else ()

    async def handle_next(self, workspace: str, run_task: RunTask) -> bool:
        """Handle the row of a workspace that has been due longest; returns False when there is none."""
        now, due, leased, began = self._clock.now(), None, None, self._clock.elapsed()
        try:
            async with self._database.transaction() as session:
                due = await next_due(session, workspace, now, self.kinds_that_wait)
                if due is None:
                    return False
                self._metrics.due_taken_up((now - due.due_at).total_seconds())
                with _in_context(session, due):
                    leased = await self._handle(session, due, now)
        except Exception as fault:
            if due is None:
                raise
            await self._postpone(due, _is_unchanged(due), fault, now)
            return True
        if leased is None:
            self._metrics.due_done(due.kind, self._clock.elapsed() - began)
        else:
            await run_task(leased)
        return True

    async def run(self, leased: LeasedTask) -> None:
        """Run a task to its end."""
        due, task, began = leased.due, leased.task, self._clock.elapsed()
        with _logged_with(due):
            try:
                async with asyncio.timeout(RUN_SECONDS):
                    result = await task.run(leased.loaded)
                async with self._database.transaction() as session:
                    if not await delete_leased(session, leased):
                        log.info("a task was overtaken", kind=due.kind, subject=due.subject)
                        return
                    with _in_context(session, due):
                        await task.save(session, due, result, self._clock.now())
            except Exception as fault:
                await self._postpone(due, is_still_leased(leased), fault, self._clock.now())
            else:
                self._metrics.due_done(due.kind, self._clock.elapsed() - began)

    async def run_beside(self, leased: LeasedTask) -> None:
        """Begin to run a task in the event loop, without waiting for its end."""
        running = asyncio.create_task(self._run_or_give_back(leased))
        self._running[running] = leased.due.id
        running.add_done_callback(self._running.pop)

    async def finish(self) -> None:
        """Wait for the tasks that are under way."""
        if self._running:
            await asyncio.wait(self._running)

    async def cancel(self) -> None:
        """Cancel the tasks that are under way, and give their rows back."""
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _handle(self, session: AsyncSession, due: Due, now: datetime) -> LeasedTask | None:
        if due.kind in self._tasks:
            return await lease(session, due, self._tasks[due.kind], now)
        # Deleted first, so that its handler can schedule the same again.
        await session.execute(delete(Due).where(Due.id == due.id))
        await self._handler_of(due.kind)(session, due, now)
        return None

    def _handler_of(self, kind: str) -> Handler:
        handler = self._handlers.get(kind)
        if handler is None:
            raise UnknownKindError
        return handler

    async def _run_or_give_back(self, leased: LeasedTask) -> None:
        try:
            await self.run(leased)
        except Exception as fault:
            # The database may be away for a moment; the lease ends by itself.
            log.warning("a task cannot be settled", kind=leased.due.kind, error=type(fault).__name__)
        except asyncio.CancelledError:
            await self._give_back(leased)
            raise
        else:
            # What waited for this one, or follows from it, need not wait for the next beat.
            self._on_done()

    async def _give_back(self, leased: LeasedTask) -> None:
        due = leased.due
        with suppress(Exception):  # where the database is away, too, the lease ends by itself
            async with asyncio.timeout(GIVE_BACK_SECONDS), self._database.transaction() as session:
                as_it_was = update(Due).where(is_still_leased(leased)).values(due_at=due.due_at, attempts=due.attempts)
                await session.execute(as_it_was)
                ring(session, BellTopic.DUES, due.workspace)

    async def _postpone(self, due: Due, is_unchanged: ColumnElement[bool], fault: Exception, now: datetime) -> None:
        """Log a failure and try the row again later, unless it was moved meanwhile: that is newer than what failed."""
        is_known = due.kind in self._handlers or due.kind in self._tasks
        self._metrics.due_failed(due.kind if is_known else OTHER)
        frames, attempts = extract_tb(fault.__traceback__), due.attempts + 1
        log.error(
            "a due row could not be handled",
            kind=due.kind,
            subject=due.subject,
            attempts=attempts,
            error=type(fault).__name__,
            where=f"{frames[-1].filename}:{frames[-1].lineno}",
            reference=due.reference or new_correlation_id(self._chance),
        )
        postponed = update(Due).where(is_unchanged).values(due_at=now + wait_after(attempts), attempts=attempts)
        async with self._database.transaction() as session:
            await session.execute(postponed)


class UnknownKindError(LookupError):
    """There is no handler for a kind of due row: an older or newer Klatch wrote it."""


@contextmanager
def _in_context(session: AsyncSession, due: Due) -> Iterator[None]:
    """Confine the session to the workspace of a due row, if it has one, and carry its correlation id on."""
    correlate(session, due.reference)
    if due.workspace:
        confine(session, due.workspace)
    with _logged_with(due):
        yield


@contextmanager
def _logged_with(due: Due) -> Iterator[None]:
    """Have each log line carry the correlation id of a due row, if it has one."""
    with bound_contextvars(**({"reference": due.reference} if due.reference else {})):
        yield


def _is_unchanged(due: Due) -> ColumnElement[bool]:
    return and_(Due.id == due.id, Due.due_at == due.due_at, Due.attempts == due.attempts)

"""The worker: handles due rows, several of a workspace in one transaction; what fails is tried again later."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from traceback import extract_tb

import structlog
from sqlalchemy import ColumnElement, and_, bindparam, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from bot.clock import Clock
from bot.confinement import confine
from bot.correlation import correlate, new_correlation_id
from bot.database.bell import BellTopic, ring
from bot.database.database import Database
from bot.database.prepared import Prepared
from bot.metrics.recording import OTHER, Metrics
from bot.outbox.writing import count_letters_anew
from bot.schedule.backoff import wait_after
from bot.schedule.fair_order import next_dues
from bot.schedule.giving_way import give_way
from bot.schedule.models import Due
from bot.schedule.tasks import RUN_SECONDS, AnyTask, LeasedTask, delete_leased, is_still_leased, lease

Handler = Callable[[AsyncSession, Due, datetime], Awaitable[None]]
"""Handles a kind of due row, in the transaction that deletes the row.

It may schedule the same kind and subject again. What it raises undoes all that it did, and nothing else.
"""

RunTask = Callable[[LeasedTask], Awaitable[None]]
"""Runs a leased task: :meth:`Worker.run` or :meth:`Worker.run_beside`."""

TURN_SECONDS = 0.2
"""After so long a turn begins no other row: presses wait for what it has locked."""

TURN_SECONDS_ALONE = 0.05
"""The same on SQLite, where every press waits for its transaction."""

TASKS_AT_ONCE = 4
"""Tasks of one worker under way at once; the others wait, and hold up nothing else."""

GIVE_BACK_SECONDS = 1.0
"""The time that a worker which is told to stop may take to free the rows of its tasks."""

_TAKE_OFF: Prepared[()] = Prepared(
    delete(Due).where(
        Due.id == bindparam("row"), Due.due_at == bindparam("due"), Due.attempts == bindparam("failed"), ~Due.is_held
    )
)
"""Deletes a row that nobody has moved or held since it was read."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Turn:
    """One workspace's turn: due rows that are handled in one transaction."""

    now: datetime
    ends_at: float
    """The reading of the stopwatch after which no other row is begun."""
    under_way: Due | None = None
    handled: list[tuple[Due, float]] = field(default_factory=list)
    """The rows that were handled, or leased for their task, and the seconds that each took."""
    leased: LeasedTask | None = None
    """The task that is to be run after the transaction."""

    def seconds_late(self, due: Due) -> float:
        """Return how long after its instant a row is taken up."""
        return (self.now - due.due_at).total_seconds()


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
        self._turn_seconds = TURN_SECONDS_ALONE if database.is_sqlite else TURN_SECONDS
        self._running: dict[asyncio.Task[None], int] = {}
        self.is_stopping = False
        """Set to True, it begins no other row."""

    @property
    def rows_under_way(self) -> Collection[int]:
        """Return the ids of the rows whose tasks run beside the beat."""
        return self._running.values()

    @property
    def kinds_that_wait(self) -> Collection[str]:
        """Return the kinds that have to wait because ``TASKS_AT_ONCE`` tasks are under way."""
        return self._tasks.keys() if len(self._running) >= TASKS_AT_ONCE else ()

    async def handle_next(self, workspace: str, limit: int, run_task: RunTask) -> int:
        """Handle the rows of a workspace that have been due longest, at most ``limit``; returns how many.

        They share a transaction. Where one fails, all of it is undone, and those before it are handled again without
        it: what fails first in a turn is the cause, and is tried again later. A task is taken up alone.
        """
        turn = Turn(self._clock.now(), self._clock.elapsed() + self._turn_seconds)
        try:
            async with self._database.transaction() as session:
                dues = await next_dues(session, workspace, turn.now, self.kinds_that_wait, limit)
                await self._handle_together(session, self._without_tasks(dues) or dues[:1], turn)
        except Exception as fault:
            if turn.under_way is None:
                raise
            if before := sum(due is not turn.under_way for due, _ in turn.handled):
                return await self.handle_next(workspace, before, run_task)
            self._metrics.due_taken_up(turn.seconds_late(turn.under_way))
            async with self._database.transaction() as session:
                await self._postpone(session, turn.under_way, _is_unchanged(turn.under_way), fault, turn.now)
            return 1
        for due, seconds in turn.handled:
            self._metrics.due_taken_up(turn.seconds_late(due))
            if turn.leased is None:
                self._metrics.due_done(due.kind, seconds)
        if turn.leased is not None:
            await run_task(turn.leased)
        return len(turn.handled)

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
                async with self._database.transaction() as session:
                    await self._postpone(session, due, is_still_leased(leased), fault, self._clock.now())
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

    def _without_tasks(self, dues: Sequence[Due]) -> Sequence[Due]:
        """Return the rows before the first task."""
        return [*takewhile(lambda due: due.kind not in self._tasks, dues)]

    async def _handle_together(self, session: AsyncSession, dues: Sequence[Due], turn: Turn) -> None:
        for place, due in enumerate(dues):
            turn.under_way = due
            if place == 1:
                await give_way(session)
            with _in_context(session, due):
                began = self._clock.elapsed()
                if await self._handle(session, due, turn):
                    await session.flush()  # what the database refuses, it refuses while this row is under way
                    turn.handled.append((due, self._clock.elapsed() - began))
            session.expunge_all()  # so that the next one finds the session as if it were the first
            if self.is_stopping or self._clock.elapsed() > turn.ends_at:
                return

    async def _handle(self, session: AsyncSession, due: Due, turn: Turn) -> bool:
        """Return False where there was nothing to do."""
        if due.kind in self._tasks:
            turn.leased = await lease(session, due, self._tasks[due.kind], turn.now)
            return True
        # A handler's row is deleted first, so that it can schedule the same again.
        if not await _take_off(session, due):
            return False
        await self._handler_of(due.kind)(session, due, turn.now)
        return True

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

    async def _postpone(
        self, session: AsyncSession, due: Due, is_unchanged: ColumnElement[bool], fault: Exception, now: datetime
    ) -> None:
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
        await session.execute(postponed)


class UnknownKindError(LookupError):
    """There is no handler for a kind of due row: an older or newer Klatch wrote it."""


@contextmanager
def _in_context(session: AsyncSession, due: Due) -> Iterator[None]:
    """Confine the session to the workspace of a due row, if it has one, and carry its correlation id on."""
    correlate(session, due.reference)
    count_letters_anew(session)
    if due.workspace:
        confine(session, due.workspace)
    with _logged_with(due):
        yield


@contextmanager
def _logged_with(due: Due) -> Iterator[None]:
    """Have each log line carry the correlation id of a due row, if it has one."""
    with bound_contextvars(**({"reference": due.reference} if due.reference else {})):
        yield


async def _take_off(session: AsyncSession, due: Due) -> bool:
    """Delete a locked row; returns False when a row before it in the same turn has moved, held or cancelled it."""
    return await _TAKE_OFF.run(session, row=due.id, due=due.due_at, failed=due.attempts) == 1


def _is_unchanged(due: Due) -> ColumnElement[bool]:
    return and_(Due.id == due.id, Due.due_at == due.due_at, Due.attempts == due.attempts)

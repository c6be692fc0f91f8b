"""The heartbeat: claims due rows, one by one, and has their feature do what is due."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from traceback import extract_tb

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, JumpWatch
from bot.correlation import new_correlation_id
from bot.database.bell import BellTopic, ring
from bot.database.database import Database
from bot.metrics.recording import OTHER, Metrics
from bot.schedule.backoff import shorten_waits, wait_after
from bot.schedule.context import bound, following
from bot.schedule.fair_order import next_due, workspaces_with_dues
from bot.schedule.models import Due
from bot.schedule.tasks import RUN_SECONDS, AnyTask, LeasedTask, is_as_left, lease, take_off

Handler = Callable[[AsyncSession, Due, datetime], Awaitable[None]]
"""What a kind of due row does, in the transaction that takes the row off the agenda.

It may put the same kind and subject on the agenda again. What it raises undoes all that it did.
"""

BEAT_SECONDS = 1
WATCH_SECONDS = 3.0
"""How soon it is noticed that no beat comes any more."""
_EACH_SECOND, _AT_ONCE = "each second", "at once"
_NEVER_TOO_LATE = {"misfire_grace_time": None}
"""A beat that comes late is better than none; APScheduler leaves out what is late by more than a second."""

BEAT_LIMIT = 200
"""Rows that one beat handles at most; the next beat goes on."""

TASKS_AT_ONCE = 4
"""Errands of one heartbeat under way at once; the others wait, and hold up nothing else."""

GIVE_BACK_SECONDS = 1.0
"""How long a heartbeat that is told to stop may take to free the rows of its tasks."""

log = structlog.get_logger(__name__)


class Heartbeat:
    """Does what is due. Any number of heartbeats may share a PostgreSQL: no row is handled by two.

    ``handlers`` and ``tasks`` have, together, one for each kind; ``chance`` makes the references of faults;
    ``metrics`` counts what was done, and how long that took.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        chance: random.Random,
        *,
        tasks: Mapping[str, AnyTask] | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers
        self._tasks = tasks or {}
        self._chance = chance
        self._metrics = metrics or Metrics()
        self._beating = asyncio.Lock()
        self._last_served = ""
        self._jumps = JumpWatch(clock)
        self._begun = 0
        self._watching: asyncio.Task[None] | None = None
        self._is_woken = False
        self._is_stopping = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._going_on = asyncio.Lock()
        self._running: dict[asyncio.Task[None], int] = {}

    async def beat(self) -> int:
        """Do what is due now, at most ``BEAT_LIMIT`` rows; returns how many were taken up, in vain or not.

        Errands are gone about one after another, to their end.
        """
        return await self._beat(self._go_about)

    async def next_due_at(self) -> datetime | None:
        """When the next row is due (it may be past already); None when nothing is that is not held."""
        async with self._database.transaction() as session:
            return await session.scalar(select(func.min(Due.due_at)).where(~Due.is_held))

    def wake(self, _workspace: str = "") -> None:
        """Say that something is due: once started, it beats at once, or again if it is amid a beat."""
        if not self._is_woken and self._scheduler.running and not self._going_on.locked():
            self._scheduler.add_job(self._beat_on, id=_AT_ONCE, replace_existing=True, **_NEVER_TOO_LATE)
        self._is_woken = True

    def start(self) -> None:
        """Beat each second from now on, in the running event loop; tasks run beside the beat."""
        self._plan_beats()
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())

    def _plan_beats(self) -> None:
        how = {"id": _EACH_SECOND, "replace_existing": True, "coalesce": True, **_NEVER_TOO_LATE}
        self._scheduler.add_job(self._beat_on, ASecondFromNow(), **how)

    async def _watch(self) -> None:
        """APScheduler plans by the machine's clock: set back, it would wait until the old time has come again."""
        while True:
            begun = self._begun
            await asyncio.sleep(WATCH_SECONDS)
            if self._begun == begun and not self._going_on.locked():
                log.warning("the heartbeat was planned anew")
                self._plan_beats()

    async def stop(self) -> None:
        """Beat no more; the row that is being handled ends first, and so do tasks.

        Cancelled, it gives the tasks back: they are gone about again by whoever beats next.
        """
        self._is_stopping = True
        if self._watching is not None:
            self._watching.cancel()
        self._scheduler.remove_all_jobs()
        try:
            async with self._going_on:
                if self._scheduler.running:
                    self._scheduler.shutdown(wait=False)
            if self._running:
                await asyncio.wait(self._running)
        finally:
            for running in self._running:
                running.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _beat_on(self) -> None:
        """Beat, and again as long as that found something to do, or somebody has said meanwhile that there is."""
        async with self._going_on:
            self._begun += 1
            goes_on = True
            while goes_on and not self._is_stopping:
                self._is_woken = False
                goes_on = bool(await self._beat_or_log()) or self._is_woken

    async def _beat_or_log(self) -> int:
        try:
            return await self._beat(self._begin)
        except Exception as fault:
            # The database may be away for a moment.
            log.warning("the agenda cannot be read", error=type(fault).__name__)
            return 0

    async def _beat(self, go_about: Callable[[LeasedTask], Awaitable[None]]) -> int:
        """One row of each workspace in turn, so that none waits for all that another has to do."""
        handled = 0
        async with self._beating:
            turns = deque(await self._whose_turn())
            while turns and handled < BEAT_LIMIT and not self._is_stopping:
                self._last_served = turns.popleft()
                if await self._handle_next(self._last_served, go_about):
                    handled += 1
                    turns.append(self._last_served)
        return handled

    async def _whose_turn(self) -> list[str]:
        """The workspaces in which something is due; whose turn was last is last."""
        look = self._jumps.look()
        async with self._database.transaction() as session:
            if look.was_set:
                await shorten_waits(session, look.now, self._running.values())
            found = await workspaces_with_dues(session, look.now, self._waiting_kinds())
        self._jumps.believe(look)
        return sorted(found, key=lambda workspace: (workspace <= self._last_served, workspace))

    async def _handle_next(self, workspace: str, go_about: Callable[[LeasedTask], Awaitable[None]]) -> bool:
        now, due, leased, began = self._clock.now(), None, None, self._clock.elapsed()
        try:
            async with self._database.transaction() as session:
                due = await next_due(session, workspace, now, self._waiting_kinds())
                if due is None:
                    return False
                self._metrics.due_taken_up((now - due.due_at).total_seconds())
                with following(session, due):
                    leased = await self._handle(session, due, now)
        except Exception as fault:
            if due is None:
                raise
            await self._postpone(due, _is_as_found(due), fault, now)
            return True
        if leased is None:
            self._metrics.due_done(due.kind, self._clock.elapsed() - began)
        else:
            await go_about(leased)
        return True

    def _waiting_kinds(self) -> Collection[str]:
        return self._tasks.keys() if len(self._running) >= TASKS_AT_ONCE else ()

    async def _handle(self, session: AsyncSession, due: Due, now: datetime) -> LeasedTask | None:
        """Have the row handled and off the agenda, or its task begun."""
        if due.kind in self._tasks:
            return await lease(session, due, self._tasks[due.kind], now)
        # Off first, so that its handler can put the same on it again.
        await session.execute(delete(Due).where(Due.id == due.id))
        await self._handler_of(due.kind)(session, due, now)
        return None

    def _handler_of(self, kind: str) -> Handler:
        handler = self._handlers.get(kind)
        if handler is None:
            raise UnknownKindError
        return handler

    async def _begin(self, leased: LeasedTask) -> None:
        running = asyncio.create_task(self._run(leased))
        self._running[running] = leased.due.id
        running.add_done_callback(self._running.pop)

    async def _run(self, leased: LeasedTask) -> None:
        try:
            await self._go_about(leased)
        except Exception as fault:
            # The database may be away for a moment; the lease ends by itself.
            log.warning("an task cannot be settled", kind=leased.due.kind, error=type(fault).__name__)
        except asyncio.CancelledError:
            await self._give_back(leased)
            raise
        else:
            # What waited for this one, or follows from it, need not wait for the next beat.
            self.wake()

    async def _go_about(self, leased: LeasedTask) -> None:
        due, task, began = leased.due, leased.task, self._clock.elapsed()
        with bound(due):
            try:
                async with asyncio.timeout(RUN_SECONDS):
                    result = await task.run(leased.wanted)
                async with self._database.transaction() as session:
                    if not await take_off(session, leased):
                        log.info("an task was overtaken", kind=due.kind, subject=due.subject)
                        return
                    with following(session, due):
                        await task.save(session, due, result, self._clock.now())
            except Exception as fault:
                await self._postpone(due, is_as_left(leased), fault, self._clock.now())
            else:
                self._metrics.due_done(due.kind, self._clock.elapsed() - began)

    async def _give_back(self, leased: LeasedTask) -> None:
        due = leased.due
        with suppress(Exception):  # where the database is away, too, the lease ends by itself
            async with asyncio.timeout(GIVE_BACK_SECONDS), self._database.transaction() as session:
                as_it_was = update(Due).where(is_as_left(leased)).values(due_at=due.due_at, attempts=due.attempts)
                await session.execute(as_it_was)
                ring(session, BellTopic.DUES, due.workspace)

    async def _postpone(self, due: Due, is_untouched: ColumnElement[bool], fault: Exception, now: datetime) -> None:
        """Try a row again later, unless it was moved meanwhile: that is newer than what failed."""
        is_known = due.kind in self._handlers or due.kind in self._tasks
        self._metrics.due_failed(due.kind if is_known else OTHER)
        frames = extract_tb(fault.__traceback__)
        log.error(
            "a due row could not be handled",
            kind=due.kind,
            subject=due.subject,
            attempts=due.attempts + 1,
            error=type(fault).__name__,
            where=f"{frames[-1].filename}:{frames[-1].lineno}",
            reference=due.reference or new_correlation_id(self._chance),
        )
        attempts = due.attempts + 1
        postponed = update(Due).where(is_untouched).values(due_at=now + wait_after(attempts), attempts=attempts)
        async with self._database.transaction() as session:
            await session.execute(postponed)


class ASecondFromNow(BaseTrigger):  # type: ignore[misc]  # it has no types
    """APScheduler's own interval goes through every second by which the clock was set forth: from 1970, for hours."""

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """A second from now."""
        return now + timedelta(seconds=BEAT_SECONDS)


class UnknownKindError(LookupError):
    """There is no handler for a kind of due row: an older or newer Klatch wrote it."""


def _is_as_found(due: Due) -> ColumnElement[bool]:
    return and_(Due.id == due.id, Due.due_at == due.due_at, Due.attempts == due.attempts)

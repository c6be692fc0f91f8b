"""The heartbeat: once a second, and at once when the bell rings, it has a worker do what is due."""

import asyncio
import random
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import func, select

from bot.clock import Clock, JumpWatch
from bot.database.database import Database
from bot.metrics.recording import Metrics
from bot.schedule.backoff import shorten_waits
from bot.schedule.fair_order import workspaces_with_dues
from bot.schedule.models import Due
from bot.schedule.tasks import AnyTask
from bot.schedule.worker import Handler, RunTask, Worker

BEAT_SECONDS = 1.0

WATCH_SECONDS = 3.0
"""The delay of a beat after which it is planned anew. APScheduler plans by the machine's clock: set back, it would wait
until the old time has come again."""

_ONLY_JOB = {"id": "beat", "replace_existing": True, "misfire_grace_time": None}
"""A beat that comes late is better than none; APScheduler would leave out one that is late by more than a second."""

BEAT_LIMIT = 200
"""Rows that one beat handles at most; the next beat goes on."""

TURN_LIMIT = 20
"""Rows of a workspace's turn at most. Its first in a beat is one row, so that who has few need not wait for those."""

log = structlog.get_logger(__name__)


class Heartbeat:
    """Does what is due. Any number of heartbeats may share a PostgreSQL: no row is handled by two.

    ``handlers`` and ``tasks`` have, together, one for each kind of due row; ``chance`` makes the correlation ids of
    failures; ``metrics`` counts what was done, and how long that took.
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
        self._worker = Worker(database, clock, handlers, tasks or {}, chance, metrics or Metrics(), self.wake)
        self._jumps = JumpWatch(clock)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._watch: asyncio.TimerHandle | None = None
        self._beating = asyncio.Lock()
        self._last_served = ""
        self._is_woken = False

    async def beat(self) -> int:
        """Do what is due now, at most ``BEAT_LIMIT`` rows; returns how many were handled, failed ones among them.

        Tasks run one after another, to their end.
        """
        return await self._beat(self._worker.run)

    async def next_due_at(self) -> datetime | None:
        """Return when the next row is due (it may be past already); None when no row is, but for held ones."""
        async with self._database.transaction() as session:
            return await session.scalar(select(func.min(Due.due_at)).where(~Due.is_held))

    def wake(self, _workspace: str = "") -> None:
        """Once started, beat at once, or once more if it is amid a beat: something is due."""
        if not self._is_woken and self._scheduler.running and not self._beating.locked():
            self._plan(0.0)
        self._is_woken = True

    def start(self) -> None:
        """Beat each second from now on, in the running event loop; tasks run beside the beat."""
        self._plan(BEAT_SECONDS)
        self._scheduler.start()

    async def stop(self) -> None:
        """Beat no more; the row that is being handled ends first, and so do tasks.

        Cancelled, it gives the tasks back, to be run again by the next heartbeat.
        """
        self._worker.is_stopping = True
        self._stop_watching()
        try:
            async with self._beating:
                if self._scheduler.running:
                    self._scheduler.shutdown(wait=False)
            await self._worker.finish()
        finally:
            await self._worker.cancel()

    def _plan(self, seconds: float) -> None:
        self._stop_watching()
        at = datetime.now(UTC) + timedelta(seconds=seconds)
        self._scheduler.add_job(self._beat_until_idle, "date", run_date=at, **_ONLY_JOB)
        self._watch = asyncio.get_running_loop().call_later(seconds + WATCH_SECONDS, self._plan_anew)

    def _plan_anew(self) -> None:
        log.warning("the heartbeat was rescheduled")
        self._plan(0.0)

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    async def _beat_until_idle(self) -> None:
        """Beat until nothing is due and nobody has rung meanwhile, and plan the next beat."""
        self._stop_watching()
        goes_on = True
        while goes_on and not self._worker.is_stopping:
            self._is_woken = False
            goes_on = bool(await self._beat_or_log()) or self._is_woken
        if not self._worker.is_stopping:
            self._plan(BEAT_SECONDS)

    async def _beat_or_log(self) -> int:
        try:
            return await self._beat(self._worker.run_beside)
        except Exception as fault:
            # The database may be away for a moment.
            log.warning("the schedule cannot be read", error=type(fault).__name__)
            return 0

    async def _beat(self, run_task: RunTask) -> int:
        """Let the workspaces take turns, so that none waits for all that another has to do."""
        handled = 0
        async with self._beating:
            turns = deque((workspace, 1) for workspace in await self._workspaces_in_turn())
            while turns and handled < BEAT_LIMIT and not self._worker.is_stopping:
                self._last_served, limit = turns.popleft()
                done = await self._worker.handle_next(self._last_served, min(limit, BEAT_LIMIT - handled), run_task)
                handled += done
                if done:
                    # What belongs to no workspace sees all of them, and may take long: one row at a time.
                    turns.append((self._last_served, TURN_LIMIT if self._last_served else 1))
        return handled

    async def _workspaces_in_turn(self) -> Sequence[str]:
        """Return the workspaces in which something is due; the one that was served last is last."""
        reading = self._jumps.read()
        async with self._database.transaction() as session:
            if reading.was_set:
                await shorten_waits(session, reading.now, self._worker.rows_under_way)
            found = await workspaces_with_dues(session, reading.now, self._worker.kinds_that_wait)
        self._jumps.accept(reading)
        return sorted(found, key=lambda workspace: (workspace <= self._last_served, workspace))

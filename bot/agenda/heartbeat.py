"""The heartbeat: claims due rows, one by one, and has their feature do what is due."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from traceback import extract_tb

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agenda.errands import GO_SECONDS, AnyErrand, UnderWay, is_as_left, lease, take_off
from bot.agenda.models import Due
from bot.clock import Clock
from bot.database import Database

Handler = Callable[[AsyncSession, Due, datetime], Awaitable[None]]
"""What a kind of due row does, in the transaction that takes the row off the agenda.

It may put the same kind and subject on the agenda again. What it raises undoes all that it did.
"""

BEAT_SECONDS = 1
BEAT_LIMIT = 200
"""Rows that one beat handles at most; the next beat goes on."""

ERRANDS_AT_ONCE = 4
"""Errands of one heartbeat under way at once; the others wait, and hold up nothing else."""

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)

MISFIRE_GRACE_SECONDS = 60
"""APScheduler's default of 1 s would leave beats out on a busy machine."""

log = structlog.get_logger(__name__)


class Heartbeat:
    """Does what is due. Any number of heartbeats may share a PostgreSQL: no row is handled by two.

    ``handlers`` and ``errands`` have, together, one for each kind; ``chance`` makes the references of faults;
    ``after_commit`` is called after each row that was handled, for example to wake the postman.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        chance: random.Random,
        *,
        errands: Mapping[str, AnyErrand] | None = None,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers
        self._errands = errands or {}
        self._chance = chance
        self._after_commit = after_commit
        self._beating = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._running: set[asyncio.Task[None]] = set()

    async def beat(self) -> int:
        """Do what is due now, at most ``BEAT_LIMIT`` rows; returns how many were taken up, in vain or not.

        Errands are gone about one after another, to their end.
        """
        async with self._beating:
            for handled in range(BEAT_LIMIT):
                if not await self._handle_next(self._go_about):
                    return handled
            return BEAT_LIMIT

    async def next_due_at(self) -> datetime | None:
        """When the next row is due (it may be past already); None when the agenda is empty."""
        async with self._database.transaction() as session:
            return await session.scalar(select(func.min(Due.due_at)))

    def start(self) -> None:
        """Beat each second from now on, in the running event loop; errands run beside the beat."""
        self._scheduler.add_job(
            self._beat_or_log,
            "interval",
            seconds=BEAT_SECONDS,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=MISFIRE_GRACE_SECONDS,
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """Beat no more; the beat that is under way ends first, and so do errands.

        Cancelled, it abandons the errands: they are gone about again once their lease has ended.
        """
        self._scheduler.pause()
        try:
            async with self._beating:
                self._scheduler.shutdown(wait=False)
            if self._running:
                await asyncio.wait(self._running)
        finally:
            for running in self._running:
                running.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _beat_or_log(self) -> None:
        try:
            async with self._beating:
                for _ in range(BEAT_LIMIT):
                    if not await self._handle_next(self._begin):
                        break
        except Exception as fault:
            # The database may be away for a moment.
            log.warning("the agenda cannot be read", fault=type(fault).__name__)

    async def _handle_next(self, go_about: Callable[[UnderWay], Awaitable[None]]) -> bool:
        now, due = self._clock.now(), None
        try:
            async with self._database.transaction() as session:
                due = await _next_due(session, now, self._waiting_kinds())
                if due is None:
                    return False
                under_way = await self._handle(session, due, now)
        except Exception as fault:
            if due is None:
                raise
            await self._postpone(due, _is_as_found(due), fault, now)
            return True
        self._after_commit()
        if under_way is not None:
            await go_about(under_way)
        return True

    def _waiting_kinds(self) -> Collection[str]:
        return self._errands.keys() if len(self._running) >= ERRANDS_AT_ONCE else ()

    async def _handle(self, session: AsyncSession, due: Due, now: datetime) -> UnderWay | None:
        """Have the row handled and off the agenda, or its errand begun."""
        if due.kind in self._errands:
            return await lease(session, due, self._errands[due.kind], now)
        # Off first, so that its handler can put the same on it again.
        await session.execute(delete(Due).where(Due.id == due.id))
        await self._handler_of(due.kind)(session, due, now)
        return None

    def _handler_of(self, kind: str) -> Handler:
        handler = self._handlers.get(kind)
        if handler is None:
            raise UnknownKindError
        return handler

    async def _begin(self, under_way: UnderWay) -> None:
        running = asyncio.create_task(self._run(under_way))
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def _run(self, under_way: UnderWay) -> None:
        try:
            await self._go_about(under_way)
        except Exception as fault:
            # The database may be away for a moment; the lease ends by itself.
            log.warning("an errand cannot be settled", kind=under_way.due.kind, fault=type(fault).__name__)
        else:
            # What waited for this one, or follows from it, need not wait for the next beat.
            self._scheduler.add_job(self._beat_or_log, misfire_grace_time=MISFIRE_GRACE_SECONDS)

    async def _go_about(self, under_way: UnderWay) -> None:
        due, errand = under_way.due, under_way.errand
        try:
            async with asyncio.timeout(GO_SECONDS):
                result = await errand.go(under_way.wanted)
            async with self._database.transaction() as session:
                if not await take_off(session, under_way):
                    log.info("an errand was overtaken", kind=due.kind, subject=due.subject)
                    return
                await errand.settle(session, due, result, self._clock.now())
        except Exception as fault:
            await self._postpone(due, is_as_left(under_way), fault, self._clock.now())
        else:
            self._after_commit()

    async def _postpone(self, due: Due, is_untouched: ColumnElement[bool], fault: Exception, now: datetime) -> None:
        """Try a row again later, unless it was moved meanwhile: that is newer than what failed."""
        wait = min(FIRST_WAIT * 2 ** min(due.attempts, 10), LONGEST_WAIT)
        frames = extract_tb(fault.__traceback__)
        log.error(
            "a due row could not be handled",
            kind=due.kind,
            subject=due.subject,
            attempts=due.attempts + 1,
            fault=type(fault).__name__,
            where=f"{frames[-1].filename}:{frames[-1].lineno}",
            reference=f"{self._chance.getrandbits(40):010x}",
        )
        postponed = update(Due).where(is_untouched).values(due_at=now + wait, attempts=due.attempts + 1)
        async with self._database.transaction() as session:
            await session.execute(postponed)


class UnknownKindError(LookupError):
    """There is no handler for a kind of due row: an older or newer Klatch wrote it."""


async def _next_due(session: AsyncSession, now: datetime, waiting_kinds: Collection[str]) -> Due | None:
    """The next due row, locked."""
    found = select(Due).where(Due.due_at <= now).order_by(Due.due_at, Due.id).limit(1)
    if waiting_kinds:
        found = found.where(Due.kind.not_in(waiting_kinds))
    due = await session.scalar(found.with_for_update(skip_locked=True))
    if due is not None:
        session.expunge(due)
    return due


def _is_as_found(due: Due) -> ColumnElement[bool]:
    return and_(Due.id == due.id, Due.due_at == due.due_at, Due.attempts == due.attempts)

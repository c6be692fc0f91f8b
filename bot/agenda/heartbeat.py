"""The heartbeat: claims due rows, one by one, and has their feature do what is due."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from traceback import extract_tb

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

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

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)

MISFIRE_GRACE_SECONDS = 60
"""APScheduler's default of 1 s would leave beats out on a busy machine."""

log = structlog.get_logger(__name__)


class Heartbeat:
    """Does what is due. Any number of heartbeats may share a PostgreSQL: no row is handled by two.

    ``handlers`` has one for each kind; ``chance`` makes the references of faults; ``after_commit`` is called
    after each row that was handled, for example to wake the postman.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        chance: random.Random,
        *,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._handlers = handlers
        self._chance = chance
        self._after_commit = after_commit
        self._beating = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    async def beat(self) -> int:
        """Do what is due now, at most ``BEAT_LIMIT`` rows; returns how many were taken up, in vain or not."""
        async with self._beating:
            for handled in range(BEAT_LIMIT):
                if not await self._handle_next():
                    return handled
            return BEAT_LIMIT

    async def next_due_at(self) -> datetime | None:
        """When the next row is due (it may be past already); None when the agenda is empty."""
        async with self._database.transaction() as session:
            return await session.scalar(select(func.min(Due.due_at)))

    def start(self) -> None:
        """Beat each second from now on, in the running event loop."""
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
        """Beat no more; the beat that is under way ends first."""
        self._scheduler.pause()
        async with self._beating:
            self._scheduler.shutdown(wait=False)

    async def _beat_or_log(self) -> None:
        try:
            await self.beat()
        except Exception as fault:
            # The database may be away for a moment.
            log.warning("the agenda cannot be read", fault=type(fault).__name__)

    async def _handle_next(self) -> bool:
        now, due = self._clock.now(), None
        try:
            async with self._database.transaction() as session:
                due = await _take(session, now)
                if due is None:
                    return False
                await self._handler_of(due.kind)(session, due, now)
        except Exception as fault:
            if due is None:
                raise
            await self._postpone(due, fault, now)
        else:
            self._after_commit()
        return True

    def _handler_of(self, kind: str) -> Handler:
        handler = self._handlers.get(kind)
        if handler is None:
            raise UnknownKindError
        return handler

    async def _postpone(self, due: Due, fault: Exception, now: datetime) -> None:
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
        async with self._database.transaction() as session:
            await session.execute(
                update(Due)
                # Unless it was moved meanwhile: that is newer than what failed.
                .where(Due.id == due.id, Due.due_at == due.due_at)
                .values(due_at=now + wait, attempts=due.attempts + 1)
            )


class UnknownKindError(LookupError):
    """There is no handler for a kind of due row: an older or newer Klatch wrote it."""


async def _take(session: AsyncSession, now: datetime) -> Due | None:
    """The next due row, taken off the agenda, so that its handler can put the same on it again."""
    next_due = select(Due).where(Due.due_at <= now).order_by(Due.due_at, Due.id).limit(1)
    due = await session.scalar(next_due.with_for_update(skip_locked=True))
    if due is not None:
        session.expunge(due)
        await session.execute(delete(Due).where(Due.id == due.id))
    return due

"""The one door out: takes letters to Slack, several at a time, each for no longer than its lease."""

import asyncio
import random
from contextlib import suppress
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.database import Database
from bot.outbox.claiming import claim, next_instant
from bot.outbox.delivery import CALL_SECONDS, Clients, Errand, carry
from bot.outbox.models import Letter
from bot.outbox.settling import expire, settle

WORKERS = 8
"""Letters of one postman on the wire at once."""

POLL_SECONDS = 1.0
"""How long a letter that another process wrote may lie before it is found."""

log = structlog.get_logger(__name__)


class Postman:
    """Sends what waits in the outbox, in order, at Slack's pace.

    Any number of postmen may share a PostgreSQL. ``clients`` gives the Web API client of a workspace, which
    must have ``retry_handlers=[]``, and in whose session connecting is given up before ``call_seconds``, so
    that a Slack that cannot be reached is told from one that does not answer. ``chance`` makes the leases'
    tokens.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        clients: Clients,
        chance: random.Random,
        *,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._clients = clients
        self._chance = chance
        self._call_seconds = call_seconds
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that letters were written: call it after the commit."""
        self._woken.set()

    async def recover(self) -> None:
        """At the start, settle what the process before this one left on the wire.

        On SQLite nobody else can hold a lease. On PostgreSQL others may, and old leases end by time.
        """
        async with self._database.transaction() as session:
            expired = await expire(session, self._clock.now(), all_leases=self._database.is_sqlite)
        _log_settled(*expired)

    async def deliver(self) -> datetime | None:
        """Send everything that may go now; returns when the next thing may, None when nothing waits."""
        flights: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            while await self._launch(group, flights):
                if flights:
                    await asyncio.wait(flights, return_when=asyncio.FIRST_COMPLETED)
        async with self._database.transaction() as session:
            return await next_instant(session, self._clock.now())

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop`` is set; what is then on the wire is finished first."""
        flights: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            group.create_task(stop.wait()).add_done_callback(lambda _: self.wake())
            while not stop.is_set():
                self._woken.clear()
                try:
                    await self._launch(group, flights, stop)
                except Exception as fault:  # the database may be away for a moment
                    log.warning("the outbox cannot be read", fault=type(fault).__name__)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), POLL_SECONDS)

    async def _launch(
        self, group: asyncio.TaskGroup, flights: set[asyncio.Task[None]], stop: asyncio.Event | None = None
    ) -> bool:
        """Claim letters and send them on their way while there are some and a worker is free.

        Returns whether others were on the wire at the last look: what they held back may go once they land.
        """
        while len(flights) < WORKERS and not (stop and stop.is_set()):
            others = bool(flights)
            errand = await self._claim()
            if errand is None:
                return others
            flight = group.create_task(self._carry(errand))
            flights.add(flight)
            flight.add_done_callback(flights.discard)
            flight.add_done_callback(lambda _: self.wake())
        return True

    async def _claim(self) -> Errand | None:
        now, lease = self._clock.now(), f"{self._chance.getrandbits(128):032x}"
        async with self._database.transaction() as session:
            expired = await expire(session, now)
            errand = await claim(session, lease, now)
        _log_settled(*expired)
        return errand

    async def _carry(self, errand: Errand) -> None:
        outcome = await carry(self._clients, errand, self._call_seconds)
        try:
            async with self._database.transaction() as session:
                letter = await settle(session, errand, outcome, self._clock.now())
        except Exception as fault:  # its lease runs out, and then nobody knows its fate
            fault_name = type(fault).__name__
            log.warning("a letter cannot be settled", letter=errand.letter, key=errand.key, fault=fault_name)
            return
        if letter is None:
            log.warning("a letter was settled by others", letter=errand.letter, key=errand.key)
        else:
            _log_settled(letter)


def _log_settled(*letters: Letter) -> None:
    # Never what a letter says.
    for letter in letters:
        known = log.bind(letter=letter.id, key=letter.key, method=letter.method)
        known.info("letter", state=letter.state, error=letter.failure)

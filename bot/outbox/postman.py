"""The one door out: takes letters to Slack, several at a time, each for no longer than its lease."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, JumpWatch, Look
from bot.database.database import Database
from bot.metrics.recording import Metrics
from bot.outbox.claiming import LEASE, Rest, claim
from bot.outbox.clock_repair import put_right
from bot.outbox.delivery import CALL_SECONDS, Clients, Delivery, deliver
from bot.outbox.models import Letter, LetterState, Urgency
from bot.outbox.outcomes import Outcome
from bot.outbox.polling import first_lease_end, with_letters, with_something_to_do
from bot.outbox.results import expire, settle
from bot.outbox.round_robin import RoundRobin

POLL_SECONDS = 1.0
"""How long a letter may lie of which nobody has told."""

SETTLING_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0)
"""Seconds between attempts to write down how a sending went, while the database is away."""

Settled = Callable[[AsyncSession, Letter, datetime], Awaitable[None]]
"""What follows, in the same transaction, when a letter has arrived, or nothing more is done for it."""

Pick = Callable[[int], int]
"""Which of so many goes next."""

log = structlog.get_logger(__name__)


class Postman:
    """Sends what waits in the outbox, in order, at Slack's pace, fair between workspaces.

    Any number of postmen may share a PostgreSQL. ``clients`` gives the Web API client of a workspace, which
    must have ``retry_handlers=[]``, and in whose session connecting is given up before ``call_seconds``, so
    that a Slack that cannot be reached is told from one that does not answer. ``chance`` makes the leases'
    tokens; ``metrics`` counts what became of letters.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        clients: Clients,
        chance: random.Random,
        *,
        settled: Sequence[Settled] = (),
        put_off: Sequence[Settled] = (),
        metrics: Metrics | None = None,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._clients = clients
        self._chance = chance
        self._settled = settled
        self._put_off = put_off
        self._metrics = metrics or Metrics()
        self._call_seconds = call_seconds
        self._jumps = JumpWatch(clock)
        self._leases_run_until = 0.0
        self._rota = RoundRobin()
        self._woken = asyncio.Event()
        self._looks_at = 0.0

    def wake(self, workspace: str = "") -> None:
        """Say that there are letters of a workspace, or of any: call it after the commit."""
        if workspace:
            self._rota.wake(workspace)
        else:
            self._looks_at = 0.0
        self._woken.set()

    async def recover(self) -> None:
        """At the start, settle what the process before this one left on the wire.

        On SQLite nobody else can hold a lease. On PostgreSQL others may, and old leases end by time.
        """
        async with self._database.transaction() as session:
            expired = await self._expire(session, self._clock.now(), all_leases=self._database.is_sqlite)
        self._account_for(expired)

    async def deliver(self, pick: Pick | None = None) -> datetime | None:
        """Send everything that may go now; returns when the next thing may, None when nothing waits.

        With ``pick`` letters that may be on the wire at once go one after another, in the order that it decides.
        """
        self._rota = RoundRobin()
        look = self._look_at_clock()
        async with self._database.transaction() as session:
            expired = await self._tidy(session, look)
            workspaces = await with_letters(session)
        self._jumps.believe(look)
        self._account_for(expired)
        for workspace in workspaces:
            self._rota.wake(workspace)
        await (self._send_at_once() if pick is None else self._send_in_turn(pick))
        async with self._database.transaction() as session:
            instants = (self._rota.first_end(), await first_lease_end(session))
        return min((instant for instant in instants if instant is not None), default=None)

    async def _send_at_once(self) -> None:
        async with asyncio.TaskGroup() as group:
            flights: set[asyncio.Task[None]] = set()
            is_busy = True
            while is_busy or flights:
                if not is_busy:
                    await asyncio.wait(flights, return_when=asyncio.FIRST_COMPLETED)
                is_busy = await self._send_next(group, flights)

    async def _send_in_turn(self, pick: Pick) -> None:
        claimed: list[Delivery] = []
        while True:
            while (turn := self._rota.next()) is not None:
                errand = await self._claim(*turn)
                claimed += [errand] if errand is not None else []
            if not claimed:
                return
            await self._carry(claimed.pop(pick(len(claimed))))

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop`` is set; what is then on the wire is finished first."""
        flights: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            group.create_task(stop.wait()).add_done_callback(lambda _: self._woken.set())
            while not stop.is_set():
                self._woken.clear()
                try:
                    await self._look()
                    while not stop.is_set() and await self._send_next(group, flights):
                        await self._look()
                except Exception as fault:  # the database may be away for a moment
                    log.warning("the outbox cannot be read", error=type(fault).__name__)
                    self._looks_at = 0.0
                    await _either(stop, POLL_SECONDS)
                else:
                    await _either(self._woken, self._seconds_to_rest())

    async def _look(self) -> None:
        """Once a while, look for what nobody has told: others' letters, and leases that have run out."""
        self._rota.wake_rested(self._clock.now())
        time = asyncio.get_running_loop().time()
        if time < self._looks_at:
            return
        look = self._look_at_clock()
        async with self._database.transaction() as session:
            expired = await self._tidy(session, look)
            workspaces = await with_something_to_do(session, look.now)
        self._jumps.believe(look)
        self._account_for(expired)
        for workspace, most_urgent in workspaces.items():
            self._rota.wake(workspace, most_urgent)
        self._looks_at = time + POLL_SECONDS

    def _seconds_to_rest(self) -> float:
        end = self._rota.first_end()
        if end is None:
            return POLL_SECONDS
        return min(max(0.0, (end - self._clock.now()).total_seconds()), POLL_SECONDS)

    async def _send_next(self, group: asyncio.TaskGroup, flights: set[asyncio.Task[None]]) -> bool:
        """Give whose turn it is a turn, and send what it claims on its way; False when nobody has one."""
        turn = self._rota.next()
        if turn is None:
            return False
        errand = await self._claim(*turn)
        if errand is not None:
            flight = group.create_task(self._carry(errand))
            flights.add(flight)
            flight.add_done_callback(flights.discard)
        return True

    async def _claim(self, workspace: str, least: Urgency) -> Delivery | None:
        now, lease = self._clock.now(), f"{self._chance.getrandbits(128):032x}"
        async with self._database.transaction() as session:
            claimed = await claim(session, workspace, least, lease, now)
        match claimed:
            case Delivery():
                self._rota.took(workspace, least, claimed.urgency)
                return claimed
            case Rest(until):
                self._rota.rests(workspace, until, now)
            case None:
                self._rota.passed(workspace)
        return None

    def _look_at_clock(self) -> Look:
        """Once it was set forth, leases seem to be over that are not: then none is ended for as long as one lasts."""
        look = self._jumps.look()
        if look.was_set_forth:
            self._leases_run_until = look.elapsed + LEASE.total_seconds()
        if look.jump:
            log.warning("the clock was set", seconds=round(look.jump.total_seconds()))
        return look

    async def _tidy(self, session: AsyncSession, look: Look) -> list[Letter]:
        """Put right what another time has left behind, and end the leases that are over."""
        if look.was_set:
            await put_right(session, look)
        return [] if look.elapsed < self._leases_run_until else await self._expire(session, look.now)

    async def _expire(self, session: AsyncSession, now: datetime, *, all_leases: bool = False) -> list[Letter]:
        expired = await expire(session, now, all_leases=all_leases)
        for letter in expired:
            await self._note_fate(session, letter, now)
        return expired

    async def _carry(self, errand: Delivery) -> None:
        goes_on = Urgency.ANSWER
        try:
            outcome = await deliver(self._clients, errand, self._call_seconds)
            goes_on = await self._settle_in_the_end(errand, outcome)
        finally:
            self._rota.landed(errand.workspace, errand.urgency, goes_on)
            self._woken.set()

    async def _settle_in_the_end(self, errand: Delivery, outcome: Outcome) -> Urgency:
        """Write down how a sending went, also when the database was away for a moment.

        Is it away for longer, the lease runs out, and then nobody knows the letter's fate. Returns how urgent what
        goes on is.
        """
        for pause in (*SETTLING_PAUSES, None):
            try:
                return await self._settle(errand, outcome)
            except Exception as fault:
                fault_name = type(fault).__name__
            log.warning("a letter cannot be settled", **_about(errand), error=fault_name)
            if pause is not None:
                await asyncio.sleep(pause)
        return Urgency.ANSWER

    async def _settle(self, errand: Delivery, outcome: Outcome) -> Urgency:
        now = self._clock.now()
        async with self._database.transaction() as session:
            settled = await settle(session, errand, outcome, now)
            if settled is not None:
                await self._note_fate(session, settled.letter, now)
        if settled is None:
            log.warning("a letter was settled by others", **_about(errand))
            return Urgency.ANSWER
        self._account_for([settled.letter])
        return settled.goes_on

    async def _note_fate(self, session: AsyncSession, letter: Letter, now: datetime) -> None:
        for note in self._put_off if letter.settled_at is None else self._settled:
            await note(session, letter, now)

    def _account_for(self, letters: Iterable[Letter]) -> None:
        # Never what a letter says, nor its key, in which members' ids may stand.
        for letter in letters:
            known = log.bind(letter=letter.id, method=letter.method, reference=letter.reference)
            known.info("letter", state=letter.state, error=letter.failure)
            if letter.settled_at is not None:
                self._metrics.letter(letter.method, letter.state)
            if letter.state is LetterState.SENT and letter.settled_at is not None:
                waited = (letter.settled_at - letter.not_before).total_seconds()
                self._metrics.delivered(Urgency(letter.urgency).name.lower(), max(0.0, waited))


def _about(errand: Delivery) -> dict[str, object]:
    return {"letter": errand.letter, "reference": errand.reference}


async def _either(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but not for longer than so many seconds."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)

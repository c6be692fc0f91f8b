"""The postman: the worker of the outbox, which claims letters in batches and sends several at a time."""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, ClockReading, JumpWatch
from bot.database.database import Database
from bot.metrics.recording import Metrics
from bot.outbox.call_results import Outcome
from bot.outbox.claiming import Idle, claim
from bot.outbox.clock_repair import repair
from bot.outbox.delivery import CALL_SECONDS, LEASE, Clients, Delivery, client_of, deliver
from bot.outbox.models import Letter
from bot.outbox.polling import first_lease_end, workspaces_ready, workspaces_with_letters
from bot.outbox.recorder import LettersHook, Recorder
from bot.outbox.results import NOTHING_RECORDED, Result
from bot.outbox.round_robin import RoundRobin, SendingTurn

POLL_SECONDS = 1.0
"""The longest that a letter waits for which nobody has rung."""

TOGETHER_SECONDS = 0.5
"""The longest that the result of a letter waits for those of its batch, to be recorded with them."""

Pick = Callable[[int], int]
"""The choice of the next of so many deliveries."""

log = structlog.get_logger(__name__)


class Postman:
    """Sends what waits in the outbox, in order, within Slack's rate limits, fair between workspaces.

    Any number of postmen may share a PostgreSQL. ``clients`` gives the Web API client of a workspace, which
    must have ``retry_handlers=[]``, and in whose session connecting is given up before ``call_seconds``, so
    that a Slack that cannot be reached is told from one that does not answer. ``chance`` makes the tokens of leases.
    The hooks and ``metrics`` are those of its :class:`Recorder`.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        clients: Clients,
        chance: random.Random,
        *,
        on_settled: Sequence[LettersHook] = (),
        on_postponed: Sequence[LettersHook] = (),
        metrics: Metrics | None = None,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._database = database
        self._clock = clock
        self._clients = clients
        self._chance = chance
        self._recorder = Recorder(database, clock, on_settled, on_postponed, metrics or Metrics())
        self._call_seconds = call_seconds
        self._jumps = JumpWatch(clock)
        self._leases_run_until = 0.0
        self._turns = RoundRobin()
        self._woken = asyncio.Event()
        self._next_poll = 0.0

    def wake(self, workspace: str = "") -> None:
        """Note that there are new letters in a workspace, or in any: call it after the commit."""
        if workspace:
            self._turns.wake(workspace)
        else:
            self._next_poll = 0.0
        self._woken.set()

    async def recover(self) -> None:
        """Expire the leases of the process before this one: call it at the start.

        On SQLite nobody else can hold a lease. On PostgreSQL others may, and old leases end by time.
        """
        async with self._database.transaction() as session:
            expired = await self._recorder.expire(session, self._clock.now(), all_leases=self._database.is_sqlite)
        self._recorder.report(expired)

    async def deliver(self, pick: Pick | None = None) -> datetime | None:
        """Send everything that may go now; returns the instant when more may, None when nothing waits.

        With ``pick`` letters that may be under way at once go one after another, each a batch of its own, in the order
        that it decides.
        """
        self._turns = RoundRobin()
        reading = self._read_clock()
        async with self._database.transaction() as session:
            expired = await self._tidy(session, reading)
            workspaces = await workspaces_with_letters(session)
        self._jumps.accept(reading)
        self._recorder.report(expired)
        for workspace in workspaces:
            self._turns.wake(workspace)
        await (self._send_at_once() if pick is None else self._send_in_turn(pick))
        async with self._database.transaction() as session:
            instants = (self._turns.next_wake(), await first_lease_end(session))
        return min((instant for instant in instants if instant is not None), default=None)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until ``stop`` is set; what is under way then is finished first."""
        under_way: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            group.create_task(stop.wait()).add_done_callback(lambda _: self._woken.set())
            while not stop.is_set():
                self._woken.clear()
                try:
                    await self._poll()
                    while not stop.is_set() and await self._send_next(group, under_way):
                        await self._poll()
                except Exception as fault:  # the database may be away for a moment
                    log.warning("the outbox cannot be read", error=type(fault).__name__)
                    self._next_poll = 0.0
                    await _wait_for(stop, POLL_SECONDS)
                else:
                    await _wait_for(self._woken, self._seconds_to_sleep())

    async def _send_at_once(self) -> None:
        async with asyncio.TaskGroup() as group:
            under_way: set[asyncio.Task[None]] = set()
            is_busy = True
            while is_busy or under_way:
                if not is_busy:
                    await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                is_busy = await self._send_next(group, under_way)

    async def _send_in_turn(self, pick: Pick) -> None:
        claimed: list[Delivery] = []
        while True:
            while (turn := self._turns.next()) is not None:
                claimed += await self._claim(turn._replace(room=1))
            if not claimed:
                return
            await self._send([claimed.pop(pick(len(claimed)))])

    async def _poll(self) -> None:
        """Once in ``POLL_SECONDS``, find letters for which nobody has rung, and leases that have run out."""
        self._turns.wake_due(self._clock.now())
        time = asyncio.get_running_loop().time()
        if time < self._next_poll:
            return
        reading = self._read_clock()
        async with self._database.transaction() as session:
            expired = await self._tidy(session, reading)
            workspaces = await workspaces_ready(session, reading.now)
        self._jumps.accept(reading)
        self._recorder.report(expired)
        for workspace, most_urgent in workspaces.items():
            self._turns.wake(workspace, most_urgent)
        self._next_poll = time + POLL_SECONDS

    def _seconds_to_sleep(self) -> float:
        end = self._turns.next_wake()
        if end is None:
            return POLL_SECONDS
        return min(max(0.0, (end - self._clock.now()).total_seconds()), POLL_SECONDS)

    async def _send_next(self, group: asyncio.TaskGroup, under_way: set[asyncio.Task[None]]) -> bool:
        """Give the next workspace its turn, and begin to send what it claims; False when none has a turn."""
        turn = self._turns.next()
        if turn is None:
            return False
        batch = await self._claim(turn)
        if batch:
            sending = group.create_task(self._send(batch))
            under_way.add(sending)
            sending.add_done_callback(under_way.discard)
        return True

    async def _claim(self, turn: SendingTurn) -> Sequence[Delivery]:
        now, lease = self._clock.now(), f"{self._chance.getrandbits(128):032x}"
        async with self._database.transaction() as session:
            claimed = await claim(session, turn.workspace, turn.least, turn.room, lease, now)
        match claimed:
            case Idle(until):
                self._turns.sleep(turn.workspace, until, now)
            case None:
                self._turns.found_no_answer(turn.workspace)
            case batch:
                self._turns.dispatched(turn, batch[0].urgency, len(batch))
                return batch
        return ()

    def _read_clock(self) -> ClockReading:
        """Read the clock. Set forward, leases only seem to be over: then none is ended for as long as one lasts."""
        reading = self._jumps.read()
        if reading.was_set_forward:
            self._leases_run_until = reading.elapsed + LEASE.total_seconds()
        if reading.jump:
            log.warning("the clock was set", seconds=round(reading.jump.total_seconds()))
        return reading

    async def _tidy(self, session: AsyncSession, reading: ClockReading) -> Sequence[Letter]:
        """Repair what a wrong clock has left behind, and expire leases."""
        if reading.was_set:
            await repair(session, reading)
        return [] if reading.elapsed < self._leases_run_until else await self._recorder.expire(session, reading.now)

    async def _send(self, batch: Sequence[Delivery]) -> None:
        """Send the letters of a batch at once, and record their results together; one that takes long holds up none.

        Those whose channels have been opened go on once that is recorded.
        """
        client = await client_of(self._clients, batch[0].workspace)
        async with asyncio.TaskGroup() as group:
            calls: dict[asyncio.Task[Outcome], Delivery] = {}
            while batch or calls:
                calls |= {group.create_task(deliver(client, each, self._call_seconds)): each for each in batch}
                done, _ = await asyncio.wait(calls, timeout=TOGETHER_SECONDS)
                batch = await self._finish([(calls.pop(call), call.result()) for call in [*calls] if call in done])

    async def _finish(self, results: Sequence[Result]) -> Sequence[Delivery]:
        """Record results, and return the deliveries that go on."""
        if not results:
            return ()
        delivery, recorded = results[0][0], NOTHING_RECORDED
        try:
            recorded = await self._recorder.record(results)
        finally:
            if ended := len(results) - len(recorded.going_on):
                self._turns.finished(delivery.workspace, delivery.urgency, ended, recorded.unblocked)
                self._woken.set()
        return recorded.going_on


async def _wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, at most so many seconds."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)

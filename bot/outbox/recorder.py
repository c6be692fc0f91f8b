"""The recorder: writes down what became of letters, calls whoever wants to know, logs and counts."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database.database import Database
from bot.metrics.recording import Metrics
from bot.outbox.call_results import Outcome
from bot.outbox.delivery import Delivery
from bot.outbox.models import Letter, LetterState, Urgency
from bot.outbox.results import NOTHING_RECORDED, Recorded, Result, expire_leases, record_results, together

RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0)
"""Seconds between attempts to record a result while the database is away."""

LettersHook = Callable[[AsyncSession, Sequence[Letter], datetime], Awaitable[None]]
"""A callback in the transaction that records the results of letters."""

_log = structlog.get_logger(__name__)


class Recorder:
    """Records results, those of a batch in one transaction.

    ``on_settled`` is called for letters that have arrived or are tried no more, ``on_postponed`` for those that go on
    waiting: after a failure, or now that their channel is open.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        on_settled: Sequence[LettersHook],
        on_postponed: Sequence[LettersHook],
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._clock = clock
        self._on_settled = on_settled
        self._on_postponed = on_postponed
        self._metrics = metrics

    async def record(self, results: Sequence[Result]) -> Recorded:
        """Record results of deliveries in one workspace.

        Where they cannot be recorded together, each is recorded alone: one that cannot be holds up no other.
        """
        if len(results) > 1:
            try:
                return await self._record(results)
            except Exception as fault:
                _log.warning("letters cannot be settled together", letters=len(results), error=type(fault).__name__)
        return together(await asyncio.gather(*(self._record_patiently(*result) for result in results)))

    async def expire(self, session: AsyncSession, now: datetime, *, all_leases: bool = False) -> Sequence[Letter]:
        """Expire leases that have run out, or all of them; returns their letters, to be reported after the commit."""
        expired = await expire_leases(session, now, all_leases=all_leases)
        await self._call_hooks(session, expired, now)
        return expired

    def report(self, letters: Iterable[Letter]) -> None:
        """Log and count recorded letters: never their content, nor their keys, in which members' ids may stand."""
        for letter in letters:
            known = {"letter": letter.id, "method": letter.method, "reference": letter.reference}
            _log.info("letter", **known, state=letter.state, error=letter.failure)
            if letter.settled_at is not None:
                self._metrics.letter(letter.method, letter.state)
            if letter.state is LetterState.SENT and letter.settled_at is not None:
                waited = (letter.settled_at - letter.not_before).total_seconds()
                self._metrics.delivered(Urgency(letter.urgency).name.lower(), max(0.0, waited))

    async def _record_patiently(self, delivery: Delivery, outcome: Outcome) -> Recorded:
        """Record one result, also when the database is away for a moment.

        If it is away for longer, the lease runs out, and the fate of the letter is unknown.
        """
        for pause in (*RETRY_SECONDS, None):
            try:
                return await self._record([(delivery, outcome)])
            except Exception as fault:
                fault_name = type(fault).__name__
            _log.warning("a letter cannot be settled", **_names_of(delivery), error=fault_name)
            if pause is not None:
                await asyncio.sleep(pause)
        return NOTHING_RECORDED

    async def _record(self, results: Sequence[Result]) -> Recorded:
        now = self._clock.now()
        async with self._database.transaction() as session:
            recorded = await record_results(session, results, now)
            await self._call_hooks(session, recorded.letters, now)
        self.report(recorded.letters)
        for delivery in recorded.lost:
            _log.warning("a letter was settled by others", **_names_of(delivery))
        return recorded

    async def _call_hooks(self, session: AsyncSession, letters: Sequence[Letter], now: datetime) -> None:
        settled = [letter for letter in letters if letter.settled_at is not None]
        postponed = [letter for letter in letters if letter.settled_at is None]
        for hooks, those in ((self._on_settled, settled), (self._on_postponed, postponed)):
            for hook in hooks if those else ():
                await hook(session, those, now)


def _names_of(delivery: Delivery) -> dict[str, object]:
    return {"letter": delivery.letter_id, "reference": delivery.reference}

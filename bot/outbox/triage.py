"""Triage: deciding what a waiting letter waits for, once its time has come, and writing that down.

So nobody reads again and again what waits for a rate limit or for another letter: the next one is always the head of
a queue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import Select, String, bindparam, case, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from bot.outbox.models import DirectChannel, Letter, LetterState, Method, PrivateFields, RateLimit, Urgency, WaitsFor
from bot.outbox.rate_limits import OPEN_CHANNEL
from bot.outbox.recipient_order import NOW, PENDING, blocking_letter

BATCH_SIZE = 50
"""Letters of each urgency that are triaged in one transaction, which others wait for on SQLite."""

RECHECK_AFTER = timedelta(minutes=15)
"""A letter that waits for another is unblocked when that has gone. This is for when it was not: an older version of
Klatch has sent the other."""

RETRY_LOCKED_AFTER = timedelta(seconds=1)
"""The next triage of a letter that waits for what another transaction has locked just now."""

WORKSPACE = bindparam("workspace", type_=String())


@dataclass(frozen=True, slots=True)
class LetterCandidate:
    """A locked letter that may be sent next, with all that decides about it."""

    letter: Letter
    known_channel: str | None
    target_id: int | None
    """The id of the letter that it amends, once that has arrived."""
    known_timestamp: str | None
    ahead: int | None
    """The id of another letter that has to go first."""
    channel_opens_at: datetime | None
    """The instant when the rate limit of its channel opens; None when it is open, and always for direct messages:
    the scope of those has an alias, which only claiming knows."""
    target_hidden: PrivateFields | None
    """The private fields of the letter that it amends."""

    @property
    def channel(self) -> str | None:
        """Return the channel it goes to; None when that has to be opened first."""
        return (self.target_hidden and self.target_hidden.channel) or self.known_channel

    @property
    def target_timestamp(self) -> str | None:
        """Return Slack's ``ts`` of the message that it amends."""
        return (self.target_hidden and self.target_hidden.timestamp) or self.known_timestamp

    @property
    def awaits_target(self) -> bool:
        """Return True when it amends a letter that has not arrived."""
        return self.letter.amends_id is not None and self.target_id is None

    @property
    def blocked_by(self) -> int | None:
        """Return the id of the letter that has to be done before this one may go."""
        return self.letter.amends_id if self.awaits_target else self.ahead

    def waits_for(self, now: datetime) -> tuple[str, datetime]:
        """Return the reason or scope that it waits for, and its ``try_at``."""
        if self.blocked_by is not None:
            return (WaitsFor.TARGET if self.awaits_target else WaitsFor.TURN), now + RECHECK_AFTER
        if self.channel_opens_at is not None and self.letter.method in (Method.POST, Method.FILE):
            return WaitsFor.TIME, self.channel_opens_at
        return (OPEN_CHANNEL if self.channel is None else self.letter.method), self.letter.not_before


async def triage(session: AsyncSession, workspace: str, now: datetime) -> None:
    """Triage the letters of a workspace whose time has come, the oldest first, ``BATCH_SIZE`` of each urgency."""
    untriaged = list(await session.scalars(_UNTRIAGED, {"workspace": workspace, "now": now}))
    if not untriaged:
        return
    candidates = [LetterCandidate(*row) for row in await session.execute(_CANDIDATES, {"ids": untriaged, "now": now})]
    blocking = await _lock_states(session, {candidate.blocked_by for candidate in candidates})
    for candidate in candidates:
        candidate.letter.waits_for, candidate.letter.try_at = candidate.waits_for(now)
        if not _is_verdict_current(candidate, blocking):
            candidate.letter.waits_for, candidate.letter.try_at = WaitsFor.TIME, now + RETRY_LOCKED_AFTER


async def lock_first(
    session: AsyncSession, workspace: str, call: str, urgency: int, now: datetime
) -> LetterCandidate | None:
    """Lock and return the first letter of a queue that no other transaction has locked."""
    queue = {"workspace": workspace, "call": call, "urgency": urgency, "now": now}
    row = (await session.execute(_LOCKED_FIRST, queue)).first()
    return LetterCandidate(*row) if row else None


async def _lock_states(session: AsyncSession, letter_ids: Iterable[int | None]) -> Mapping[int, LetterState]:
    """Lock letters and return their states, without those that another transaction has locked.

    Otherwise one could be sent while we write down that another waits for it, and nobody would unblock that one.
    """
    ids = [letter_id for letter_id in letter_ids if letter_id is not None]
    if not ids:
        return {}
    states = select(Letter.id, Letter.state).where(Letter.id.in_(ids))
    rows = await session.execute(states.with_for_update(read=True, skip_locked=True))
    return {letter_id: state for letter_id, state in rows}


def _is_verdict_current(candidate: LetterCandidate, blocking: Mapping[int, LetterState]) -> bool:
    """Return False when the letter that goes first was done since it was read, or is locked."""
    if candidate.blocked_by is None:
        return True
    state = blocking.get(candidate.blocked_by)
    return state in PENDING or (candidate.awaits_target and state in (LetterState.UNKNOWN, LetterState.HELD))


def queued(waits_for: object, urgency: object) -> Select[int]:
    """Return the query for one queue: letters of a workspace, of one urgency, that wait for the same, head first."""
    return (
        select(Letter.id)
        .where(
            Letter.state == LetterState.WAITING,
            Letter.workspace == WORKSPACE,
            Letter.waits_for == waits_for,
            Letter.urgency == urgency,
            Letter.try_at <= NOW,
        )
        .order_by(Letter.try_at, Letter.id)
    )


def _candidates() -> Select[
    *tuple[Letter, str | None, int | None, str | None, int | None, datetime | None, PrivateFields | None]
]:
    target = aliased(Letter)
    is_direct = (DirectChannel.workspace == Letter.workspace) & (DirectChannel.address == Letter.address)
    has_arrived = (target.id == Letter.amends_id) & (target.state == LetterState.SENT)
    named = case((Letter.address.startswith("#"), func.substr(Letter.address, 2)))
    channel = func.coalesce(target.channel, DirectChannel.channel, named)
    # Never found for a direct channel, whose scope is an alias: claiming asks for that one.
    opens_at = select(RateLimit.open_at).where(
        RateLimit.workspace == Letter.workspace, RateLimit.scope == "#" + channel, RateLimit.open_at > NOW
    )
    return (
        select(
            Letter, channel, target.id, target.timestamp, blocking_letter(), opens_at.scalar_subquery(), target.hidden
        )
        .options(defer(Letter.payload))
        .outerjoin(DirectChannel, is_direct)
        .outerjoin(target, has_arrived)
        .where(Letter.state == LetterState.WAITING)
        .execution_options(populate_existing=True)
    )


_UNTRIAGED = union_all(
    *(
        select(queued(waits_for, urgency).limit(BATCH_SIZE).subquery().c.id)
        for waits_for, urgency in product([WaitsFor.TIME, WaitsFor.TURN, WaitsFor.TARGET], Urgency)
    )
)
_CANDIDATES = (
    _candidates()
    .where(Letter.id.in_(bindparam("ids", expanding=True)))
    .order_by(Letter.id)
    .with_for_update(of=Letter, skip_locked=True)
)
_LOCKED_FIRST = (
    _candidates()
    .where(
        Letter.id
        == queued(bindparam("call"), bindparam("urgency")).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    )
    .with_for_update(of=Letter)
)

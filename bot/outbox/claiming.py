"""Claiming the next letter of a workspace: choosing and leasing it.

The cost does not depend on how many letters wait: a closed rate limit is passed over with all that waits for it, and
each queue is read no further than its head.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.marks import new_alias
from bot.outbox.delivery import Delivery
from bot.outbox.models import Letter, LetterState, RateLimit, Urgency, WaitsFor
from bot.outbox.rate_limits import CALLS, acquire, scopes_of
from bot.outbox.recipient_order import NOW
from bot.outbox.suspension import SUSPENDED, hold_waiting, is_suspended
from bot.outbox.triage import RETRY_LOCKED_AFTER, WORKSPACE, LetterCandidate, lock_first, triage
from bot.outbox.views import said_again

LEASE = timedelta(seconds=60)
"""The time that one delivery may take; longer than all its calls together."""

CLAIM_ATTEMPTS = 20
"""Heads of queues that one claim tries at most: it goes on while each turns out to have to wait after all."""


@dataclass(frozen=True, slots=True)
class Idle:
    """The result of a claim when no letter of the workspace may go before ``until``; None: before it is woken."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class QueueHead:
    """The head of a queue: the letter of those in it that goes first."""

    waits_for: str
    urgency: int
    try_at: datetime
    letter_id: int


async def claim(
    session: AsyncSession, workspace: str, least: Urgency, lease: str, now: datetime
) -> Delivery | Idle | None:
    """Lease the next letter of a workspace, the most urgent and oldest; None when it is less urgent than ``least``.

    ``lease`` is the fencing token: only its holder may record the result.
    """
    for _ in range(CLAIM_ATTEMPTS):
        closed = await _closed_scopes(session, workspace, now)
        if SUSPENDED in closed and await is_suspended(session, workspace):
            await hold_waiting(session, workspace)
            return Idle(None)
        heads = await _triaged_heads(session, workspace, now)
        head = _next_head(heads, closed, now)
        if head is None:
            return _idle(heads, closed)
        if head.urgency > least:
            return None
        candidate = await lock_first(session, workspace, head.waits_for, head.urgency, now)
        if candidate is None:  # others have locked all of them
            return Idle(now + RETRY_LOCKED_AFTER)
        if await _acquire_or_requeue(session, candidate, head.waits_for, now):
            return await _lease(session, candidate, lease, now)
    return Idle(now)


async def _acquire_or_requeue(session: AsyncSession, candidate: LetterCandidate, call: str, now: datetime) -> bool:
    """Count its call and return True; or write down what it waits for now, and return False."""
    letter = candidate.letter
    waits_for, try_at = candidate.waits_for(now)
    if waits_for == call:
        scopes = scopes_of(letter.method, _channel_scope(session, candidate))
        waits_for, try_at = WaitsFor.TIME, await acquire(session, letter.workspace, scopes, now)
        if try_at <= now:
            return True
    elif candidate.blocked_by is not None:
        # Only triage may have it wait for another letter, for it sees to it that the other is still there.
        waits_for, try_at = WaitsFor.TIME, now
    letter.waits_for, letter.try_at = waits_for, try_at
    return False


def _channel_scope(session: AsyncSession, candidate: LetterCandidate) -> str | None:
    """Return the name of its channel in the rate limits: an alias for direct messages, which would tell who got it."""
    letter, channel = candidate.letter, candidate.channel
    is_direct = channel is not None and letter.address.startswith("@")
    return new_alias(session, f"pace of {channel} in {letter.workspace}") if is_direct else channel


async def _lease(session: AsyncSession, candidate: LetterCandidate, lease: str, now: datetime) -> Delivery:
    letter = candidate.letter
    letter.state, letter.lease, letter.leased_until = LetterState.LEASED, lease, now + LEASE
    letter.channel = candidate.channel
    return Delivery(
        letter_id=letter.id,
        key=letter.key,
        workspace=letter.workspace,
        method=letter.method,
        lease=lease,
        address=letter.address,
        channel=candidate.channel,
        reader=letter.reader,
        payload=await _payload_of(session, letter),
        is_in_doubt=letter.is_in_doubt,
        target_timestamp=candidate.target_timestamp,
        thread=await _thread_of(session, letter, candidate.channel),
        urgency=Urgency(letter.urgency),
        reference=letter.reference,
    )


async def _closed_scopes(session: AsyncSession, workspace: str, now: datetime) -> Mapping[str, datetime]:
    """Return the scopes of a workspace that are closed, and when each opens."""
    rows = await session.execute(_CLOSED, {"workspace": workspace, "now": now})
    return {scope: open_at for scope, open_at in rows}


async def _triaged_heads(session: AsyncSession, workspace: str, now: datetime) -> Sequence[QueueHead]:
    """Return the first letter of each queue, after triage of those whose time has come."""
    heads = await _queue_heads(session, workspace, now)
    if not any(head.waits_for not in CALLS and head.try_at <= now for head in heads):
        return heads
    await triage(session, workspace, now)
    return await _queue_heads(session, workspace, now)


async def _queue_heads(session: AsyncSession, workspace: str, now: datetime) -> Sequence[QueueHead]:
    rows = await session.execute(_HEADS, {"workspace": workspace, "now": now})
    return [QueueHead(*row) for row in rows]


def _next_head(heads: Sequence[QueueHead], closed: Mapping[str, datetime], now: datetime) -> QueueHead | None:
    queues = (head for head in heads if head.waits_for in CALLS and head.waits_for not in closed)
    may_go = (head for head in queues if head.try_at <= now)
    return min(may_go, key=lambda head: (head.urgency, head.try_at, head.letter_id), default=None)


def _idle(heads: Sequence[QueueHead], closed: Mapping[str, datetime]) -> Idle:
    """Return how long nothing may go. A letter that waits for another has no time: it is unblocked by that one."""
    timed = (head for head in heads if head.waits_for not in (WaitsFor.TURN, WaitsFor.TARGET))
    return Idle(min((closed.get(head.waits_for, head.try_at) for head in timed), default=None))


async def _thread_of(session: AsyncSession, letter: Letter, channel: str | None) -> str | None:
    """Return the ``ts`` of the message in whose thread it goes, or of its copy; None when none has arrived."""
    if letter.thread_of_id is None:
        return None
    begun = select(Letter.timestamp).where(
        or_(Letter.id == letter.thread_of_id, Letter.copy_of_id == letter.thread_of_id),
        Letter.state == LetterState.SENT,
        Letter.channel == channel,
    )
    return await session.scalar(begun.order_by(Letter.id).limit(1))


async def _payload_of(session: AsyncSession, letter: Letter) -> Mapping[str, Any] | None:
    try:
        payload = await session.scalar(select(Letter.payload).where(Letter.id == letter.id))
    except InvalidToken:  # the encryption key has changed: this letter fails, the others go on
        return None
    return said_again(payload) if letter.is_in_doubt and payload is not None else payload


def _first_of(*conditions: ColumnElement[bool]) -> Select[str, int, datetime, int]:
    first = (
        select(Letter.waits_for, Letter.urgency, Letter.try_at, Letter.id)
        .where(Letter.state == LetterState.WAITING, Letter.workspace == WORKSPACE, *conditions)
        .order_by(Letter.waits_for, Letter.urgency, Letter.try_at, Letter.id)
        .limit(1)
        .subquery()
    )
    return select(*first.c)


_CLOSED = select(RateLimit.scope, RateLimit.open_at).where(
    RateLimit.workspace == WORKSPACE, RateLimit.scope.in_([SUSPENDED, *CALLS]), RateLimit.open_at > NOW
)
_HEADS = union_all(
    *(_first_of(Letter.waits_for == WaitsFor.TIME, Letter.urgency == urgency) for urgency in Urgency),
    *(_first_of(Letter.waits_for == waits_for) for waits_for in (WaitsFor.TURN, WaitsFor.TARGET)),
    *(_first_of(Letter.waits_for == call, Letter.try_at <= NOW) for call in CALLS),
)

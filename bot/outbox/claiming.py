"""Claiming the next letters of a workspace, a batch in one transaction: choosing and leasing them.

The cost does not depend on how many letters wait: a closed rate limit is passed over with all that waits for it, and
each queue is read no further than its beginning.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, product
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, Select, String, bindparam, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.columns import Base
from bot.database.driver import dialect_of
from bot.database.marks import new_alias
from bot.database.prepared import Prepared
from bot.languages.reader import ENGLISH, Reader
from bot.outbox.delivery import Delivery
from bot.outbox.message import LOCALE
from bot.outbox.models import Letter, LetterState, RateLimit, Urgency, WaitsFor
from bot.outbox.rate_limits import CALLS, count_call, lock_limits, scopes_of
from bot.outbox.recipient_order import NOW
from bot.outbox.suspension import SUSPENDED, hold_waiting, is_suspended
from bot.outbox.triage import RETRY_LOCKED_AFTER, LetterCandidate, Wait, lock_candidates, waits_of_blocked, write_waits
from bot.outbox.views import said_again

LEASE = timedelta(seconds=60)
"""The time that one delivery may take; longer than all its calls together."""

CANDIDATES_AT_ONCE = 16
"""Letters that are looked at for one batch: some turn out to have to wait after all."""

CLAIM_ATTEMPTS = 20
"""Times that one claim looks at candidates at most: it goes on while all of them have to wait."""


@dataclass(frozen=True, slots=True)
class Idle:
    """The result of a claim when no letter of the workspace may go before ``until``; None: before it is woken."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class QueuedLetter:
    """A letter at the beginning of a queue."""

    waits_for: str
    urgency: int
    try_at: datetime
    letter_id: int


async def claim(
    session: AsyncSession, workspace: str, least: Urgency, room: int, lease: str, now: datetime
) -> Sequence[Delivery] | Idle | None:
    """Lease the next letters of a workspace, the oldest of the most urgent, as many as there is ``room`` for.

    They are of one urgency; None when that is less than ``least``. ``lease`` is the fencing token: only its holder may
    record their results.
    """
    for _ in range(CLAIM_ATTEMPTS):
        closed = await _closed_scopes(session, workspace, now)
        if SUSPENDED in closed and await is_suspended(session, workspace):
            await hold_waiting(session, workspace)
            return Idle(None)
        queued = await _read_queues(session, workspace, now)
        due = [letter for letter in queued if letter.try_at <= now and letter.waits_for not in closed]
        if not due:
            return _idle(queued, closed)
        urgency = min(letter.urgency for letter in due)
        if urgency > least:
            return None
        candidates = await lock_candidates(session, _oldest(due, urgency), urgency, now)
        if not candidates:  # others have locked or changed all of them
            return Idle(now + RETRY_LOCKED_AFTER)
        if granted := await _grant(session, workspace, candidates, room, now):
            return await _lease(session, granted, lease, now)
    return Idle(now)


async def _grant(
    session: AsyncSession, workspace: str, candidates: Sequence[LetterCandidate], room: int, now: datetime
) -> Sequence[LetterCandidate]:
    """Return the candidates that may go, their calls counted; of those that may not, write down what they wait for."""
    waits = dict(await waits_of_blocked(session, candidates, now))
    free = {letter: _scopes_of(session, letter) for letter in candidates if letter.id not in waits}
    limits = await lock_limits(session, workspace, {*chain(*free.values())}, now) if free else {}
    granted: list[LetterCandidate] = []
    for letter, scopes in free.items():
        if len(granted) == room:
            break
        if count_call([limits[scope] for scope in scopes], now) <= now:
            granted.append(letter)
        else:
            waits[letter.id] = _wait_for_limits(letter, [limits[scope] for scope in scopes], now)
    await write_waits(session, waits)
    return granted


def _wait_for_limits(letter: LetterCandidate, limits: Iterable[RateLimit], now: datetime) -> Wait:
    """Return its wait for the limits of its calls: until its channel is open, and then in the queue of its call."""
    opens_at = max((limit.open_at for limit in limits if limit.scope != letter.call), default=now)
    return Wait(WaitsFor.TIME, opens_at) if opens_at > now else Wait(letter.call, letter.not_before)


def _scopes_of(session: AsyncSession, letter: LetterCandidate) -> Sequence[str]:
    """Return the scopes of its calls. A direct channel is named by an alias there, for it would tell who got it."""
    channel = letter.channel
    is_direct = channel is not None and letter.address.startswith("@")
    alias = new_alias(session, f"pace of {channel} in {letter.workspace}") if is_direct else channel
    return scopes_of(letter.method, alias)


async def _lease(
    session: AsyncSession, letters: Sequence[LetterCandidate], lease: str, now: datetime
) -> Sequence[Delivery]:
    leased = {"its_lease": lease, "until": now + LEASE}
    rows = [{"letter": letter.id, "its_channel": letter.channel, **leased} for letter in letters]
    await _LEASE.run_many(session, rows)
    return [await _delivery_of(session, letter, lease) for letter in letters]


async def _delivery_of(session: AsyncSession, letter: LetterCandidate, lease: str) -> Delivery:
    return Delivery(
        letter_id=letter.id,
        key=letter.key,
        workspace=letter.workspace,
        method=letter.method,
        lease=lease,
        address=letter.address,
        channel=letter.channel,
        reader=letter.reader,
        payload=_payload_of(session, letter),
        is_in_doubt=letter.is_in_doubt,
        target_timestamp=letter.target_timestamp,
        thread=await _thread_of(session, letter),
        urgency=Urgency(letter.urgency),
        reference=letter.reference,
    )


async def _closed_scopes(session: AsyncSession, workspace: str, now: datetime) -> Mapping[str, datetime]:
    """Return the scopes of a workspace that are closed, and when each opens."""
    return dict(await _CLOSED.rows(session, workspace=workspace, now=now))


async def _read_queues(session: AsyncSession, workspace: str, now: datetime) -> Sequence[QueuedLetter]:
    """Return the beginning of each queue."""
    return [QueuedLetter(*row) for row in await _QUEUES.rows(session, workspace=workspace, now=now)]


def _oldest(due: Iterable[QueuedLetter], urgency: int) -> Sequence[int]:
    in_order = sorted((letter.try_at, letter.letter_id) for letter in due if letter.urgency == urgency)
    return [letter_id for _, letter_id in in_order[:CANDIDATES_AT_ONCE]]


def _idle(queued: Iterable[QueuedLetter], closed: Mapping[str, datetime]) -> Idle:
    """Return how long nothing may go. A letter that waits for another has no time: it is unblocked by that one."""
    timed = (letter for letter in queued if letter.waits_for not in (WaitsFor.TURN, WaitsFor.TARGET))
    return Idle(min((closed.get(letter.waits_for, letter.try_at) for letter in timed), default=None))


async def _thread_of(session: AsyncSession, letter: LetterCandidate) -> str | None:
    """Return the ``ts`` of the message in whose thread it goes, or of its copy; None when none has arrived."""
    if letter.thread_of_id is None:
        return None
    begun = select(Letter.timestamp).where(
        or_(Letter.id == letter.thread_of_id, Letter.copy_of_id == letter.thread_of_id),
        Letter.state == LetterState.SENT,
        Letter.channel == letter.channel,
    )
    return await session.scalar(begun.order_by(Letter.id).limit(1))


def _payload_of(session: AsyncSession, letter: LetterCandidate) -> Mapping[str, Any] | None:
    unseal = _PAYLOAD.result_processor(dialect_of(session), None)
    try:
        kept = unseal(letter.sealed_payload) if unseal is not None else None
    except InvalidToken:  # the encryption key has changed: this letter fails, the others go on
        return None
    if kept is None:
        return None
    reader = Reader(kept.get(LOCALE, ENGLISH.locale))
    payload = {name: value for name, value in kept.items() if name != LOCALE}
    return said_again(reader, payload) if letter.is_in_doubt else payload


def _beginning(waits_for: str, *conditions: ColumnElement[bool]) -> Select[str, int, datetime, int]:
    beginning = (
        select(Letter.waits_for, Letter.urgency, Letter.try_at, Letter.id)
        .where(
            Letter.state == LetterState.WAITING,
            Letter.workspace == bindparam("workspace", type_=String()),
            Letter.waits_for == waits_for,
            *conditions,
        )
        .order_by(Letter.urgency, Letter.try_at, Letter.id)
        .limit(CANDIDATES_AT_ONCE)
        .subquery()
    )
    return select(*beginning.c)


_PAYLOAD = Base.metadata.tables[Letter.__tablename__].c.payload.type
_LEASE: Prepared[()] = Prepared(
    update(Letter)
    .where(Letter.id == bindparam("letter"))
    .values(
        state=LetterState.LEASED,
        lease=bindparam("its_lease"),
        leased_until=bindparam("until"),
        channel=bindparam("its_channel"),
    )
)
_CLOSED = Prepared(
    select(RateLimit.scope, RateLimit.open_at).where(
        RateLimit.workspace == bindparam("workspace"), RateLimit.scope.in_([SUSPENDED, *CALLS]), RateLimit.open_at > NOW
    )
)
_QUEUES = Prepared(
    union_all(
        # Of those that wait for their time also later ones, which say when that is.
        *(_beginning(WaitsFor.TIME, Letter.urgency == urgency) for urgency in Urgency),
        *(
            _beginning(waits_for, Letter.urgency == urgency, Letter.try_at <= NOW)
            for waits_for, urgency in product((WaitsFor.TURN, WaitsFor.TARGET), Urgency)
        ),
        *(_beginning(call, Letter.try_at <= NOW) for call in CALLS),
    )
)

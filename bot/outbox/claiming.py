"""Claiming the next letters of a workspace, a batch in one transaction: choosing and leasing them.

The cost does not depend on how many letters wait: a closed rate limit is passed over with all that waits for it, and
each queue is read no further than its beginning.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, product, takewhile
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, Select, String, bindparam, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.database.columns import Base
from bot.database.driver import dialect_of
from bot.database.marks import new_alias
from bot.database.prepared import Prepared
from bot.languages.reader import ENGLISH, Reader
from bot.outbox.delivery import LEASE, Delivery
from bot.outbox.message import LOCALE
from bot.outbox.models import Letter, LetterState, RateLimit, Urgency, WaitsFor
from bot.outbox.rate_limits import CALLS, count_call, lock_limits, scopes_of, write_limits
from bot.outbox.recipient_order import NOW, in_words
from bot.outbox.suspension import SUSPENDED, hold_waiting, is_suspended
from bot.outbox.triage import RETRY_LOCKED_AFTER, LetterCandidate, Wait, lock_candidates, waits_of_blocked, write_waits
from bot.outbox.views import said_again

CANDIDATES_AT_ONCE = 16
"""Letters that are looked at for one batch where not one of as many as there is room for may go."""

CLAIM_ATTEMPTS = 20
"""Times that one claim looks at candidates at most: it goes on while all of them have to wait."""


@dataclass(frozen=True, slots=True)
class Idle:
    """The result of a claim when no letter of the workspace may go before ``until``; None: before it is woken."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class GrantedLetter:
    """A letter whose next call may go; where that opens its channel, its message may go on or has to wait."""

    letter: LetterCandidate
    goes_on: bool


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
    for looked_at in (room, *(CANDIDATES_AT_ONCE,) * (CLAIM_ATTEMPTS - 1)):
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
        candidates = await lock_candidates(session, _oldest(due, urgency)[:looked_at], urgency, now)
        if not candidates:  # others have locked or changed all of them
            return Idle(now + RETRY_LOCKED_AFTER)
        if granted := await _grant(session, workspace, candidates, room, now):
            return await _lease(session, granted, lease, now)
    return Idle(now)


async def _grant(
    session: AsyncSession, workspace: str, candidates: Sequence[LetterCandidate], room: int, now: datetime
) -> Sequence[GrantedLetter]:
    """Return the candidates that may go, their calls counted; of those that may not, write down what they wait for."""
    waits = dict(await waits_of_blocked(session, candidates, now))
    free = {letter: _calls_of(session, letter) for letter in candidates if letter.id not in waits}
    scopes = {*chain.from_iterable(chain.from_iterable(free.values()))}
    limits = await lock_limits(session, workspace, scopes, now) if free else {}
    granted: list[GrantedLetter] = []
    counted: dict[RateLimit, None] = {}
    for letter, named in free.items():
        if len(granted) == room:
            break
        calls = [[limits[scope] for scope in scopes] for scopes in named]
        # In their order, up to the first that has to wait.
        made = list(takewhile(lambda call: count_call(call, now) <= now, calls))
        counted |= dict.fromkeys(chain(*made))
        if made:
            granted.append(GrantedLetter(letter, goes_on=made == calls))
        else:
            waits[letter.id] = _wait_for_limits(letter, calls[0], now)
    await write_limits(session, counted)
    await write_waits(session, waits)
    return granted


def _wait_for_limits(letter: LetterCandidate, limits: Iterable[RateLimit], now: datetime) -> Wait:
    """Return its wait for the limits of its calls: until its channel is open, and then in the queue of its call."""
    opens_at = max((limit.open_at for limit in limits if limit.scope != letter.call), default=now)
    return Wait(WaitsFor.TIME, opens_at) if opens_at > now else Wait(letter.call, letter.not_before)


def _calls_of(session: AsyncSession, letter: LetterCandidate) -> Sequence[Sequence[str]]:
    """Return the scopes of its calls, in their order: the opening of its channel, where that has to be, and its own.

    A direct channel is named by an alias of its address: that is known before the channel, and alone tells nobody.
    """
    place = letter.channel
    if letter.address.startswith("@"):
        place = new_alias(session, f"pace of {letter.address} in {letter.workspace}")
    opening = [scopes_of(letter.method, None)] if letter.channel is None else []
    return [*opening, scopes_of(letter.method, place)]


async def _lease(
    session: AsyncSession, granted: Sequence[GrantedLetter], lease: str, now: datetime
) -> Sequence[Delivery]:
    leased = {"its_lease": lease, "until": now + LEASE}
    rows = [{"letter": each.letter.id, "its_channel": each.letter.channel, **leased} for each in granted]
    await _LEASE.run_many(session, rows)
    return [await _delivery_of(session, each, lease) for each in granted]


async def _delivery_of(session: AsyncSession, granted: GrantedLetter, lease: str) -> Delivery:
    letter = granted.letter
    return Delivery(
        letter_id=letter.id,
        key=letter.key,
        workspace=letter.workspace,
        method=letter.method,
        lease=lease,
        address=letter.address,
        channel=letter.channel,
        goes_on=granted.goes_on,
        reader=letter.reader,
        payload=_payload_of(session, letter),
        is_in_doubt=letter.is_in_doubt,
        target_timestamp=letter.target_timestamp,
        threads=await _threads_of(session, letter),
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
    return [letter_id for _, letter_id in in_order]


def _idle(queued: Iterable[QueuedLetter], closed: Mapping[str, datetime]) -> Idle:
    """Return how long nothing may go. A letter that waits for another has no time: it is unblocked by that one."""
    timed = (letter for letter in queued if letter.waits_for not in (WaitsFor.TURN, WaitsFor.TARGET))
    return Idle(min((closed.get(letter.waits_for, letter.try_at) for letter in timed), default=None))


async def _threads_of(session: AsyncSession, letter: LetterCandidate) -> Mapping[str, str]:
    """Return the ``ts`` of the message in whose thread it goes, or of its first copy, by the channel it arrived in."""
    if letter.thread_of_id is None:
        return {}
    return {channel: ts for channel, ts in await _BEGUN.rows(session, begins=letter.thread_of_id) if channel and ts}


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


_QUEUED = aliased(Letter, name="l")


def _beginning(waits_for: str, *conditions: ColumnElement[bool]) -> Select[str, int, datetime, int]:
    beginning = (
        select(_QUEUED.waits_for, _QUEUED.urgency, _QUEUED.try_at, _QUEUED.id)
        .where(
            _QUEUED.state == in_words(LetterState.WAITING),
            _QUEUED.workspace == bindparam("workspace", type_=String()),
            _QUEUED.waits_for == in_words(waits_for),
            *conditions,
        )
        .order_by(_QUEUED.urgency, _QUEUED.try_at, _QUEUED.id)
        .limit(in_words(CANDIDATES_AT_ONCE))
        .subquery("q")
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
_BEGUN = Prepared(
    select(Letter.channel, Letter.timestamp)
    .where(
        or_(Letter.id == bindparam("begins"), Letter.copy_of_id == bindparam("begins")),
        Letter.state == LetterState.SENT,
    )
    .order_by(Letter.id.desc())  # the first of a channel comes last
)
_CLOSED = Prepared(
    select(RateLimit.scope, RateLimit.open_at).where(
        RateLimit.workspace == bindparam("workspace"), RateLimit.scope.in_([SUSPENDED, *CALLS]), RateLimit.open_at > NOW
    )
)
_QUEUES = Prepared(
    union_all(
        # Of those that wait for their time also later ones, which say when that is.
        *(_beginning(WaitsFor.TIME, _QUEUED.urgency == in_words(urgency)) for urgency in Urgency),
        *(
            _beginning(waits_for, _QUEUED.urgency == in_words(urgency), _QUEUED.try_at <= NOW)
            for waits_for, urgency in product((WaitsFor.TURN, WaitsFor.TARGET), Urgency)
        ),
        *(_beginning(call, _QUEUED.try_at <= NOW) for call in CALLS),
    )
)

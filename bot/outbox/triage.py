"""Triage: deciding what waiting letters wait for, once their time has come, and writing that down.

So nobody reads again and again what waits for a rate limit or for another letter: those are in queues of their own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, Text, bindparam, case, func, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.database.prepared import Prepared
from bot.outbox.models import DirectChannel, Letter, LetterState, Method, PrivateFields, WaitsFor
from bot.outbox.rate_limits import OPEN_CHANNEL
from bot.outbox.recipient_order import PENDING, blocking_letter

RECHECK_AFTER = timedelta(minutes=15)
"""A letter that waits for another is unblocked when that has gone. This is for when it was not: an older version of
Klatch has sent the other."""

RETRY_LOCKED_AFTER = timedelta(seconds=1)
"""The next triage of a letter that waits for what another transaction has locked just now."""


class Wait(NamedTuple):
    """What a letter waits for: a :class:`WaitsFor` or a scope, and its ``try_at``."""

    waits_for: str
    try_at: datetime


@dataclass(frozen=True, slots=True, eq=False)
class LetterCandidate:
    """A locked letter that may be sent next, with all that decides about it and all that is sent."""

    id: int
    key: str
    workspace: str
    method: Method
    address: str
    reader: str | None
    urgency: int
    reference: str | None
    is_in_doubt: bool
    amends_id: int | None
    thread_of_id: int | None
    not_before: datetime
    sealed_payload: str | None
    """Its payload as it lies in the database, encrypted."""
    known_channel: str | None
    target_id: int | None
    """The id of the letter that it amends, once that has arrived."""
    known_timestamp: str | None
    ahead: int | None
    """The id of another letter that has to go first."""
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
    def call(self) -> str:
        """Return the scope in which its next call counts first: its method, or the opening of its channel."""
        return OPEN_CHANNEL if self.channel is None else self.method

    @property
    def awaits_target(self) -> bool:
        """Return True when it amends a letter that has not arrived."""
        return self.amends_id is not None and self.target_id is None

    @property
    def blocked_by(self) -> int | None:
        """Return the id of the letter that has to be done before this one may go."""
        return self.amends_id if self.awaits_target else self.ahead


async def lock_candidates(
    session: AsyncSession, ids: Collection[int], urgency: int, now: datetime
) -> list[LetterCandidate]:
    """Lock and return letters of an urgency in the order in which they go.

    Left out are those that another transaction has locked, or has sent, put off or made urgent since they were found.
    """
    rows = await _CANDIDATES.rows(session, ids=ids, now=now)
    due = [LetterCandidate(*row) for state, try_at, *row in rows if state is LetterState.WAITING and try_at <= now]
    alike = (letter for letter in due if letter.urgency == urgency)
    return sorted(alike, key=lambda letter: (letter.not_before, letter.id))


async def waits_of_blocked(
    session: AsyncSession, candidates: Sequence[LetterCandidate], now: datetime
) -> Mapping[int, Wait]:
    """Return the waits of those candidates that another letter blocks, by their ids.

    Where the other was done since it was read, or is locked by another transaction, they are triaged again soon:
    it could be sent while we write down that they wait for it, and nobody would unblock them.
    """
    blocked = {letter.id: letter for letter in candidates if letter.blocked_by is not None}
    if not blocked:
        return {}
    states = dict.fromkeys((letter.id for letter in candidates), LetterState.WAITING)
    elsewhere = {letter.blocked_by for letter in blocked.values()} - states.keys()
    if elsewhere:
        states |= await _LOCKED_STATES.rows(session, ids=elsewhere)
    return {id: _wait_of(letter, states.get(letter.blocked_by or 0), now) for id, letter in blocked.items()}


async def write_waits(session: AsyncSession, waits: Mapping[int, Wait]) -> None:
    """Write down what locked letters wait for, by their ids."""
    if waits:
        await _WAITS.run_many(session, [{"letter": id, "reason": why, "at": at} for id, (why, at) in waits.items()])


def _wait_of(letter: LetterCandidate, blocking: LetterState | None, now: datetime) -> Wait:
    if blocking in PENDING or (letter.awaits_target and blocking in (LetterState.UNKNOWN, LetterState.HELD)):
        return Wait(WaitsFor.TARGET if letter.awaits_target else WaitsFor.TURN, now + RECHECK_AFTER)
    return Wait(WaitsFor.TIME, now + RETRY_LOCKED_AFTER)


_IDS = bindparam("ids", expanding=True, type_=Integer())
_TARGET = aliased(Letter)
_DIRECT_CHANNEL = (
    select(DirectChannel.channel)
    .where(DirectChannel.workspace == Letter.workspace, DirectChannel.address == Letter.address)
    .scalar_subquery()
)
_HAS_ARRIVED = _TARGET.state == LetterState.SENT
_NAMED_CHANNEL = case((Letter.address.startswith("#"), func.substr(Letter.address, 2)))
_CANDIDATES = Prepared(
    # No state is a condition: the database might rather go through all that wait, or were sent, than look up these.
    select(
        *(Letter.state, Letter.try_at),
        *(Letter.id, Letter.key, Letter.workspace, Letter.method, Letter.address, Letter.reader),
        *(Letter.urgency, Letter.reference, Letter.is_in_doubt, Letter.amends_id, Letter.thread_of_id),
        *(Letter.not_before, type_coerce(Letter.payload, Text)),
        func.coalesce(case((_HAS_ARRIVED, _TARGET.channel)), _DIRECT_CHANNEL, _NAMED_CHANNEL),
        *(case((_HAS_ARRIVED, _TARGET.id)), case((_HAS_ARRIVED, _TARGET.timestamp))),
        *(blocking_letter(), _TARGET.hidden),
    )
    .outerjoin(_TARGET, _TARGET.id == Letter.amends_id)
    .where(Letter.id.in_(_IDS))
    .with_for_update(of=Letter, skip_locked=True)
)
_LOCKED_STATES = Prepared(
    select(Letter.id, Letter.state).where(Letter.id.in_(_IDS)).with_for_update(read=True, skip_locked=True)
)
_WAITS: Prepared[()] = Prepared(
    update(Letter).where(Letter.id == bindparam("letter")).values(waits_for=bindparam("reason"), try_at=bindparam("at"))
)

"""Choosing the letter of a workspace that goes next, and leasing it: from then on it is on the wire.

What that costs does not depend on how many letters wait: a pace that is closed is passed over with all that waits for
it, and each queue is looked at no further than its first letter.
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
from bot.outbox.models import Letter, LetterState, Pace, Urgency, WaitsFor
from bot.outbox.rate_limits import CALLS, scopes_of, take
from bot.outbox.recipient_order import NOW
from bot.outbox.suspension import AWAY, hold_waiting, is_away
from bot.outbox.triage import SOON, WORKSPACE, Candidates, first_of, sort
from bot.outbox.views import said_again

LEASE = timedelta(seconds=60)
"""How long a letter may be on the wire; longer than all its calls may take together."""

LOOKS = 20
"""How many letters one claim looks at that stood in a queue and have to wait for something else after all."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing of a workspace may go before ``until``; None: before something happens."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class First:
    """The first letter of those in a workspace that wait for the same."""

    waits_for: str
    urgency: int
    try_at: datetime
    letter: int


async def claim(
    session: AsyncSession, workspace: str, least: Urgency, lease: str, now: datetime
) -> Delivery | Rest | None:
    """Lease the next letter of a workspace that may go, the most urgent and oldest; None: it is not urgent enough.

    The token ``lease`` fences it: only who holds it may say how the sending went.
    """
    for _ in range(LOOKS):
        closed = await _closed(session, workspace, now)
        if AWAY in closed and await is_away(session, workspace):
            await hold_waiting(session, workspace)
            return Rest(None)
        firsts = await _sorted_firsts(session, workspace, now)
        first = _best(firsts, closed, now)
        if first is None:
            return _rest(firsts, closed)
        if first.urgency > least:
            return None
        sight = await first_of(session, workspace, first.waits_for, first.urgency, now)
        if sight is None:  # all of them are in others' hands
            return Rest(now + SOON)
        if await _may_go(session, sight, first.waits_for, now):
            return await _errand(session, sight, lease, now)
    return Rest(now)


async def _may_go(session: AsyncSession, sight: Candidates, call: str, now: datetime) -> bool:
    """Count its call and return True; or write down what it waits for, if much has happened since it was sorted."""
    letter = sight.letter
    waits_for, try_at = sight.waits_for(now)
    if waits_for == call:
        waits_for, try_at = (
            WaitsFor.TIME,
            await take(session, letter.workspace, scopes_of(letter.method, _paced_as(session, sight)), now),
        )
        if try_at <= now:
            return True
    elif sight.goes_first is not None:
        # To wait for another letter is for ``sort`` to write down, which sees to it that the other is still there.
        waits_for, try_at = WaitsFor.TIME, now
    letter.waits_for, letter.try_at = waits_for, try_at
    return False


def _paced_as(session: AsyncSession, sight: Candidates) -> str | None:
    """By what the pace in a channel goes: that of direct messages would tell, beside whose they are, who was told."""
    letter, channel = sight.letter, sight.channel
    is_direct = channel is not None and letter.address.startswith("@")
    return new_alias(session, f"pace of {channel} in {letter.workspace}") if is_direct else channel


async def _errand(session: AsyncSession, sight: Candidates, lease: str, now: datetime) -> Delivery:
    letter = sight.letter
    letter.state, letter.lease, letter.leased_until = LetterState.LEASED, lease, now + LEASE
    letter.channel = sight.channel
    return Delivery(
        letter=letter.id,
        key=letter.key,
        workspace=letter.workspace,
        method=letter.method,
        lease=lease,
        address=letter.address,
        channel=sight.channel,
        reader=letter.reader,
        payload=await _payload_of(session, letter),
        is_in_doubt=letter.is_in_doubt,
        amended=sight.target_timestamp,
        thread=await _thread_of(session, letter, sight.channel),
        urgency=Urgency(letter.urgency),
        reference=letter.reference,
    )


async def _closed(session: AsyncSession, workspace: str, now: datetime) -> Mapping[str, datetime]:
    """Which calls have to wait in a workspace, and until when."""
    rows = await session.execute(_CLOSED, {"workspace": workspace, "now": now})
    return {scope: open_at for scope, open_at in rows}


async def _sorted_firsts(session: AsyncSession, workspace: str, now: datetime) -> Sequence[First]:
    """The first of each queue, and of those that wait for something else, once those are sorted whose time has come."""
    firsts = await _firsts(session, workspace, now)
    if not any(first.waits_for not in CALLS and first.try_at <= now for first in firsts):
        return firsts
    await sort(session, workspace, now)
    return await _firsts(session, workspace, now)


async def _firsts(session: AsyncSession, workspace: str, now: datetime) -> Sequence[First]:
    rows = await session.execute(_FIRSTS, {"workspace": workspace, "now": now})
    return [First(*row) for row in rows]


def _best(firsts: Sequence[First], closed: Mapping[str, datetime], now: datetime) -> First | None:
    queues = (first for first in firsts if first.waits_for in CALLS and first.waits_for not in closed)
    may_go = (first for first in queues if first.try_at <= now)
    return min(may_go, key=lambda first: (first.urgency, first.try_at, first.letter), default=None)


def _rest(firsts: Sequence[First], closed: Mapping[str, datetime]) -> Rest:
    """What waits for another letter has no time: it goes on when that one is settled."""
    timed = (first for first in firsts if first.waits_for not in (WaitsFor.TURN, WaitsFor.TARGET))
    return Rest(min((closed.get(first.waits_for, first.try_at) for first in timed), default=None))


async def _thread_of(session: AsyncSession, letter: Letter, channel: str | None) -> str | None:
    """Where the letter stands in whose thread this one belongs, or its copy; None when neither is known to be there."""
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


_CLOSED = select(Pace.scope, Pace.open_at).where(
    Pace.workspace == WORKSPACE, Pace.scope.in_([AWAY, *CALLS]), Pace.open_at > NOW
)
_FIRSTS = union_all(
    *(_first_of(Letter.waits_for == WaitsFor.TIME, Letter.urgency == urgency) for urgency in Urgency),
    *(_first_of(Letter.waits_for == pile) for pile in (WaitsFor.TURN, WaitsFor.TARGET)),
    *(_first_of(Letter.waits_for == call, Letter.try_at <= NOW) for call in CALLS),
)

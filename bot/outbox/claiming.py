"""Choosing the letter that goes next, and leasing it: from then on it is on the wire."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from bot.database import Instant
from bot.outbox.delivery import Errand
from bot.outbox.models import DirectChannel, Letter, LetterState, Method, Pace
from bot.outbox.pace import OPENING, UPLOADING, scopes_of, take

LEASE = timedelta(seconds=60)
"""How long a letter may be on the wire; longer than all its calls may take together."""

_NOW = bindparam("now", type_=Instant())


def _is_ready() -> ColumnElement[bool]:
    amended = aliased(Letter)
    has_to_wait = exists().where(amended.id == Letter.amends_id, amended.state != LetterState.SENT)
    return and_(Letter.state == LetterState.WAITING, Letter.try_at <= _NOW, ~has_to_wait)


def _is_behind_another() -> ColumnElement[bool]:
    """Whether an earlier letter to the same address, or to the same message, has to go first.

    Each state is looked for by itself. Asked for both with IN, SQLite 3.40, once ANALYZE has run, scans past the
    bound on ``id``, and a letter is behind itself.
    """
    states = (LetterState.WAITING, LetterState.LEASED)
    return or_(*(is_behind(state) for state in states for is_behind in (_is_in_line, _is_to_the_same_message)))


def _is_in_line(state: LetterState) -> ColumnElement[bool]:
    earlier, amended = aliased(Letter), aliased(Letter)
    return exists().where(
        earlier.workspace == Letter.workspace,
        earlier.address == Letter.address,
        earlier.state == state,
        earlier.id < Letter.id,
        earlier.not_before <= _NOW,
        # What was tried in vain keeps its place only if it is a message: an update or a file may come later.
        or_(earlier.method == Method.POST, earlier.attempts == 0),
        ~exists().where(amended.id == earlier.amends_id, amended.state != LetterState.SENT),
    )


def _is_to_the_same_message(state: LetterState) -> ColumnElement[bool]:
    earlier = aliased(Letter)
    return exists().where(earlier.amends_id == Letter.amends_id, earlier.state == state, earlier.id < Letter.id)


def _is_held_by_pace() -> ColumnElement[bool]:
    """The same as ``pace.scopes_of``, for letters in the database."""
    is_direct = Letter.address.startswith("@")
    is_to_open = and_(Letter.amends_id.is_(None), is_direct, DirectChannel.channel.is_(None))
    channel_scope = func.coalesce("#" + DirectChannel.channel, Letter.address)
    return exists().where(
        Pace.workspace == Letter.workspace,
        Pace.open_at > _NOW,
        or_(
            and_(is_to_open, Pace.scope == OPENING),
            and_(~is_to_open, Pace.scope == Letter.method),
            and_(~is_to_open, Letter.method == Method.FILE, Pace.scope == UPLOADING),
            and_(Letter.method.in_((Method.POST, Method.FILE)), Pace.scope == channel_scope),
        ),
    )


def _is_direct() -> ColumnElement[bool]:
    return and_(DirectChannel.workspace == Letter.workspace, DirectChannel.address == Letter.address)


NEXT_LETTER = (
    select(Letter)
    .options(defer(Letter.payload))
    .outerjoin(DirectChannel, _is_direct())
    .where(_is_ready(), ~_is_behind_another(), ~_is_held_by_pace())
    .order_by(Letter.try_at, Letter.id)
    .limit(1)
    .with_for_update(of=Letter, skip_locked=True)
    .execution_options(populate_existing=True)
)
"""The letter that goes next at ``now``, locked; what other processes have locked is passed over.

Built once: putting it together takes longer than running it.
"""

_INSTANTS = select(
    select(func.min(Letter.try_at))
    .where(Letter.state == LetterState.WAITING, Letter.try_at > _NOW)
    .scalar_subquery()
    .label("next_try"),
    select(func.min(Letter.leased_until))
    .where(Letter.state == LetterState.LEASED)
    .scalar_subquery()
    .label("lease_ends"),
    select(func.min(Pace.open_at))
    .where(Pace.open_at > _NOW, exists().where(_is_ready(), Letter.workspace == Pace.workspace))
    .scalar_subquery()
    .label("pace_opens"),
)
"""One statement, for what moves the clock by hand asks it at every step."""


async def claim(session: AsyncSession, lease: str, now: datetime) -> Errand | None:
    """Lease the next letter that may go and whose pace allows it; None when there is none.

    The token ``lease`` fences it: only who holds it may say how the sending went.
    """
    while (letter := await session.scalar(NEXT_LETTER, {"now": now})) is not None:
        target = await _amended_by(session, letter)
        channel = target.channel if target else await _channel_of(session, letter)
        opens_at = await take(session, letter.workspace, scopes_of(letter.method, channel), now)
        if opens_at > now:  # another process was quicker
            letter.try_at = opens_at
            continue
        letter.state, letter.lease, letter.leased_until = LetterState.LEASED, lease, now + LEASE
        letter.channel = channel
        return Errand(
            letter=letter.id,
            key=letter.key,
            workspace=letter.workspace,
            method=letter.method,
            lease=lease,
            address=letter.address,
            channel=channel,
            reader=letter.reader,
            payload=await _payload_of(session, letter),
            amended=target.timestamp if target else None,
            thread=await _thread_of(session, letter, channel),
        )
    return None


async def next_instant(session: AsyncSession, now: datetime) -> datetime | None:
    """When something may go that may not now, or a lease ends; None when nothing is on its way."""
    instants = (await session.execute(_INSTANTS, {"now": now})).one()
    return min((instant for instant in instants if instant is not None), default=None)


async def _amended_by(session: AsyncSession, letter: Letter) -> Letter | None:
    if letter.amends_id is None:
        return None
    return await session.get(Letter, letter.amends_id, options=[defer(Letter.payload)])


async def _channel_of(session: AsyncSession, letter: Letter) -> str | None:
    if letter.address.startswith("#"):
        return letter.address.removeprefix("#")
    direct = await session.get(DirectChannel, (letter.workspace, letter.address))
    return direct.channel if direct else None


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
        return await session.scalar(select(Letter.payload).where(Letter.id == letter.id))
    except InvalidToken:  # the encryption key has changed: this letter fails, the others go on
        return None

"""Rewriting a letter, wherever it is on its way: waiting, under way, arrived, or nobody knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.outbox.line import step_forward
from bot.outbox.message import Message
from bot.outbox.models import Letter, LetterState, Method, WhenUnknown
from bot.outbox.views import said_again
from bot.outbox.writing import urgency_of_next, write_letter

SUPERSEDED = "superseded"
"""Why an amendment was not sent: a later one says more."""

NOT_LEFT = (LetterState.WAITING, LetterState.HELD)
"""The states of letters that can still be rewritten, or not be sent."""

ARRIVED_AFTER_ALL = "arrived_after_all"
"""Why a copy was not sent: the letter that it says again has arrived."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The message on which a member pressed something: proof that it arrived, and where it stands."""

    channel: str
    timestamp: str


async def rewrite(
    session: AsyncSession,
    *,
    workspace: str,
    key: str,
    message: Message,
    now: datetime,
    pressed: Pressed | None,
) -> None:
    """Rewrite the letter of that key and its copy, each by the way that its state allows."""
    family = await _family(session, workspace, key)
    if not family:
        return
    if pressed is not None:
        await _adopt(session, family, pressed, now)
    if family[0].state is LetterState.SENT:
        await withdraw(session, family[1:], ARRIVED_AFTER_ALL, now)
    for letter in family:
        await _rewrite_one(session, letter, message.to_payload(), now)


async def withdraw(session: AsyncSession, letters: Sequence[Letter], why: str, now: datetime) -> None:
    """Send those of the letters that still wait no more. They have to be locked."""
    for letter in letters:
        if letter.state in NOT_LEFT:
            letter.state, letter.failure = LetterState.FAILED, why
            letter.settled_at, letter.payload = now, None
            await step_forward(session, letter)


async def waiting_amendments(session: AsyncSession, target: Letter) -> Sequence[Letter]:
    """What waits to rewrite a letter, oldest first, locked."""
    amends = select(Letter).where(Letter.amends_id == target.id, Letter.state.in_(NOT_LEFT))
    return (await session.scalars(_locked(amends))).all()


async def waiting_copies(session: AsyncSession, original: Letter) -> Sequence[Letter]:
    """What waits to say a letter again, locked."""
    copies = select(Letter).where(Letter.copy_of_id == original.id, Letter.state.in_(NOT_LEFT))
    return (await session.scalars(_locked(copies))).all()


async def _family(session: AsyncSession, workspace: str, key: str) -> list[Letter]:
    # The letter first: whoever makes a copy of it holds its lock, so that none appears while we rewrite.
    of_that_key = select(Letter).where(Letter.workspace == workspace, Letter.key == key)
    letter = await session.scalar(_locked(of_that_key))
    if letter is None:
        return []
    return [letter, *await session.scalars(_locked(select(Letter).where(Letter.copy_of_id == letter.id)))]


def _locked(letters: Select[*tuple[Letter]]) -> Select[*tuple[Letter]]:
    return (
        letters.options(defer(Letter.payload))
        .order_by(Letter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _adopt(session: AsyncSession, family: Sequence[Letter], pressed: Pressed, now: datetime) -> None:
    if any((letter.channel, letter.timestamp) == (pressed.channel, pressed.timestamp) for letter in family):
        return
    for letter in family:
        if _may_have_arrived(letter):
            letter.state, letter.settled_at, letter.payload = LetterState.SENT, now, None
            letter.channel, letter.timestamp = pressed.channel, pressed.timestamp
            await step_forward(session, letter)
            return


def _may_have_arrived(letter: Letter) -> bool:
    if letter.method is not Method.POST:
        return False
    tried = letter.state in NOT_LEFT and letter.attempts > 0
    return tried or letter.state in (LetterState.UNKNOWN, LetterState.LEASED)


async def _rewrite_one(session: AsyncSession, letter: Letter, payload: dict[str, Any], now: datetime) -> None:
    if letter.method is Method.FILE or letter.state is LetterState.FAILED:
        return
    amendments = await waiting_amendments(session, letter)
    if letter.state in NOT_LEFT:
        letter.payload = said_again(payload) if letter.copy_of_id else payload
        await withdraw(session, amendments, SUPERSEDED, now)  # or they would bring older words back
    elif letter.method is Method.POST:
        await _amend(session, letter, amendments, payload, now)


async def _amend(
    session: AsyncSession,
    letter: Letter,
    amendments: Sequence[Letter],
    payload: dict[str, Any],
    now: datetime,
) -> None:
    payload.setdefault("blocks", [])  # or Slack keeps the old blocks, buttons and all
    if not amendments:
        await _write_amendment(session, letter, payload, now)
        return
    await withdraw(session, amendments[:-1], SUPERSEDED, now)
    newest = amendments[-1]
    newest.payload, newest.urgency = payload, min(newest.urgency, urgency_of_next(session))


async def _write_amendment(session: AsyncSession, letter: Letter, payload: Mapping[str, Any], now: datetime) -> None:
    newest = await session.scalar(
        select(Letter.id).where(Letter.amends_id == letter.id).order_by(Letter.id.desc()).limit(1)
    )
    await write_letter(
        session,
        workspace=letter.workspace,
        key=f"{letter.key}/amended-after-{newest or letter.id}",
        method=Method.UPDATE,
        address=letter.address,
        payload=payload,
        amends_id=letter.id,
        when_unknown=WhenUnknown.REPEAT,
        not_before=now,
        written_at=now,
    )

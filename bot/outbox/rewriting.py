"""Rewriting letters, wherever they are on their way: waiting, under way, arrived, or nobody knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.outbox.models import Letter, LetterState, Method, WhenUnknown
from bot.outbox.recipient_order import step_forward
from bot.outbox.writing import hidden_as, urgency_of_next, write_letter

SUPERSEDED = "superseded"
"""Why an amendment was not sent: a later one says more."""

TAKEN_BACK = "taken_back"
"""Why a letter was not sent: what it was about came to nothing before it went."""

NOT_LEFT = (LetterState.WAITING, LetterState.HELD)
"""The states of letters that can still be rewritten, or not be sent."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The message on which a member pressed something: proof that it arrived, and where it stands."""

    channel: str
    timestamp: str
    card: str = ""
    """The key of the letter whose button it was; empty where the message does not say."""


async def rewrite(session: AsyncSession, rewritten: Sequence[tuple[Letter, Mapping[str, Any]]], now: datetime) -> None:
    """Have locked letters say something else, each by the way that its state allows."""
    if not rewritten:
        return
    ids = [letter.id for letter, _ in rewritten]
    amendments, newest = await _waiting_amendments_of(session, ids), await _newest_amendments(session, ids)
    for letter, words in rewritten:
        if letter.state in NOT_LEFT:
            letter.payload = words
            await withdraw(session, amendments.get(letter.id, ()), SUPERSEDED, now)  # or they would bring old words
        elif letter.method is Method.POST and letter.state is not LetterState.FAILED:
            waiting, last = amendments.get(letter.id, ()), newest.get(letter.id, letter.id)
            await _amend(session, letter, waiting, last, words, now)


async def withdraw(session: AsyncSession, letters: Sequence[Letter], why: str, now: datetime) -> None:
    """Send those of the letters that still wait no more. They have to be locked."""
    for letter in letters:
        if letter.state in NOT_LEFT:
            letter.state, letter.failure = LetterState.FAILED, why
            letter.settled_at, letter.payload = now, None
            await step_forward(session, letter)


async def take_back(session: AsyncSession, letters: Sequence[Letter], now: datetime) -> None:
    """Send those of the letters no more that certainly never went, nor what was to rewrite them. They are locked."""
    never_went = [letter for letter in letters if has_never_gone(letter)]
    if never_went:
        amendments = await _waiting_amendments_of(session, [letter.id for letter in never_went])
        await withdraw(session, [*chain(*amendments.values()), *never_went], TAKEN_BACK, now)


def has_never_gone(letter: Letter) -> bool:
    """Whether a letter is in nobody's hands; of one that is repeated, nobody keeps whether an answer was missing."""
    is_known = letter.attempts == 0 or letter.when_unknown is WhenUnknown.SAY_AGAIN
    return letter.state in NOT_LEFT and not letter.is_in_doubt and is_known


async def waiting_amendments(session: AsyncSession, target: Letter) -> Sequence[Letter]:
    """What waits to rewrite a letter, oldest first, locked."""
    return (await _waiting_amendments_of(session, [target.id])).get(target.id, [])


def locked(letters: Select[*tuple[Letter]]) -> Select[*tuple[Letter]]:
    """Letters by their ids, locked, without what they say."""
    unread = letters.options(defer(Letter.payload)).order_by(Letter.id)
    return unread.with_for_update().execution_options(populate_existing=True)


async def _waiting_amendments_of(session: AsyncSession, targets: Sequence[int]) -> dict[int, list[Letter]]:
    found: dict[int, list[Letter]] = {}
    amends = select(Letter).where(Letter.amends_id.in_(targets), Letter.state.in_(NOT_LEFT))
    for letter in await session.scalars(locked(amends)):
        found.setdefault(letter.amends_id or 0, []).append(letter)
    return found


async def _newest_amendments(session: AsyncSession, targets: Sequence[int]) -> dict[int, int]:
    rows = await session.execute(
        select(Letter.amends_id, func.max(Letter.id)).where(Letter.amends_id.in_(targets)).group_by(Letter.amends_id)
    )
    return {target: newest for target, newest in rows if target is not None}


async def _amend(
    session: AsyncSession,
    letter: Letter,
    waiting: Sequence[Letter],
    last: int,
    words: Mapping[str, Any],
    now: datetime,
) -> None:
    payload = {"blocks": [], **words}  # without blocks Slack keeps the old ones, buttons and all
    if waiting:
        await withdraw(session, waiting[:-1], SUPERSEDED, now)
        newest = waiting[-1]
        newest.payload, newest.urgency = payload, min(newest.urgency, urgency_of_next(session))
        return
    await write_letter(
        session,
        workspace=letter.workspace,
        key=f"{letter.key}/amended-after-{last}",
        method=Method.UPDATE,
        address=letter.to,
        hidden=hidden_as(letter.hidden.alias) if letter.hidden is not None else None,
        payload=payload,
        amends_id=letter.id,
        when_unknown=WhenUnknown.REPEAT,
        not_before=now,
        written_at=now,
    )

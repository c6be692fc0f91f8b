"""Rewriting letters in any state: unsent ones are changed in the queue, arrived ones are amended in Slack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.entities import Entities
from bot.database.prepared import Prepared
from bot.outbox.models import Letter, LetterState, Method, WhenUnknown
from bot.outbox.recipient_order import unblock_followers
from bot.outbox.writing import new_letter, private_fields, urgency_of_next, write_letters

SUPERSEDED = "superseded"
"""The failure of an amendment that was not sent because there is a later one."""

TAKEN_BACK = "taken_back"
"""The failure of a letter that was not sent because its subject came to nothing before."""

UNSENT = (LetterState.WAITING, LetterState.HELD)
"""The states of letters that can still be rewritten, or not be sent."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The message on which a member pressed a button: it has arrived, and stands there."""

    channel: str
    timestamp: str
    card: str = ""
    """The key of the card that the button belongs to; empty where the message does not say."""


async def rewrite(session: AsyncSession, rewritten: Sequence[tuple[Letter, Mapping[str, Any]]], now: datetime) -> None:
    """Give locked letters another content: in the queue where they are unsent, by an amendment where they arrived."""
    if not rewritten:
        return
    ids = [letter.id for letter, _ in rewritten]
    amendments, newest = await _waiting_amendments_of(session, ids), await _newest_amendments(session, ids)
    written: list[Mapping[str, Any]] = []
    for letter, content in rewritten:
        if letter.state in UNSENT:
            letter.payload = content
            await withdraw(session, amendments.get(letter.id, ()), SUPERSEDED, now)  # or old content would follow
        elif letter.method is Method.POST and letter.state is not LetterState.FAILED:
            waiting, last = amendments.get(letter.id, ()), newest.get(letter.id, letter.id)
            written += await _amend(session, letter, waiting, last, content, now)
    await write_letters(session, written)


async def withdraw(session: AsyncSession, letters: Sequence[Letter], why: str, now: datetime) -> None:
    """Fail those of the locked letters that are unsent, with ``why`` as their failure."""
    for letter in letters:
        if letter.state in UNSENT:
            letter.state, letter.failure = LetterState.FAILED, why
            letter.settled_at, letter.payload = now, None
            await unblock_followers(session, letter)


async def cancel_unsent(session: AsyncSession, letters: Sequence[Letter], now: datetime) -> None:
    """Fail those of the locked letters that certainly never went, with their amendments."""
    unsent = [letter for letter in letters if was_never_sent(letter)]
    if unsent:
        amendments = await _waiting_amendments_of(session, [letter.id for letter in unsent])
        await withdraw(session, [*chain(*amendments.values()), *unsent], TAKEN_BACK, now)


def was_never_sent(letter: Letter) -> bool:
    """Return True for a letter that certainly never went.

    Only with ``SAY_AGAIN`` does a missing answer put a letter in doubt: others may have gone once an attempt failed.
    """
    is_known = letter.attempts == 0 or letter.when_unknown is WhenUnknown.SAY_AGAIN
    return letter.state in UNSENT and not letter.is_in_doubt and is_known


async def waiting_amendments(session: AsyncSession, target: Letter) -> Sequence[Letter]:
    """Return the unsent amendments of a letter, oldest first, locked."""
    return (await _waiting_amendments_of(session, [target.id])).get(target.id, [])


def locked_letters(*conditions: ColumnElement[bool]) -> Entities[Letter]:
    """Return the query for the letters on which these hold: locked, in order of the ids, without the payloads."""
    found = select(Letter).where(*conditions).order_by(Letter.id).with_for_update()
    return Entities(found, unread=[Letter.payload])


_THESE: BindParameter[Any] = bindparam("ids", expanding=True)
_AMENDMENTS = locked_letters(Letter.amends_id.in_(_THESE), Letter.state.in_(UNSENT))
_NEWEST = Prepared(
    select(Letter.amends_id, func.max(Letter.id)).where(Letter.amends_id.in_(_THESE)).group_by(Letter.amends_id)
)


async def _waiting_amendments_of(session: AsyncSession, targets: Sequence[int]) -> dict[int, list[Letter]]:
    found: dict[int, list[Letter]] = {}
    for letter in await _AMENDMENTS.all(session, ids=targets):
        found.setdefault(letter.amends_id or 0, []).append(letter)
    return found


async def _newest_amendments(session: AsyncSession, targets: Sequence[int]) -> dict[int, int]:
    rows = await _NEWEST.rows(session, ids=targets)
    return {target: newest for target, newest in rows if target is not None}


async def _amend(
    session: AsyncSession,
    letter: Letter,
    waiting: Sequence[Letter],
    last: int,
    content: Mapping[str, Any],
    now: datetime,
) -> list[Mapping[str, Any]]:
    """Put the content into the newest amendment that waits; return one that is to be written where none does."""
    payload = {"blocks": [], **content}  # without blocks Slack keeps the old ones, buttons and all
    if waiting:
        await withdraw(session, waiting[:-1], SUPERSEDED, now)
        newest = waiting[-1]
        newest.payload, newest.urgency = payload, min(newest.urgency, urgency_of_next(session))
        return []
    amendment = new_letter(
        workspace=letter.workspace,
        key=f"{letter.key}/amended-after-{last}",
        method=Method.UPDATE,
        address=letter.to,
        hidden=private_fields(letter.hidden.alias) if letter.hidden is not None else None,
        payload=payload,
        amends_id=letter.id,
        when_unknown=WhenUnknown.REPEAT,
        not_before=now,
        written_at=now,
    )
    return [amendment]

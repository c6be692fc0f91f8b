"""Cards: messages that are a function of state, shown as they are now. What has not changed costs nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from bot.outbox.message import Message
from bot.outbox.models import Letter, LetterState, Method, WhenUnknown
from bot.outbox.recipient_order import step_forward
from bot.outbox.rewriting import NOT_LEFT, Pressed, locked, rewrite, take_back
from bot.outbox.writing import Heard, hidden_as, write_letter

_CARD = "card:"
"""How the ids of blocks with a card's buttons begin: those that Slack makes up never do."""

_NEXT_BLOCK = "|"
"""Stands before the number of a card's second block of buttons, and of any further one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message about a subject, as its reader should see it now.

    Where there is no letter of its key it is written if it ``is_new``; otherwise it was forgotten, and stands in
    Slack as it is until somebody presses something on it.
    """

    key: str
    to: str
    message: Message
    alias: str = ""
    """What stands in its address once it has gone, where nobody shall know without the key to whom that was."""
    is_new: bool = False
    is_off: bool = False
    """Not to be sent any more where it has not left: what it was about came to nothing."""
    not_before: datetime | None = None
    in_thread_of: str | None = None
    """The key of another letter to the same address, in whose thread it stands."""
    when_unknown: WhenUnknown = WhenUnknown.SAY_AGAIN
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class CardsShown:
    """What came of showing cards."""

    unwritten: Sequence[Card]
    """New cards, which have no letter yet."""
    arrived: Sequence[Letter]
    """Letters of which a press has proved that they arrived."""


async def show_written(
    session: AsyncSession, workspace: str, cards: Iterable[Card], now: datetime, pressed: Pressed | None = None
) -> CardsShown:
    """Have the letters of cards say what the cards say now, and what was pressed say it where it stands."""
    wanted = {card.key: card for card in cards}
    families = await _families(session, workspace, wanted.keys())
    on = _pressed_card(wanted, families, pressed) if pressed is not None else None
    arrived = await _adopt(session, workspace, wanted[on], families, pressed, now) if on and pressed else []
    rewritten: list[tuple[Letter, Mapping[str, Any]]] = []
    for key, family in families.items():
        payload = wanted[key].message.to_payload()
        shown = digest_of(payload)
        if family[0].shown != shown:
            rewritten += [(letter, stamped(payload, key)) for letter in family if letter.method is not Method.FILE]
            family[0].shown = shown
    await rewrite(session, rewritten, now)
    off = [letter for key, family in families.items() if wanted[key].is_off for letter in family]
    await take_back(session, off, now)
    return CardsShown([card for key, card in wanted.items() if key not in families and card.is_new], arrived)


def digest_of(payload: Mapping[str, Any]) -> str:
    """A digest of what a message says, by which it is known to be the same."""
    return sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]


def stamped(payload: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A message whose buttons say which card they are on: Slack gives a block's id back with a press."""
    blocks, number = [], 0
    for block in payload.get("blocks", ()):
        if block["type"] == "actions" or "accessory" in block:
            number += 1
            of_this = key if number == 1 else f"{key}{_NEXT_BLOCK}{number}"
            blocks.append({**block, "block_id": f"{_CARD}{of_this}"})
        else:
            blocks.append(block)
    return {**payload, "blocks": blocks} if blocks else dict(payload)


def card_of_block(block_id: str) -> str:
    """The key of the card that a block of buttons is on; empty where the block does not say."""
    return block_id.removeprefix(_CARD).partition(_NEXT_BLOCK)[0] if block_id.startswith(_CARD) else ""


async def _families(session: AsyncSession, workspace: str, keys: Iterable[str]) -> dict[str, list[Letter]]:
    """The letters of these keys, and their other instances, locked."""
    of_these = select(Letter).where(Letter.workspace == workspace, Letter.key.in_(keys))
    first = {letter.id: letter for letter in await session.scalars(locked(of_these).options(undefer(Letter.shown)))}
    families = {letter.key: [letter] for letter in first.values()}
    if first:
        for copy in await session.scalars(locked(select(Letter).where(Letter.copy_of_id.in_(first)))):
            families[first[copy.copy_of_id or 0].key].append(copy)
    return families


def _pressed_card(wanted: Mapping[str, Card], families: Mapping[str, Sequence[Letter]], pressed: Pressed) -> str | None:
    """The key of the card that was pressed, where it is one of these."""
    if pressed.card:
        return pressed.card if pressed.card in wanted else None
    for key, family in families.items():
        if any(_stands_at(letter, pressed) for letter in family):
            return key
    in_channel = [key for key, card in wanted.items() if card.to == f"#{pressed.channel}"]
    return next(iter(in_channel or [key for key, card in wanted.items() if card.to.startswith("@")]), None)


def _stands_at(letter: Letter, pressed: Pressed) -> bool:
    return letter.place == (pressed.channel, pressed.timestamp)


async def _adopt(
    session: AsyncSession,
    workspace: str,
    card: Card,
    families: dict[str, list[Letter]],
    pressed: Pressed,
    now: datetime,
) -> list[Letter]:
    """Have a letter stand where its card was pressed: of unknown fate until now, another instance, or forgotten."""
    family = families.get(card.key, [])
    if any(_stands_at(letter, pressed) for letter in family):
        return []
    for letter in family:
        if _may_stand_in_slack(letter):
            letter.state, letter.settled_at, letter.payload = LetterState.SENT, now, None
            letter.is_in_doubt = False
            letter.arrive(pressed.channel, pressed.timestamp)
            family[0].shown = None  # what stands there may say something older
            await step_forward(session, letter)
            return [letter]
    families.setdefault(card.key, []).append(await _found(session, workspace, card, family, pressed, now))
    families[card.key][0].shown = None
    return []


async def _found(
    session: AsyncSession, workspace: str, card: Card, family: Sequence[Letter], pressed: Pressed, now: datetime
) -> Letter:
    """A letter for a message of which nothing was known any more, or of which it was not known that it is there."""
    key = f"{card.key}/at-{pressed.timestamp}" if family else card.key
    await write_letter(
        session,
        workspace=workspace,
        key=key,
        method=Method.POST,
        address=card.to,
        payload=None,
        when_unknown=WhenUnknown.LET_GO,
        copy_of_id=family[0].id if family else None,
        not_before=now,
        written_at=now,
        settled_at=now,
        state=LetterState.SENT,
        hidden=hidden_as(card.alias),
    )
    found = select(Letter).where(Letter.workspace == workspace, Letter.key == key)
    letter = (await session.scalars(locked(found).options(undefer(Letter.shown)))).one()
    letter.arrive(pressed.channel, pressed.timestamp)
    return letter


def _may_stand_in_slack(letter: Letter) -> bool:
    if letter.method is not Method.POST:
        return False
    tried = letter.state in NOT_LEFT and letter.attempts > 0
    return tried or letter.state in (LetterState.UNKNOWN, LetterState.LEASED)

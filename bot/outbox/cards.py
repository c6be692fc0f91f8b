"""Cards: messages that are a function of state, kept as they are now. What has not changed costs nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.prepared import Prepared
from bot.languages.reader import ENGLISH, Reader
from bot.outbox.message import LOCALE, Words, for_reader
from bot.outbox.models import Letter, LetterState, Method, WhenUnknown
from bot.outbox.recipient_order import unblock_followers
from bot.outbox.rewriting import UNSENT, Pressed, cancel_unsent, locked_letters, rewrite
from bot.outbox.writing import OnFate, new_letter, private_fields, write_letters

_CARD = "card:"
"""The beginning of the ids of blocks with a card's buttons; those that Slack makes up never begin so."""

_NEXT_BLOCK = "|"
"""The separator before the number of a card's second block of buttons, and of any further one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message about a subject, as its reader should see it now.

    Where there is no letter of its key it is written if it ``is_new``; otherwise the letter was forgotten, and the
    message stays in Slack as it is until somebody presses a button on it.
    """

    key: str
    to: str
    message: Words
    alias: str = ""
    """The replacement for its address once it has arrived, where its recipient shall then be encrypted."""
    is_new: bool = False
    is_off: bool = False
    """True when its subject came to nothing: it is not sent any more, where it is unsent."""
    not_before: datetime | None = None
    in_thread_of: str | None = None
    """The key of another letter to the same address, in whose thread it goes."""
    when_unknown: WhenUnknown = WhenUnknown.SAY_AGAIN
    on_fate: OnFate | None = None

    def payload(self, readers: Mapping[str, Reader]) -> dict[str, Any]:
        """Return what Slack is sent, as whoever reads at its address reads it; where nobody says, in English."""
        return for_reader(self.message, readers.get(self.to, ENGLISH)).to_payload()


@dataclass(frozen=True, slots=True)
class CardsShown:
    """The result of showing cards."""

    unwritten: Sequence[Card]
    """New cards, which have no letter yet."""
    arrived: Sequence[Letter]
    """Letters that a press has proved to have arrived."""


async def update_written(
    session: AsyncSession,
    workspace: str,
    cards: Iterable[Card],
    now: datetime,
    pressed: Pressed | None,
    readers: Mapping[str, Reader],
) -> CardsShown:
    """Rewrite the letters of cards that differ from what they showed last, the pressed message among them.

    Unsent letters of cards that are off are taken back.
    """
    wanted = {card.key: card for card in cards}
    by_card = await _letters_by_card(session, workspace, wanted.keys())
    on = _pressed_card(wanted, by_card, pressed) if pressed is not None else None
    arrived = await _record_press(session, workspace, wanted[on], by_card, pressed, now) if on and pressed else []
    rewritten: list[tuple[Letter, Mapping[str, Any]]] = []
    for key, letters in by_card.items():
        payload = wanted[key].payload(readers)
        shown = digest_of(payload)
        if letters[0].shown != shown:
            content = kept_content(payload, wanted[key], readers)
            rewritten += [(letter, content) for letter in letters if letter.method is not Method.FILE]
            letters[0].shown = shown
    await rewrite(session, rewritten, now)
    off = [letter for key, letters in by_card.items() if wanted[key].is_off for letter in letters]
    await cancel_unsent(session, off, now)
    return CardsShown([card for key, card in wanted.items() if key not in by_card and card.is_new], arrived)


def digest_of(payload: Mapping[str, Any]) -> str:
    """Return a digest of a message's content, equal for equal content."""
    return sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]


def kept_content(payload: Mapping[str, Any], card: Card, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Return the payload of a card as its letter keeps it: with its key on its buttons, and its reader's locale."""
    return {**with_card_key(payload, card.key), LOCALE: readers.get(card.to, ENGLISH).locale}


def with_card_key(payload: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a payload whose blocks of buttons carry the card's key: Slack gives a block's id back with a press."""
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
    """Return the key of the card that a block of buttons belongs to; empty where the block does not say."""
    return block_id.removeprefix(_CARD).partition(_NEXT_BLOCK)[0] if block_id.startswith(_CARD) else ""


_IDS = Prepared(
    select(Letter.id).where(
        Letter.workspace == bindparam("workspace"), Letter.key.in_(bindparam("keys", expanding=True))
    )
)
"""Of new cards there are no letters yet, which costs less to find out than to read letters."""

_THESE: BindParameter[Any] = bindparam("ids", expanding=True)
_LETTERS = locked_letters(Letter.id.in_(_THESE))
_COPIES = locked_letters(Letter.copy_of_id.in_(_THESE))
_WRITTEN = locked_letters(Letter.workspace == bindparam("workspace"), Letter.key == bindparam("key"))


async def _letters_by_card(session: AsyncSession, workspace: str, keys: Iterable[str]) -> dict[str, list[Letter]]:
    """Lock and return the letters of these keys, each followed by its copies."""
    ids = [id for (id,) in await _IDS.rows(session, workspace=workspace, keys=list(keys))]
    first = {letter.id: letter for letter in await _LETTERS.all(session, ids=ids)} if ids else {}
    by_card = {letter.key: [letter] for letter in first.values()}
    if first:
        for copy in await _COPIES.all(session, ids=ids):
            by_card[first[copy.copy_of_id or 0].key].append(copy)
    return by_card


def _pressed_card(wanted: Mapping[str, Card], by_card: Mapping[str, Sequence[Letter]], pressed: Pressed) -> str | None:
    """Return the key of the card that was pressed, where it is one of these.

    Where the press does not say, it is the card whose letter is there; else a guess: the first card of the channel, or
    else the first direct one.
    """
    if pressed.card:
        return pressed.card if pressed.card in wanted else None
    for key, letters in by_card.items():
        if any(_is_at(letter, pressed) for letter in letters):
            return key
    in_channel = [key for key, card in wanted.items() if card.to == f"#{pressed.channel}"]
    return next(iter(in_channel or [key for key, card in wanted.items() if card.to.startswith("@")]), None)


def _is_at(letter: Letter, pressed: Pressed) -> bool:
    return letter.place == (pressed.channel, pressed.timestamp)


async def _record_press(
    session: AsyncSession,
    workspace: str,
    card: Card,
    by_card: dict[str, list[Letter]],
    pressed: Pressed,
    now: datetime,
) -> list[Letter]:
    """Note that a letter of the card stands where it was pressed; returns those that are known to have arrived by it.

    It was of unknown fate until now, or it is another copy, or its letter was forgotten.
    """
    letters = by_card.get(card.key, [])
    if any(_is_at(letter, pressed) for letter in letters):
        return []
    for letter in letters:
        if _may_stand_there_unrecorded(letter):
            letter.state, letter.settled_at, letter.payload = LetterState.SENT, now, None
            letter.is_in_doubt = False
            letter.arrive(pressed.channel, pressed.timestamp)
            letters[0].shown = None  # the message there may be older
            await unblock_followers(session, letter)
            return [letter]
    by_card.setdefault(card.key, []).append(await _write_pressed(session, workspace, card, letters, pressed, now))
    by_card[card.key][0].shown = None
    return []


async def _write_pressed(
    session: AsyncSession, workspace: str, card: Card, letters: Sequence[Letter], pressed: Pressed, now: datetime
) -> Letter:
    """Write a letter for a message in Slack that has none any more, or is an unknown copy."""
    key = f"{card.key}/at-{pressed.timestamp}" if letters else card.key
    written = new_letter(
        workspace=workspace,
        key=key,
        method=Method.POST,
        address=card.to,
        payload=None,
        when_unknown=WhenUnknown.LET_GO,
        copy_of_id=letters[0].id if letters else None,
        not_before=now,
        written_at=now,
        settled_at=now,
        state=LetterState.SENT,
        hidden=private_fields(card.alias),
    )
    await write_letters(session, [written])
    (letter,) = await _WRITTEN.all(session, workspace=workspace, key=key)
    letter.arrive(pressed.channel, pressed.timestamp)
    return letter


def _may_stand_there_unrecorded(letter: Letter) -> bool:
    if letter.method is not Method.POST:
        return False
    tried = letter.state in UNSENT and letter.attempts > 0
    return tried or letter.state in (LetterState.UNKNOWN, LetterState.LEASED)

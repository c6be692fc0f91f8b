"""Writing letters, inside the transaction of a feature.

It is the front door of the outbox: ``Card``, ``OnFate`` and ``Pressed`` are exported here, too. ``Message`` and
``WhenUnknown``, which its functions also take, are imported from ``message`` and ``models``.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.languages.reader import ENGLISH, Reader
from bot.outbox.cards import Card, CardsShown, digest_of, kept_content, update_written
from bot.outbox.delivery import RESPONSE_URL
from bot.outbox.message import Message, Words
from bot.outbox.models import Letter, LetterState, Method, PrivateFields, WhenUnknown
from bot.outbox.rewriting import Pressed, was_never_sent
from bot.outbox.writing import OnFate, new_letter, private_fields, write_letters

__all__ = [
    "KEY_LIMIT",
    "Card",
    "OnFate",
    "Pressed",
    "attach",
    "may_have_arrived",
    "post",
    "show",
    "to_channel",
    "to_members",
    "whisper",
]

KEY_LIMIT = 200
"""Characters of a letter's key; copies and amendments make longer ones of it."""

_NOBODY_KNOWN: Mapping[str, Reader] = {}

_WHISPERED = "whispered"
"""The alias of a whisper: where it was pressed may be the member's own direct messages."""


def to_channel(channel: str) -> str:
    """Return the address of a channel."""
    return f"#{channel}"


def to_members(*members: str) -> str:
    """Return the address of direct messages with one to eight members (conversations.open's limit).

    The order does not matter. Raises ValueError for none or for more than eight.
    """
    unique = sorted(set(members))
    if not 1 <= len(unique) <= 8:
        raise ValueError("direct messages are for one to eight people")
    return "@" + "+".join(unique)


async def post(
    session: AsyncSession,
    *,
    workspace: str,
    key: str,
    to: str,
    message: Words,
    now: datetime,
    not_before: datetime | None = None,
    when_unknown: WhenUnknown = WhenUnknown.SAY_AGAIN,
    in_thread_of: str | None = None,
    on_fate: OnFate | None = None,
    alias: str = "",
    reader: Reader = ENGLISH,
) -> None:
    """Write a message to an address, as ``reader`` reads it. With a key that was used before it does nothing.

    ``in_thread_of`` is the key of another letter to the same address: the message stands in its thread, and does
    not go before it. It stands in the channel plainly when the other never arrived, or its fate is unknown.
    With an ``alias`` its recipient is encrypted once it has arrived.
    Raises ValueError for a key of more than 200 characters.
    """
    card = Card(
        key=key,
        to=to,
        message=message,
        alias=alias,
        not_before=not_before,
        in_thread_of=in_thread_of,
        when_unknown=when_unknown,
        on_fate=on_fate,
    )
    await write_letters(session, [await _letter_of(session, workspace, card, now, {to: reader})])


async def may_have_arrived(session: AsyncSession, *, workspace: str, key: str) -> bool:
    """Return True when somebody may have read a message: it arrived, is being sent, or its fate is unknown."""
    of_this = select(Letter).where(Letter.workspace == workspace, Letter.key == key)
    letter = await session.scalar(of_this.options(defer(Letter.payload)))
    return letter is not None and letter.state is not LetterState.FAILED and not was_never_sent(letter)


async def show(
    session: AsyncSession,
    *,
    workspace: str,
    cards: Iterable[Card],
    now: datetime,
    pressed: Pressed | None = None,
    readers: Mapping[str, Reader] = _NOBODY_KNOWN,
) -> CardsShown:
    """Write new cards, amend those that differ from what was shown last, and leave the rest.

    ``readers`` says for the cards' addresses how they are read there.
    """
    shown = await update_written(session, workspace, cards, now, pressed, readers)
    # In an order that tells nothing: the place among them would say whose it is.
    new = sorted(shown.unwritten, key=attrgetter("alias"))
    # What stands in a thread comes after what may begin it.
    for in_thread in (False, True):
        these = [card for card in new if bool(card.in_thread_of) is in_thread]
        await write_letters(session, [await _letter_of(session, workspace, card, now, readers) for card in these])
    return shown


async def whisper(
    session: AsyncSession,
    *,
    workspace: str,
    key: str,
    channel: str,
    reader: str,
    message: Message,
    now: datetime,
    response_url: str = "",
) -> None:
    """Write a message in a channel that one member alone sees; it is not sent again when its fate is unknown.

    ``response_url`` is Slack's answer address of a press: it takes the message where Klatch is not in the channel.
    """
    whispered = new_letter(
        workspace=workspace,
        key=_checked(key),
        method=Method.EPHEMERAL,
        address=to_channel(channel),
        reader=reader,
        hidden=PrivateFields(_WHISPERED),
        payload={**message.to_payload(), RESPONSE_URL: response_url},
        when_unknown=WhenUnknown.LET_GO,
        not_before=now,
        written_at=now,
    )
    await write_letters(session, [whispered])


async def attach(
    session: AsyncSession,
    *,
    workspace: str,
    key: str,
    to: str,
    name: str,
    content: str,
    comment: str,
    now: datetime,
    on_fate: OnFate | None = None,
) -> None:
    """Write a file with a comment to an address. Where files:write was not granted, only this letter fails.

    The same file twice does no harm: it is sent until it is known to have arrived.
    """
    attached = new_letter(
        workspace=workspace,
        key=_checked(key),
        method=Method.FILE,
        address=to,
        payload={"filename": name, "content": content, "comment": comment},
        when_unknown=WhenUnknown.REPEAT,
        not_before=now,
        written_at=now,
        on_fate=on_fate,
    )
    await write_letters(session, [attached])


async def _letter_of(
    session: AsyncSession, workspace: str, card: Card, now: datetime, readers: Mapping[str, Reader]
) -> Mapping[str, Any]:
    """Return the letter of a card that has none yet."""
    not_before, payload = card.not_before or now, card.payload(readers)
    thread, begins = await _thread(session, workspace, card.in_thread_of) if card.in_thread_of else (None, None)
    return new_letter(
        workspace=workspace,
        key=_checked(card.key),
        method=Method.POST,
        address=card.to,
        payload=kept_content(payload, card, readers),
        hidden=private_fields(card.alias),
        shown=digest_of(payload),
        when_unknown=card.when_unknown,
        thread_of_id=thread,
        not_before=max(not_before, begins or not_before),
        written_at=now,
        on_fate=card.on_fate,
    )


async def _thread(session: AsyncSession, workspace: str, key: str) -> tuple[int | None, datetime | None]:
    """Return the letter that begins the thread of a key's letter, and the earliest instant of that letter."""
    begins = func.coalesce(Letter.thread_of_id, Letter.id)
    found = await session.execute(
        select(begins, Letter.not_before).where(Letter.workspace == workspace, Letter.key == key)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else (None, None)


def _checked(key: str) -> str:
    if len(key) > KEY_LIMIT:
        raise ValueError(f"a letter's key has at most {KEY_LIMIT} characters")
    return key

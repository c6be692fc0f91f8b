"""Writing letters: what features call inside their own transaction."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.outbox.cards import Card, CardsShown, digest_of, show_written, stamped
from bot.outbox.delivery import RESPONSE_URL
from bot.outbox.message import Message
from bot.outbox.models import Hidden, Letter, LetterState, Method, WhenUnknown
from bot.outbox.rewriting import Pressed, has_never_gone
from bot.outbox.statistics import OutboxStatistics, read_statistics
from bot.outbox.suspension import hold_all, release_all
from bot.outbox.writing import Heard, hidden_as, write_letter

__all__ = [
    "KEY_LIMIT",
    "Card",
    "CardsShown",
    "Heard",
    "OutboxStatistics",
    "Pressed",
    "attach",
    "hold_all",
    "may_have_arrived",
    "post",
    "read_statistics",
    "release_all",
    "show",
    "to_channel",
    "to_members",
    "whisper",
]

KEY_LIMIT = 200
"""Characters of a letter's key; copies and amendments make longer ones of it."""


_WHISPERED = "whispered"
"""Stands in the address of what one person was told where they pressed: that may be their own direct messages."""


def to_channel(channel: str) -> str:
    """The address of a channel."""
    return f"#{channel}"


def to_members(*members: str) -> str:
    """The address of direct messages with one to eight members (conversations.open's limit).

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
    message: Message,
    now: datetime,
    not_before: datetime | None = None,
    when_unknown: WhenUnknown = WhenUnknown.SAY_AGAIN,
    in_thread_of: str | None = None,
    heard: Heard | None = None,
    alias: str = "",
) -> None:
    """Owe somebody a message. A second letter with the same key is the same letter, and nothing is added.

    ``in_thread_of`` is the key of another letter to the same address: the message stands in its thread, and does
    not go before it. It stands in the channel plainly when the other never arrived, or nobody knows whether.
    With an ``alias`` nobody knows without the key to whom it went, once it has.
    Raises ValueError for a key of more than 200 characters.
    """
    not_before, payload = not_before or now, message.to_payload()
    thread, begins = await _thread(session, workspace, in_thread_of) if in_thread_of else (None, None)
    await _write(
        session,
        workspace=workspace,
        key=key,
        method=Method.POST,
        address=to,
        payload=stamped(payload, key),
        hidden=hidden_as(alias),
        shown=digest_of(payload),
        when_unknown=when_unknown,
        thread_of_id=thread,
        not_before=max(not_before, begins or not_before),
        written_at=now,
        heard=heard,
    )


async def may_have_arrived(session: AsyncSession, *, workspace: str, key: str) -> bool:
    """Whether somebody may have read a message: it arrived, it is under way, or nobody knows."""
    of_this = select(Letter).where(Letter.workspace == workspace, Letter.key == key)
    letter = await session.scalar(of_this.options(defer(Letter.payload)))
    return letter is not None and letter.state is not LetterState.FAILED and not has_never_gone(letter)


async def show(
    session: AsyncSession, *, workspace: str, cards: Iterable[Card], now: datetime, pressed: Pressed | None = None
) -> CardsShown:
    """Have cards say what they say now: what is new is written, what differs is amended, what is the same is left."""
    shown = await show_written(session, workspace, cards, now, pressed)
    # In an order that tells nothing: the place among them would say whose it is.
    for card in sorted(shown.unwritten, key=attrgetter("alias")):
        await post(
            session,
            workspace=workspace,
            key=card.key,
            to=card.to,
            message=card.message,
            now=now,
            not_before=card.not_before,
            when_unknown=card.when_unknown,
            in_thread_of=card.in_thread_of,
            heard=card.heard,
            alias=card.alias,
        )
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
    """Owe one person a message in a channel that only they see; let go when its fate is unknown.

    ``response_url`` is Slack's address for who pressed something there: it takes the message where Klatch is not in
    the channel (any more).
    """
    await _write(
        session,
        workspace=workspace,
        key=key,
        method=Method.EPHEMERAL,
        address=to_channel(channel),
        reader=reader,
        hidden=Hidden(_WHISPERED),
        payload={**message.to_payload(), RESPONSE_URL: response_url},
        when_unknown=WhenUnknown.LET_GO,
        not_before=now,
        written_at=now,
    )


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
    heard: Heard | None = None,
) -> None:
    """Owe somebody a file with a comment. Where files:write was not granted, only this letter fails.

    Nobody is harmed by the same file twice: it is sent until it is known to have gone.
    """
    await _write(
        session,
        workspace=workspace,
        key=key,
        method=Method.FILE,
        address=to,
        payload={"filename": name, "content": content, "comment": comment},
        when_unknown=WhenUnknown.REPEAT,
        not_before=now,
        written_at=now,
        heard=heard,
    )


async def _thread(session: AsyncSession, workspace: str, key: str) -> tuple[int | None, datetime | None]:
    """The letter that begins the thread in which that of this key stands, or would; and from when that may go."""
    beginning = func.coalesce(Letter.thread_of_id, Letter.id)
    found = await session.execute(
        select(beginning, Letter.not_before).where(Letter.workspace == workspace, Letter.key == key)
    )
    row = found.one_or_none()
    return (row[0], row[1]) if row else (None, None)


async def _write(session: AsyncSession, *, key: str, not_before: datetime, **values: Any) -> None:
    if len(key) > KEY_LIMIT:
        raise ValueError(f"a letter's key has at most {KEY_LIMIT} characters")
    await write_letter(session, key=key, not_before=not_before, **values)

"""Putting a letter into the outbox: once for its key; the postmen hear of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.correlation import correlation_id_of
from bot.database.bell import BellTopic, ring
from bot.database.inserts import insert_once
from bot.outbox.models import Hidden, Letter, Urgency

ANSWERS_AT_MOST = 20
"""So many letters of one request are answers: who writes to more is announcing something."""

LETTERS_AT_MOST = 100
"""Of one transaction, which others wait for on SQLite. Who has more to say does so by due rows."""

_ANSWERS_LEFT = "answers_left"
_WRITTEN = "letters_written"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """How a feature hears what became of a letter."""

    kind: str
    """The kind of due row by which it does."""
    subject: int
    """What that due row is about: a row of the feature."""
    on_arrival: bool = False
    """Whether it hears that the letter has arrived, too, and not only that it failed for good."""


def answering(session: AsyncSession) -> None:
    """Say that somebody waits for what this session writes: it goes before what the clock writes."""
    session.info[_ANSWERS_LEFT] = ANSWERS_AT_MOST


def urgency_of_next(session: AsyncSession) -> Urgency:
    """How urgent the next letter of a session is."""
    return Urgency.ANSWER if session.info.get(_ANSWERS_LEFT) else Urgency.NOTICE


async def write_letter(
    session: AsyncSession, *, not_before: datetime, heard: Heard | None = None, **values: Any
) -> None:
    """Add a letter unless there is one of the same workspace and key; ``values`` are its other columns.

    Without a word about it, its urgency and its reference are those of the session.
    """
    said = {"urgency": urgency_of_next(session), "reference": correlation_id_of(session), **values}
    if heard is not None:
        said |= {"heard_as": heard.kind, "subject": heard.subject, "hears_arrival": heard.on_arrival}
    if await insert_once(session, Letter, ["workspace", "key"], not_before=not_before, try_at=not_before, **said):
        _count(session)
        ring(session, BellTopic.LETTERS, values["workspace"])


def hidden_as(alias: str) -> Hidden | None:
    """What a letter is written with of which nobody shall know without the key to whom it went."""
    return Hidden(alias) if alias else None


def _count(session: AsyncSession) -> None:
    if left := session.info.get(_ANSWERS_LEFT):
        session.info[_ANSWERS_LEFT] = left - 1
    written = session.info[_WRITTEN] = session.info.get(_WRITTEN, 0) + 1
    if written == LETTERS_AT_MOST + 1:
        _log.error("too many letters in one transaction")

"""Adding a letter to the outbox, once for its key, and ringing for the postmen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.correlation import correlation_id_of
from bot.database.bell import BellTopic, ring
from bot.database.inserts import insert_once
from bot.outbox.models import Letter, PrivateFields, Urgency

ANSWERS_AT_MOST = 20
"""The first so many letters of a request are answers, the rest notices: who writes to more announces something."""

LETTERS_BEFORE_ALARM = 100
"""Letters of one transaction, which others wait for on SQLite: with one more an error is logged. Larger sets are
written by due rows."""

_ANSWERS_LEFT = "answers_left"
_WRITTEN = "letters_written"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OnFate:
    """The due row that is written when the fate of a letter is known: a feature's callback."""

    kind: str
    """The kind of the due row."""
    subject: int
    """The row of the feature, handed back as ``Fate.subject``."""
    on_arrival: bool = False
    """True to be called on arrival, too, and not only where it failed for good or nobody knows."""


def prioritize(session: AsyncSession) -> None:
    """Have the session write answers, which go before notices: a member waits for them."""
    session.info[_ANSWERS_LEFT] = ANSWERS_AT_MOST


def count_letters_anew(session: AsyncSession) -> None:
    """Have the letters that are too many be counted from here on: another due row begins in the same transaction."""
    session.info.pop(_WRITTEN, None)


def urgency_of_next(session: AsyncSession) -> Urgency:
    """Return the urgency of the next letter that the session writes."""
    return Urgency.ANSWER if session.info.get(_ANSWERS_LEFT) else Urgency.NOTICE


async def write_letter(
    session: AsyncSession, *, not_before: datetime, on_fate: OnFate | None = None, **values: Any
) -> None:
    """Add a letter unless there is one of the same workspace and key; ``values`` are its other columns.

    Its urgency and its correlation id are the session's, unless given.
    """
    row = {"urgency": urgency_of_next(session), "reference": correlation_id_of(session), **values}
    if on_fate is not None:
        row |= {"heard_as": on_fate.kind, "subject": on_fate.subject, "hears_arrival": on_fate.on_arrival}
    if await insert_once(session, Letter, ["workspace", "key"], not_before=not_before, try_at=not_before, **row):
        _count(session)
        ring(session, BellTopic.LETTERS, values["workspace"])


def private_fields(alias: str) -> PrivateFields | None:
    """Return the private fields of a letter that has an alias; None for an empty one."""
    return PrivateFields(alias) if alias else None


def _count(session: AsyncSession) -> None:
    if left := session.info.get(_ANSWERS_LEFT):
        session.info[_ANSWERS_LEFT] = left - 1
    written = session.info[_WRITTEN] = session.info.get(_WRITTEN, 0) + 1
    if written == LETTERS_BEFORE_ALARM + 1:
        _log.error("too many letters in one transaction")

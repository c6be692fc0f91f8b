"""Adding letters to the outbox, each once for its key, and ringing for the postmen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.correlation import correlation_id_of
from bot.database.bell import BellTopic, ring
from bot.database.inserts import insert_once_all
from bot.outbox.models import Letter, LetterState, PrivateFields, Urgency

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


_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("reader", "amends_id", "copy_of_id", "thread_of_id", "shown", "hidden", "settled_at")),
    **dict.fromkeys(("heard_as", "subject")),
    "hears_arrival": False,
    "state": LetterState.WAITING,
}
"""The columns of a letter that most letters say nothing in."""


def prioritize(session: AsyncSession) -> None:
    """Have the session write answers, which go before notices: a member waits for them."""
    session.info[_ANSWERS_LEFT] = ANSWERS_AT_MOST


def count_letters_anew(session: AsyncSession) -> None:
    """Have the letters that are too many be counted from here on: another due row begins in the same transaction."""
    session.info.pop(_WRITTEN, None)


def urgency_of_next(session: AsyncSession) -> Urgency:
    """Return the urgency of the next letter that the session writes."""
    return Urgency.ANSWER if session.info.get(_ANSWERS_LEFT) else Urgency.NOTICE


def new_letter(
    *, workspace: str, key: str, not_before: datetime, on_fate: OnFate | None = None, **values: Any
) -> Mapping[str, Any]:
    """Return the row of a letter; ``values`` are its other columns, of which most may be left out."""
    heard = (
        {"heard_as": on_fate.kind, "subject": on_fate.subject, "hears_arrival": on_fate.on_arrival} if on_fate else {}
    )
    own = {"workspace": workspace, "key": key, "not_before": not_before, "try_at": not_before}
    return {**_EMPTY, **own, **heard, **values}


async def write_letters(session: AsyncSession, letters: Sequence[Mapping[str, Any]]) -> None:
    """Add letters of one workspace in this order, but for those whose key was used before.

    Their urgency and their correlation id are the session's.
    """
    left, reference = session.info.get(_ANSWERS_LEFT, 0), correlation_id_of(session)
    rows = [
        {**letter, "urgency": Urgency.ANSWER if place < left else Urgency.NOTICE, "reference": reference}
        for place, letter in enumerate(letters)
    ]
    if written := await insert_once_all(session, Letter, ["workspace", "key"], rows):
        _count(session, written)
        ring(session, BellTopic.LETTERS, rows[0]["workspace"])


def private_fields(alias: str) -> PrivateFields | None:
    """Return the private fields of a letter that has an alias; None for an empty one."""
    return PrivateFields(alias) if alias else None


def _count(session: AsyncSession, letters: int) -> None:
    if left := session.info.get(_ANSWERS_LEFT):
        session.info[_ANSWERS_LEFT] = max(0, left - letters)
    before = session.info.get(_WRITTEN, 0)
    session.info[_WRITTEN] = before + letters
    if before <= LETTERS_BEFORE_ALARM < before + letters:
        _log.error("too many letters in one transaction")

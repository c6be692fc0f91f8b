"""Fates: a due row tells the feature that wrote a letter that it arrived, failed for good, or that nobody knows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.outbox.models import SETTLED, Letter, LetterState
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule_all

UNKNOWN = "unknown"
"""The code of a letter of which nobody knows whether it arrived."""


@dataclass(frozen=True, slots=True)
class Fate:
    """The end of a letter: it has arrived, it failed for good, or nobody knows which."""

    subject: int
    """The row of the feature that the letter was about: ``OnFate.subject``."""
    key: str
    address: str
    has_arrived: bool
    code: str
    """The error code of its failure, or ``UNKNOWN``; empty when it arrived."""

    @property
    def readers(self) -> tuple[str, ...]:
        """Return the members to whom it went directly; nobody for a channel's letter."""
        return tuple(self.address[1:].split("+")) if self.address.startswith("@") else ()


async def note_fates(session: AsyncSession, letters: Iterable[Letter], now: datetime) -> None:
    """Schedule the due rows that the ``OnFate`` of letters asks for, now that their fates are known.

    The feature has a transaction of its own: in this one the letters are locked, and use cases lock their subject
    before they lock letters.
    """
    subjects = defaultdict[tuple[str, str], list[int]](list)
    for letter in letters:
        if letter.heard_as is not None and (letter.state is not LetterState.SENT or letter.hears_arrival):
            subjects[letter.workspace, letter.heard_as].append(letter.id)
    for (workspace, kind), ids in subjects.items():
        await schedule_all(session, workspace=workspace, kind=kind, subjects=ids, due_at=now, now=now)


async def fate_of(session: AsyncSession, due: Due) -> Fate | None:
    """Return the fate of the letter that is a due row's subject; None where it was forgotten, or has no fate yet."""
    letter = await session.scalar(select(Letter).options(defer(Letter.payload)).where(Letter.id == due.subject))
    if letter is None or letter.state not in SETTLED or letter.about is None:
        return None
    has_arrived = letter.state is LetterState.SENT
    code = UNKNOWN if letter.state is LetterState.UNKNOWN else letter.failure or ""
    return Fate(letter.about, letter.key, letter.to, has_arrived, "" if has_arrived else code)

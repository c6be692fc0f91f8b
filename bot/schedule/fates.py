"""Fates: a due row tells the feature that wrote a letter that it has arrived, or failed for good."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.outbox.models import SETTLED, Letter, LetterState
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule

UNKNOWN = "unknown"
"""The code of a letter that was tried for a day and never answered: it may have arrived."""


@dataclass(frozen=True, slots=True)
class Fate:
    """The end of a letter: it has arrived, or it failed for good."""

    subject: int
    """The row of the feature that it was about."""
    key: str
    address: str
    has_arrived: bool
    code: str
    """The error code of its failure; empty when it arrived."""

    @property
    def readers(self) -> tuple[str, ...]:
        """Return the members to whom it went directly; nobody for a channel's letter."""
        return tuple(self.address[1:].split("+")) if self.address.startswith("@") else ()


async def note_fate(session: AsyncSession, letter: Letter, now: datetime) -> None:
    """Schedule the due row that a letter's ``OnFate`` asks for, now that its fate is known.

    The feature has a transaction of its own: in this one the letter is locked, and use cases lock their subject before
    they lock letters.
    """
    if letter.heard_as is None or (letter.state is LetterState.SENT and not letter.hears_arrival):
        return
    await schedule(session, workspace=letter.workspace, kind=letter.heard_as, subject=letter.id, due_at=now, now=now)


async def fate_of(session: AsyncSession, due: Due) -> Fate | None:
    """Return the fate that a due row is about; None where the letter was forgotten, or is on its way once more."""
    letter = await session.scalar(select(Letter).options(defer(Letter.payload)).where(Letter.id == due.subject))
    if letter is None or letter.state not in SETTLED or letter.about is None:
        return None
    has_arrived = letter.state is LetterState.SENT
    code = UNKNOWN if letter.state is LetterState.UNKNOWN else letter.failure or ""
    return Fate(letter.about, letter.key, letter.to, has_arrived, "" if has_arrived else code)

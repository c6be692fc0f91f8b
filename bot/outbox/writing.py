"""Putting a letter into the outbox: once for its key, and noted, so that the postman can be woken."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import insert_once
from bot.outbox.models import Letter

_WROTE = "wrote_letters"


async def write_letter(session: AsyncSession, *, not_before: datetime, **values: Any) -> None:
    """Add a letter unless there is one of the same workspace and key; ``values`` are its other columns."""
    session.info[_WROTE] = True
    await insert_once(session, Letter, ["workspace", "key"], not_before=not_before, try_at=not_before, **values)


def wrote_letters(session: AsyncSession) -> bool:
    """Whether the session has written letters since it was made."""
    return _WROTE in session.info

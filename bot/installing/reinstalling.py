"""Klatch comes back to a workspace that it was away from."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.installing.erasing import ERASE, erase_at_once
from bot.outbox import suspension as outbox
from bot.schedule import scheduling as schedule
from bot.schedule.fates import note_fate
from bot.workspaces.models import Installation

ERASE_AFTER = timedelta(days=14)
"""Until then whoever takes Klatch back finds everything as it was. Slack's rule for apps allows 14 business days."""


async def come_back(session: AsyncSession, installation: Installation, now: datetime) -> bool:
    """Go on where Klatch stopped: what was held may go, and nothing is erased any more; whether that was possible.

    When it comes too late, whatever is left is erased now, so that the beginning is a new one.
    """
    workspace = installation.workspace
    if installation.left_at is not None and installation.left_at + ERASE_AFTER <= now:
        session.expunge(installation)
        await erase_at_once(session, workspace)
        return False
    installation.left_at = None
    await schedule.cancel(session, workspace=workspace, kind=ERASE, subjects=[0])
    await schedule.resume(session, workspace)
    for letter in await outbox.resume(session, workspace, now):
        await note_fate(session, letter, now)
    return True

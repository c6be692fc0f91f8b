"""Klatch is taken out of a workspace, or out of a whole organization."""

from collections.abc import Collection
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.bell import BellTopic, ring
from bot.installing.erasing import ERASE
from bot.installing.installation import ERASE_AFTER, locked_grant
from bot.outbox import suspension as outbox
from bot.schedule import scheduling as schedule
from bot.workspaces.models import Departure, Installation

_log = structlog.get_logger(__name__)


async def leave(
    session: AsyncSession, holder: str, because: Departure, now: datetime, happened_at: datetime | None = None
) -> None:
    """A grant has ended: its token is gone with this transaction, and its workspaces wait.

    ``happened_at`` is Slack's time of it, in whole seconds: what is older than the newest grant was about another
    one. Nothing happens when the grant has ended already.
    """
    grant = await locked_grant(session, holder)
    if grant is None or grant.ended_at is not None or is_before(happened_at, grant.installed_at):
        return
    grant.token, grant.ended_at, grant.ended_because = None, now, because
    installations = await _there(session, holder)
    for installation in installations:
        await go_away(session, installation, now)
    _log.info("left", holder=holder, because=because, workspaces=len(installations))


async def leave_some(
    session: AsyncSession,
    organization: str,
    workspaces: Collection[str],
    now: datetime,
    happened_at: datetime | None = None,
) -> None:
    """An organization takes Klatch out of some of its workspaces, and keeps it in others.

    ``happened_at`` as in :func:`leave`: where Klatch arrived later than that, it stays.
    """
    await locked_grant(session, organization)
    for installation in await _there(session, organization):
        if installation.workspace in workspaces and not is_before(happened_at, installation.refreshed_at):
            await go_away(session, installation, now)
            _log.info("left", holder=organization, because=Departure.UNINSTALLED, workspaces=1)


async def go_away(session: AsyncSession, installation: Installation, now: datetime) -> None:
    """Be away from a workspace: nothing is said or done there, and after ``ERASE_AFTER`` everything is erased."""
    workspace = installation.workspace
    installation.left_at = now
    await schedule.suspend(session, workspace)
    await outbox.suspend(session, workspace)
    await schedule.schedule(session, workspace=workspace, kind=ERASE, subject=0, due_at=now + ERASE_AFTER, now=now)
    ring(session, BellTopic.WORKSPACES, workspace)


def is_before(happened_at: datetime | None, instant: datetime) -> bool:
    """Return whether something that Slack tells in whole seconds, if at all, was surely before an instant."""
    return happened_at is not None and happened_at < instant.replace(microsecond=0)


async def _there(session: AsyncSession, holder: str) -> list[Installation]:
    its = (Installation.holder == holder) & Installation.left_at.is_(None)
    found = select(Installation).where(its).order_by(Installation.workspace).with_for_update()
    return list(await session.scalars(found.execution_options(populate_existing=True)))

"""A workspace of an organization (Enterprise Grid) that has Klatch for all of its workspaces becomes one of ours."""

from datetime import datetime

import structlog
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.installing.installation import arrive, locked_grant, place_within
from bot.installing.welcome import welcome
from bot.workspaces.models import Installation

_log = structlog.get_logger(__name__)


async def adopt(session: AsyncSession, workspace: str, organization: str, now: datetime, *, returns: bool) -> bool:
    """Be in a workspace by its organization's grant; False when there is no living one.

    Where Klatch is away from, it comes back to only if ``returns``.
    """
    grant = await locked_grant(session, organization)
    if grant is None or grant.ended_at is not None:
        return False
    installation = await session.get(Installation, workspace)
    if installation is not None and installation.left_at is not None and not returns:
        return False
    is_first = not await session.scalar(select(exists().where(Installation.holder == organization)))
    arrival = await arrive(session, place_within(grant, workspace), now)
    if is_first:
        await welcome(session, grant, workspace, arrival, now)
    _log.info("workspace_known", workspace=workspace, holder=organization)
    return True

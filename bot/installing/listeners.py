"""Slack's events about where Klatch is: https://docs.slack.dev/reference/events/app_uninstalled and its neighbours.

These events come twice, in either order, late, or not at all.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.installing import token_check
from bot.installing.organizations import adopt
from bot.installing.uninstalling import is_before, leave, leave_some
from bot.slack.request import Event
from bot.slack.user_input import is_id
from bot.workspaces.models import Departure, Grant, Installation


async def uninstalled(session: AsyncSession, event: Event, now: datetime) -> None:
    """Klatch was taken out of a workspace, or of an organization with all of its workspaces."""
    holder = event.organization or event.workspace
    if await session.get(Grant, holder) is not None:
        await leave(session, holder, Departure.UNINSTALLED, now, event.happened_at)
    else:
        await token_check.doubt(session, event.workspace, now)


async def revoked(session: AsyncSession, event: Event, now: datetime) -> None:
    """Tokens do not work any more. Klatch has none of members, but Slack tells of those too."""
    holder = event.organization or event.workspace
    grant = await session.get(Grant, holder)
    bots = _listed(event.body.get("tokens"), "bot")
    if grant is not None and grant.bot_user in bots:
        await leave(session, holder, Departure.REVOKED, now, event.happened_at)
    elif bots:
        await token_check.doubt(session, event.workspace, now)


async def access_granted(session: AsyncSession, event: Event, now: datetime) -> None:
    """An organization has let Klatch into some of its workspaces."""
    for workspace in sorted(_listed(event.body, "team_ids")):
        installation = await session.get(Installation, workspace)
        left_at = installation.left_at if installation else None
        is_old = left_at is not None and is_before(event.happened_at, left_at)
        await adopt(session, workspace, event.organization, now, returns=not is_old)


async def access_revoked(session: AsyncSession, event: Event, now: datetime) -> None:
    """An organization has taken Klatch out of some of its workspaces."""
    workspaces = _listed(event.body, "team_ids")
    await leave_some(session, event.organization, workspaces, now, event.happened_at)


def _listed(within: object, name: str) -> frozenset[str]:
    found = within.get(name) if isinstance(within, Mapping) else None
    return frozenset(filter(is_id, found)) if isinstance(found, list) else frozenset()

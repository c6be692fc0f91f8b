"""An installation is finished: what Slack granted is kept, and whoever installed Klatch is welcomed."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_or_update
from bot.installing.code_exchange import Granted
from bot.installing.installation import Arrival, Place, arrive, locked_grant, place_within, the_grant
from bot.installing.welcome import welcome
from bot.workspaces.models import Grant, Installation


async def finish(session: AsyncSession, granted: Granted, now: datetime) -> Arrival | None:
    """Keep a grant in the place of the one before, if there was one, and be where it is for; how Klatch came there.

    Scopes only ever add up at Slack, which says all of them each time. For a whole organization the workspaces come
    by themselves, as somebody acts there or Slack names them; those that left together with it are back. Returns None.
    """
    before = await locked_grant(session, granted.holder.id)
    ended_at = before.ended_at if before else None
    await _keep(session, granted, now)
    grant = await the_grant(session, granted.holder.id)
    if grant.is_organization:
        await _bring_back(session, grant, ended_at, now)
        return None
    organization = granted.enterprise.id if granted.enterprise else ""
    place = Place(grant.holder, grant.holder, grant.name, grant.bot_user, organization, grant.installed_by)
    arrival = await arrive(session, place, now)
    await welcome(session, grant, grant.holder, arrival, now)
    return arrival


async def _keep(session: AsyncSession, granted: Granted, now: datetime) -> None:
    await insert_or_update(
        session,
        Grant,
        ["holder"],
        holder=granted.holder.id,
        is_organization=granted.is_enterprise_install,
        name=(granted.holder.name or granted.holder.id)[:200],
        bot_user=granted.bot_user_id,
        token=granted.access_token.get_secret_value(),
        scopes=granted.scopes,
        installed_by=granted.authed_user.id,
        installed_at=now,
        ended_at=None,
        ended_because=None,
    )


async def _bring_back(session: AsyncSession, grant: Grant, ended_at: datetime | None, now: datetime) -> None:
    if ended_at is None:
        return
    left_with_it = (Installation.holder == grant.holder) & (Installation.left_at == ended_at)
    found = select(Installation).where(left_with_it).order_by(Installation.workspace)
    workspaces = [installation.workspace for installation in await session.scalars(found)]
    arrivals = [(workspace, await arrive(session, place_within(grant, workspace), now)) for workspace in workspaces]
    for workspace, arrival in arrivals[:1]:
        await welcome(session, grant, workspace, arrival, now)

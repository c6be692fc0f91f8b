"""Whoever installed Klatch is welcomed, and nobody else: so Slack asks for it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.installing import views
from bot.installing.installation import Arrival
from bot.moment import Moment
from bot.outbox.letters import to_members
from bot.workspaces.models import Grant


async def welcome(session: AsyncSession, grant: Grant, workspace: str, arrival: Arrival, now: datetime) -> None:
    """Tell the installer, in a workspace, what to do first, or that Klatch goes on; once for each installation."""
    if arrival is Arrival.AGAIN or grant.installed_by is None:
        return
    words = views.welcome if arrival is Arrival.FIRST else views.welcome_back
    key = f"welcome/{grant.installed_at.isoformat()}"
    moment = Moment(session, workspace, now, seed=key)
    await moment.tell(to_members(grant.installed_by), key, words)

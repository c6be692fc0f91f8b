"""Klatch arrives in a workspace: for the first time, once more, or back from being away."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.bell import BellTopic, ring
from bot.database.inserts import insert_once
from bot.installing.erasing import ERASE, erase_at_once
from bot.outbox import suspension as outbox
from bot.outbox.models import DirectChannel
from bot.schedule import scheduling as schedule
from bot.schedule.fates import note_fates
from bot.workspaces.models import Grant, Installation

ERASE_AFTER = timedelta(days=14)
"""Until then whoever takes Klatch back finds everything as it was. Slack's rule for apps allows 14 business days."""


class Arrival(StrEnum):
    """The ways in which Klatch comes to a workspace. ``AGAIN``: it was there already."""

    FIRST = "first"
    AGAIN = "again"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace as the grant names it that serves it; ``holder`` is the workspace itself or its organization."""

    workspace: str
    holder: str
    name: str
    bot_user: str
    organization: str = ""
    installed_by: str | None = None


def place_within(grant: Grant, workspace: str) -> Place:
    """Return a workspace by the grant of its organization; what it is called itself, Slack has not said."""
    return Place(workspace, grant.holder, grant.name, grant.bot_user, grant.holder, grant.installed_by)


async def arrive(session: AsyncSession, place: Place, now: datetime) -> Arrival:
    """Be in a workspace from now on. What was set up there stays; what was held because Klatch was away goes on."""
    columns = {
        "name": place.name,
        "bot_user": place.bot_user,
        "holder": place.holder,
        "organization": place.organization or None,
        "refreshed_at": now,
    }
    ring(session, BellTopic.WORKSPACES, place.workspace)
    by = place.installed_by
    if await insert_once(session, Installation, ["workspace"], workspace=place.workspace, installed_by=by, **columns):
        return Arrival.FIRST
    installation = await locked_installation(session, place.workspace)
    is_back = installation.left_at is not None
    if is_back and not await _come_back(session, installation, now):
        return await arrive(session, place, now)
    if installation.bot_user != place.bot_user:
        await _forget_direct_channels(session, place.workspace)
    for column, value in columns.items():
        setattr(installation, column, value)
    installation.installed_by = by or installation.installed_by
    return Arrival.BACK if is_back else Arrival.AGAIN


async def locked_grant(session: AsyncSession, holder: str) -> Grant | None:
    """Return a holder's grant, locked. Whoever locks an installation too does that after."""
    return await session.get(Grant, holder, with_for_update=True, populate_existing=True)


async def the_grant(session: AsyncSession, holder: str) -> Grant:
    """Return a holder's grant, locked. Raises LookupError when there is none."""
    grant = await locked_grant(session, holder)
    if grant is None:
        raise LookupError("no such grant")
    return grant


async def locked_installation(session: AsyncSession, workspace: str) -> Installation:
    """Return a workspace's installation, locked; it has to be there."""
    found = select(Installation).where(Installation.workspace == workspace).with_for_update()
    return (await session.execute(found.execution_options(populate_existing=True))).scalar_one()


async def _forget_direct_channels(session: AsyncSession, workspace: str) -> None:
    """Another user of the bot's has direct conversations of its own: those of the one before are closed to it."""
    await session.execute(delete(DirectChannel).where(DirectChannel.workspace == workspace))


async def _come_back(session: AsyncSession, installation: Installation, now: datetime) -> bool:
    """Go on where Klatch stopped: what was held may go, nothing is erased any more. Return whether that was possible.

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
    await note_fates(session, await outbox.resume(session, workspace, now), now)
    return True

"""A token that may not work any more: Slack is asked once (auth.test), and only its word ends a grant.

That Klatch was taken out is told by an event, and events get lost; then the first letter shows it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database.database import Database
from bot.installing.installation import locked_grant
from bot.installing.uninstalling import leave
from bot.schedule import scheduling as schedule
from bot.schedule.models import Due
from bot.schedule.tasks import Task
from bot.workspaces.client import TOKEN_ENDED
from bot.workspaces.identity import CredentialsError, who_are_we
from bot.workspaces.models import Departure, Grant, Installation
from bot.workspaces.workspaces import Workspaces

DOUBT = "doubt_grant"


@dataclass(frozen=True, slots=True)
class TokenDoubt:
    """A grant as it was when it was doubted."""

    holder: str
    workspace: str
    installed_at: datetime


async def doubt(session: AsyncSession, workspace: str, now: datetime) -> None:
    """Have Slack asked soon whether Klatch's token for a workspace still works."""
    if workspace:
        await schedule.schedule(session, workspace=workspace, kind=DOUBT, subject=0, due_at=now, now=now)


class TokenCheck:
    """Asks Slack about grants that are in doubt."""

    def __init__(self, database: Database, clock: Clock, workspaces: Workspaces) -> None:
        self._database = database
        self._clock = clock
        self._workspaces = workspaces

    async def raise_about(self, workspace: str) -> None:
        """Slack has just refused a workspace's token."""
        async with self._database.transaction() as session:
            await doubt(session, workspace, self._clock.now())

    def task(self) -> Task[TokenDoubt, None]:
        """Return the task that asks.

        The end of an organization's grant concerns more workspaces than the one that the row is of, so that what is
        found out is written down in a transaction of its own; twice does no harm.
        """
        return Task(_load, self._run, _save)

    async def _run(self, doubt: TokenDoubt) -> None:
        self._workspaces.drop(doubt.workspace)  # a token that is kept may be of the grant before
        installed = await self._workspaces.installed(doubt.workspace)
        if installed is None:
            return  # it was found out meanwhile
        try:
            # By a client that raises no doubts itself.
            await who_are_we(self._workspaces.client_with(installed.client.token or ""))
        except CredentialsError as error:
            if str(error) in TOKEN_ENDED:
                await self._end(doubt)

    async def _end(self, doubt: TokenDoubt) -> None:
        async with self._database.transaction() as session:
            grant = await locked_grant(session, doubt.holder)
            if grant is not None and grant.installed_at == doubt.installed_at:
                await leave(session, doubt.holder, Departure.FOUND_OUT, self._clock.now())


async def _load(session: AsyncSession, due: Due, _now: datetime) -> TokenDoubt | None:
    """Return the grant to ask about; None when no token of ours is at stake, but the operator's."""
    found = select(Grant).join(Installation, Installation.holder == Grant.holder)
    grant = await session.scalar(found.where(Installation.workspace == due.workspace))
    if grant is None or grant.ended_at is not None or grant.token is None:
        return None
    return TokenDoubt(grant.holder, due.workspace, grant.installed_at)


async def _save(_session: AsyncSession, _due: Due, _result: None, _now: datetime) -> None:
    """Nothing is left to do."""

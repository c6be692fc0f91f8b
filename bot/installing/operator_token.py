"""The operator's own token: which workspace it is for, and that Klatch is there."""

import asyncio
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database.database import Database
from bot.database.inserts import insert_once
from bot.installing.installation import Place, arrive, the_grant
from bot.slack.retrying import Retrying, wait_for
from bot.slack.transactions import forgiving_lost_races
from bot.workspaces.identity import CredentialsError, Identity, UnreachableError
from bot.workspaces.models import Grant
from bot.workspaces.workspaces import Workspaces

_log = structlog.get_logger(__name__)


class OperatorToken:
    """Asks Slack again and again which workspace the operator's token is for, until it has said so."""

    def __init__(self, workspaces: Workspaces, database: Database, clock: Clock) -> None:
        self._workspaces = workspaces
        self._database = database
        self._clock = clock
        self._retrying = Retrying("SLACK_BOT_TOKEN", clock.elapsed)
        self._ask_again_in = 0.0

    async def ask(self) -> None:
        """Ask once, where that is not known yet; when Slack does not say, ``run`` will ask again.

        Raises bot.workspaces.identity.CredentialsError when Slack goes on refusing the token.
        """
        if not self._workspaces.is_starting:
            return
        try:
            await introduce(self._workspaces, self._database, self._clock)
        except (CredentialsError, UnreachableError) as error:
            self._ask_again_in = self._retrying.turned_away(error)

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until Slack has said it, or until ``stop``. Raises CredentialsError as ``ask`` does."""
        while self._workspaces.is_starting:
            await wait_for(stop, self._ask_again_in)
            if stop.is_set():
                return
            await self.ask()


async def introduce(workspaces: Workspaces, database: Database, clock: Clock) -> Identity:
    """Ask Slack which workspace the environment's token is for, and be there; also back from being away.

    Raises bot.workspaces.identity.CredentialsError when Slack does not accept the token, UnreachableError when it
    cannot be asked.
    """
    identity = await workspaces.who_are_we()

    async def confirmed() -> None:
        async with database.transaction() as session:
            await _confirm(session, identity, clock.now())

    await forgiving_lost_races(confirmed)
    workspaces.identity = identity
    workspaces.drop(identity.workspace)
    _log.info("workspace_known", workspace=identity.workspace, scopes=sorted(identity.scopes))
    return identity


async def _confirm(session: AsyncSession, identity: Identity, now: datetime) -> None:
    # The token itself stays in the environment; one that came by OAuth stays where it is.
    said = {"name": identity.name, "bot_user": identity.bot_user, "scopes": sorted(identity.scopes)}
    await insert_once(session, Grant, ["holder"], holder=identity.workspace, installed_at=now, **said)
    grant = await the_grant(session, identity.workspace)
    grant.name, grant.bot_user = identity.name, identity.bot_user
    if identity.scopes:  # Slack names them; something in between may leave them out
        grant.scopes = sorted(identity.scopes)
    if grant.ended_at is not None:
        grant.installed_at, grant.ended_at, grant.ended_because = now, None, None
    place = Place(grant.holder, grant.holder, grant.name, grant.bot_user, identity.organization)
    await arrive(session, place, now)

"""The workspaces that Klatch is in: who it is there, what it may do, and the client to call Slack with."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

import aiohttp
import structlog
from cachetools import TTLCache
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from yarl import URL

from bot.clock import Clock
from bot.database.database import Database
from bot.workspaces.client import SlackClient, new_session
from bot.workspaces.identity import Identity, who_are_we
from bot.workspaces.models import Grant, Installation

KEPT_SECONDS = 30
"""How long a workspace is believed without looking: the bell says at once when it changes, and a ring may be lost."""

KEPT_AT_ONCE = 1_000
"""Of more workspaces, those that were not asked for lately are looked up again."""


class InstallByOrganization(Protocol):
    """Installs Klatch in a workspace of an organization that holds a living grant."""

    async def __call__(
        self, session: AsyncSession, workspace: str, organization: str, now: datetime, *, returns: bool
    ) -> bool:
        """Return whether it is installed now. Where Klatch is away from, it comes back to only if ``returns``."""
        ...


_INSTALLED = (
    select(Installation, Grant)
    .join(Grant, Grant.holder == Installation.holder)
    .where(
        Installation.workspace == bindparam("workspace"),
        Installation.left_at.is_(None),
        Grant.ended_at.is_(None),
    )
)
"""Put together once: what every request needs first."""

_SLACKS = re.compile(r"([a-z0-9-]+\.)*slack(-gov)?\.com")
"""Slack gives out addresses at hooks.slack.com; in its cloud for governments, at hooks.slack-gov.com."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InstalledWorkspace:
    """A workspace that Klatch is installed in."""

    workspace: str
    name: str
    bot_user: str
    organization: str
    """The organization (Enterprise Grid) that the workspace belongs to; empty where there is none."""
    scopes: frozenset[str]
    client: AsyncWebClient
    """Calls Slack with the token for this workspace, every request once."""


class Workspaces:
    """Every workspace of this process, behind one HTTP session.

    ``token`` is that of the environment, if there is one: it serves its own workspace, once Slack has said
    which that is. Of all others the database holds the tokens. ``install`` is called when somebody acts in a
    workspace that we do not know, in the name of an organization. ``traces`` are told of every call to Slack.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        api_url: str,
        token: str = "",
        install: InstallByOrganization | None = None,
        traces: Sequence[aiohttp.TraceConfig] = (),
    ) -> None:
        self._database = database
        self._clock = clock
        self._api_url = api_url
        self._token = token
        self._install = install
        self._traces = traces
        self._session: aiohttp.ClientSession | None = None
        self._kept: TTLCache[str, InstalledWorkspace] = TTLCache(KEPT_AT_ONCE, KEPT_SECONDS, timer=clock.elapsed)
        self._changes = 0
        self._doubt: Callable[[str], Awaitable[None]] | None = None
        self.identity: Identity | None = None
        """The environment's token's, once Slack has been asked."""

    async def open(self) -> None:
        """Take up the HTTP session that every call shares; again does nothing."""
        if self._session is None:
            self._session = new_session(self._traces)

    async def close(self) -> None:
        """Give the HTTP session back."""
        if self._session is not None:
            await self._session.close()
        self._session = None
        self._kept.clear()

    @property
    def session(self) -> aiohttp.ClientSession:
        """Return the shared HTTP session. Raises RuntimeError before it was opened."""
        if self._session is None:
            raise RuntimeError("the workspaces are not open")
        return self._session

    @property
    def is_starting(self) -> bool:
        """Return whether Slack has yet to say which workspace the environment's token is for."""
        return bool(self._token) and self.identity is None

    def client_with(self, token: str = "") -> AsyncWebClient:
        """Return a client; without a token, for methods that take another credential."""
        return SlackClient(token, self._api_url, self.session)

    def may_answer_at(self, response_url: str) -> bool:
        """Return whether that is an address of Slack's, or of what stands in for it."""
        return is_slacks(response_url, self._api_url)

    async def who_are_we(self) -> Identity:
        """Ask Slack which workspace the environment's token is for (auth.test).

        Raises bot.workspaces.identity.CredentialsError when Slack does not accept the token, UnreachableError when
        it cannot be asked.
        """
        return await who_are_we(self.client_with(self._token))

    def when_doubted(self, listener: Callable[[str], Awaitable[None]]) -> None:
        """Call ``listener`` with a workspace whose token Slack has just refused for good, if the database holds it."""
        self._doubt = listener

    async def installed(
        self, workspace: str, organization: str = "", *, returns: bool = False
    ) -> InstalledWorkspace | None:
        """Return the workspace, if Klatch is in it. One that is kept costs no statement.

        ``organization`` is the one whose grant the request speaks of, if any: a workspace of it that we do not know
        is one of ours from now on; one that we know to be away from, only if ``returns``. Not to be called within a
        transaction.
        """
        found = self._kept.get(workspace) or await self._find(workspace)
        if found is None and organization and self._install is not None:
            async with self._database.transaction() as session:
                now = self._clock.now()
                is_installed = await self._install(session, workspace, organization, now, returns=returns)
            found = await self._find(workspace) if is_installed else None
        return found

    def kept(self, workspace: str) -> InstalledWorkspace | None:
        """Return the workspace as it is kept, without looking: for when the database may be away."""
        return self._kept.get(workspace)

    async def client_for(self, workspace: str) -> AsyncWebClient:
        """Return the client for a workspace. Raises LookupError when Klatch is not in it, or not known to be yet."""
        installed = await self.installed(workspace)
        if installed is None:
            raise LookupError(f"Klatch is not installed in {workspace}")
        return installed.client

    def drop(self, workspace: str = "") -> None:
        """Believe nothing of what is kept about a workspace, or about any: it has changed."""
        self._changes += 1
        if workspace:
            self._kept.pop(workspace, None)
        else:
            self._kept.clear()

    async def _find(self, workspace: str) -> InstalledWorkspace | None:
        changes = self._changes
        async with self._database.transaction() as session:
            found = (await session.execute(_INSTALLED, {"workspace": workspace})).one_or_none()
        installed = self._as_installed(*found) if found else None
        if installed is not None and changes == self._changes:
            self._kept[workspace] = installed
        return installed

    def _as_installed(self, installation: Installation, grant: Grant) -> InstalledWorkspace | None:
        client = self._client(installation.workspace, grant.token)
        if client is None:
            return None
        return InstalledWorkspace(
            workspace=installation.workspace,
            name=installation.name,
            bot_user=installation.bot_user,
            organization=installation.organization or "",
            scopes=frozenset(grant.scopes),
            client=client,
        )

    def _client(self, workspace: str, granted: str | None) -> AsyncWebClient | None:
        if granted:
            return SlackClient(granted, self._api_url, self.session, partial(self._doubted, workspace))
        is_own = self._token and self.identity is not None and self.identity.workspace == workspace
        return self.client_with(self._token) if is_own else None

    async def _doubted(self, workspace: str) -> None:
        try:
            if self._doubt is not None:
                await self._doubt(workspace)
        except Exception as fault:
            # The database may be away for a moment; the next call will show it again.
            _log.warning("grant_not_doubted", error=type(fault).__name__)


def is_slacks(url: str, api_url: str) -> bool:
    """Return whether a ``response_url`` leads to Slack, or to what stands in for it: where the Web API is.

    Slack's signature has named it already. Should its secret ever leak, a forger still makes us call nobody else.
    Read as aiohttp reads it, which will call it.
    """
    try:
        asked, api = URL(url), URL(api_url)
    except ValueError:
        return False
    is_at_slack = (asked.scheme, asked.port) == ("https", 443) and _SLACKS.fullmatch(asked.host or "") is not None
    return is_at_slack or (asked.scheme, asked.host, asked.port) == (api.scheme, api.host, api.port)

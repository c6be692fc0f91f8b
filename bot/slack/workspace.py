"""The workspace that Klatch works for: who it is there, what it may do, and the client to call Slack with."""

from dataclasses import dataclass

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.database import Database, insert_or_update
from bot.slack.calls import PASSING, UNREACHABLE, error_code, new_client, new_session
from bot.slack.models import Installation

_log = structlog.get_logger(__name__)


class CredentialsError(Exception):
    """Slack does not accept the bot token; the message is its error code."""


class UnreachableError(Exception):
    """Slack cannot be reached just now."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What auth.test says: the workspace, its name, Klatch's user there, and the scopes that were granted."""

    workspace: str
    name: str
    bot_user: str
    scopes: frozenset[str]


class Workspace:
    """One workspace, known once Slack has been asked; the token is checked then and never again."""

    def __init__(self, token: str, api_url: str) -> None:
        self._token = token
        self._api_url = api_url
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        self.identity: Identity | None = None

    async def open(self) -> None:
        """Take up the HTTP session that every call shares; again does nothing."""
        if self._session is None:
            self._session = new_session()
            self._client = new_client(self._token, self._api_url, self._session)

    async def close(self) -> None:
        """Give the HTTP session back."""
        if self._session is not None:
            await self._session.close()
        self._session = self._client = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared HTTP session. Raises RuntimeError before it was opened."""
        if self._session is None:
            raise RuntimeError("the workspace is not open")
        return self._session

    @property
    def client(self) -> AsyncWebClient:
        """The client with Klatch's token. Raises RuntimeError before it was opened."""
        if self._client is None:
            raise RuntimeError("the workspace is not open")
        return self._client

    async def client_for(self, workspace: str) -> AsyncWebClient:
        """The client for a workspace. Raises LookupError for one that is not ours, or not known yet."""
        if self.identity is None or self.identity.workspace != workspace:
            raise LookupError(f"Klatch is not installed in {workspace}")
        return self.client

    async def introduce(self, database: Database, clock: Clock) -> Identity:
        """Ask Slack who we are (auth.test), and keep it as the installation.

        Raises CredentialsError when Slack does not accept the token, UnreachableError when it cannot be
        asked.
        """
        identity = await who_are_we(self.client)
        row = {"name": identity.name, "bot_user": identity.bot_user, "refreshed_at": clock.now()}
        async with database.transaction() as session:
            await insert_or_update(session, Installation, ["workspace"], workspace=identity.workspace, **row)
        self.identity = identity
        _log.info("workspace_known", workspace=identity.workspace, scopes=sorted(identity.scopes))
        return identity


async def who_are_we(client: AsyncWebClient) -> Identity:
    """Slack's answer to auth.test.

    Raises CredentialsError when Slack does not accept the token, UnreachableError when it cannot be asked.
    """
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        if error_code(error) in PASSING:
            raise UnreachableError(error_code(error) or "no answer of the Web API") from None
        raise CredentialsError(error_code(error)) from None
    except UNREACHABLE as error:
        raise UnreachableError(type(error).__name__) from None
    workspace = answer.get("team_id")
    if not workspace:
        raise UnreachableError("no answer of the Web API")
    scopes = answer.headers.get("x-oauth-scopes") or ""
    return Identity(
        workspace=workspace,
        name=str(answer.get("team") or workspace)[:200],
        bot_user=answer.get("user_id") or "",
        scopes=frozenset(scope.strip() for scope in scopes.split(",") if scope.strip()),
    )

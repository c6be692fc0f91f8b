"""OAuth v2 with Slack: a state goes there with the installer, a code comes back, and the grant it stands for is kept.

https://docs.slack.dev/authentication/installing-with-oauth
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, SecretStr, StringConstraints, ValidationError, model_validator
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database.database import Database
from bot.database.inserts import insert_or_update
from bot.installing.credentials import AppCredentials
from bot.installing.installation import Arrival, Place, arrive, locked_grant, place_within, the_grant
from bot.installing.welcome import welcome
from bot.members import directory
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule_once
from bot.workspaces.client import TRANSIENT_ERRORS, UNREACHABLE, error_code
from bot.workspaces.identity import UnreachableError
from bot.workspaces.models import Grant, Installation, InstallState

STATE_BYTES = 32
STATE_LIVES = timedelta(minutes=10)
"""As long as Slack's code: https://docs.slack.dev/authentication/installing-with-oauth."""

PURGE = "purge_states"
"""The kind of the due row, of no workspace; its subject is 0."""

WRONG_CODE = frozenset({"invalid_code", "code_already_used", "code_expired"})
"""Error codes that mean: the installer took too long, or came twice."""

ROTATES = "token_rotation_is_on"
"""Our own error code: the app's tokens expire. In its manifest that is off."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+$", max_length=32)]


class StateStore(AsyncOAuthStateStore):
    """The states with which installers go to Slack, as slack_sdk has it; of each only the digest is kept."""

    def __init__(self, database: Database, clock: Clock, chance: Random) -> None:
        self._database = database
        self._clock = clock
        self._chance = chance

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        """Return a new state."""
        state = urlsafe_b64encode(self._chance.randbytes(STATE_BYTES)).decode().rstrip("=")
        async with self._database.transaction() as session:
            expires_at = self._clock.now() + STATE_LIVES
            session.add(InstallState(digest=_digest(state), expires_at=expires_at))
            await _purge_at(session, expires_at)
        return state

    async def async_consume(self, state: str) -> bool:
        """Return whether that state was issued here and has not expired: True once, however many ask at one moment."""
        its = InstallState.digest == _digest(state)
        async with self._database.transaction() as session:
            now = self._clock.now()
            expires_at = await session.scalar(delete(InstallState).where(its).returning(InstallState.expires_at))
        # A state that lives for longer was issued by a clock that was ahead.
        return expires_at is not None and now < expires_at <= now + STATE_LIVES


async def purge(session: AsyncSession, _due: Due, now: datetime) -> None:
    """Erase the states that have expired; come back when the next does."""
    await session.execute(delete(InstallState).where(InstallState.expires_at <= now))
    following = await session.scalar(select(func.min(InstallState.expires_at)))
    if following is not None:
        await _purge_at(session, following)


async def _purge_at(session: AsyncSession, instant: datetime) -> None:
    """Put purging on the agenda, unless it is there already, and so due before."""
    await schedule_once(session, workspace="", kind=PURGE, subject=0, due_at=instant)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


class CodeRefusedError(Exception):
    """Slack gives no token for that code; the message is its error code."""

    @property
    def is_of_the_code(self) -> bool:
        """Return whether beginning anew is the remedy."""
        return str(self) in WRONG_CODE


class Holder(BaseModel):
    """A workspace or an organization."""

    model_config = ConfigDict(frozen=True)

    id: Id
    name: str = ""


class Installer(BaseModel):
    """The member who installed Klatch."""

    model_config = ConfigDict(frozen=True)

    id: Id


class Granted(BaseModel):
    """The grant as Slack answers it: https://docs.slack.dev/reference/methods/oauth.v2.access."""

    model_config = ConfigDict(frozen=True)

    token_type: Literal["bot"]
    access_token: SecretStr
    scope: str
    bot_user_id: Id
    app_id: Id | None = None
    team: Holder | None = None
    enterprise: Holder | None = None
    authed_user: Installer
    is_enterprise_install: bool = False
    expires_in: int | None = None

    @model_validator(mode="after")
    def _is_for_somebody(self) -> Self:
        if not self.holder or not self.access_token.get_secret_value():
            raise ValueError("nothing is granted")
        return self

    @property
    def holder(self) -> Holder:
        """Return the organization of a grant for a whole one, otherwise the workspace."""
        holder = self.enterprise if self.is_enterprise_install else self.team
        if holder is None:
            raise ValueError("granted to nobody")
        return holder

    @property
    def scopes(self) -> list[str]:
        """Return what Klatch may do, in the order of the alphabet."""
        return sorted({scope.strip() for scope in self.scope.split(",")} - {""})


async def exchange(client: AsyncWebClient, registration: AppCredentials, code: str) -> Granted:
    """Take the grant that an installer's code stands for. A code can be exchanged once.

    Raises CodeRefusedError when Slack gives none, UnreachableError when it cannot be asked just now.
    """
    try:
        # In the body: the SDK's own method takes a way for its header that its HTTP client is giving up.
        credentials = {"client_id": registration.client_id, "client_secret": registration.client_secret}
        # Slack wants to hear again what it was told when the installer was sent there.
        led_back = {"redirect_uri": registration.redirect_uri} if registration.redirect_uri else {}
        answer = await client.api_call("oauth.v2.access", data={**credentials, **led_back, "code": code})
    except SlackApiError as error:
        if error_code(error) in TRANSIENT_ERRORS:
            raise UnreachableError(error_code(error)) from None
        raise CodeRefusedError(error_code(error)) from None
    except UNREACHABLE as error:
        raise UnreachableError(type(error).__name__) from None
    try:
        granted = Granted.model_validate(answer.data)
    except ValidationError:  # its message would quote the token
        raise CodeRefusedError("unreadable_answer") from None
    if granted.expires_in is not None:  # nobody renews it: within hours all of that workspace would fall silent
        raise CodeRefusedError(ROTATES)
    return granted


async def finish(
    session: AsyncSession, granted: Granted, now: datetime, installer: Mapping[str, Any] = directory.UNKNOWN
) -> Arrival | None:
    """Keep a grant in the place of the one before, if any, and be where it is for. Return how Klatch came there.

    Scopes only ever add up at Slack, which says all of them each time. For a whole organization the workspaces come
    by themselves, as somebody acts there or Slack names them; those that left together with it are back. Returns None.
    ``installer`` is how Slack describes who installed it, where it did: they read the first word in their language.
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
    if installer:
        await directory.remember(session, grant.holder, installer, now, organization)
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

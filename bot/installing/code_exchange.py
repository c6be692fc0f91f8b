"""Slack's code for a token: oauth.v2.access, and what its answer must be. No database here."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, SecretStr, StringConstraints, ValidationError, model_validator
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.installing.credentials import AppCredentials
from bot.workspaces.client import PASSING, UNREACHABLE, error_code
from bot.workspaces.identity import UnreachableError

WRONG_CODE = frozenset({"invalid_code", "code_already_used", "code_expired"})
"""Error codes that mean: the installer took too long, or came twice."""

ROTATES = "token_rotation_is_on"
"""Our own error code: the app's tokens expire. In its manifest that is off."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+$", max_length=32)]


class CodeRefusedError(Exception):
    """Slack gives no token for that code; the message is its error code."""

    @property
    def is_of_the_code(self) -> bool:
        """Whether beginning anew is the remedy."""
        return str(self) in WRONG_CODE


class Holder(BaseModel):
    """A workspace or an organization."""

    model_config = ConfigDict(frozen=True)

    id: Id
    name: str = ""


class Installer(BaseModel):
    """Who installed Klatch."""

    model_config = ConfigDict(frozen=True)

    id: Id


class Granted(BaseModel):
    """What Slack granted: https://docs.slack.dev/reference/methods/oauth.v2.access."""

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
        """The organization of a grant for a whole one, otherwise the workspace."""
        holder = self.enterprise if self.is_enterprise_install else self.team
        if holder is None:
            raise ValueError("granted to nobody")
        return holder

    @property
    def scopes(self) -> list[str]:
        """What Klatch may do, in the order of the alphabet."""
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
        if error_code(error) in PASSING:
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

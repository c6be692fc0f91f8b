"""The answer of auth.test: which workspace a token is for, and which user Klatch is there."""

from dataclasses import dataclass

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.outbox.call_results import RateLimited, outcome_of
from bot.workspaces.client import OF_THE_TOKEN, UNREACHABLE, error_code


class CredentialsError(Exception):
    """Slack does not accept a token; the message is its error code."""

    seconds = 0.0


class UnreachableError(Exception):
    """Slack cannot be reached just now, or lets nobody in; ``seconds`` is how long it asks to wait."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Identity:
    """The workspace of a token, its name, Klatch's user there, and the scopes that were granted."""

    workspace: str
    name: str
    bot_user: str
    scopes: frozenset[str]
    organization: str = ""
    """The organization (Enterprise Grid) that the workspace belongs to, where it does."""


async def who_are_we(client: AsyncWebClient) -> Identity:
    """Ask Slack by auth.test which workspace the client is for.

    Raises CredentialsError when Slack does not accept the token, UnreachableError when it cannot be asked.
    """
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        raise turned_away(error) from None
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
        organization=answer.get("enterprise_id") or "",
    )


def turned_away(error: SlackApiError) -> CredentialsError | UnreachableError:
    """Return what a refusal means: where it is not about the token, it passes by itself, or others mend it."""
    code = error_code(error)
    if code in OF_THE_TOKEN:
        return CredentialsError(code)
    outcome = outcome_of(error, "")
    return UnreachableError(
        code or "no answer of the Web API", outcome.seconds if isinstance(outcome, RateLimited) else 0.0
    )

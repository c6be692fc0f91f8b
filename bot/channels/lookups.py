"""One call to Slack about a channel or the people in it, and what came of it. No database here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.outbox.delivery import Clients
from bot.outbox.outcomes import RateLimited, Refused, outcome_of
from bot.workspaces.client import error_code

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A call that is to be made."""

    workspace: str
    method: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What Slack said to it."""

    question: Lookup
    said: Mapping[str, Any] | RateLimited | Refused


async def look_up(clients: Clients, question: Lookup) -> LookupResult:
    """Make the call. Raises what was raised when Slack gave no answer, or none that will stay the same."""
    client = await clients(question.workspace)
    try:
        # By POST: the SDK's own methods ask by GET, which not everything that stands in for Slack answers.
        answer = await client.api_call(question.method, data=dict(question.arguments))
    except SlackApiError as error:
        outcome = outcome_of(error, question.method)
        _log.warning("channel_not_read", method=question.method, error=error_code(error))
        if isinstance(outcome, RateLimited | Refused):
            return LookupResult(question, outcome)
        raise
    if not isinstance(answer.data, Mapping):
        raise TypeError("not an answer of the Web API")
    return LookupResult(question, answer.data)

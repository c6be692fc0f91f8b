"""Calling Slack's Web API: how long to wait, and what its failures mean."""

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

CALL_SECONDS = 10
"""How long any call to Slack may take; those that a member waits for are given less."""

CONNECT_SECONDS = 4
"""How long connecting may take: shorter, so that a request that never went out is known to be one."""

UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError, AttributeError)
"""What is raised when no answer of Slack came back. AttributeError is how the SDK takes a 200 that is not JSON,
as from a proxy that wants somebody to sign in."""

PASSING = frozenset({"", "ratelimited", "service_unavailable", "internal_error", "fatal_error", "request_timeout"})
"""Slack's error codes that say nothing about the request itself; none at all was no answer of the API."""


def new_session() -> aiohttp.ClientSession:
    """The one HTTP session of the process; whoever made it closes it."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS))


def new_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client that sends every request once.

    The SDK's own client repeats a request whose connection broke; a message that had arrived comes twice.
    """
    return AsyncWebClient(token=token, base_url=api_url, session=session, timeout=CALL_SECONDS, retry_handlers=[])


def error_code(error: SlackApiError) -> str:
    """Slack's error code; empty when the answer was not one of the Web API."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""

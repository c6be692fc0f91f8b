"""The results of a call to Slack, as outcomes for its letter, and the outcome that each of Slack's answers proves."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.outbox.rate_limits import LONGEST_RETRY_AFTER

DEFAULT_RETRY_AFTER_SECONDS = 30
"""Seconds to wait after a 429 without a readable Retry-After."""

_LONGEST_RETRY_AFTER_SECONDS = int(LONGEST_RETRY_AFTER.total_seconds())
_MOST_LOGGED = 10**9

AMBIGUOUS_ERRORS = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Errors after which the call may have been carried out all the same, as Slack's method pages say."""

CREDENTIAL_ERRORS = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
"""Errors of our credentials: nothing went out, and an operator can fix it."""

TRANSIENT_ERRORS = frozenset(
    {
        "accesslimited",
        "external_channel_migrating",
        "file_update_failed",
        "message_limit_exceeded",
        "org_login_required",
        "streaming_state_conflict",
        "team_added_to_org",
        "update_failed",
    }
)
"""Errors that pass by themselves: nothing went out, and later it may. From the lists on Slack's method pages."""

ADMIN_ERRORS = frozenset(
    {
        "access_denied",
        "app_access_restricted",
        "channel_is_limited_access",
        "edit_window_closed",
        "ekm_access_denied",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "posting_to_channel_denied",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "two_factor_setup_required",
    }
)
"""Errors that an admin of the workspace can fix: posts and updates are tried for a day, other letters fail at once.

Organizers are told of posts and files.
"""

RATE_LIMIT_ERRORS = frozenset({"ratelimited", "rate_limited"})
"""Slack spells it both ways."""

THREAD_ERRORS = frozenset(
    {"cannot_reply_to_message", "restricted_action_non_threadable_channel", "restricted_action_thread_locked"}
)
"""Errors after which a message can still stand in its channel: what it replies to is gone, or takes no replies."""


_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack took the message, and said where it stands."""

    channel: str
    timestamp: str | None


@dataclass(frozen=True, slots=True)
class ChannelOpened:
    """The direct conversation is open; the message itself is the next call: at once, or when its pace has room."""

    channel: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack refused for good, with an error code: nothing was sent, and nothing will be."""

    code: str


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Slack answered 429: nothing was sent, and the scope has to wait."""

    scope: str
    seconds: int


@dataclass(frozen=True, slots=True)
class NotSent:
    """A transient failure: nothing was sent."""

    fault: str


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Slack refuses until an admin changes something: nothing was sent."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request went out and no answer came back: the message may have been sent, or not."""

    fault: str


Outcome = Sent | ChannelOpened | Refused | RateLimited | NotSent | Forbidden | Unknown


def outcome_of(fault: Exception, scope: str) -> Outcome:
    """Return the outcome that an exception of a call in a scope proves, and no more than that."""
    match fault:
        case SlackApiError():
            return _outcome_of_answer(fault.response, scope)
        case (
            aiohttp.ClientConnectorError()
            | aiohttp.ConnectionTimeoutError()
            | aiohttp.ClientHttpProxyError()
            | aiohttp.TooManyRedirects()
        ):
            return NotSent(type(fault).__name__)
        case _:
            return Unknown(type(fault).__name__)


def _outcome_of_answer(answer: Any, scope: str) -> Outcome:
    # The SDK hands over its own response, or aiohttp's where the body was not what it said.
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0))
    body = getattr(answer, "data", None)
    code = str(body.get("error") or "") if isinstance(body, Mapping) else ""
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in RATE_LIMIT_ERRORS:
        return RateLimited(scope, _retry_after(answer.headers, scope))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in AMBIGUOUS_ERRORS:
        return Unknown(code or f"http_{status}")
    if code in CREDENTIAL_ERRORS or code in TRANSIENT_ERRORS:
        return NotSent(code)
    if code in ADMIN_ERRORS:
        return Forbidden(code)
    if code:
        return Refused(code[:100])
    return NotSent(f"http_{status}") if status >= HTTPStatus.BAD_REQUEST else Unknown("unreadable_answer")


def _retry_after(headers: Mapping[str, str], scope: str) -> int:
    try:
        asked = max(1, int(headers["Retry-After"]))
    except (KeyError, ValueError):
        return DEFAULT_RETRY_AFTER_SECONDS
    if asked > _LONGEST_RETRY_AFTER_SECONDS:
        _log.warning("told to wait too long; waiting less", scope=scope, seconds=min(asked, _MOST_LOGGED))
    return min(asked, _LONGEST_RETRY_AFTER_SECONDS)

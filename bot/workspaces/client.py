"""Calling Slack's Web API: how long to wait, and what its failures mean."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import aiohttp
from pydantic_core import from_json, to_json
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.web.internal_utils import get_user_agent

from bot.proxies import proxy_for

CALL_SECONDS = 10
"""How long any call to Slack may take; those that a member waits for are given less."""

CONNECT_SECONDS = 4
"""How long connecting may take: shorter, so that a request that never went out is known to be one."""

LEADS_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
"""Answers that say: ask there instead. With two of them goes all that was to be said, the client's secret too."""

UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError, AttributeError)
"""What is raised when no answer of Slack came back. AttributeError is how the SDK takes a 200 that is not JSON,
as from a proxy that wants somebody to sign in."""

TRANSIENT_ERRORS = frozenset(
    {
        "",
        "accesslimited",
        "fatal_error",
        "internal_error",
        "org_login_required",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
"""Slack's error codes that say nothing about the request itself; none at all was no answer of the API."""

OF_THE_TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
"""Slack's error codes that speak of a token, where nothing but the token is asked about."""

TOKEN_ENDED = frozenset({"account_inactive", "token_revoked"})
"""Slack's error codes for a token that will never work again. ``invalid_auth`` may be a mistake of our own."""

JSON = "application/json;charset=utf-8"
"""With its charset, or Slack warns in each answer that it is missing."""

_SDK_LOG = logging.getLogger("slack_sdk.klatch")
# A level of its own: for a logger without one the SDK puts every request into words, body and all, and then logs none.
_SDK_LOG.setLevel(logging.WARNING)


def new_session(traces: Sequence[aiohttp.TraceConfig] = ()) -> aiohttp.ClientSession:
    """Return the one HTTP session of the process; its maker closes it. ``traces`` are told of every call."""
    timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS)
    return aiohttp.ClientSession(
        timeout=timeout,
        cookie_jar=aiohttp.DummyCookieJar(),
        trace_configs=list(traces),
        json_serialize=_to_json,
        middlewares=(lead_nowhere,),
    )


async def lead_nowhere(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Send a request of a session to where it is addressed, and to nowhere else. Slack leads nobody on.

    Raises aiohttp.TooManyRedirects where the answer leads elsewhere: what was asked has not been done.
    """
    answer = await send(request)
    if answer.status in LEADS_ELSEWHERE:
        answer.close()
        raise aiohttp.TooManyRedirects(answer.request_info, (answer,), status=answer.status)
    return answer


class SlackClient(AsyncWebClient):
    """A client that sends every request once, and calls ``when_ended`` when Slack does not know its token any more.

    The SDK's own client repeats a request whose connection broke; a message that had arrived comes twice.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        session: aiohttp.ClientSession,
        when_ended: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        super().__init__(token, api_url, CALL_SECONDS, session=session, retry_handlers=[], logger=_SDK_LOG)
        self.proxy = proxy_for(api_url)  # afterwards: to a client that is given none, the SDK gives its own
        self._session = session
        self._headers = {"User-Agent": get_user_agent(), "Content-Type": JSON, "Authorization": f"Bearer {token}"}
        self._when_ended = when_ended

    async def api_call(self, api_method: str, **how: Any) -> AsyncSlackResponse:
        """Call the method as the SDK's own client does, and raise what that raises."""
        try:
            if how.keys() == {"json"}:
                return await self._post(api_method, how["json"])
            return await super().api_call(api_method, **how)
        except SlackApiError as error:
            if self._when_ended is not None and error_code(error) in TOKEN_ENDED:
                await self._when_ended()
            raise

    async def _post(self, api_method: str, arguments: Mapping[str, Any]) -> AsyncSlackResponse:
        """Call a method with JSON, as nearly all are, without the SDK's care for files and retries.

        An argument of bytes is JSON already. What is not an answer of the Web API counts as an empty one.
        """
        url, body = f"{self.base_url}{api_method}", _body(arguments)
        async with self._session.post(
            url, data=body, headers=self._headers, proxy=self.proxy, ssl=self.ssl or True
        ) as answer:
            data = _object(await answer.read())
        headers: Any = answer.headers  # of any case, as the SDK has them, which says that they are a dict
        response = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=url,
            req_args={},
            data=data,
            headers=headers,
            status_code=answer.status,
        )
        response.validate()  # type: ignore[no-untyped-call]
        return response


def _body(arguments: Mapping[str, Any]) -> bytes:
    given = [(name, value) for name, value in arguments.items() if value is not None]
    return b"{%b}" % b",".join(
        b"%b:%b" % (to_json(name), value if isinstance(value, bytes) else to_json(value)) for name, value in given
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        parsed = from_json(body)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def error_code(error: SlackApiError) -> str:
    """Return Slack's error code; empty when the answer was not one of the Web API."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


def _to_json(arguments: object) -> str:
    # A form is 8 KB; the standard library takes twice as long for it.
    return to_json(arguments).decode()

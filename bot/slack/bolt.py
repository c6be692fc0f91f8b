"""Slack's own framework, through which every request comes to the edge, by HTTP and by Socket Mode.

Bolt answers Slack's handshakes; its last middleware hands commands, presses, forms, shortcuts and events to the edge.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request import payload_utils
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.edge import Edge
from bot.slack.payloads import SlackRequest
from bot.slack.request import ClosedForm, Command, Event, HeldBack, Press, Shortcut, Submission

_ARRIVED = "arrived"
QUIET = logging.getLogger("klatch.bolt")
"""For Slack's libraries, whose warnings quote request bodies, which are members' words."""
QUIET.setLevel(logging.CRITICAL)

_KINDS: tuple[tuple[Callable[[dict[str, Any]], bool], type[SlackRequest]], ...] = (
    (payload_utils.is_slash_command, Command),
    (payload_utils.is_block_actions, Press),
    (payload_utils.is_view_submission, Submission),
    (payload_utils.is_event, Event),
    (payload_utils.is_shortcut, Shortcut),
    (payload_utils.is_view_closed, ClosedForm),
)


class Bolt:
    """Takes a payload that was let in, by the gate or by Socket Mode, to the edge as a typed request."""

    def __init__(self, edge: Edge) -> None:
        self._to_edge = _ToEdge(edge)
        self._app = _new_app()
        self._app.use(self._to_edge)

    async def dispatch(self, payload: Mapping[str, Any]) -> BoltResponse:
        """Return Slack's answer: 400 for what Slack would not send."""
        match payload.get("type"):
            case "app_rate_limited":  # which Bolt does not know
                return await self._to_edge.receive(HeldBack, payload)
            case "url_verification" if not isinstance(payload.get("challenge"), str):
                return BoltResponse(status=400)  # Bolt would send back whatever stands there
        try:
            request = _new_request(payload)
        except (AttributeError, KeyError, TypeError, ValueError):
            return BoltResponse(status=400)
        answer = await self._app.async_dispatch(request)
        # The edge answers whatever happens; what did not come so far, Bolt could make nothing of.
        arrived = request.context.get(_ARRIVED) or answer.status == 200
        return answer if arrived else BoltResponse(status=400)


class _ToEdge(AsyncMiddleware):
    """The last of Bolt's middlewares: it answers every request, by the edge.

    A listener for each kind would cost a member's time: Bolt tries one after another, and makes all that it could want.
    """

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    async def async_process(self, *, req: AsyncBoltRequest, **_: object) -> BoltResponse:
        """Answer a request; 400 for one of a kind that Klatch has no use for."""
        kind = _kind_of(req.body)
        if kind is None:
            return BoltResponse(status=400)
        req.context[_ARRIVED] = True
        return await self.receive(kind, req.body)

    async def receive(self, kind: type[SlackRequest], body: Mapping[str, Any]) -> BoltResponse:
        """Answer a request of a kind; 400 for a body that is none."""
        try:
            request = kind.model_validate(body)
        except ValidationError:
            return BoltResponse(status=400)
        acknowledgement = await self._edge.receive(request)
        said = acknowledgement.body
        return BoltResponse(status=acknowledgement.status, body=said if isinstance(said, str) else dict(said))


def _kind_of(body: dict[str, Any]) -> type[SlackRequest] | None:
    return next((kind for is_such, kind in _KINDS if is_such(body)), None)


def _new_request(payload: Mapping[str, Any]) -> AsyncBoltRequest:
    """Bolt's request of a body that is parsed already, so that nothing can be read in two ways.

    Bolt's own adapter for HTTP would parse the text once more, by a parser that lets through what the gate's refuses.
    The mode says to Bolt that the body is no text; its signature was the gate's matter.
    """
    body = dict(payload)
    if isinstance(body.get("view"), dict):
        body["view"] = {"type": "modal", **body["view"]}  # which Bolt takes for granted
    return AsyncBoltRequest(body=body, mode="socket_mode")


def _new_app() -> AsyncApp:
    async def authorize(team_id: str | None) -> AuthorizeResult:
        # The token was checked at the start; asking Slack again for every request would cost a member's time.
        return AuthorizeResult(enterprise_id=None, team_id=team_id)

    return AsyncApp(
        name="klatch",
        logger=QUIET,
        client=AsyncWebClient(retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )

"""Slack's own framework between the gate and the edge: Bolt dispatches, acknowledges and answers handshakes."""

import logging
import re
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.acknowledging import Acknowledgement
from bot.slack.edge import Edge
from bot.slack.incoming import Incoming, MalformedError, RequestKind
from bot.slack.parsing import parse

_ANY = re.compile("")
_ARRIVED = "arrived"
QUIET = logging.getLogger("klatch.bolt")
"""For Slack's libraries, whose warnings quote request bodies, which are members' words."""
QUIET.setLevel(logging.CRITICAL)


class Bolt:
    """Takes a payload that was let in, by the gate or by Socket Mode, through Bolt to the edge."""

    def __init__(self, edge: Edge) -> None:
        self._app = _new_app(edge)
        self._edge = edge

    async def dispatch(self, payload: dict[str, Any]) -> BoltResponse:
        """Slack's answer: 400 for what Slack would not send."""
        try:
            incoming = parse(payload)
            request = _new_request(incoming)
        except MalformedError:
            return BoltResponse(status=400)
        if incoming.kind is RequestKind.HELD_BACK:  # which Bolt does not know
            return BoltResponse(status=(await self._edge.receive(incoming)).status)
        answer = await self._app.async_dispatch(request)
        # The edge answers whatever happens; what did not come so far, Bolt could make nothing of.
        arrived = request.context.get(_ARRIVED) or answer.status == 200
        return answer if arrived else BoltResponse(status=400)


def _new_request(incoming: Incoming) -> AsyncBoltRequest:
    """Bolt's request of a body that is parsed already, so that nothing can be read in two ways.

    The mode says to Bolt that the body is no text; its signature was the gate's matter. Raises MalformedError
    when Bolt cannot make anything of it.
    """
    try:
        return AsyncBoltRequest(body=incoming.body, context={"incoming": incoming}, mode="socket_mode")
    except (AttributeError, KeyError, TypeError, ValueError):
        raise MalformedError("not to be read by Bolt") from None


def _new_app(edge: Edge) -> AsyncApp:
    async def authorize(team_id: str | None) -> AuthorizeResult:
        # The token was checked at the start; asking Slack again for every request would cost a member's time.
        return AuthorizeResult(enterprise_id=None, team_id=team_id)

    async def listener(incoming: Incoming, context: AsyncBoltContext) -> BoltResponse:
        context[_ARRIVED] = True
        acknowledgement: Acknowledgement = await edge.receive(incoming)
        body = acknowledgement.body
        return BoltResponse(status=acknowledgement.status, body=body if isinstance(body, str) else dict(body))

    app = AsyncApp(
        name="klatch",
        logger=QUIET,
        client=AsyncWebClient(retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
    )
    for register in (app.command, app.action, app.view, app.view_closed, app.shortcut, app.event):
        register(_ANY)(listener)
    return app

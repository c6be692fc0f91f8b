"""The web application: Slack's requests, and whether Klatch is alive and ready."""

from collections.abc import Sequence
from functools import partial

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.server.health import Health
from bot.slack.bolt import Bolt
from bot.slack.gate import Gate, RequestRefusedError

EVENTS_PATH = "/slack/events"
"""Commands, interactions and events all come here; the manifest says so."""


def new_application(bolt: Bolt, gate: Gate | None, health: Health, further: Sequence[Route] = ()) -> Starlette:
    """The routes, and ``further`` ones. Without a gate (Socket Mode) nothing of Slack is let in by HTTP."""

    routes = [*further, Route("/healthz", health.is_alive), Route("/readyz", health.is_ready)]
    if gate is not None:
        routes.append(Route(EVENTS_PATH, partial(_receive, gate, bolt), methods=["POST"]))
    application = Starlette(routes=routes, middleware=[Middleware(OneLength)])
    application.router.redirect_slashes = False  # there is one address, and another is not it
    return application


class OneLength:
    """Lets through what says once how long it is.

    A request that says it in two ways is read in one by us and in the other, maybe, by a proxy in front: what is a body
    for one is then the next request for the other.
    """

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """400 for anything else, and the end of its connection."""
        if scope["type"] == "http" and _is_ambiguous(scope):
            await Response(status_code=400, headers={"Connection": "close"})(scope, receive, send)
        else:
            await self._application(scope, receive, send)


def _is_ambiguous(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return b"transfer-encoding" in names and (b"content-length" in names or scope["http_version"] != "1.1")


async def _receive(gate: Gate, bolt: Bolt, request: Request) -> Response:
    try:
        payload = await gate.admit(request)
    except RequestRefusedError as refusal:
        return Response(status_code=refusal.status)
    return to_starlette_response(await bolt.dispatch(payload))

"""The web application: Slack's requests, and whether Klatch is alive and ready."""

from collections.abc import Sequence
from functools import partial

from slack_bolt import BoltResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.slack.bolt import Bolt
from bot.slack.gate import Gate, RefusedError
from bot.slack.health import Health

EVENTS_PATH = "/slack/events"
"""Commands, interactions and events all come here; the manifest says so."""


def new_application(bolt: Bolt, gate: Gate | None, health: Health, further: Sequence[Route] = ()) -> Starlette:
    """The routes, and ``further`` ones. Without a gate (Socket Mode) nothing of Slack is let in by HTTP."""

    routes = [*further, Route("/healthz", health.is_alive), Route("/readyz", health.is_ready)]
    if gate is not None:
        routes.append(Route(EVENTS_PATH, partial(_receive, gate, bolt), methods=["POST"]))
    application = Starlette(routes=routes)
    application.router.redirect_slashes = False  # there is one address, and another is not it
    return application


async def _receive(gate: Gate, bolt: Bolt, request: Request) -> Response:
    try:
        payload = await gate.admit(request)
    except RefusedError as refusal:
        return Response(status_code=refusal.status)
    return _to_http(await bolt.dispatch(payload))


def _to_http(answer: BoltResponse) -> Response:
    return Response(status_code=answer.status, content=answer.body, headers=answer.first_headers_without_set_cookie())

"""What the tests are played with: an app of their own, a clock that moves when told to, bots of a few lines."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground import Person, Playground, View
from playground.loopback_server import LoopbackServer

SECRET = "a signing secret"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Klatch"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Klatch"},
        "slash_commands": [
            {"command": "/ask", "description": "Ask", "should_escape": True},
            {"command": "/plain", "description": "Ask"},
        ],
        "shortcuts": [
            {"name": "Ask about this", "type": "message", "callback_id": "about", "description": "Ask"},
            {"name": "Ask", "type": "global", "callback_id": "anywhere", "description": "Ask"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "im:write",
                "mpim:write",
                "users:read",
                "channels:read",
                "groups:read",
                "files:write",
            ]
        }
    },
    "settings": {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "channel_archive",
                "channel_deleted",
                "channel_id_changed",
                "channel_left",
                "member_joined_channel",
                "message.im",
                "team_join",
                "user_change",
            ]
        },
    },
}


class HandMovedClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        self._at += by


class WallClock:
    """The time that Bolt compares signatures with."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def manifest_with(*scopes: str) -> dict[str, Any]:
    """The tests' manifest with other scopes."""
    return {**MANIFEST, "oauth_config": {"scopes": {"bot": list(scopes)}}}


def client_of(playground: Playground) -> AsyncWebClient:
    """The bot's Web API client for any playground."""
    return AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])


def bolt_app(playground: Playground) -> AsyncApp:
    """An empty Bolt app that lives in the playground."""
    return AsyncApp(client=client_of(playground), signing_secret=SECRET, process_before_response=True)


@asynccontextmanager
async def bolt_running(app: AsyncApp, playground: Playground) -> AsyncIterator[None]:
    """A Bolt app behind the playground, for as long as the block lasts."""
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    async with served(endpoint, playground):
        yield


@asynccontextmanager
async def served(endpoint: Callable[[Request], Any], playground: Playground) -> AsyncIterator[None]:
    """Any endpoint as the bot's, for as long as the block lasts."""
    server = LoopbackServer(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])]))
    playground.connect(await server.start())
    try:
        yield
    finally:
        await server.stop()


def section(text: str) -> dict[str, Any]:
    """A section block."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def plain(text: str) -> dict[str, Any]:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, **rest: Any) -> dict[str, Any]:
    """A button element."""
    return {"type": "button", "text": plain(text), "action_id": action_id, **rest}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def text_input(label: str, block_id: str, **element: Any) -> dict[str, Any]:
    """An input block with a text field in it."""
    field = {"type": "plain_text_input", "action_id": "typed", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": field}


def modal(*blocks: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """A modal with a submit button."""
    return {"type": "modal", "title": plain("A form"), "submit": plain("Send"), "blocks": list(blocks)} | rest


class Recorder:
    """A bot that takes everything and remembers it; ``answers`` are given out first, one a request."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.answers: list[Response] = []

    async def __call__(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), parsed(request.headers, await request.body())))
        return self.answers.pop(0) if self.answers else Response()

    @property
    def last(self) -> dict[str, Any]:
        """What came last."""
        return self.requests[-1][1]


def parsed(headers: Any, body: bytes) -> dict[str, Any]:
    """A request's command fields, interaction or event."""
    if headers["content-type"] == "application/json":
        return dict(json.loads(body))
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return dict(json.loads(fields["payload"])) if "payload" in fields else fields


@asynccontextmanager
async def recording(playground: Playground) -> AsyncIterator[Recorder]:
    """A recorder behind the playground, for as long as the block lasts."""
    recorder = Recorder()

    async def endpoint(request: Request) -> Response:
        return await recorder(request)

    async with served(endpoint, playground):
        yield recorder


async def refusal(call: Any) -> dict[str, Any]:
    """The body that Slack refuses a call with; fails when it does not refuse."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


async def error(call: Any) -> str:
    """The error code that Slack refuses a call with."""
    return str((await refusal(call))["error"])


async def form_of(playground: Playground, person: Person, view: dict[str, Any]) -> View:
    """Have the bot open this form in front of somebody, by a trigger of theirs."""
    trigger = playground.workspace.triggers.give(person.id)
    await client_of(playground).views_open(trigger_id=trigger, view=view)
    assert person.form is not None
    return person.form

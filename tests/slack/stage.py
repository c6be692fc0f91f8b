"""The edge on a stage: behind real HTTP, before a Slack that is the playground, with listeners of the test's own."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx
import yaml
from pydantic import SecretStr

from bot.clock import MovableClock
from bot.database.bell import BellTopic
from bot.database.database import Database
from bot.doctor.slack_checks import MANIFEST as MANIFEST_FILE
from bot.installing.operator_token import introduce
from bot.outbox.postman import Postman
from bot.server.health import Health
from bot.server.web import new_application
from bot.settings import Settings
from bot.slack.bolt import Bolt
from bot.slack.edge import Edge
from bot.slack.gate import Gate
from bot.wiring import Klatch
from bot.workspaces.workspaces import Workspaces
from playground import Playground
from playground.loopback_server import LoopbackServer
from playground.signing import signed_headers

SECRET = "a signing secret"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

COMMAND_FORM = "application/x-www-form-urlencoded"

MANIFEST: Mapping[str, Any] = {
    "display_information": {"name": "Klatch"},
    "features": {
        "slash_commands": [{"command": "/hello", "description": "says hello"}],
        "shortcuts": [
            {"name": "About this", "type": "message", "callback_id": "about_this", "description": "…"},
            {"name": "Anything", "type": "global", "callback_id": "anything", "description": "…"},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "im:write", "users:read", "channels:read"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["user_change", "team_join", "channel_archive", "member_joined_channel"]},
        "interactivity": {"is_enabled": True},
    },
}


@dataclass
class Stage:
    """What a test may look at and turn."""

    playground: Playground
    edge: Edge
    workspaces: Workspaces
    database: Database
    clock: MovableClock
    postman: Postman
    http: httpx.AsyncClient
    woken: list[None]

    async def deliver(self) -> None:
        """Send every letter that may go now."""
        await self.postman.deliver()

    async def knock(self, body: bytes, headers: Mapping[str, str | bytes]) -> httpx.Response:
        """Exactly these bytes under exactly these headers."""
        raw = {name: value if isinstance(value, bytes) else value.encode() for name, value in headers.items()}
        pairs = [(name.encode(), value) for name, value in raw.items()]
        return await self.http.post("/slack/events", content=body, headers=pairs)

    async def knock_signed(self, body: bytes, content_type: str = "application/json") -> httpx.Response:
        """These bytes, signed as Slack would."""
        return await self.knock(body, {"Content-Type": content_type, **self.sign(body)})

    def sign(self, body: bytes) -> dict[str, str]:
        """The signature headers for a body sent now."""
        return signed_headers(body, SECRET, self.clock.now())


@asynccontextmanager
async def staged(database: Database) -> AsyncIterator[Stage]:
    """The curtain is up: Slack and the edge are there and know each other."""
    clock, woken = MovableClock(START), list[None]()
    async with Playground(MANIFEST, clock, SECRET) as playground:
        workspaces = Workspaces(database, clock, playground.api_url, playground.bot_token)
        edge = Edge(database, clock, Random(7), workspaces)  # noqa: S311
        database.bell.on(BellTopic.LETTERS, lambda _: woken.append(None))
        database.bell.on(BellTopic.WORKSPACES, workspaces.drop)
        server = LoopbackServer(new_application(Bolt(edge), Gate(SECRET, clock), Health({})))
        await workspaces.open()
        await introduce(workspaces, database, clock)
        url = await server.start()
        playground.connect(url)
        postman = Postman(database, clock, workspaces.client_for, Random(7))  # noqa: S311
        async with httpx.AsyncClient(base_url=url) as http:
            yield Stage(playground, edge, workspaces, database, clock, postman, http, woken)
        await server.stop()
        await edge.drain()
        await workspaces.close()


@dataclass
class House:
    """The whole bot as it is wired, before a Slack that is the playground, at a clock that is moved by hand."""

    klatch: Klatch
    playground: Playground
    clock: MovableClock
    http: httpx.AsyncClient


@asynccontextmanager
async def housed(database_url: str) -> AsyncIterator[House]:
    """The whole bot with the manifest that it is installed by."""
    clock = MovableClock(START)
    manifest = yaml.safe_load(MANIFEST_FILE.read_text())
    async with Playground(manifest, clock, SECRET) as playground:
        settings = Settings(
            slack_bot_token=SecretStr(playground.bot_token),
            slack_signing_secret=SecretStr(SECRET),
            slack_api_url=playground.api_url,
            database_url=database_url,
        )
        klatch = Klatch(settings, clock, Random(7))  # noqa: S311
        server = LoopbackServer(klatch.asgi)
        await klatch.start()
        url = await server.start()
        playground.connect(url)
        async with httpx.AsyncClient(base_url=url) as http:
            yield House(klatch, playground, clock, http)
        await server.stop()
        await klatch.stop()

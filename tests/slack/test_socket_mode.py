"""Socket Mode: the same listeners, over a connection that Klatch opens."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import WSMsgType, web

from bot.outbox.message import Message
from bot.slack.bolt import Bolt
from bot.slack.calls import new_client
from bot.slack.identity import CredentialsError
from bot.slack.socket_mode import SocketMode
from bot.slack.turn import Nothing, Reply, Say, Turn
from tests.slack.scenes import answer_with
from tests.slack.stage import Stage

APP_TOKEN = "xapp-1"


class SlackSocket:
    """Slack's end of Socket Mode: hands out addresses, and talks over the connections made to them."""

    def __init__(self) -> None:
        self.goes_silent = False
        """Whether connections are made, and then nothing comes over them, not even the answer to a ping."""
        self.stalls = False
        """Whether connections are not even made."""
        self.connections: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self.answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.url = ""
        self.leads_to = ""
        """Where connections are to be made, if not there."""

    async def open(self, request: web.Request) -> web.Response:
        """apps.connections.open."""
        if request.headers["Authorization"] != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "url": (self.leads_to or self.url).replace("http", "ws") + "link"})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """A connection, for as long as it lasts."""
        if self.stalls:
            await self.connections.put(web.WebSocketResponse())
            await asyncio.Event().wait()
        socket = web.WebSocketResponse(autoping=not self.goes_silent)
        await socket.prepare(request)
        await self.connections.put(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self.answers.put(message.json())
        return socket


@asynccontextmanager
async def slack_socket() -> AsyncIterator[SlackSocket]:
    """Slack's end, listening on the loopback."""
    slack, application = SlackSocket(), web.Application()
    application.router.add_post("/api/apps.connections.open", slack.open)
    application.router.add_get("/link", slack.connect)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield slack
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(stage: Stage, slack: SlackSocket) -> AsyncIterator[tuple[SocketMode, asyncio.Event]]:
    """Klatch's end, stopped after."""
    quick = {"watch_seconds": 0.05, "ping_seconds": 0.1, "connect_seconds": 0.5}
    socket_mode, stop = SocketMode(Bolt(stage.edge), APP_TOKEN, **quick), asyncio.Event()
    client = new_client("xoxb-1", slack.url + "api/", stage.workspaces.session)
    task = asyncio.create_task(socket_mode.run(client, stop))
    try:
        yield socket_mode, stop
    finally:
        stop.set()
        await task


def command(stage: Stage) -> dict[str, Any]:
    ana = stage.playground.add_person("Ana Ruiz")
    team = stage.playground.workspace.team_id
    return {"command": "/hello", "text": "there", "team_id": team, "user_id": ana.id, "channel_id": ana.dm.id}


def envelope(payload: dict[str, Any], kind: str = "slash_commands") -> dict[str, Any]:
    return {"type": kind, "envelope_id": "e1", "payload": payload, "accepts_response_payload": True}


async def test_a_command_over_the_socket_is_answered_over_it(stage: Stage) -> None:
    stage.edge.command("/hello", answer_with(Say(Message("Hello."))))
    async with slack_socket() as slack, running(stage, slack) as (socket_mode, _stop):
        connection = await slack.connections.get()
        await connection.send_json(envelope(command(stage)))
        answer = await slack.answers.get()
        assert (answer["envelope_id"], answer["payload"]["text"]) == ("e1", "Hello.")
        assert await socket_mode.is_connected()


async def test_garbage_over_the_socket_is_not_acknowledged_and_harms_nothing(stage: Stage) -> None:
    stage.edge.command("/hello", answer_with(Nothing()))
    async with slack_socket() as slack, running(stage, slack):
        connection = await slack.connections.get()
        await connection.send_json(envelope({"type": "surprise"}))
        await connection.send_json({**envelope(command(stage)), "envelope_id": "e2"})
        assert (await slack.answers.get())["envelope_id"] == "e2"


async def test_a_connection_that_is_lost_is_made_again(stage: Stage) -> None:
    stage.edge.command("/hello", answer_with(Nothing()))
    async with slack_socket() as slack, running(stage, slack):
        await (await slack.connections.get()).close()
        connection = await slack.connections.get()
        await connection.send_json(envelope(command(stage)))
        assert (await slack.answers.get())["envelope_id"] == "e1"


async def test_a_connection_that_dies_without_a_word_is_made_again(stage: Stage) -> None:
    """It is open at both ends, but no ping is answered and nothing comes."""
    stage.edge.command("/hello", answer_with(Nothing()))
    async with slack_socket() as slack:
        slack.goes_silent = True
        async with running(stage, slack):
            await slack.connections.get()
            slack.goes_silent = False
            connection = await slack.connections.get()
            await connection.send_json(envelope(command(stage)))
            assert (await slack.answers.get())["envelope_id"] == "e1"


async def test_a_connection_that_is_never_made_is_given_up_for_another(stage: Stage) -> None:
    stage.edge.command("/hello", answer_with(Nothing()))
    async with slack_socket() as slack:
        slack.stalls = True
        async with running(stage, slack) as (socket_mode, _stop):
            await slack.connections.get()
            assert not await socket_mode.is_connected()
            slack.stalls = False
            connection = await slack.connections.get()
            await connection.send_json(envelope(command(stage)))
            assert (await slack.answers.get())["envelope_id"] == "e1"


async def test_what_is_in_flight_is_finished_before_the_connection_closes(stage: Stage) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def slowly(_turn: Turn, _request: Any) -> Reply:
        begun.set()
        await may_end.wait()
        return Say(Message("At last."))

    stage.edge.command("/hello", slowly)
    async with slack_socket() as slack, running(stage, slack) as (_socket_mode, stop):
        connection = await slack.connections.get()
        await connection.send_json(envelope(command(stage)))
        await begun.wait()
        stop.set()
        may_end.set()
        assert (await slack.answers.get())["payload"]["text"] == "At last."


async def test_an_app_token_that_slack_does_not_know_ends_it(stage: Stage) -> None:
    async with slack_socket() as slack:
        socket_mode = SocketMode(Bolt(stage.edge), "xapp-unknown")
        client = new_client("xoxb-1", slack.url + "api/", stage.workspaces.session)
        with pytest.raises(CredentialsError, match="invalid_auth"):
            await socket_mode.run(client, asyncio.Event())

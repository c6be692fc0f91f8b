"""Slack's end of Socket Mode, for tests: it takes connections and gives requests to one after another."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from bot.slack.socket_mode import CONNECTIONS

APP_TOKEN = "xapp-1"


class SlackSocket:
    """Slack's end of Socket Mode: hands out addresses, and gives each request to one of the connections that are open.

    Nothing that has gone over a connection is sent again over another: of commands Slack promises none.
    """

    def __init__(self) -> None:
        self.goes_silent = False
        """Whether connections are made, and then nothing comes over them, not even the answer to a ping."""
        self.stalls = False
        """Whether connections are not even made."""
        self.refusals: deque[str] = deque()
        """With what the next addresses are refused."""
        self.asked = 0
        """How often it was asked for an address."""
        self.open_now: list[web.WebSocketResponse] = []
        self.most_open = 0
        self.leads_to = ""
        """Where connections are led instead."""
        self.led: asyncio.Queue[None] = asyncio.Queue()
        self.connections: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self.answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.closed: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self.url = ""
        self.gives_out = ""
        """Where connections are to be made, if not there."""

    async def give(self, request: dict[str, Any]) -> None:
        """Send a request over the connection whose turn it is."""
        connection = self.open_now.pop(0)
        self.open_now.append(connection)
        await connection.send_json(request)

    async def all_connected(self) -> list[web.WebSocketResponse]:
        """Wait until as many connections were made as there are at work."""
        return [await self.connections.get() for _ in range(CONNECTIONS)]

    async def open(self, request: web.Request) -> web.Response:
        """apps.connections.open."""
        self.asked += 1
        if request.headers["Authorization"] != f"Bearer {APP_TOKEN}":
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if self.refusals:
            return web.json_response({"ok": False, "error": self.refusals.popleft()})
        return web.json_response({"ok": True, "url": (self.gives_out or self.url).replace("http", "ws") + "link"})

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """A connection, for as long as it lasts."""
        if self.leads_to:
            self.led.put_nowait(None)
            raise web.HTTPTemporaryRedirect(self.leads_to)
        if self.stalls:
            await self.connections.put(web.WebSocketResponse())
            await asyncio.Event().wait()
        socket = web.WebSocketResponse(autoping=not self.goes_silent)
        await socket.prepare(request)
        self.open_now.append(socket)
        self.most_open = max(self.most_open, len(self.open_now))
        await self.connections.put(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self.answers.put(message.json())
        self.open_now.remove(socket)
        await self.closed.put(socket)
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

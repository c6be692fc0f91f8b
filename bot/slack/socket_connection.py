"""One connection of Socket Mode, from when it is made until it is hung up."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.proxies import proxy_for
from bot.slack.bolt import QUIET
from bot.workspaces.client import UNREACHABLE, lead_nowhere

GOODBYE_SECONDS = 1.0
"""For hanging up: who is silent does not say goodbye either."""

RENEWALS = frozenset({"refresh_requested", "warning"})
"""Slack's reasons to end a connection when nothing is wrong: none of them lives for ever."""

Take = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Awaitable[None]]


class SocketConnection:
    """A connection over which ``take`` is given Slack's requests.

    It may die without a word: both ends think that it is there, and nothing comes. The SDK pings, and whoever has the
    connection asks it whether it is alive. Its own way to connect again is off: it hangs up before it has another
    connection, waits for ever where none is made, and follows whoever leads it elsewhere.
    """

    def __init__(self, app_token: str, web_client: AsyncWebClient, take: Take, ping_seconds: float) -> None:
        self.client = _Client(
            app_token=app_token,
            web_client=web_client,
            logger=QUIET,
            ping_interval=ping_seconds,
            auto_reconnect_enabled=False,
        )
        self.client.socket_mode_request_listeners.append(take)

    async def connect(self) -> None:
        """Make the connection. Raises what calling Slack raises, and goes on trying at an address that is silent."""
        await self.client.aiohttp_client_session.close()
        self.client.aiohttp_client_session = aiohttp.ClientSession(middlewares=(lead_nowhere,))
        # Not as the SDK asks for the address: it sleeps when Slack asks it to wait, whoever waits for it.
        answer = await self.client.web_client.apps_connections_open(app_token=self.client.app_token)
        self.client.wss_uri = answer["url"]
        self.client.proxy = proxy_for(answer["url"])  # not the one for Slack's own address
        await self.client.connect()  # type: ignore[no-untyped-call]

    async def is_alive(self) -> bool:
        """Return whether Slack's requests can come over it now."""
        return await self.client.is_connected()

    @property
    def ending(self) -> str:
        """Return why Slack has said that it will end; empty while it has not."""
        return self.client.ending

    async def hang_up(self) -> None:
        """Give back all that belongs to the connection, dead or alive."""
        client = self.client
        client.closed = True
        with suppress(TimeoutError, *UNREACHABLE):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await client.disconnect()  # type: ignore[no-untyped-call]
        for loop in (client.message_processor, client.current_session_monitor, client.message_receiver):
            if loop is not None:
                loop.cancel()
        await client.aiohttp_client_session.close()


class _Client(SocketModeClient):
    """The SDK's, which hangs up as soon as Slack says that a connection will end, before it has another."""

    ending = ""

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        if message.get("type") == "disconnect":
            self.ending = str(message.get("reason") or "unsaid")
        else:
            await super().run_message_listeners(message, raw_message)

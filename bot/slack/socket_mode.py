"""Socket Mode: Slack's requests over a connection that Klatch opens, for where no public address is to be had."""

import asyncio
from contextlib import suppress
from time import time

import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.proxies import proxy_for
from bot.slack.bolt import QUIET, Bolt
from bot.slack.calls import PASSING, UNREACHABLE, error_code
from bot.slack.identity import CredentialsError

WATCH_SECONDS = 5.0
"""How often the connection is looked at."""

LONGEST_WAIT_SECONDS = 60.0
"""Between attempts to connect, which wait longer each time that they are in vain."""

PING_SECONDS = 5.0
"""How often the SDK pings. A connection over which no answer comes for four times as long is dead."""

CONNECT_SECONDS = 10.0
"""How long an attempt to connect may take. The SDK's tries one address again and again, which Slack takes once."""

GOODBYE_SECONDS = 1.0
"""How long hanging up may take: who is silent does not say goodbye either."""

_log = structlog.get_logger(__name__)


class SocketMode:
    """One connection to Slack, kept up until it is stopped.

    It may die without a word: both ends think that it is there, and nothing comes. So it is watched from outside, and
    replaced with all that belongs to it; the SDK's own watch dies with a connection, or waits for ever for another.
    """

    def __init__(
        self,
        bolt: Bolt,
        app_token: str,
        *,
        watch_seconds: float = WATCH_SECONDS,
        ping_seconds: float = PING_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._watch_seconds = watch_seconds
        self._ping_seconds = ping_seconds
        self._connect_seconds = connect_seconds
        self._client: SocketModeClient | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self, web_client: AsyncWebClient, stop: asyncio.Event) -> None:
        """Connect, and connect again whenever the connection is lost, until ``stop``; then finish what is in flight.

        Raises bot.slack.identity.CredentialsError when Slack does not accept the app token.
        """
        wait = self._watch_seconds
        try:
            while not stop.is_set():
                is_there = await self.is_connected() or await self._connect(web_client)
                wait = self._watch_seconds if is_there else min(2 * wait, LONGEST_WAIT_SECONDS)
                await wait_for(stop, wait)
            self._stopping = True
            # What cannot be answered any more, Slack asks again over another connection.
            await asyncio.gather(*self._answering, return_exceptions=True)
        finally:
            await self._hang_up()

    async def is_connected(self) -> bool:
        """Whether Slack's requests can reach us now."""
        return self._client is not None and await self._client.is_connected()

    async def _connect(self, web_client: AsyncWebClient) -> bool:
        """Make a new connection in the place of the old one, if there was one; whether it is there."""
        await self._hang_up()
        self._client = _Connection(
            app_token=self._app_token,
            web_client=web_client,
            logger=QUIET,
            ping_interval=self._ping_seconds,
            auto_reconnect_enabled=False,
        )
        self._client.socket_mode_request_listeners.append(self._take)
        try:
            async with asyncio.timeout(self._connect_seconds):
                await self._client.connect_to_new_endpoint()
        except SlackApiError as error:
            if error_code(error) not in PASSING:
                raise CredentialsError(error_code(error)) from None
            _log.warning("socket_not_connected", error=error_code(error))
        except UNREACHABLE as error:
            _log.warning("socket_not_connected", error=type(error).__name__)
        else:
            _log.info("socket_connected")
            return True
        return False

    async def _hang_up(self) -> None:
        """Give back all that belongs to the connection, dead or alive; fine when there is none."""
        client, self._client = self._client, None
        if client is None:
            return
        client.closed = True
        with suppress(TimeoutError, *UNREACHABLE):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await client.disconnect()  # type: ignore[no-untyped-call]
        for loop in (client.message_processor, client.current_session_monitor, client.message_receiver):
            if loop is not None:
                loop.cancel()
        await client.aiohttp_client_session.close()

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._stopping:
            return  # not acknowledged: Slack gives it to another connection, or says that it did not work
        answering = asyncio.ensure_future(self._answer(client, request))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)
        await answering

    async def _answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = await self._bolt.dispatch(dict(request.payload))
        await send_async_response(client, request, answer, time())


class _Connection(SocketModeClient):
    """The SDK's, by the proxy for the address that Slack gives out, and not by that for its own."""

    async def issue_new_wss_url(self) -> str:
        """Ask Slack where to connect. Raises what the SDK raises."""
        url = await super().issue_new_wss_url()
        self.proxy = proxy_for(url)
        return url


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but no longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return

"""Socket Mode: Slack's requests over a connection that Klatch opens, for where no public address is to be had."""

import asyncio
from time import time

import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.bolt import QUIET, Bolt
from bot.slack.calls import PASSING, UNREACHABLE, error_code
from bot.slack.workspace import CredentialsError

WATCH_SECONDS = 10.0
"""How often the connection is looked at: the SDK's own watch has been seen to die with a connection."""

_log = structlog.get_logger(__name__)


class SocketMode:
    """One connection to Slack, kept up until it is stopped."""

    def __init__(self, bolt: Bolt, app_token: str, watch_seconds: float = WATCH_SECONDS) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._watch_seconds = watch_seconds
        self._client: SocketModeClient | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self, web_client: AsyncWebClient, stop: asyncio.Event) -> None:
        """Connect, and connect again whenever the connection is lost, until ``stop``; then finish what is in flight.

        Raises bot.slack.workspace.CredentialsError when Slack does not accept the app token.
        """
        self._client = SocketModeClient(app_token=self._app_token, web_client=web_client, logger=QUIET)
        self._client.socket_mode_request_listeners.append(self._take)
        try:
            while not stop.is_set():
                await self._connect_if_needed(self._client)
                await wait_for(stop, self._watch_seconds)
            self._stopping = True
            await asyncio.gather(*self._answering)
        finally:
            await self._client.close()  # type: ignore[no-untyped-call]

    async def is_connected(self) -> bool:
        """Whether Slack's requests can reach us now."""
        return self._client is not None and await self._client.is_connected()

    async def _connect_if_needed(self, client: SocketModeClient) -> None:
        if await client.is_connected():
            return
        try:
            await client.connect_to_new_endpoint()
        except SlackApiError as error:
            if error_code(error) not in PASSING:
                raise CredentialsError(error_code(error)) from None
            _log.warning("socket_not_connected", error=error_code(error))
        except UNREACHABLE as error:
            _log.warning("socket_not_connected", error=type(error).__name__)
        else:
            _log.info("socket_connected")

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


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but no longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return

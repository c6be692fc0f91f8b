"""Socket Mode: Slack's requests over connections that Klatch opens, for where no public address is to be had."""

import asyncio
from dataclasses import dataclass
from time import time

import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, SystemClock
from bot.slack.bolt import Bolt
from bot.slack.retrying import Retrying, wait_for
from bot.slack.socket_connection import RENEWALS, SocketConnection
from bot.workspaces.client import UNREACHABLE
from bot.workspaces.identity import CredentialsError, UnreachableError, turned_away

CONNECTIONS = 2
"""Slack gives each request to any one of the connections that are there, ten at most for all processes."""

WATCH_SECONDS = 1.0
"""Between two looks at the connections."""

PING_SECONDS = 5.0
"""Between two pings of the SDK. A connection over which no answer comes within half of it is dead."""

CONNECT_SECONDS = 10.0
"""For an attempt to connect. The SDK's tries one address again and again, which Slack takes once."""

UNWANTED_SECONDS = 60.0
"""Until another connection is made in the place of one that Slack ended because there are too many, or because Socket
Mode was turned off."""

LAST_SECONDS = 60.0
"""A connection that Slack will end is listened to for so long when another one has taken its place."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The seconds between looks, pings and attempts."""

    watch_seconds: float = WATCH_SECONDS
    ping_seconds: float = PING_SECONDS
    connect_seconds: float = CONNECT_SECONDS
    unwanted_seconds: float = UNWANTED_SECONDS


@dataclass(slots=True)
class _Place:
    """A place for one connection, which may be lost just now."""

    connection: SocketConnection | None = None
    lost_at: float | None = None
    try_at: float = 0.0
    """From when another may be made here."""


class SocketMode:
    """Connections to Slack, kept up until they are stopped.

    There are two, so that a request finds one while the other is lost, or is renewed: that is done one at a time, and
    the new one is there before the old one is hung up.
    """

    def __init__(self, bolt: Bolt, app_token: str, clock: Clock | None = None, rhythm: Rhythm | None = None) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._clock = clock or SystemClock()
        self._rhythm = rhythm or Rhythm()
        self._retrying = Retrying("SLACK_APP_TOKEN", self._clock.elapsed)
        self._places = [_Place() for _ in range(CONNECTIONS)]
        self._replaced: dict[SocketConnection, float] = {}
        """The connections that others have taken the places of, and until when they are listened to."""
        self._next_try_at = 0.0
        self._answering: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self, web_client: AsyncWebClient, stop: asyncio.Event) -> None:
        """Connect, and connect again whenever a connection is lost, until ``stop``; then finish what is in flight.

        Raises bot.workspaces.identity.CredentialsError when Slack goes on refusing the app token.
        """
        try:
            while not stop.is_set():
                await self._look_after(web_client)
                await wait_for(stop, self._rhythm.watch_seconds)
            self._stopping = True
            # What cannot be answered any more, Slack asks again over another connection.
            await asyncio.gather(*self._answering, return_exceptions=True)
        finally:
            connections = [place.connection for place in self._places if place.connection is not None]
            await asyncio.gather(*(connection.hang_up() for connection in [*connections, *self._replaced]))

    async def is_connected(self) -> bool:
        """Return whether Slack's requests can reach Klatch now."""
        return await self._alive() > 0

    async def _alive(self) -> int:
        connections = [place.connection for place in self._places if place.connection is not None]
        return sum([await connection.is_alive() for connection in connections])

    async def _look_after(self, web_client: AsyncWebClient) -> None:
        for place in self._places:
            await self._notice(place)
            if place.connection is None or place.connection.ending:
                await self._fill(place, web_client)
        for connection, until in list(self._replaced.items()):
            if self._clock.elapsed() >= until or not await connection.is_alive():
                del self._replaced[connection]
                await connection.hang_up()

    async def _notice(self, place: _Place) -> None:
        """Take away the connection there, if it is lost or Slack wants it to be."""
        connection = place.connection
        if connection is None:
            return
        is_unwanted = connection.ending not in ("", *RENEWALS)
        if await connection.is_alive() and not is_unwanted:
            return
        place.connection, place.lost_at = None, self._clock.elapsed()
        _log.warning("socket_lost", error=connection.ending or "silent", others=await self._alive())
        if is_unwanted:
            place.try_at = self._now() + self._rhythm.unwanted_seconds
        await connection.hang_up()

    async def _fill(self, place: _Place, web_client: AsyncWebClient) -> None:
        """Make a connection there, unless it is too early to try again."""
        if self._now() < max(self._next_try_at, place.try_at):
            return
        connection = SocketConnection(self._app_token, web_client, self._take, self._rhythm.ping_seconds)
        is_there = False
        try:
            async with asyncio.timeout(self._rhythm.connect_seconds):
                await connection.connect()
            is_there = True
        except SlackApiError as error:
            self._wait_after(turned_away(error))
        except UNREACHABLE as error:
            self._wait_after(UnreachableError(type(error).__name__))
        finally:
            if not is_there:
                await connection.hang_up()
        if is_there:
            self._put(place, connection)

    def _put(self, place: _Place, connection: SocketConnection) -> None:
        self._retrying.let_in()
        before, lost_at = place.connection, place.lost_at
        place.connection, place.lost_at = connection, None
        if before is not None:  # it is still there, and Slack may have sent something over it
            self._replaced[before] = self._clock.elapsed() + LAST_SECONDS
        away = {} if lost_at is None else {"seconds": round(self._clock.elapsed() - lost_at, 1)}
        _log.info("socket_connected", **away)

    def _wait_after(self, error: CredentialsError | UnreachableError) -> None:
        self._next_try_at = self._now() + self._retrying.turned_away(error)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._stopping:
            return  # not acknowledged: Slack gives it to another connection, or says that it did not work
        answering = asyncio.ensure_future(self._answer(client, request))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)
        await answering

    async def _answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = await self._bolt.dispatch(dict(request.payload))
        await send_async_response(await self._way_back(client), request, answer, time())

    async def _way_back(self, client: AsyncBaseSocketModeClient) -> AsyncBaseSocketModeClient:
        """The connection by which a request came; another one, where that is lost meanwhile."""
        others = [place.connection.client for place in self._places if place.connection is not None]
        for one in (client, *others):
            if await one.is_connected():
                return one
        return client

"""The HTTP server as strangers meet it: uvicorn, with an end to what they keep open."""

import asyncio
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import h11
import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.logs import Seldom

REQUEST_SECONDS = 15.0
"""For a request to arrive whole, from when the connection is made or its first byte comes. A body has less
(bot.slack.gate.BODY_SECONDS), so that who is slow with it is still told."""

KEEP_ALIVE_SECONDS = 75
"""For a connection to wait for its next request: longer than balancers keep theirs, most of them for a minute. Who
closes first is then the one who sends, and no request meets a connection that is just closing."""

MOST_CONNECTIONS = 1_000
"""At once; less where the system allows fewer open files. The other half of those is for the database and for Slack."""

GRACE_SECONDS = 3
"""For requests in flight to finish when Klatch stops.

With bot.serving.LINGER_SECONDS and bot.wiring.STOP_SECONDS less than 10 together: then many an orchestrator
kills.
"""

BACKLOG = 1_024
"""Connections that may wait to be accepted."""

AT_ONCE = 100
"""Connections that are accepted one after another, before any of them can be closed for being one too many; a quarter
of those that may be open, where that is less."""

_log = structlog.get_logger(__name__)


def most_connections() -> int:
    """Return how many connections may be open at once on this system."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if files == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, max(1, files // 2))


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of what strangers may keep open."""

    connections: int = field(default_factory=most_connections)
    request_seconds: float = REQUEST_SECONDS
    keep_alive_seconds: int = KEEP_ALIVE_SECONDS


def server_config(
    application: ASGIApp, backlog: int = AT_ONCE, keep_alive_seconds: int = KEEP_ALIVE_SECONDS
) -> uvicorn.Config:
    """Return what uvicorn is told: parser, loop and all that costs time in each request.

    Of its two parsers h11 is the slower one, by 0.06 ms a request. It turns away what httptools lets through: heads and
    trailers of any size, and requests with no Host or with two.
    """
    return uvicorn.Config(
        application,
        http="h11",
        loop="asyncio",
        lifespan="off",
        ws="none",
        log_config=None,
        log_level="error",  # it warns of whatever a stranger sends, a line each time
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=backlog,
        timeout_keep_alive=keep_alive_seconds,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class Server(uvicorn.Server):
    """uvicorn, which here does not listen to signals itself: it would raise them again when it has ended.

    What a proxy in front says of an address is not believed: nothing here depends on one.
    """

    def __init__(self, application: ASGIApp, bounds: Bounds | None = None) -> None:
        bounds = bounds or Bounds()
        config = server_config(application, max(1, min(AT_ONCE, bounds.connections // 4)), bounds.keep_alive_seconds)
        config.load()
        connection = partial(_Connection, crowd=_Crowd(bounds.connections), seconds=bounds.request_seconds)
        config.http_protocol_class = cast(type[asyncio.Protocol], connection)
        super().__init__(config)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept; more may wait for it than are accepted at once, which uvicorn takes for the same."""
        await super().startup(sockets)
        for listener in sockets or []:
            listener.listen(BACKLOG)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to Klatch."""
        yield


class _Connection(H11Protocol):
    """One connection. Whoever does not send a whole request in time, or is one too many, is hung up on."""

    def __init__(self, *, crowd: "_Crowd", seconds: float, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self._crowd = crowd
        self._seconds = seconds
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._crowd.enter(self)
        self._expect_request()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._reckon()
        if not self._is_whole():
            self._expect_request()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._reckon()
        if not self._is_whole() and self.conn.trailing_data[0]:
            self._expect_request()  # the beginning of the next one is here already

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        self._crowd.leave(self)
        super().connection_lost(exc)

    def hang_up(self) -> None:
        """Close it as it is."""
        self._expect_nothing()
        self.transport.abort()

    def _reckon(self) -> None:
        if self._is_whole():
            self._expect_nothing()
            self._crowd.is_served(self)
        else:
            self._crowd.waits(self)

    def _is_whole(self) -> bool:
        return self.conn.their_state not in (h11.IDLE, h11.SEND_BODY)

    def _expect_request(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self._seconds, self.hang_up)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class _Crowd:
    """The connections that are open, ``most`` at once.

    One more takes the place of that which has waited the longest for a whole request: somebody who never sent any
    before somebody who may send another. Where all are being served, it is turned away.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._new: dict[_Connection, None] = {}
        self._kept: dict[_Connection, None] = {}
        self._served: set[_Connection] = set()
        self._hung_up = Seldom(lambda times: _log.warning("too_many_connections", most=most, hung_up=times))

    def enter(self, connection: _Connection) -> None:
        """A connection was made."""
        self._new[connection] = None
        if len(self._new) + len(self._kept) + len(self._served) <= self._most:
            return
        one_too_many = next(iter(self._new if len(self._new) > 1 or not self._kept else self._kept))
        self.leave(one_too_many)
        one_too_many.hang_up()
        self._hung_up.happened()

    def waits(self, connection: _Connection) -> None:
        """It waits for a whole request; again, where it has had one."""
        if connection in self._served:
            self._served.discard(connection)
            self._kept[connection] = None

    def is_served(self, connection: _Connection) -> None:
        """Its request is whole."""
        if connection in self._new or connection in self._kept:
            self.leave(connection)
            self._served.add(connection)

    def leave(self, connection: _Connection) -> None:
        """It is closed."""
        self._new.pop(connection, None)
        self._kept.pop(connection, None)
        self._served.discard(connection)

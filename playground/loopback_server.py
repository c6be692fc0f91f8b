"""An HTTP server in the caller's own event loop, on the loopback."""

import asyncio
import socket
from http import HTTPStatus

import uvicorn
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_GOODBYE_SECONDS = 2
_KEEP_ALIVE_SECONDS = 75
"""Longer than the clients here keep theirs, 15 seconds at most: who sends is who closes, and no request meets a
connection that is just closing."""
_ROUNDS = 5
"""Of the event loop, in which clients in this process notice that they were hung up on, and use it no more."""


_OUR_NAMES = ("127.0.0.1", "localhost")


def is_called_by_name(scope: Scope) -> bool:
    """Whether a request is for this machine by its own names, and not by one that somebody else has given it."""
    _, port = scope["server"]
    return Headers(scope=scope).get("host") in {f"{name}:{port}" for name in _OUR_NAMES}


def origin_of(scope: Scope) -> str:
    """The origin of the pages that are served at the address which a request names."""
    return f"http://{Headers(scope=scope).get('host')}"


class LoopbackServer:
    """uvicorn without its process manners: no signals, no lifespan, and gone in an instant when stopped.

    ``port`` 0 is one that the system gives. It answers to its own names alone, and to no page of another origin:
    any page in this machine's browser may try.
    """

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        self._port = port
        config = uvicorn.Config(
            _At(app),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            log_level="critical",
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        )
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)

    async def start(self) -> str:
        """Begin to listen; returns the base URL, with a slash at its end. Raises OSError when the port is taken."""
        # The protocol by name: asyncio sets TCP_NODELAY only on sockets that say so, and without it each answer
        # of two parts waits 40 ms for the acknowledgement of its first.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", self._port))
        except OSError:
            listening.close()
            raise
        listening.listen(1024)
        self._port = listening.getsockname()[1]
        await self._server.startup(sockets=[listening])
        return f"http://127.0.0.1:{self._port}/"

    async def go_away(self) -> None:
        """Be as a machine that is down: nobody can connect, and whoever was connected is hung up on.

        ``start`` listens again, at the same address.
        """
        for listener in self._server.servers:
            listener.close()
        for connection in list(self._server.server_state.connections):
            connection.transport.abort()
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Stop listening, let running requests end, close every connection. Not having started is no error."""
        if not self._server.started:
            return
        for listener in self._server.servers:
            listener.close()
        state = self._server.server_state
        if state.tasks:
            _, late = await asyncio.wait(list(state.tasks), timeout=_GOODBYE_SECONDS)
            for task in late:
                task.cancel()
        for connection in list(state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    def close_connection(self, client: object) -> None:
        """Hang up on one client (``scope["client"]``), whatever it is waiting for."""
        for connection in list(self._server.server_state.connections):
            if getattr(connection, "client", None) == client:
                connection.transport.close()


class _At:
    """What is served, to who calls it by its name and comes from no other page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        origin = Headers(scope=scope).get("origin")
        is_ours = is_called_by_name(scope) and origin in (None, origin_of(scope))
        answer = self._app if is_ours else PlainTextResponse("This is for this machine alone.", HTTPStatus.FORBIDDEN)
        await answer(scope, receive, send)


class HangUp:
    """A response that is none: the connection is closed without a word."""

    def __init__(self, server: LoopbackServer) -> None:
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Close, and wait until the server has noticed, so that it does not answer on its own."""
        self._server.close_connection(scope.get("client"))
        while (await receive())["type"] != "http.disconnect":
            pass

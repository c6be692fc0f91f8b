"""Serving: the process that answers Slack and does what is due, until it is told to stop."""

import asyncio
import signal
import socket

import structlog
import uvicorn

from bot import schema
from bot.settings import Settings
from bot.slack.workspace import CredentialsError
from bot.wiring import Klatch

GRACE_SECONDS = 4
"""How long requests may take to finish when Klatch stops; with bot.wiring.STOP_SECONDS less than 10 together."""

BACKLOG = 1_024
"""Connections that may wait to be accepted."""

MISSING_CREDENTIALS = """\
Klatch needs {names} to speak with Slack (README: "In your workspace, in ten minutes").
Put them into the environment or into a file .env, and start again.
To try Klatch without Slack, run: python app.py playground"""

REFUSED_CREDENTIALS = """\
Slack does not accept Klatch's credentials ({error}).
Copy the tokens again from https://api.slack.com/apps, and see: python app.py doctor"""

_log = structlog.get_logger(__name__)


class CannotServeError(Exception):
    """Why Klatch cannot serve, in words for whoever runs it."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is in flight. Raises CannotServeError."""
    if settings.missing_credentials:
        names = " and ".join(settings.missing_credentials)
        raise CannotServeError(MISSING_CREDENTIALS.format(names=names))
    try:
        with reserve(settings.host, settings.port) as listener:
            asyncio.run(_serve(settings, listener))
    except CredentialsError as error:
        raise CannotServeError(REFUSED_CREDENTIALS.format(error=error)) from None


async def _serve(settings: Settings, listener: socket.socket) -> None:
    klatch = Klatch(settings)
    server = _new_server(klatch)
    _stop_on_signals(server)
    try:
        await schema.upgrade(klatch.database)
        await klatch.start()
        await klatch.work(on_failure=lambda: _stop(server))
        listener.listen(BACKLOG)
        _log.info("listening", host=settings.host, port=listener.getsockname()[1])
        await server.serve(sockets=[listener])
    finally:
        await klatch.stop()
    _log.info("stopped")


def reserve(host: str, port: int) -> socket.socket:
    """A socket at that address that does not listen yet; port 0 is any free one. Raises CannotServeError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol by name: asyncio sets TCP_NODELAY only on sockets that say so, and without it each answer
    # of two parts waits 40 ms for the acknowledgement of its first.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotServeError(f"Klatch cannot listen on {host}, port {port}: {error.strerror}.") from None
    return listener


def _new_server(klatch: Klatch) -> uvicorn.Server:
    config = uvicorn.Config(
        klatch.asgi,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return uvicorn.Server(config)


def _stop_on_signals(server: uvicorn.Server) -> None:
    # Before uvicorn takes the signals over, and after: it raises them again when it has ended, which would
    # kill the process before the letters in flight are finished.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _stop(server))


def _stop(server: uvicorn.Server) -> None:
    server.should_exit = True

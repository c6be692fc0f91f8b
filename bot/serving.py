"""Serving: the process that answers Slack and does what is due, until it is told to stop."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot import garbage, schema
from bot.database.engine import async_url
from bot.database.single_process import NotAloneError, alone_on
from bot.database.unusable import explained
from bot.logs import Seldom
from bot.server.address import CannotListenError, reserve
from bot.server.http_server import BACKLOG, Server
from bot.settings import Settings
from bot.slack.retrying import wait_for
from bot.wiring import Klatch
from bot.workspaces.identity import CredentialsError

LINGER_SECONDS = 2.0
"""New requests are still answered for this long after /readyz has begun to say 503."""

OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
"""The system gives no more connections; asyncio tries again a second later."""

MISSING_CREDENTIALS = """\
Klatch needs {needed}.
The README says where to find what: "In your workspace, in ten minutes".
Set {them} in the environment or in a file called .env, and start again.
To try Klatch without Slack: make play"""

WHY_NEEDED = {
    "SLACK_BOT_TOKEN": "to post in your workspace",
    "SLACK_APP_TOKEN": "to connect to Slack (or SLACK_SIGNING_SECRET, if Slack reaches Klatch at a public address)",
    "SLACK_SIGNING_SECRET": "to verify that requests come from Slack",
    "KLATCH_ENCRYPTION_KEY": "to encrypt the tokens of the workspaces that install it",
}

REFUSED_CREDENTIALS = """\
Slack does not accept Klatch's credentials ({error}).
Copy the tokens again from https://api.slack.com/apps. To check them: .venv/bin/python app.py doctor"""

_log = structlog.get_logger(__name__)


class CannotServeError(Exception):
    """Klatch cannot serve; the message is for the operator."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then finish what is in flight. Raises CannotServeError, and CannotListenError."""
    if missing := settings.missing_credentials:
        needed = " and ".join(f"{name}, {WHY_NEEDED[name]}," for name in missing).rstrip(",")
        raise CannotServeError(MISSING_CREDENTIALS.format(needed=needed, them="them" if len(missing) > 1 else "it"))
    try:
        # The file first: where another has it, another port would be of no use.
        with alone_on(async_url(settings.database_url)), reserve(settings.host, settings.port) as listener:
            asyncio.run(_serve(settings, listener))
    except CredentialsError as error:
        raise CannotServeError(REFUSED_CREDENTIALS.format(error=error)) from None
    except NotAloneError as error:
        raise CannotServeError(str(error)) from None


async def _serve(settings: Settings, listener: socket.socket) -> None:
    asyncio.get_running_loop().set_exception_handler(seldom_of_accepting())
    klatch, stopping = Klatch(settings), Stopping()
    stopping.on_signals()
    try:
        if await stopping.unless_told(_start(klatch, stopping)):
            _listen_at(listener, settings)
            _log.info("listening", host=settings.host, port=listener.getsockname()[1])
            await _listen(klatch, listener, stopping)
    finally:
        await klatch.stop()
    _log.info("stopped")


def _listen_at(listener: socket.socket, settings: Settings) -> None:
    try:
        listener.listen(BACKLOG)
    except OSError as error:  # somebody else, who had reserved it as well, listens by now
        raise CannotListenError(settings.host, settings.port, error) from None


async def _start(klatch: Klatch, stopping: "Stopping") -> None:
    with explained(klatch.database.url):
        await schema.upgrade(klatch.database)
        await klatch.start()
        await klatch.work(on_failure=stopping.tell_urgently)


async def _listen(klatch: Klatch, listener: socket.socket, stopping: "Stopping") -> None:
    server = Server(klatch.asgi)
    garbage.leave_in_peace()
    ending = asyncio.create_task(_end(klatch, server, stopping))
    try:
        await server.serve(sockets=[listener])
    finally:
        ending.cancel()


async def _end(klatch: Klatch, server: Server, stopping: "Stopping") -> None:
    """Once it is told to, have the server finish what is in flight; who watches /readyz hears of it before."""
    await stopping.told.wait()
    klatch.health.leave()
    if klatch.health.is_watched:
        await wait_for(stopping.told_again, LINGER_SECONDS)
    server.should_exit = True


def seldom_of_accepting() -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """Return a loop's handler of faults that nobody took: a line for each, but seldom of connections not accepted.

    asyncio speaks of each one that waits, again every second.
    """
    full = Seldom(lambda times: _log.error("no_connection_accepted", error="too many open files", times=times))

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        fault = context.get("exception")
        if isinstance(fault, OSError) and fault.errno in OUT_OF_FILES:
            full.happened()
        else:
            loop.default_exception_handler(context)

    return handle


class Stopping:
    """Remembers that the process was told to stop, by SIGTERM or SIGINT, and that it was told again: it is urgent."""

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self.told_again = asyncio.Event()

    def on_signals(self) -> None:
        """Listen to the signals, from now on, in the running loop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self.tell)

    def tell(self) -> None:
        """Tell the process to stop."""
        (self.told_again if self.told.is_set() else self.told).set()

    def tell_urgently(self) -> None:
        """Say that it cannot go on."""
        self.told.set()
        self.told_again.set()

    async def unless_told(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do this, to its end unless the process is told to stop meanwhile. Return whether it was done."""
        working, told = asyncio.create_task(work), asyncio.create_task(self.told.wait())
        await asyncio.wait([working, told], return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not working.done():
            working.cancel()
        await asyncio.wait([working])
        if not working.cancelled():
            working.result()
        return not self.told.is_set()

"""Servers on a core of their own, and what is said between them and who started them."""

import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path

from tests.crash.processes import KLATCH, Server, serve

SIGNING_SECRET = "a signing secret"  # noqa: S105 (signed and checked here, and nowhere else)
ENCRYPTION_KEY = "a2xhdGNoLWJlbmNobWFyay1rZXktMzItYnl0ZXMtbG8="
SERVER_CORE = 0
LOAD_CORE = 1
KEPT_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""Servers keep their compiled modules, as they have them in the image, whatever the environment here says."""


def listening(listener: socket.socket) -> None:
    """Say where this process listens, to whoever started it."""
    line = json.dumps({"event": "listening", "port": listener.getsockname()[1]})
    print(line, file=sys.stderr, flush=True)


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Run what is started inside on this core alone, where the system knows how to do that."""
    if not hasattr(os, "sched_setaffinity") or core not in os.sched_getaffinity(0):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@asynccontextmanager
async def served(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, core: int | None
) -> AsyncIterator[Server]:
    """A server on a core, or on whichever is free; ended after."""
    with nullcontext() if core is None else on_core(core):
        server = await serve(arguments, {**environment, **KEPT_COMPILED}, folder / f"{name}.log")
    try:
        yield server
    finally:
        await server.kill()


@asynccontextmanager
async def slack_stub(folder: Path) -> AsyncIterator[Server]:
    """Slack, on the core of the load."""
    async with served("slack", ("-m", "benchmarks.slack_stub"), {}, folder, LOAD_CORE) as slack:
        yield slack


@asynccontextmanager
async def klatch(
    name: str, database_url: str, slack: Server, folder: Path, core: int | None = SERVER_CORE
) -> AsyncIterator[Server]:
    """``app.py serve``, on the core of the servers if no other is named."""
    async with served(name, KLATCH, klatch_environment(slack, database_url), folder, core) as server:
        yield server


@asynccontextmanager
async def bare_bolt(slack: Server, folder: Path, core: int | None = SERVER_CORE) -> AsyncIterator[Server]:
    """The bare Bolt app, on the core of the servers if no other is named."""
    async with served("bolt", ("-m", "benchmarks.bare_bolt"), bot_environment(slack), folder, core) as server:
        yield server


def klatch_environment(slack: Server, database_url: str) -> dict[str, str]:
    """Return the environment of Klatch."""
    return {**bot_environment(slack), "DATABASE_URL": database_url, "KLATCH_ENCRYPTION_KEY": ENCRYPTION_KEY}


def bot_environment(slack: Server) -> dict[str, str]:
    """Return the environment of either bot."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_APP_TOKEN": "",
        "SLACK_API_URL": f"{slack.url}api/",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "KLATCH_LOG_FORMAT": "json",
    }

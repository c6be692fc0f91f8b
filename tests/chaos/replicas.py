"""Replicas of ``app.py serve`` behind a balancer of the simplest kind, which die and are started again."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import aiohttp

from bot.clock import SystemClock
from playground.signing import signed_headers
from tests.chaos.off_clock import KLATCH, OFF_BY_VARIABLE
from tests.crash.processes import Server, serve

PATIENCE_SECONDS = 10.0
"""Longer than Slack waits (three), to learn how late an answer came."""

APART_SECONDS = 75
"""By so much each one's clock is ahead of the one before: by more than a lease lasts."""

RESTART_SECONDS = 0.5
"""After this a process that ended is started again, as whatever runs it would."""


@dataclass
class Replica:
    """One process at a time; while it is kept, one that ends is followed by the next."""

    name: str
    environment: Mapping[str, str]
    folder: Path
    server: Server | None = None
    logs: list[Path] = field(default_factory=list)
    is_asked_to_end: bool = False
    died: list[str] = field(default_factory=list)
    """When it ended though nobody had asked it to."""

    async def keep(self) -> None:
        """Start it, again and again, until cancelled."""
        while True:
            log = self.folder / f"{self.name}-{len(self.logs)}.log"
            self.logs.append(log)
            self.is_asked_to_end = False
            with suppress(RuntimeError, TimeoutError):  # it cannot start while the database is away
                self.server = await serve(KLATCH, self.environment, log)
                await self.server.process.wait()
                if not self.is_asked_to_end:
                    self.died.append(f"{self.name} ended by itself with {self.server.process.returncode}; see {log}")
            self.server = None
            await asyncio.sleep(RESTART_SECONDS)

    async def kill(self) -> None:
        """End it in the midst of whatever it does."""
        self.is_asked_to_end = True
        if self.server is not None:
            await self.server.kill()

    async def end(self) -> float:
        """Ask it to end; how many seconds it took."""
        self.is_asked_to_end, began = True, time.monotonic()
        if self.server is not None:
            await self.server.end()
        return time.monotonic() - began


@dataclass(frozen=True, slots=True)
class Reply:
    """What Slack was answered; status 0 when the connection broke or nothing came."""

    status: int
    body: str
    seconds: float


@dataclass
class Balancer:
    """Takes each request to one living replica after another; who refuses the connection is passed over."""

    replicas: Sequence[Replica]
    secret: str
    http: aiohttp.ClientSession
    seconds: list[float] = field(default_factory=list)
    """How long each acknowledged request took."""
    failed: list[tuple[float, int]] = field(default_factory=list)
    """When a request was answered with 5xx, and with which."""

    def __post_init__(self) -> None:
        self._turns = itertools.count()

    async def send(self, body: bytes, content_type: str) -> Reply:
        """Sign a request of Slack and bring it to a replica, once."""
        headers = {"Content-Type": content_type, **signed_headers(body, self.secret, SystemClock().now())}
        began, turn = time.monotonic(), next(self._turns)
        for number in range(len(self.replicas)):
            server = self.replicas[(turn + number) % len(self.replicas)].server
            if server is None:
                continue
            try:
                async with self.http.post(f"{server.url}slack/events", data=body, headers=headers) as answer:
                    reply = Reply(answer.status, await answer.text(), time.monotonic() - began)
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                break
            if reply.status == 200:
                self.seconds.append(reply.seconds)
            elif reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                self.failed.append((time.time(), reply.status))
            return reply
        return Reply(0, "", time.monotonic() - began)


@asynccontextmanager
async def replicas(
    count: int, environment: Mapping[str, str], ways: Sequence[str], folder: Path
) -> AsyncIterator[list[Replica]]:
    """So many, kept running, each by its own clock and on its way to the database; killed after, whatever happens."""
    own = [
        {"DATABASE_URL": ways[number % len(ways)], OFF_BY_VARIABLE: str(number * APART_SECONDS)}
        for number in range(count)
    ]
    those = [Replica(f"replica-{number}", {**environment, **own[number]}, folder) for number in range(count)]
    keeping = [asyncio.create_task(replica.keep()) for replica in those]
    try:
        yield those
    finally:
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        for replica in those:
            await replica.kill()


@asynccontextmanager
async def balancer(those: Sequence[Replica], secret: str) -> AsyncIterator[Balancer]:
    """What stands before them."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    connector = aiohttp.TCPConnector(limit=0, force_close=True)  # a kept connection may lead to who is dead
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        yield Balancer(those, secret, http)

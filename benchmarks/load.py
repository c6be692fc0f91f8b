"""The load: signed requests, so many at a time, each sent when the one before it was answered."""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from benchmarks.serving import LOAD_CORE, SIGNING_SECRET, on_core
from playground.signing import signed_headers
from tests.crash.processes import Server

CONCURRENCY = 16
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests a second, and how long one took, in milliseconds."""

    requests: int
    rate: float
    median: float
    p95: float
    p99: float
    processor: float
    """The server's own processor time for one, in milliseconds: what else the machine does matters less for it."""


async def measure(
    server: Server, new_body: Callable[[], bytes | None], seconds: float, at_once: int = CONCURRENCY
) -> Measured:
    """Load a bot on a core of its own for so long, or until there are no more bodies.

    Raises AssertionError when an answer is not an empty 200: the bot then did not do what was asked.
    """
    return await _measure([server], new_body, seconds, at_once, on_core(LOAD_CORE))


async def measure_together(servers: Sequence[Server], new_body: Callable[[], bytes | None], seconds: float) -> Measured:
    """The same for several processes of one bot, each of which gets as many connections; on whatever core is free."""
    return await _measure(servers, new_body, seconds, CONCURRENCY, nullcontext())


async def _measure(
    servers: Sequence[Server],
    new_body: Callable[[], bytes | None],
    seconds: float,
    at_once: int,
    where: AbstractContextManager[None],
) -> Measured:
    waits: list[float] = []
    began, used = time.perf_counter(), sum(map(processor_seconds, servers))

    async def send_one_after_another(server: Server) -> None:
        async with connection(server) as (reader, writer):
            # On a busy machine the time may be over before anybody is connected.
            while (not waits or time.perf_counter() < began + seconds) and (body := new_body()) is not None:
                waits.append(await send(reader, writer, body))

    with where:
        await asyncio.gather(*(send_one_after_another(servers[n % len(servers)]) for n in range(at_once)))
    took, used = time.perf_counter() - began, sum(map(processor_seconds, servers)) - used
    return summary_of(waits, took, used)


def summary_of(waits: Sequence[float], took: float, used: float) -> Measured:
    """Return what waits mean that were all within so many seconds, in which a server used so many of a core."""
    milliseconds = sorted(wait * 1000 for wait in waits)
    count = len(milliseconds)
    return Measured(
        requests=count,
        rate=count / took,
        median=statistics.median(milliseconds),
        p95=milliseconds[min(count - 1, count * 95 // 100)],
        p99=milliseconds[min(count - 1, count * 99 // 100)],
        processor=used * 1000 / count,
    )


@asynccontextmanager
async def connection(server: Server) -> AsyncIterator[Streams]:
    """A connection that stays open for many requests; a client of a library would cost more than the bot does."""
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def calls_of(slack: Server, method: str) -> int:
    """Return the number of calls of a method of the Slack stub so far."""
    async with connection(slack) as (reader, writer):
        writer.write(b"GET /calls HTTP/1.1\r\nHost: slack\r\n\r\n")
        return int(json.loads((await _answer(reader))[1]).get(method, 0))


def headers_of(body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of a request that Slack signed at an instant."""
    kind = JSON if body.startswith(b"{") else FORM
    return {
        "Content-Type": kind,
        "Content-Length": str(len(body)),
        **signed_headers(body, SIGNING_SECRET, at),
    }


async def status_of(server: Server, path: str) -> int:
    """Return the status with which a server answers a GET."""
    async with connection(server) as (reader, writer):
        writer.write(f"GET {path} HTTP/1.1\r\nHost: bot\r\n\r\n".encode())
        return (await _answer(reader))[0]


async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> float:
    """Send a signed request, and return the seconds until its answer; AssertionError when that is no empty 200."""
    headers = {"Host": "bot", **headers_of(body, datetime.now(UTC))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    began = time.perf_counter()
    writer.write(f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + body)
    answer = await _answer(reader)
    assert answer == (200, b""), answer
    return time.perf_counter() - began


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = head.partition("content-length:")[2].split("\r\n", 1)[0]
    return int(head.split(" ", 2)[1]), await reader.readexactly(int(length))


def processor_seconds(server: Server) -> float:
    """Return the processor time that a server has used, in seconds; 0 where the system does not say."""
    if not sys.platform.startswith("linux"):
        return 0.0
    # The clock of a process, as clock_getcpuclockid(3) makes it: /proc tells the same in hundredths of a second.
    return time.clock_gettime((~server.process.pid << 3) | 2)

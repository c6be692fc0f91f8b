"""Klatch in this process, which answers but does nothing by itself: what one thing costs it, in processor time."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from benchmarks.load import headers_of
from benchmarks.serving import klatch_environment
from bot.clock import Clock
from bot.settings import Settings
from bot.wiring import Klatch
from tests.crash.processes import Server

WARM_UP = 10
"""Requests before the first that counts: statements are compiled, and what is kept is fetched."""


@asynccontextmanager
async def answering(url: str, slack: Server, clock: Clock | None = None) -> AsyncIterator[Klatch]:
    """Klatch without its postman and its heartbeat at work."""
    environment = klatch_environment(slack, url)
    klatch = Klatch(Settings.model_validate({name.lower(): value for name, value in environment.items()}), clock)
    try:
        await klatch.start()
        yield klatch
    finally:
        await klatch.stop()


async def milliseconds_each(
    klatch: Klatch, new_body: Callable[[], bytes | None], times: int, warm_up: int = WARM_UP
) -> float:
    """Return the processor time of a request, in milliseconds, over so many after some that warm it up.

    All that it leads to within Klatch counts but what the postman and the heartbeat do later, and the HTTP server.
    """
    for _ in range(warm_up):
        await _answer(klatch, new_body)

    async def answer_all() -> None:
        for _ in range(times):
            await _answer(klatch, new_body)
        await klatch.edge.drain()

    return await processor_milliseconds(answer_all) / times


async def processor_milliseconds(act: Callable[[], Awaitable[object]]) -> float:
    """Return the processor time of this process while it does this, in milliseconds."""
    before = time.process_time()
    await act()
    return (time.process_time() - before) * 1000


async def _answer(klatch: Klatch, new_body: Callable[[], bytes | None]) -> None:
    """Hand the next request over as the HTTP server would. AssertionError when the answer is no empty 200."""
    body = new_body()
    assert body is not None
    answer: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        answer.append(message.get("status") or message["body"])

    await klatch.asgi(_scope(body, klatch.clock), receive, send)
    assert answer == [200, b""], answer


def _scope(body: bytes, clock: Clock) -> dict[str, Any]:
    headers = headers_of(body, clock.now())
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/slack/events",
        "raw_path": b"/slack/events",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

"""The door holds against who would rather keep it busy than come in."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.requests import Request

from bot.clock import MovableClock
from bot.playground.signing import signed_headers
from bot.slack.gate import Gate, RefusedError

SECRET = "the signing secret"
START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "nothing"}}


async def refused(request: Request, body_seconds: float = 10.0) -> int:
    """The status with which a request is turned away."""
    with pytest.raises(RefusedError) as refusal:
        await Gate(SECRET, MovableClock(START), body_seconds=body_seconds).admit(request)
    return refusal.value.status


def request_with(headers: Mapping[str, str], chunks: AsyncIterator[dict[str, Any]]) -> Request:
    """A request whose body comes in these messages of ASGI."""
    given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": given}, chunks.__anext__)


async def whole(body: bytes) -> AsyncIterator[dict[str, Any]]:
    yield {"type": "http.request", "body": body, "more_body": False}


async def without_end(body: bytes) -> AsyncIterator[dict[str, Any]]:
    """The beginning of a body, and then nothing for ever."""
    yield {"type": "http.request", "body": body, "more_body": True}
    await asyncio.Event().wait()


async def test_who_never_finishes_a_body_is_sent_away() -> None:
    body = json.dumps(EVENT).encode()
    headers = {"Content-Type": "application/json", **signed_headers(body, SECRET, START)}
    assert await refused(request_with(headers, without_end(body[:5])), body_seconds=0.01) == 408


async def test_what_is_compressed_is_not_unpacked() -> None:
    """A few kilobytes that would be a gigabyte stay a few kilobytes, even where somebody could sign them."""
    body = gzip.compress(json.dumps(EVENT).encode() + b" " * 1_000_000)
    headers = {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        **signed_headers(body, SECRET, START),
    }
    assert await refused(request_with(headers, whole(body))) == 400

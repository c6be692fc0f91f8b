"""The door holds against who would rather keep it busy than come in."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from starlette.requests import Request

from bot.clock import MovableClock
from bot.server.health import Health
from bot.server.web import new_application
from bot.slack.bolt import Bolt
from bot.slack.gate import Gate, RequestRefusedError
from playground.signing import signed_headers
from tests.wire import wired

SECRET = "the signing secret"
START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
EVENT = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": {"type": "nothing"}}


async def refused(request: Request, body_seconds: float = 10.0) -> int:
    """The status with which a request is turned away."""
    with pytest.raises(RequestRefusedError) as refusal:
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


APPLICATION = new_application(cast(Bolt, None), None, Health({}))
"""Everything that is there without a gate."""
ONE_CHUNK = b"2\r\n{}\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("version", "lengths", "body"),
    [
        pytest.param(b"1.1", b"Content-Length: 2\r\nTransfer-Encoding: chunked", ONE_CHUNK, id="both"),
        pytest.param(b"1.1", b"Transfer-Encoding: chunked\r\nContent-Length: 17", ONE_CHUNK, id="the other way"),
        pytest.param(b"1.0", b"Transfer-Encoding: chunked", ONE_CHUNK, id="chunked before there was such a thing"),
        pytest.param(b"1.1", b"Content-Length: 2\r\nContent-Length: 3", b"{}", id="two lengths"),
        pytest.param(b"1.1", b"Content-Length: 2, 3", b"{}", id="two lengths in one"),
        pytest.param(b"1.1", b"Content-Length: +2", b"{}", id="a sign"),
        pytest.param(b"1.1", b"Transfer-Encoding: gzip, chunked", ONE_CHUNK, id="another encoding"),
        pytest.param(b"1.1", b"Transfer-Encoding: identity", b"{}", id="no encoding"),
        pytest.param(b"1.1", b"Transfer-Encoding : chunked", ONE_CHUNK, id="a blank before the colon"),
    ],
)
async def test_what_says_in_two_ways_how_long_it_is_is_400_and_nothing_after_it_is_read(
    version: bytes, lengths: bytes, body: bytes
) -> None:
    """A proxy in front might read it the other way, and take for a request what here is a body."""
    async with wired(APPLICATION) as wire:
        line = await wire.line()
        line.say(b"POST /healthz HTTP/" + version + b"\r\nHost: klatch\r\n" + lengths + b"\r\n\r\n" + body)
        line.say(b"GET /healthz HTTP/1.1\r\nHost: klatch\r\n\r\n")
        assert await line.status() == 400
        rest = await line.reader.read()
        assert b"HTTP/1.1" not in rest


async def test_what_comes_in_chunks_is_let_in_like_anything_else() -> None:
    async with wired(APPLICATION) as wire:
        line = await wire.line()
        line.say(b"GET /healthz HTTP/1.1\r\nHost: klatch\r\nTransfer-Encoding: chunked\r\n\r\n" + ONE_CHUNK)
        assert await line.status() == 200

"""The HTTP server holds against who keeps connections open, and keeps them open for who may send again."""

import asyncio
import errno
import resource
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.logs import SELDOM_SECONDS, Seldom
from bot.server.http_server import KEEP_ALIVE_SECONDS, Bounds, Server, most_connections
from bot.serving import seldom_of_accepting
from bot.workspaces.client import new_session
from playground.loopback_server import LoopbackServer
from tests.wire import Line, Wire, wired

pytestmark = pytest.mark.one_database

LONG = 3_600.0
BALANCERS_SECONDS = 60
REQUEST = b"GET / HTTP/1.1\r\nHost: klatch\r\n\r\n"
BEGUN = b"POST / HTTP/1.1\r\nHost: klatch\r\nContent-Length: 9\r\n"


async def hello(request: Request) -> Response:
    return Response((await request.body()) or b"hello")


APPLICATION = Starlette(routes=[Route("/", hello, methods=["GET", "POST"])])


@pytest.fixture
async def patient() -> AsyncIterator[Wire]:
    """A server for three connections, which never lose patience."""
    async with wired(APPLICATION, Bounds(connections=3, request_seconds=LONG)) as wire:
        yield wire


@contextmanager
def files_at_most(limit: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.parametrize("sent", [b"", b"GET", BEGUN, BEGUN + b"\r\nfour", REQUEST + b"GET"])
async def test_who_does_not_send_a_whole_request_in_time_is_hung_up_on(sent: bytes) -> None:
    async with wired(APPLICATION, Bounds(request_seconds=0.05)) as wire:
        line = await wire.line()
        line.say(sent)
        await line.ends()


async def test_a_byte_now_and_then_gives_nobody_more_time() -> None:
    """An answer has gone before the body was there, which nobody wants: it goes on, byte by byte, for ever."""
    async with wired(Starlette(), Bounds(request_seconds=0.2)) as wire:
        line = await wire.line()
        line.say(b"POST / HTTP/1.1\r\nHost: klatch\r\nContent-Length: 900000\r\n\r\n")
        assert await line.status() == 404
        while not (line.reader.at_eof() or line.reader.exception()):  # what was under way may end it with a reset
            line.say(b"x")
            await asyncio.wait([asyncio.create_task(line.reader.read(1_000))], timeout=0.02)


async def test_of_too_many_the_one_that_has_been_silent_longest_makes_room(patient: Wire) -> None:
    silent = [await patient.line() for _ in range(3)]
    heard = await patient.line()
    heard.say(REQUEST)
    assert await heard.status() == 200
    await silent[0].ends()
    silent[1].say(REQUEST)
    assert await silent[1].status() == 200


async def test_who_has_asked_before_stays_where_somebody_never_has(patient: Wire) -> None:
    kept = await patient.line()
    kept.say(REQUEST)
    assert await kept.status() == 200
    silent = [await patient.line() for _ in range(3)]
    await silent[0].ends()
    kept.say(REQUEST)
    assert await answer(kept) == 200


async def test_of_those_who_asked_before_the_one_that_waits_longest_makes_room(patient: Wire) -> None:
    kept = [await patient.line() for _ in range(3)]
    for line in kept:
        line.say(REQUEST)
        assert await line.status() == 200
    newcomer = await patient.line()
    newcomer.say(REQUEST)
    assert await newcomer.status() == 200
    await kept[0].ends()


async def test_while_all_are_being_served_one_more_is_turned_away_and_none_is_cut() -> None:
    may_end, served = asyncio.Event(), asyncio.Semaphore(0)

    async def slowly(_request: Request) -> Response:
        served.release()
        await may_end.wait()
        return Response()

    application = Starlette(routes=[Route("/", slowly)])
    async with wired(application, Bounds(connections=2, request_seconds=LONG)) as wire:
        lines = [await wire.line() for _ in range(2)]
        for line in lines:
            line.say(REQUEST)
            await served.acquire()
        await (await wire.line()).ends()
        may_end.set()
        assert [await line.status() for line in lines] == [200, 200]


async def test_a_crowd_is_one_line_in_the_log(patient: Wire) -> None:
    with structlog.testing.capture_logs() as log:
        for _ in range(40):
            await patient.line()
        last = await patient.line()
        last.say(REQUEST)
        assert await last.status() == 200
    assert [line["event"] for line in log] == ["too_many_connections"]


async def test_nonsense_is_400_and_no_line_in_the_log(patient: Wire, caplog: pytest.LogCaptureFixture) -> None:
    for nonsense in (b"\x00\x01\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"):
        line = await patient.line()
        line.say(nonsense)
        assert await line.status() == 400
    upgrade = await patient.line()
    upgrade.say(b"GET / HTTP/1.1\r\nHost: klatch\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert await upgrade.status() == 200
    assert caplog.records == []


def test_what_happens_very_often_is_said_at_once_and_then_once_a_minute_with_how_often() -> None:
    said, now = list[int](), 0.0
    seldom = Seldom(said.append, lambda: now)
    for _ in range(5):
        seldom.happened()
    assert said == [1]
    now = SELDOM_SECONDS
    seldom.happened()
    assert said == [1, 5]


async def test_connections_that_the_system_does_not_give_are_said_once() -> None:
    """asyncio says it of each connection that waits, and again every second."""
    loop, handle = asyncio.get_running_loop(), seldom_of_accepting()
    with structlog.testing.capture_logs() as log:
        for _ in range(1_000):
            handle(loop, {"message": "…", "exception": OSError(errno.EMFILE, "Too many open files")})
    assert [line["event"] for line in log] == ["no_connection_accepted"]


async def test_other_faults_that_nobody_took_are_still_said(caplog: pytest.LogCaptureFixture) -> None:
    seldom_of_accepting()(asyncio.get_running_loop(), {"message": "a callback failed", "exception": OSError(1, "no")})
    assert [record.message for record in caplog.records] == ["a callback failed"]


def test_half_of_the_files_that_the_system_allows_are_left_for_database_and_slack() -> None:
    with files_at_most(256):
        assert most_connections() == 128
        accepted_at_once = Server(APPLICATION).config.backlog
        assert most_connections() + 2 * accepted_at_once <= 256


async def test_more_connections_may_wait_than_are_accepted_at_once() -> None:
    server = Server(APPLICATION, Bounds(connections=4))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = server.config
        server.lifespan = config.lifespan_class(config)
        await server.startup([listener])
        with socket.socket() as one, socket.socket() as other, socket.socket() as third:
            for client in (one, other, third):
                client.settimeout(5)
                client.connect(listener.getsockname())  # the loop does not turn meanwhile: nobody accepts
        for listening in server.servers:
            listening.close()


async def test_an_idle_connection_is_kept_longer_than_balancers_and_our_own_clients_keep_theirs() -> None:
    """Who sends is then who closes, and no request meets a connection that is just closing."""
    assert Server(APPLICATION).config.timeout_keep_alive == KEEP_ALIVE_SECONDS > BALANCERS_SECONDS
    playground = LoopbackServer(APPLICATION)._server.config.timeout_keep_alive
    async with new_session() as session, httpx.AsyncClient() as http:
        assert session.connector is not None
        bots = session.connector._keepalive_timeout
        playgrounds = http._transport._pool._keepalive_expiry  # type: ignore[attr-defined]
    assert bots is not None
    assert bots < playground
    assert playgrounds < min(playground, KEEP_ALIVE_SECONDS)


async def test_what_a_proxy_says_of_an_address_is_not_believed() -> None:
    async def who(request: Request) -> Response:
        return Response(f"{request.client.host if request.client else ''} {request.url.scheme}")

    async with wired(Starlette(routes=[Route("/", who)])) as wire, httpx.AsyncClient() as http:
        forwarded = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
        answer = await http.get(f"http://127.0.0.1:{wire.port}/", headers=forwarded)
    assert answer.text == "127.0.0.1 http"


async def answer(line: Line) -> int:
    """The status of the answer after one whose body is ``hello``."""
    await line.reader.readexactly(len("hello"))
    return await line.status()

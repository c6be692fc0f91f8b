"""What needs no network is on no network: the playground, and Klatch unless it is told otherwise."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from bot.settings import Settings
from playground.loopback_server import LoopbackServer
from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from tests.databases import Sqlite

FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "127.0.0.1:1"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
]
"""What a page of somebody else's, in a browser of this machine, cannot help saying of itself (or of its DNS)."""


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Rehearsal]:
    async with rehearsal(database_url, STORY_BEGINS) as here:
        yield here


async def called(here: Rehearsal, **headers: str) -> tuple[httpx.Response, httpx.Response]:
    """The answers of the Web API and of the bot's door to what each would take."""
    bearer = {"Authorization": f"Bearer {here.playground.bot_token}"}
    body = b'{"type": "url_verification", "challenge": "c"}'
    signed = {"Content-Type": "application/json", **here.playground.sign(body)}
    async with httpx.AsyncClient(trust_env=False) as http:
        api = await http.post(f"{here.playground.api_url}auth.test", headers={**bearer, **headers})
        return api, await http.post(f"{here.bot_url}slack/events", content=body, headers={**signed, **headers})


@pytest.mark.one_database
async def test_the_inner_doors_answer_to_their_own_names_and_to_no_page(here: Rehearsal) -> None:
    """Not even with the right token and signature."""
    assert [answer.status_code for answer in await called(here)] == [200, 200]
    for headers in FOREIGN:
        assert [answer.status_code for answer in await called(here, **headers)] == [403, 403], headers


@pytest.mark.one_database
async def test_who_finds_the_port_of_the_web_api_does_not_find_the_way(here: Rehearsal) -> None:
    """Response URLs and uploads ask for no token: what is secret about them is where they are."""
    port = urlsplit(here.playground.api_url).port
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as http:
        for path in ("/api/auth.test", "/reply/R00010000001", "/upload/F00010000001", "/"):
            assert (await http.post(path, json={"text": "hello"})).status_code == 404
    assert here.playground.calls_of("auth.test")[1:] == []


@pytest.mark.one_database
async def test_no_secret_of_a_playground_is_the_same_at_its_next_start(sqlite: Sqlite, tmp_path: Path) -> None:
    seen = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with sqlite.database(tmp_path / name) as url:
            async with rehearsal(url, STORY_BEGINS) as here:
                way = urlsplit(here.playground.api_url).path
                seen |= {here.playground.signing_secret, here.playground.bot_token, way}
                assert min(len(here.playground.signing_secret), len(way), len(here.playground.bot_token)) > 30
    assert len(seen) == 6


async def test_the_playground_listens_on_the_loopback_alone() -> None:
    """127.0.0.2 is this machine too, by another address: who listens everywhere is found there."""
    server = LoopbackServer(Starlette())
    port = int((await server.start()).rstrip("/").rpartition(":")[2])
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.2", port)
    finally:
        await server.stop()


def test_klatch_listens_on_this_machine_alone_unless_it_is_told_otherwise() -> None:
    assert Settings.model_fields["host"].default == "127.0.0.1"

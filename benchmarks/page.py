"""The playground's page: a large workspace beside a small one, in the same process and by turns."""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import httpx

from benchmarks.databases import Databases
from benchmarks.report import Result
from playground import Channel, Person, Playground
from playground.crowd import fill
from playground.loopback_server import LoopbackServer
from playground.page import Page
from playground.rehearsal.rehearsal import read_manifest
from tests.playground.page.setting import QuietControl
from tests.playground.stage import SECRET, HandMovedClock

SMALL, LARGE = (15, 300), (1_000, 20_000)
"""People (there is a channel for every five) and messages."""
TIMES = 100
MOST_OF_A_PAGE = 300
MOST_OF_A_MESSAGE = 100
"""Milliseconds."""
WORDS = ["grants", "maps", "who", "may", "know", "<https://example.org|link>", "*matters*", ":wave:"]


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace that is served."""

    playground: Playground
    address: str
    http: httpx.AsyncClient

    def somewhere(self, chance: Random) -> tuple[Person, Person, Channel]:
        """Two people, and a channel in which both are."""
        channel = chance.choice(channels_of(self.playground))
        one, other = chance.sample(channel.members, 2)
        return self.playground.person(one), self.playground.person(other), channel


async def run(_databases: Databases, _folder: Path, *, quick: bool) -> list[Result]:
    """Pages, and messages on their way to an open one."""
    times = 10 if quick else TIMES
    async with _opened(*SMALL) as small, _opened(*((200, 2_000) if quick else LARGE)) as large:
        pages, told = await _by_turns(small, large, times)
    people, messages = len(large.playground.people), len(list(large.playground.workspace.messages))
    size = f"{people:,} people, {len(channels_of(large.playground))} channels, {messages:,} messages"
    return [
        _result(f"The playground's page ({size})", "a page", pages, MOST_OF_A_PAGE),
        _result(f"A new message on an open page ({size})", "told", told, MOST_OF_A_MESSAGE),
    ]


def channels_of(playground: Playground) -> list[Channel]:
    """All of them; direct messages come and go with whoever looks."""
    return [channel for channel in playground.workspace.channels if not channel.is_direct]


def _result(name: str, what: str, took: tuple[list[float], list[float]], most: int) -> Result:
    small, large = took
    figures = {
        f"{what}, median ms": statistics.median(large),
        f"{what}, worst ms": max(large),
        "in a small workspace, median ms": statistics.median(small),
        "in a small workspace, worst ms": max(small),
    }
    return Result(name, figures, f"at most {most} ms", max(large) <= most)


async def _by_turns(small: Place, large: Place, times: int) -> tuple[tuple[list[float], list[float]], ...]:
    pages: tuple[list[float], list[float]] = ([], [])
    told: tuple[list[float], list[float]] = ([], [])
    chance = Random(1)  # noqa: S311  the same each time
    for _ in range(times):
        for number, place in enumerate((small, large)):
            pages[number].append(await _page(place, chance))
            told[number].append(await _message(place, chance))
    return pages, told


async def _page(place: Place, chance: Random) -> float:
    reader, _, channel = place.somewhere(chance)
    began = time.perf_counter()
    answer = await place.http.get(f"as/{reader.id}/{channel.id}")
    took = (time.perf_counter() - began) * 1000
    assert answer.status_code == 200, answer.text
    return took


async def _message(place: Place, chance: Random) -> float:
    """From the writer's request to the message in the reader's stream."""
    reader, writer, channel = place.somewhere(chance)
    async with place.http.stream("GET", f"as/{reader.id}/stream", params={"channel": channel.id}) as stream:
        lines = stream.aiter_lines()
        await _heard(lines, "sidebar")
        body = {"channel": channel.id, "text": "Has anybody seen the map of 1884?"}
        began = time.perf_counter()
        said = asyncio.create_task(place.http.post(f"as/{writer.id}/say", json=body))
        data = json.loads(await _heard(lines, "message"))
        took = (time.perf_counter() - began) * 1000
        assert "map of 1884" in data["list"]
        assert (await said).json()["ok"]
    return took


async def _heard(lines: AsyncIterator[str], event: str) -> str:
    async for line in lines:
        if line == f"event: {event}":
            return (await anext(lines)).removeprefix("data: ")
    raise AssertionError("the stream has ended")


@asynccontextmanager
async def _opened(people: int, messages: int) -> AsyncIterator[Place]:
    clock = HandMovedClock()
    async with Playground(read_manifest(), clock, SECRET) as playground:
        fill(playground, people)
        for channel, author, words in _said(playground, messages):
            clock.advance(timedelta(seconds=30))
            playground.workspace.post(channel, author, words)
        page = Page(playground, QuietControl(clock))
        server = LoopbackServer(page.asgi)
        address = await server.start()
        async with httpx.AsyncClient(base_url=address, headers={"Origin": address.rstrip("/")}) as http:
            await http.get(page.key.entrance(address))
            yield Place(playground, address, http)
        page.close()
        await server.stop()


def _said(playground: Playground, messages: int) -> Iterator[tuple[Channel, str, str]]:
    chance = Random(2)  # noqa: S311  the same each time
    channels = channels_of(playground)
    for _ in range(messages):
        channel = chance.choice(channels)
        yield channel, chance.choice(list(channel.members)), " ".join(chance.choices(WORDS, k=20))

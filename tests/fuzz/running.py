"""Knocking at the whole bot over signed HTTP, with what the corpus holds and what the bot's own words suggest."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from traceback import format_exception

import httpx
from pydantic import SecretStr

from bot.wiring import Klatch
from playground.loopback_server import LoopbackServer
from playground.rehearsal.rehearsal import Rehearsal, settings_for
from playground.signing import signed_headers
from playground.traffic_log import TrafficEntry
from tests.fuzz.corpus import Body, name_of
from tests.fuzz.entries import STATE, Knock, knocks
from tests.fuzz.imagining import from_call
from tests.fuzz.watching import BLOCK_FAULTS, Watch

SETTLED_EVERY, HOURS_EVERY = 60, 400
"""Requests after which letters go out, and after which some hours pass."""

PATIENCE_SECONDS = 120
"""For what is done between requests; a bot that hangs is a finding."""


@dataclass
class Bodies:
    """What Slack is known to send; grows with what the bot says. Each name has a few samples."""

    by_name: dict[str, list[Body]] = field(default_factory=dict)

    def learn(self, body: Body) -> None:
        """Keep it, beside the newest others of its name."""
        known = self.by_name.setdefault(name_of(body), [])
        known.append(body)
        del known[:-6]

    def hear(self, entry: TrafficEntry) -> None:
        """Learn from what was said to Slack."""
        for body in from_call(entry):
            self.learn(body)


@dataclass
class Besieged:
    """A bot, and what is noted about it."""

    here: Rehearsal
    http: httpx.AsyncClient
    watch: Watch
    state: str = ""
    """Of the installation that was begun last."""
    is_broken: bool = False
    """Whether nothing goes on any more, so that there is nothing to find out but on a fresh database."""

    async def knock(self, knock: Knock) -> None:
        """One request, and what is to be noted about its answer."""
        self.watch.knock, began = knock, time.monotonic()
        try:
            answers = await asyncio.gather(*(self._send(knock, body) for body in knock.bodies))
        except (httpx.InvalidURL, httpx.LocalProtocolError):
            return  # nothing that a client could send
        except httpx.HTTPError as error:
            self.watch.findings.add(f"no answer: {type(error).__name__} for {knock.name}", knock)
            return
        for answer in answers:
            self.watch.answered(answer.status_code, time.monotonic() - began)
            self.state = answer.cookies.get("klatch_install") or self.state
        await self.here.klatch.edge.drain()
        self.watch.look_at(self.here.klatch.database)
        self._look_at_refusals()

    async def settle(self, hours: float = 0) -> None:
        """Let letters go out and be done what is due, while so many hours pass; nothing in it may fail."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.here.pass_time(hours=hours)
        except Exception as fault:
            self.is_broken = True
            told = [line.strip(" |\n") for line in format_exception(fault) if "rror" in line]
            self.watch.findings.add(f"no letters, nothing due any more: {told[-1:]}", self.watch.knock)
        self._look_at_refusals()

    async def _send(self, knock: Knock, body: bytes) -> httpx.Response:
        headers = {name: value.replace(STATE, self.state) for name, value in knock.headers.items()}
        if knock.is_signed:
            headers |= signed_headers(body, self.here.playground.signing_secret, self.here.clock.now())
        raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        url = f"{self.here.bot_url.rstrip('/')}{knock.path.replace(STATE, self.state)}"
        return await self.http.request(knock.method, url, content=body, headers=raw)

    def _look_at_refusals(self) -> None:
        refusals = self.here.playground.refusals
        for refusal in refusals:
            if refusal.error in BLOCK_FAULTS:
                self.watch.findings.add(f"Slack would refuse: {refusal}"[:600], self.watch.knock)
        refusals.clear()


@asynccontextmanager
async def besieged(url: str, here: Rehearsal, watch: Watch, seed: int) -> AsyncIterator[Besieged]:
    """Another bot than the one of the rehearsal, on another database, which others may install too."""
    more = {
        "slack_client_id": "1.2",
        "slack_client_secret": SecretStr("a client secret"),
        "klatch_metrics_token": SecretStr("a token for metrics"),
    }
    settings = settings_for(here.playground, url).model_copy(update=more)
    klatch = Klatch(settings, here.clock, Random(seed))  # noqa: S311 (to be seen again)
    server = LoopbackServer(klatch.asgi)
    try:
        here.playground.faults.refuse("oauth.v2.access", "invalid_code", times=sys.maxsize)
        await klatch.start()
        address = await server.start()
        here.playground.connect(address)
        async with httpx.AsyncClient(timeout=PATIENCE_SECONDS, trust_env=False) as http:
            yield Besieged(Rehearsal(here.playground, klatch, here.clock, address), http, watch)
    finally:
        await server.stop()
        await klatch.stop()


async def siege(those: Besieged, bodies: Bodies, chance: Random, is_over: Callable[[int], bool]) -> None:
    """Knock until ``is_over``, which is asked with the number of each request; letters go out and time passes."""
    with those.here.playground.workspace.journal.heard_by(bodies.hear):
        for number, knock in enumerate(knocks(bodies.by_name, chance), 1):
            await those.knock(knock)
            if number % SETTLED_EVERY == 0:
                await those.settle()
            if number % HOURS_EVERY == 0:
                await those.settle(hours=chance.choice([1, 8, 30, 24 * 7]))
            if those.is_broken or is_over(number):
                break
        await those.settle()

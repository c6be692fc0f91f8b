"""Klatch and a Slack of its own on this machine, with a clock that is moved by hand.

The bot is the one that ``serve`` runs, behind signed HTTP; the story, the playground and the tests use this.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from secrets import token_urlsafe
from typing import Any

import yaml
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import MovableClock
from bot.outbox.postman import Pick
from bot.settings import Settings
from bot.wiring import Klatch
from playground import Playground
from playground.loopback_server import LoopbackServer

MANIFEST_PATH = Path(__file__).parents[2] / "manifest.yml"
AT_ONCE = timedelta(minutes=1)
"""What happens by itself within this span happens "at once" to a person: a message takes a second or two to arrive."""

ENCRYPTION_KEY = "cll5xXTOixbb2YylORC_qu-GfVvLMi_ChNSeKVyyj9M="
"""With which a playground's bot locks what its invented people write. It keeps no secret; what was kept has to open."""


@cache
def read_manifest() -> Mapping[str, Any]:
    """The Slack app as it is registered."""
    manifest = yaml.safe_load(MANIFEST_PATH.read_text("utf-8"))
    if not isinstance(manifest, dict):
        raise TypeError(f"{MANIFEST_PATH} is not a manifest")
    return manifest


def oldest(_: int) -> int:
    """Pick the letter that has waited longest."""
    return 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A running bot, the workspace it is in, and the time there."""

    playground: Playground
    klatch: Klatch
    clock: MovableClock
    bot_url: str
    pick: Pick = oldest
    """Which letter goes next, of those that could be on the wire at once."""

    async def settle(self) -> None:
        """Let everything happen that happens by itself at once, at Slack's pace."""
        await self._until(self.clock.now() + AT_ONCE)

    async def pass_time(self, **span: float) -> None:
        """Move the clock by a span (``days=3``); everything that falls due on the way happens at its own time."""
        await self.pass_until(self.clock.now() + timedelta(**span))

    async def pass_until(self, end: datetime) -> None:
        """Move the clock to an instant; everything that falls due on the way happens at its own time."""
        await self._until(end)
        self.clock.advance_to(end)
        await self.settle()

    async def _until(self, end: datetime) -> None:
        following = await self.klatch.settle(self.pick)
        while following is not None and following <= end:
            self.clock.advance_to(following)
            following = await self.klatch.settle(self.pick)


@asynccontextmanager
async def rehearsal(
    database_url: str, start: datetime, seed: int | None = None, prepare: Callable[[Playground], None] = lambda _: None
) -> AsyncIterator[Rehearsal]:
    """Slack is there, the bot is running behind HTTP on the loopback, and they know each other.

    It is the same each time; a ``seed`` decides by chance, also which letters go first. The database has to be at the
    newest revision. ``prepare`` is done with the workspace before the bot comes.
    """
    clock = MovableClock(start)
    async with Playground(read_manifest(), clock, token_urlsafe()) as playground:
        prepare(playground)
        chance = Random(1 if seed is None else seed)  # noqa: S311  the same story each time
        klatch = Klatch(settings_for(playground, database_url), clock, chance)
        server = LoopbackServer(_one_after_another(klatch))
        try:
            await klatch.start()
            url = await server.start()
            playground.connect(url)
            yield Rehearsal(playground, klatch, clock, url, oldest if seed is None else chance.randrange)
        finally:
            await server.stop()
            await klatch.stop()


def _one_after_another(klatch: Klatch) -> ASGIApp:
    """The bot, which ends what goes on after a request before it takes the next: else the wall's clock would decide."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await klatch.edge.drain()
        await klatch.asgi(scope, receive, send)

    return app


def settings_for(playground: Playground, database_url: str) -> Settings:
    """The settings of a bot that lives in a playground."""
    return Settings.model_validate(
        {
            "slack_bot_token": playground.bot_token,
            "slack_signing_secret": playground.signing_secret,
            "slack_api_url": playground.api_url,
            "database_url": database_url,
            "klatch_encryption_key": ENCRYPTION_KEY,
        }
    )

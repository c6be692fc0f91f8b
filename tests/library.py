"""The whole bot, unchanged, in a workspace of its own: signed HTTP in, Slack's Web API out, a clock that is moved."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from cryptography.fernet import Fernet

from bot.clock import MovableClock
from bot.playground import Message, Person, Playground, render_message
from bot.playground.loopback import LoopbackServer
from bot.settings import Settings
from bot.wiring import Klatch

MONDAY_MORNING = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""Nine in Toronto: the working week begins."""

MANIFEST: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "manifest.yml").read_text("utf-8"))

KEY = Fernet.generate_key().decode()


@dataclass
class Library:
    """A university library with Klatch in it."""

    playground: Playground
    klatch: Klatch
    clock: MovableClock
    _busy: set[str] = field(default_factory=set)

    def person(self, name: str, tz: str = "America/Toronto", **fields: Any) -> Person:
        """Somebody who works here."""
        return self.playground.add_person(name, tz=tz, **fields)

    async def settle(self) -> None:
        """Let everything happen that happens by itself within the next minute, at Slack's pace."""
        horizon = self.clock.now() + timedelta(minutes=1)
        following = await self.klatch.settle()
        while following is not None and following <= horizon:
            self.clock.advance_to(following)
            following = await self.klatch.settle()

    async def pass_time(self, **span: float) -> None:
        """Move the clock, with everything happening on the way that is due."""
        until = self.clock.now() + timedelta(**span)
        following = await self.klatch.settle()
        while following is not None and following <= until:
            self.clock.advance_to(following)
            following = await self.klatch.settle()
        self.clock.advance_to(until)
        await self.settle()

    async def volunteer(self, person: Person, *topics: str, **fields: Any) -> None:
        """Fill in and send the volunteer form."""
        await person.command("/mentor-volunteer")
        if topics:
            await person.fill("Topics", list(topics))
        for label, value in fields.items():
            await person.fill(label.replace("_", " "), value)
        await person.fill("What you promise", ["I make time when I say yes, I listen, and it stays between us."])
        outcome = await person.submit()
        assert outcome.errors == {}
        await self.settle()

    async def ask(self, person: Person, question: str, **fields: Any) -> None:
        """Ask with the form."""
        await person.command("/mentor-ask", question)
        for label, value in fields.items():
            await person.fill(label, value)
        outcome = await person.submit()
        assert outcome.errors == {}
        await self.settle()

    async def press(self, person: Person, words: str, message: Message | None = None) -> None:
        """Press a button, and let happen what follows."""
        await person.press(words, message)
        await self.settle()


def seen(person: Person) -> list[str]:
    """What somebody sees now, as Slack would show it."""
    return [render_message(message, person) for message in person.messages()]


def last_seen(person: Person) -> str:
    """The newest message that somebody sees."""
    return seen(person)[-1]


@asynccontextmanager
async def open_library(database_url: str, start: datetime = MONDAY_MORNING) -> AsyncIterator[Library]:
    """Slack is there, the bot is running behind real HTTP, and they know each other."""
    clock = MovableClock(start)
    async with Playground(MANIFEST, clock, "a signing secret") as playground:
        settings = Settings(
            slack_bot_token=playground.bot_token,
            slack_signing_secret="a signing secret",
            slack_api_url=playground.api_url,
            database_url=database_url,
            klatch_encryption_key=KEY,
        )
        klatch = Klatch(settings, clock, Random(7))
        server = LoopbackServer(klatch.asgi)
        await klatch.start()
        playground.connect(await server.start())
        try:
            yield Library(playground, klatch, clock)
        finally:
            await server.stop()
            await klatch.stop()

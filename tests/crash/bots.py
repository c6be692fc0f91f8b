"""Klatch as it runs in earnest, ``app.py serve``, killed and started again, with time that passes meanwhile."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import select, update

from bot.clock import SystemClock
from bot.database.database import Database
from bot.database.keys import Key, Keys
from bot.outbox.models import Letter, LetterState, RateLimit
from playground import Playground
from playground.rehearsal.rehearsal import read_manifest
from tests.crash.processes import KLATCH, Server, serve
from tests.databases import opened

SECRET = "a signing secret"
KEY = Fernet.generate_key().decode()
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Bot:
    """One process at a time, on one database, before one Slack."""

    playground: Playground
    database: Database
    """Our own view of the bot's database."""
    url: str
    folder: Path
    _server: Server | None = None
    logs: list[Path] = field(default_factory=list)

    @property
    def server(self) -> Server:
        """Its process. Raises RuntimeError before the first start."""
        if self._server is None:
            raise RuntimeError("it has not been started")
        return self._server

    async def start(self) -> None:
        """Start it, and have Slack send requests to it."""
        log = self.folder / f"bot-{id(self)}-{len(self.logs)}.log"
        self.logs.append(log)
        self._server = await serve(KLATCH, self.environment(), log)
        self.playground.connect(self._server.url)

    async def kill(self) -> None:
        """End it in the midst of whatever it does."""
        if self._server is not None:
            await self._server.kill()

    async def restart(self) -> None:
        """Start it again, a good minute after it was killed."""
        await self.leases_end()
        await self.start()

    async def leases_end(self) -> None:
        """What the dead process held on PostgreSQL, a minute has freed. On SQLite the next process frees it itself."""
        if not self.database.is_sqlite:
            leased = update(Letter).where(Letter.state == LetterState.LEASED)
            async with self.database.transaction() as session:
                await session.execute(leased.values(leased_until=LONG_AGO))

    async def minutes_pass(self) -> None:
        """Slack's pace is open again, and what was to be tried later is to be tried now."""
        # In the order in which the bots lock them, and not both at once: nobody may wait for each other in a ring.
        async with self.database.transaction() as session:
            for pace in await session.scalars(select(RateLimit).order_by(RateLimit.scope).with_for_update()):
                pace.open_at, pace.calls, pace.spread_until = LONG_AGO, [], None
        again = select(Letter).where(Letter.state == LetterState.WAITING, Letter.attempts > 0)
        async with self.database.transaction() as session:
            for letter in await session.scalars(again.with_for_update(skip_locked=True)):
                letter.try_at = letter.not_before

    def environment(self) -> dict[str, str]:
        """What an operator would set."""
        return {
            "SLACK_BOT_TOKEN": self.playground.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_APP_TOKEN": "",
            "SLACK_API_URL": self.playground.api_url,
            "DATABASE_URL": self.url,
            "HOST": "127.0.0.1",
            "PORT": "0",
            "KLATCH_ENCRYPTION_KEY": KEY,
            "KLATCH_LOG_FORMAT": "json",
        }


@asynccontextmanager
async def new_playground() -> AsyncIterator[Playground]:
    """A Slack that takes messages as fast as they come; its pace is another test's matter."""
    async with Playground(read_manifest(), SystemClock(), SECRET, rate_limits=False) as playground:
        yield playground


def opened_with_key(url: str) -> AbstractAsyncContextManager[Database]:
    """Our own view of a database whose bots have the key."""
    return opened(url, Keys([Key(KEY)]))


@asynccontextmanager
async def bots(count: int, playground: Playground, url: str, folder: Path) -> AsyncIterator[list[Bot]]:
    """So many bots on one database, started one after the other; killed after, whatever happens."""
    async with opened_with_key(url) as database:
        those = [Bot(playground, database, url, folder) for _ in range(count)]
        try:
            for bot in those:
                await bot.start()
            yield those
        finally:
            for bot in those:
                await bot.kill()

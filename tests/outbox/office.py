"""A post office for tests: a database, a small Slack, a clock that is moved, and a postman."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.models.blocks import Block
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import MovableClock
from bot.database.database import Database
from bot.outbox import letters
from bot.outbox.message import Message
from bot.outbox.models import Letter
from bot.outbox.postman import Postman
from tests.outbox.slack_server import SlackServer

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SECRET = "the words of a member"


@dataclass
class Office:
    database: Database
    slack: SlackServer
    clock: MovableClock
    postman: Postman

    async def write(self, key: str, to: str = "#C1", text: str = "", **more: Any) -> None:
        async with self.database.transaction() as session:
            await self.write_in(session, key, to, text, **more)

    async def write_in(self, session: AsyncSession, key: str, to: str = "#C1", text: str = "", **more: Any) -> None:
        message = Message(text or key, more.pop("blocks", ()))
        workspace = more.pop("workspace", "T1")
        await letters.post(session, workspace=workspace, key=key, to=to, message=message, now=self.clock.now(), **more)

    async def amend(
        self, key: str, text: str, pressed: letters.Pressed | None = None, blocks: Sequence[Block] = ()
    ) -> None:
        async with self.database.transaction() as session:
            card = letters.Card(key=key, to="#C1", message=Message(text, blocks))
            await letters.show(session, workspace="T1", cards=[card], now=self.clock.now(), pressed=pressed)

    async def letter(self, key: str) -> Letter:
        async with self.database.transaction() as session:
            return (await session.scalars(select(Letter).where(Letter.key == key))).one()

    async def letters(self) -> list[Letter]:
        async with self.database.transaction() as session:
            return list(await session.scalars(select(Letter).order_by(Letter.id)))

    async def states(self) -> dict[str, str]:
        async with self.database.transaction() as session:
            rows = await session.execute(select(Letter.key, Letter.state).order_by(Letter.id))
            return {key: str(state) for key, state in rows}

    async def deliver_all(self) -> None:
        """Deliver and move the clock to the next thing, until nothing is on its way."""
        while (instant := await self.postman.deliver()) is not None:
            self.clock.advance_to(instant)


def new_postman(database: Database, slack: SlackServer, clock: MovableClock, seed: int = 1) -> Postman:
    return Postman(database, clock, slack.client, random.Random(seed))  # noqa: S311  the same chance on each run

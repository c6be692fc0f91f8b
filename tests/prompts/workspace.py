"""Offering prompts in a workspace, one transaction each, at a time that the test moves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.database import Database
from bot.moment import Moment
from bot.prompts.library import Prompt, Section
from bot.prompts.models import PromptUse
from bot.prompts.service import next_prompts

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Workspace:
    database: Database
    name: str = "T1"
    now: datetime = START
    seed: str = "seed"

    def after(self, days: float) -> "Workspace":
        return replace(self, now=self.now + timedelta(days=days))

    @asynccontextmanager
    async def moment(self) -> AsyncIterator[Moment]:
        async with self.database.transaction() as session:
            yield Moment(session, self.name, self.now, self.seed)

    async def offer(self, audiences: Sequence[str], section: Section, count: int = 2) -> tuple[Prompt, ...]:
        async with self.moment() as moment:
            return await next_prompts(moment, audiences, section, count)

    async def uses(self) -> set[tuple[str, str, str, datetime]]:
        async with self.database.transaction() as session:
            found = await session.scalars(select(PromptUse))
            return {(use.workspace, use.audience, use.prompt, use.used_at) for use in found}

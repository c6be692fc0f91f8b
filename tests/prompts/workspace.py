"""Offering prompts in a workspace, one transaction each, at a time that the test moves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.database.database import Database
from bot.moment import Moment
from bot.prompts.library import NotAdded, Prompt, PromptKind, Section
from bot.prompts.models import OwnPrompt, PromptUse
from bot.prompts.prompts import add_prompt, next_prompts, own_prompts

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

    async def offer(self, audiences: Sequence[str], *sections: Section, count: int = 2) -> tuple[Prompt, ...]:
        async with self.moment() as moment:
            return await next_prompts(moment, audiences, sections, count)

    async def add(self, text: str, section: Section, kind: PromptKind = PromptKind.STORY) -> OwnPrompt | NotAdded:
        async with self.moment() as moment:
            return await add_prompt(moment, "U1", section, kind, text)

    async def own(self) -> list[str]:
        async with self.moment() as moment:
            return [prompt.text for prompt in await own_prompts(moment)]

    async def uses(self) -> set[tuple[str, str, str, datetime]]:
        async with self.database.transaction() as session:
            found = await session.scalars(select(PromptUse))
            return {(use.workspace, use.audience, use.prompt, use.used_at) for use in found}

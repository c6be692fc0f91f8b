"""Handlers that write down what they were called with, and an agenda to read."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database.database import Database
from bot.schedule.heartbeat import Heartbeat
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from bot.schedule.worker import Handler

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Diary:
    """What was handled: kind, subject, and when."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, int, datetime]] = []

    async def note(self, _session: AsyncSession, due: Due, now: datetime) -> None:
        self.entries.append((due.kind, due.subject, now))


def new_heartbeat(database: Database, clock: Clock, handlers: Mapping[str, Handler], **more: Any) -> Heartbeat:
    chance = random.Random(1)  # noqa: S311  the same chance on each run
    return Heartbeat(database, clock, handlers, chance, **more)


async def plan(
    database: Database, kind: str, subject: int = 1, due_at: datetime = START, workspace: str = "T1"
) -> None:
    async with database.transaction() as session:
        await schedule(session, workspace=workspace, kind=kind, subject=subject, due_at=due_at, now=START)


async def schedule_of(database: Database) -> list[tuple[str, int, datetime, int]]:
    async with database.transaction() as session:
        dues = await session.scalars(select(Due).order_by(Due.due_at, Due.id))
        return [(due.kind, due.subject, due.due_at, due.attempts) for due in dues]

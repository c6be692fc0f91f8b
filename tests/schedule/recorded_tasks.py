"""Tasks that write down what they were loaded with and what they saved."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.database import Database
from bot.schedule.models import Due
from bot.schedule.scheduling import schedule
from bot.schedule.tasks import Task
from bot.slack.models import HeardEvent
from tests.schedule.diary import START

KIND = "fetch"
Going = Callable[[int], Awaitable[str]]


async def fetched(subject: int) -> str:
    return f"fetched {subject}"


class RecordedTask:
    """Loads the subject, runs as it is told, and saves by writing down what it got."""

    def __init__(self, run: Going = fetched) -> None:
        self.loaded: list[int] = []
        self.saved: list[tuple[int, str, datetime]] = []
        self.task = Task(self.load, run, self.save)

    async def load(self, _session: AsyncSession, due: Due, _now: datetime) -> int | None:
        self.loaded.append(due.subject)
        return due.subject

    async def save(self, _session: AsyncSession, due: Due, result: str, now: datetime) -> None:
        self.saved.append((due.subject, result, now))


async def heard(database: Database) -> list[HeardEvent]:
    async with database.transaction() as session:
        return list(await session.scalars(select(HeardEvent)))


def write(session: AsyncSession, number: int) -> None:
    session.add(HeardEvent(workspace="T1", id=f"Ev{number}", heard_at=START))


async def again(session: AsyncSession, due: Due, due_at: datetime) -> None:
    await schedule(session, workspace=due.workspace, kind=due.kind, subject=due.subject, due_at=due_at, now=START)

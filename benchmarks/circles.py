"""Circles: a thousand that announce their meeting in the same minute, and what as many as there may be cost at rest."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.databases import KINDS, Databases, opened
from benchmarks.delivery import idle_heartbeat
from benchmarks.filling import fill_people, member_id, put
from benchmarks.report import Result
from benchmarks.serving import ENCRYPTION_KEY, bot_environment, slack_stub
from benchmarks.slack_stub import WORKSPACE
from bot.cadence import Cadence, Occurrence, Recurs, Weekday, next_after, to_rule
from bot.circles.actions import Later
from bot.circles.models import Circle, CircleMember, Meeting
from bot.circles.rules import Belonging, CircleKind, Reminder
from bot.database.database import Database
from bot.outbox.models import Letter
from bot.recurring.rules import RecurringState
from bot.schedule.models import Due
from tests.crash.processes import KLATCH, Server, serve

CIRCLES = 1_000
IN_EACH = 6
PEOPLE = 3_000
OCCURRENCES = 100_000
PROCESSES = 2
SECONDS_AT_MOST = 20.0
"""For all of them, by so many processes. Their letters go at Slack's pace, which takes longer."""
DAYS_AHEAD = 3
"""Days until the meetings that are announced: so many that nothing else of theirs is due yet."""
LATEST = timedelta(minutes=15)
"""The time that the slowest machine may take for all of them."""


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """Announcements by one process and by two, on PostgreSQL; then a heartbeat at rest on either database."""
    part = 10 if quick else 1
    results = [await _announced(databases, folder, CIRCLES // part)]
    results += [await _at_rest(databases, kind, OCCURRENCES // part) for kind in KINDS]
    return results


async def _announced(databases: Databases, folder: Path, circles: int) -> Result:
    one, once_alone = await _announced_by(1, databases, folder, circles)
    many, once_together = await _announced_by(PROCESSES, databases, folder, circles)
    figures = {
        "one process: seconds": one,
        f"{PROCESSES} processes: seconds": many,
        "as many a second as one process, times": one / many,
        "announced twice or never": float(2 * circles - once_alone - once_together),
    }
    target = f"each is announced once, whoever announces it, by {PROCESSES} processes within {SECONDS_AT_MOST:.0f} s"
    name = f"{circles:,} circles that announce in the same minute, as `serve` runs (PostgreSQL)"
    return Result(name, figures, target, once_alone == once_together == circles and many <= SECONDS_AT_MOST)


async def _announced_by(processes: int, databases: Databases, folder: Path, circles: int) -> tuple[float, int]:
    """Return the seconds it took, and the number of circles announced exactly once."""
    url, now = await databases.new_url("PostgreSQL"), datetime.now(UTC)
    async with opened(url) as database, slack_stub(folder) as slack:
        async with database.transaction() as session:
            await fill_people(session, PEOPLE, 0, now, Random(1))  # noqa: S311 (the same each time)
            await _fill_circles(session, circles, now)
            await session.execute(text("ANALYZE"))
        async with _klatches(processes, url, slack, folder):
            due_at = datetime.now(UTC) + timedelta(seconds=1)
            async with database.transaction() as session:
                await put(session, Due, _announcements(circles, due_at))
            await _until_announced(database, circles, due_at)
            seconds = (datetime.now(UTC) - due_at).total_seconds()
            await asyncio.sleep(1)  # what is announced once too often would be by now
            return seconds, await _announced_once(database)


@asynccontextmanager
async def _klatches(count: int, url: str, slack: Server, folder: Path) -> AsyncIterator[None]:
    """So many ``app.py serve`` on one database, on whatever cores there are."""
    environment = {**bot_environment(slack), "DATABASE_URL": url, "KLATCH_ENCRYPTION_KEY": ENCRYPTION_KEY}
    async with AsyncExitStack() as stack:
        for number in range(count):
            server = await serve(KLATCH, environment, folder / f"circles-{count}-{number}.log")
            stack.push_async_callback(server.kill)
        yield


async def _until_announced(database: Database, circles: int, due_at: datetime) -> None:
    announced = 0
    while announced < circles:
        if datetime.now(UTC) > due_at + LATEST:
            raise TimeoutError(f"only {announced} of {circles} circles have announced their meeting")
        await asyncio.sleep(0.05)
        async with database.transaction() as session:
            announced = await session.scalar(select(func.count()).select_from(Meeting)) or 0


async def _announced_once(database: Database) -> int:
    """Circles with one meeting, counted as the first, and one letter that announces it."""
    letter = func.concat("meeting-", Meeting.id, "/announcement")
    once = (
        select(Circle.id)
        .join(Meeting, Meeting.circle_id == Circle.id)
        .join(Letter, (Letter.workspace == Meeting.workspace) & (Letter.key == letter))
        .where(Circle.meetings == 1)
        .group_by(Circle.id)
        .having(func.count() == 1)
    )
    async with database.transaction() as session:
        return len((await session.scalars(once)).all())


async def _at_rest(databases: Databases, kind: str, circles: int) -> Result:
    now = datetime.now(UTC)

    async def fill(session: AsyncSession) -> None:
        await put(session, Circle, _circles(circles, now))
        await put(session, Due, _announcements(circles, now + timedelta(days=1), apart=timedelta(minutes=1)))

    return await idle_heartbeat(databases, kind, f"{circles:,} circles with a meeting to come", fill)


async def _fill_circles(session: AsyncSession, circles: int, now: datetime) -> None:
    await put(session, Circle, _circles(circles, now))
    await put(session, CircleMember, _members(circles, now))


def _circles(count: int, now: datetime) -> Iterator[dict[str, Any]]:
    cadence, following = _cadence(now)
    for number in range(1, count + 1):
        yield {
            "id": number,
            "workspace": WORKSPACE,
            "kind": CircleKind.COFFEE_KLATCH,
            "state": RecurringState.RUNNING,
            "name": f"Coffee Klatch {number}",
            "channel": f"C{number:010}",
            "cadence": cadence,
            "minutes": 60,
            "place": "Staff room",
            "quorum": 3,
            "started_by": member_id(1),
            "next_key": following.key,
            "next_at": following.at,
            "made_at": now,
        }


def _cadence(now: datetime) -> tuple[str, Occurrence]:
    day = (now + timedelta(days=DAYS_AHEAD)).date()
    weekday = Weekday(day.weekday())
    cadence = Cadence(recurs=Recurs.EVERY_TWO_WEEKS, weekday=weekday, at=time(15), zone="UTC", starts_on=day)
    following = next_after(cadence, now)
    assert following is not None
    return to_rule(cadence), following


def _members(circles: int, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(1, circles + 1):
        for nth in range(IN_EACH):
            yield {
                "circle_id": number,
                "member": member_id((number * IN_EACH + nth) % PEOPLE + 1),
                "workspace": WORKSPACE,
                "belonging": Belonging.IN,
                "reminder": Reminder.DAY_BEFORE,
                "since": now - timedelta(days=30),
            }


def _announcements(circles: int, due_at: datetime, apart: timedelta = timedelta(0)) -> Iterator[dict[str, Any]]:
    for number in range(1, circles + 1):
        at = due_at + (number - 1) * apart
        yield {"workspace": WORKSPACE, "kind": Later.ANNOUNCES, "subject": number, "due_at": at, "attempts": 0}

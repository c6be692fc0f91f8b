"""The outbox and the schedule: letters a second, and what looking costs when there is much to look through."""

import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.databases import KINDS, Databases, analyse, opened
from benchmarks.filling import member_id, put
from benchmarks.report import Result
from benchmarks.serving import slack_stub
from benchmarks.slack_stub import WORKSPACE
from bot.clock import MovableClock, SystemClock
from bot.database.database import Database
from bot.outbox.claiming import claim
from bot.outbox.models import DirectChannel, Letter, LetterState, Method, RateLimit, Urgency, WhenUnknown
from bot.outbox.postman import Postman
from bot.outbox.rate_limits import WORKSPACE_MESSAGES
from bot.outbox.round_robin import WORKSPACE_LIMIT
from bot.schedule.heartbeat import Heartbeat
from bot.schedule.models import Due
from bot.workspaces.client import SlackClient, new_session
from tests.crash.processes import Server

FUTURE_DUES = 1_000_000
MANY_WORKSPACES = 1_000
SENT, WAITING = 100_000, 10_000
ADDRESSES = 5_000
BEFORE = datetime.now(UTC) - timedelta(hours=1)


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """All three on either database."""
    part = 10 if quick else 1
    results: list[Result] = []
    for kind in KINDS:
        results.append(await _delivered(databases, folder, kind, 2 if quick else 100))
        results.append(await _idle(databases, kind, FUTURE_DUES // part, MANY_WORKSPACES // part))
        results.append(await _claims(databases, kind, SENT // part, WAITING // part))
    return results


async def _delivered(databases: Databases, folder: Path, kind: str, workspaces: int) -> Result:
    """As many workspaces as it takes for Slack's pace to hold nothing: each sends no more than its burst."""
    count = workspaces * WORKSPACE_MESSAGES.burst
    async with opened(await databases.new_url(kind)) as database, slack_stub(folder) as slack:
        async with database.transaction() as session:
            for number in range(workspaces):
                letters = (letter_row(f"{number}-{n}", f"#C{n}") for n in range(WORKSPACE_MESSAGES.burst))
                await put(session, Letter, ({**letter, "workspace": f"T{number}"} for letter in letters))
        seconds = await _deliver(database, slack)
        async with database.transaction() as session:
            sent = await session.scalar(select(func.count()).where(Letter.state == LetterState.SENT))
    assert sent == count
    return Result(f"Delivery without Slack's pace ({kind})", {"letters a second": count / seconds})


async def _deliver(database: Database, slack: Server) -> float:
    async with new_session() as http:
        client = SlackClient("xoxb-benchmark", f"{slack.url}api/", http)

        async def client_for(_workspace: str) -> AsyncWebClient:
            return client

        postman = Postman(database, SystemClock(), client_for, Random(1))  # noqa: S311 (the same each time)
        began = time.perf_counter()
        await postman.deliver()
        return time.perf_counter() - began


async def _idle(databases: Databases, kind: str, dues: int, workspaces: int) -> Result:
    """All of it in one workspace, and spread over many."""

    async def fill(session: AsyncSession) -> None:
        await put(session, Due, _dues(dues, 1))

    async def fill_widely(session: AsyncSession) -> None:
        await put(session, Due, _dues(dues, workspaces))

    one = await idle_heartbeat(databases, kind, f"{dues:,} things in the future", fill)
    many = await idle_heartbeat(databases, kind, f"as many in {workspaces:,} workspaces", fill_widely)
    figures = {**one.figures, **{name: figure for name, figure in many.figures.items() if name not in one.figures}}
    return Result(one.name, figures, one.target, one.met and many.met)


async def idle_heartbeat(
    databases: Databases, kind: str, much_of: str, fill: Callable[[AsyncSession], Awaitable[None]]
) -> Result:
    """A beat with nothing to do, before and after the future is filled."""
    figures = {}
    async with opened(await databases.new_url(kind)) as database:
        heartbeat = Heartbeat(database, MovableClock(datetime.now(UTC)), {}, Random(1))  # noqa: S311 (the same)
        figures["nothing due: a beat, ms"] = await _milliseconds(heartbeat.beat)
        async with database.transaction() as session:
            await fill(session)
        await analyse(database)
        figures[f"{much_of}: a beat, ms"] = await _milliseconds(heartbeat.beat)
    nothing, much = figures.values()
    target = "an idle beat costs no more than 1 ms more, however much lies in the future"
    return Result(f"An idle heartbeat, {much_of} ({kind})", figures, target, much <= nothing + 1)


async def _claims(databases: Databases, kind: str, sent: int, waiting: int) -> Result:
    figures = {}
    async with opened(await databases.new_url(kind)) as database:
        await _fill_outbox(database, 0, 200)
        figures["200 waiting: claiming the next eight, ms"] = await _milliseconds(_claiming(database))
        await _fill_outbox(database, sent, waiting)
        figures[f"{sent:,} sent, {waiting:,} waiting: claiming the next eight, ms"] = await _milliseconds(
            _claiming(database)
        )
        await _close_pace(database)
        figures["the same while Slack's pace holds all of them, ms"] = await _milliseconds(_claiming(database), 5)
    few, many, _held = figures.values()
    target = "claiming takes at most twice as long with many letters as with few"
    return Result(f"Claiming a letter ({kind})", figures, target, many <= 2 * few)


def _claiming(database: Database) -> Callable[[], Awaitable[object]]:
    lease = iter(range(1_000_000))

    async def claim_one() -> None:
        async with database.transaction() as session:
            await claim(session, WORKSPACE, Urgency.NOTICE, WORKSPACE_LIMIT, str(next(lease)), datetime.now(UTC))
            await session.rollback()

    return claim_one


async def _fill_outbox(database: Database, sent: int, waiting: int) -> None:
    async with database.transaction() as session:
        await put(session, Letter, (sent_row(n) for n in range(sent)))
        letters = (letter_row(f"{waiting}-{n}", f"@{member_id(n % ADDRESSES)}") for n in range(waiting))
        await put(session, Letter, letters)
        if sent:
            await put(session, DirectChannel, (channel_row(n) for n in range(ADDRESSES)))
    await analyse(database)


async def _close_pace(database: Database) -> None:
    async with database.transaction() as session:
        later = datetime.now(UTC) + timedelta(hours=1)
        session.add(RateLimit(workspace=WORKSPACE, scope=Method.POST, open_at=later))
        session.add(RateLimit(workspace=WORKSPACE, scope="conversations.open", open_at=later))


async def _milliseconds(act: Callable[[], Awaitable[object]], times: int = 50) -> float:
    """The median of so many."""
    await act()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await act()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _dues(count: int, workspaces: int) -> Iterator[dict[str, Any]]:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for n in range(count):
        workspace, due_at = f"T{n % workspaces:010}", tomorrow + timedelta(seconds=n)
        yield {"workspace": workspace, "kind": "flash_check_in", "subject": n, "due_at": due_at, "attempts": 0}


def letter_row(key: str, address: str) -> dict[str, Any]:
    return {
        "workspace": WORKSPACE,
        "key": key,
        "method": Method.POST,
        "address": address,
        "state": LetterState.WAITING,
        "payload": {"text": f"Letter {key}"},
        "when_unknown": WhenUnknown.SAY_AGAIN,
        "attempts": 0,
        "not_before": BEFORE,
        "try_at": BEFORE,
        "written_at": BEFORE,
    }


def sent_row(n: int) -> dict[str, Any]:
    letter = letter_row(f"sent-{n}", f"@{member_id(n % ADDRESSES)}")
    arrived = {"channel": f"D{n % ADDRESSES}", "timestamp": f"{n}.1", "settled_at": BEFORE}
    return {**letter, **arrived, "payload": None, "state": LetterState.SENT}


def channel_row(n: int) -> dict[str, Any]:
    return {"workspace": WORKSPACE, "address": f"@{member_id(n)}", "channel": f"D{n}"}

"""Letters, in processor time: what one costs from waiting to sent, and notices to twenty thousand people."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from benchmarks.answering import answering, processor_milliseconds
from benchmarks.databases import KINDS, Databases, analyse, opened
from benchmarks.delivery import channel_row, letter_row
from benchmarks.filling import member_id, put
from benchmarks.postgres_work import PostgresWork, work_so_far
from benchmarks.report import Result, within
from benchmarks.serving import slack_stub
from benchmarks.workspaces import fill_installations, workspace_id
from bot.outbox.models import DirectChannel, Letter, LetterState
from tests.crash.processes import Server

IN_EACH = 100
"""Letters of a workspace, all of which Slack's pace lets go at once."""
NOTICES_IN_EACH = 20
ALL_NOTICES = 20_000

EACH, LOG_BYTES, COMMITS = "a letter, ms", "PostgreSQL's log for one, KB", "commits for one"
ALL = "20,000 of them, seconds of a core"
MOST = {"SQLite": {EACH: 1.0}, "PostgreSQL": {EACH: 0.6, LOG_BYTES: 1.8, COMMITS: 0.7}}
MOST_OF_ALL = {ALL: 30.0}


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """Both on either database."""
    results: list[Result] = []
    async with slack_stub(folder) as slack:
        for kind in KINDS:
            results.append(await _with_channels(databases, slack, kind, 2 if quick else 50))
            results.append(await _notices(databases, slack, kind, 5 if quick else ALL_NOTICES // NOTICES_IN_EACH))
    return results


async def _with_channels(databases: Databases, slack: Server, kind: str, workspaces: int) -> Result:
    """The way to each member is known."""
    url, count = await databases.new_url(kind), workspaces * IN_EACH
    await _fill_workspaces(url, workspaces)
    nothing, begun = await _deliver(url, slack)
    await _write_letters(url, workspaces, IN_EACH)
    milliseconds, done = await _deliver(url, slack)
    assert await _sent(url) == count
    figures = {EACH: (milliseconds - nothing) / count}
    if done is not None and begun is not None:
        work = done.since(begun)
        figures |= {LOG_BYTES: work.log_bytes / count / 1024, COMMITS: work.commits / count}
    return within(f"A letter from waiting to sent ({kind})", figures, most=MOST[kind])


async def _notices(databases: Databases, slack: Server, kind: str, workspaces: int) -> Result:
    """The way to each member has to be asked for: two calls to Slack for each."""
    url, count = await databases.new_url(kind), workspaces * NOTICES_IN_EACH
    await _fill_workspaces(url, workspaces, are_open=False)
    await _write_letters(url, workspaces, NOTICES_IN_EACH)
    milliseconds, _ = await _deliver(url, slack)
    assert await _sent(url) == count
    figures = {"a notice and the opening of its channel, ms": milliseconds / count}
    figures[ALL] = milliseconds / count * ALL_NOTICES / 1000
    return within(f"Notices with channels to open, in {workspaces:,} workspaces ({kind})", figures, most=MOST_OF_ALL)


async def _deliver(url: str, slack: Server) -> tuple[float, PostgresWork | None]:
    """Send all that waits. Return the processor time in milliseconds, and what PostgreSQL did, its start included."""
    is_postgres = url.startswith("postgres")
    before = work_so_far(url) if is_postgres else None
    async with answering(url, slack) as klatch:
        milliseconds = await processor_milliseconds(klatch.postman.deliver)
    return milliseconds, work_so_far(url).since(before) if before else None


async def _fill_workspaces(url: str, workspaces: int, *, are_open: bool = True) -> None:
    async with opened(url) as database, database.transaction() as session:
        await fill_installations(session, 1, workspaces)
        if are_open:
            await put(session, DirectChannel, _each(workspaces, IN_EACH, channel_row))


async def _write_letters(url: str, workspaces: int, in_each: int) -> None:
    async with opened(url) as database:
        async with database.transaction() as session:
            await put(session, Letter, _each(workspaces, in_each, _letter_row))
        await analyse(database)


def _each(workspaces: int, in_each: int, row: Callable[[int], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows by number, as many in each workspace."""
    for workspace, number in itertools.product(range(1, workspaces + 1), range(1, in_each + 1)):
        yield row(number) | {"workspace": workspace_id(workspace)}


def _letter_row(number: int) -> dict[str, Any]:
    return letter_row(f"letter-{number}", f"@{member_id(number)}")


async def _sent(url: str) -> int:
    async with opened(url) as database, database.transaction() as session:
        return await session.scalar(select(func.count()).where(Letter.state == LetterState.SENT)) or 0

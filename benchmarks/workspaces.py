"""Many workspaces, and letters of long ago: copies that the database makes of a few rows."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import CTE, Column, ColumnElement, Insert, Integer, String, Table, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.databases import analyse
from benchmarks.delivery import channel_row, sent_row
from benchmarks.filling import copied, fill_people, member_id, numbered, put, table_of
from benchmarks.slack_stub import BOT_USER, WORKSPACE
from bot.database.columns import Base
from bot.database.database import Database
from bot.flash.models import Mentor, MentorTopic, MentorWord
from bot.members.models import Member
from bot.outbox.models import DirectChannel, Letter
from bot.profiles.models import Profile
from bot.schedule.models import Due
from bot.topics.models import Topic, TopicsEdition
from bot.workspaces.models import Grant, Installation

PEOPLE, MENTORS = 20, 5
"""In each copy."""

DUES = 10
"""Of each copy, tomorrow."""

IDS_EACH = 1_000
"""The ids of a copy are those of the first workspace and so many times its number; the first has fewer."""

WORKSPACES_AT_ONCE, LETTERS_AT_ONCE = 500, 50_000
"""In one transaction, which has its time limit."""


def workspace_id(number: int) -> str:
    """The Slack id of a workspace by number; the first is that of the operator's token."""
    return f"T{number:010}"


async def fill_first_workspace(database: Database, members: int, mentors: int, now: datetime) -> None:
    """The workspace of which copies are made, with as many people as it shall have, and the ways to all of them."""
    async with database.transaction() as session:
        await fill_people(session, members, mentors, now, Random(1))  # noqa: S311 (the same each time)
        await put(session, DirectChannel, (channel_row(number) for number in range(1, members + 1)))


async def fill_installations(session: AsyncSession, first: int, last: int) -> None:
    """Klatch is in these workspaces, by a grant of each."""
    now, names = datetime.now(UTC), [workspace_id(number) for number in range(first, last + 1)]
    await put(session, Grant, (_grant(name, now) for name in names))
    await put(session, Installation, (_installation(name, now) for name in names))


async def fill_workspaces(database: Database, first: int, last: int) -> None:
    """Copies of the first workspace with these numbers, and something in each that is due tomorrow."""
    for begin in range(first, last + 1, WORKSPACES_AT_ONCE):
        end = min(begin + WORKSPACES_AT_ONCE - 1, last)
        async with database.transaction() as session:
            await fill_installations(session, begin, end)
            for table, which in _COPIED.items():
                await session.execute(_copies(table, which, _numbers(begin, end)))
            await put(session, Due, _dues(begin, end))
    await analyse(database)


async def fill_sent_letters(database: Database, first: int, last: int) -> None:
    """Letters of the first workspace that were sent long ago, with these numbers."""
    for begin in range(first, last + 1, LETTERS_AT_ONCE):
        async with database.transaction() as session:
            await put(session, Letter, [sent_row(begin)])
            numbers = _numbers(begin + 1, min(begin + LETTERS_AT_ONCE - 1, last))
            changed = {"key": literal("sent-") + numbers.c.number.cast(String)}
            await session.execute(_copied(table_of(Letter), Letter.key == f"sent-{begin}", numbers, changed))
    await analyse(database)


_COPIED: Mapping[type[Base], ColumnElement[bool]] = {
    Topic: Topic.workspace == WORKSPACE,
    TopicsEdition: TopicsEdition.workspace == WORKSPACE,
    Member: (Member.workspace == WORKSPACE) & (Member.id <= member_id(PEOPLE)),
    Profile: (Profile.workspace == WORKSPACE) & (Profile.member <= member_id(PEOPLE)),
    Mentor: Mentor.id <= MENTORS,
    MentorTopic: MentorTopic.mentor_id <= MENTORS,
    MentorWord: MentorWord.mentor_id <= MENTORS,
}
"""What a workspace has, and which rows of the first are copied."""


def _copies(table: type[Base], which: ColumnElement[bool], numbers: CTE) -> Insert:
    """Return the statement that copies these rows once for each number, with ids that follow from it."""
    columns = table_of(table).columns
    ids = {
        column.name: column + numbers.c.number * IDS_EACH
        for column in columns
        if isinstance(column.type, Integer) and (column.name == "id" or column.name.endswith("_id"))
    }
    names = {"workspace": numbered("T", numbers.c.number)} if "workspace" in columns else {}
    return _copied(table_of(table), which, numbers, {**ids, **names})


def _copied(
    table: Table, which: ColumnElement[bool], numbers: CTE, changed: Mapping[str, ColumnElement[Any]]
) -> Insert:
    """Return the statement that copies these rows once for each number. A new id, where none is given, is theirs."""
    kept = [column for column in table.columns if column.name in changed or not _numbers_itself(column)]
    values = [changed.get(column.name, column).label(column.name) for column in kept]
    return copied(table, select(*values).select_from(table.join(numbers, literal(value=True))).where(which))


def _numbers_itself(column: Column[Any]) -> bool:
    return column.name == "id" and isinstance(column.type, Integer)


def _numbers(first: int, last: int) -> CTE:
    begin = select(literal(first).label("number")).cte("numbers", recursive=True)
    return begin.union_all(select(begin.c.number + 1).where(begin.c.number < last))


def _grant(workspace: str, now: datetime) -> dict[str, Any]:
    return {
        "holder": workspace,
        "name": workspace,
        "bot_user": BOT_USER,
        "token": "xoxb-benchmark",
        "scopes": ["commands", "chat:write", "im:write"],
        "installed_at": now,
    }


def _installation(workspace: str, now: datetime) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "name": workspace,
        "bot_user": BOT_USER,
        "refreshed_at": now,
        "holder": workspace,
    }


def _dues(first: int, last: int) -> Iterator[dict[str, Any]]:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for number in range(first, last + 1):
        for subject in range(DUES):
            yield {
                "workspace": workspace_id(number),
                "kind": "flash_check_in",
                "subject": subject,
                "due_at": tomorrow + timedelta(seconds=number),
                "attempts": 0,
            }

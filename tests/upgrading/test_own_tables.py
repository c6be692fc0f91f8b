"""What was in columns of installations goes to tables of the features that own it, and back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import MetaData, Table, select, text, update
from sqlalchemy.engine import Connection

from bot import schema
from bot.database.database import Database
from tests.databases import opened

BEFORE, AFTER = "0022", "0023"
TOLD_AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
WAS = {
    "T1": ("C1", "begun 1", TOLD_AT),
    "T2": (None, "begun 2", None),
    "T3": (None, None, None),
}
"""The ask channel, the edition and the instant of each workspace."""


def table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection)


def install(connection: Connection) -> None:
    what = {"name": "North", "bot_user": "U0", "refreshed_at": TOLD_AT}
    columns = ("ask_channel", "topics_edition", "failures_told_at")
    rows = [
        {"workspace": workspace, **what, **dict(zip(columns, kept, strict=True))} for workspace, kept in WAS.items()
    ]
    connection.execute(table(connection, "installations").insert(), rows)


def in_columns(connection: Connection) -> dict[str, tuple[object, ...]]:
    columns = table(connection, "installations").c
    found = connection.execute(
        select(columns.workspace, columns.ask_channel, columns.topics_edition, columns.failures_told_at)
    )
    return {workspace: (channel, edition, as_utc(told_at)) for workspace, channel, edition, told_at in found}


def in_tables(connection: Connection) -> dict[str, dict[str, object]]:
    """By table, what each workspace has in it."""
    tables = (table(connection, name) for name in ("ask_channels", "topic_editions", "failures_told"))
    return {each.name: {row[0]: as_utc(row[1]) for row in connection.execute(select(each))} for each in tables}


def as_utc(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def decide_anew(connection: Connection) -> None:
    connection.execute(text("DELETE FROM ask_channels"))
    connection.execute(text("INSERT INTO ask_channels VALUES ('T3', 'C3')"))
    connection.execute(text("UPDATE topic_editions SET edition = 'anew'"))


async def moved(database: Database) -> None:
    await schema.upgrade(database, BEFORE)
    async with database.engine.begin() as connection:
        await connection.run_sync(install)
    await schema.upgrade(database, AFTER)


async def test_each_value_goes_to_its_table_and_back_as_it_is_by_then(empty_url: str) -> None:
    async with opened(empty_url) as database:
        await moved(database)
        async with database.engine.begin() as connection:
            assert await connection.run_sync(in_tables) == {
                "ask_channels": {"T1": "C1"},
                "topic_editions": {"T1": "begun 1", "T2": "begun 2"},
                "failures_told": {"T1": TOLD_AT},
            }
            assert await connection.run_sync(in_columns) == WAS
            await connection.run_sync(decide_anew)

        await schema.downgrade(database, BEFORE)
        async with database.engine.connect() as connection:
            assert await connection.run_sync(in_columns) == {
                "T1": (None, "anew", TOLD_AT),
                "T2": (None, "anew", None),
                "T3": ("C3", None, None),
            }


@pytest.mark.parametrize("empty_url", ["postgresql"], indirect=True)
async def test_what_a_replica_of_the_version_before_still_writes_is_seen(empty_url: str) -> None:
    def write(connection: Connection) -> None:
        installations = table(connection, "installations")
        of = {workspace: update(installations).where(installations.c.workspace == workspace) for workspace in WAS}
        connection.execute(of["T1"].values(ask_channel=None, topics_edition="anew"))
        connection.execute(of["T2"].values(ask_channel="C2", failures_told_at=TOLD_AT))
        connection.execute(of["T3"].values(name="South"))

    async with opened(empty_url) as database:
        await moved(database)
        async with database.engine.begin() as connection:
            await connection.run_sync(write)
            assert await connection.run_sync(in_tables) == {
                "ask_channels": {"T2": "C2"},
                "topic_editions": {"T1": "anew", "T2": "begun 2"},
                "failures_told": {"T1": TOLD_AT, "T2": TOLD_AT},
            }

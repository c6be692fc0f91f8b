"""While replicas are replaced one by one, the version before goes on writing into tables that are migrated already."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData
from sqlalchemy.engine import Connection
from sqlalchemy.types import JSON, Boolean, Date, DateTime, Integer

from bot import schema
from tests.databases import opened

STEPS = 3
"""So many of the newest revisions are tried; who is further behind upgrades in between."""

NEWEST = [each.revision for each in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()][1 : STEPS + 1]


def shape_of(connection: Connection) -> MetaData:
    shape = MetaData()
    shape.reflect(connection)
    return shape


def value_for(column: Column[Any]) -> Any:
    """Something that fits; the same in every table, so that what refers to another row finds it."""
    if column.nullable:
        return None
    match column.type:
        case Boolean():
            return False
        case Integer():
            return 1
        case DateTime():
            return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        case Date():
            return date(2026, 11, 23)
        case JSON():
            return []
        case _:
            return "x"


def write_into_all(connection: Connection, shape: MetaData) -> None:
    for table in shape.sorted_tables:
        if table.name != "alembic_version":
            connection.execute(table.insert().values({column.name: value_for(column) for column in table.columns}))


@pytest.mark.either_database
@pytest.mark.parametrize("revision", NEWEST)
async def test_what_an_older_version_writes_fits_the_newest_tables(empty_url: str, revision: str) -> None:
    """A row with the columns that there were then, and no others, in every table that there was."""
    async with opened(empty_url) as database:
        await schema.upgrade(database, revision)
        async with database.engine.connect() as connection:
            then = await connection.run_sync(shape_of)
        await schema.upgrade(database)
        async with database.engine.begin() as connection:
            await connection.run_sync(write_into_all, then)

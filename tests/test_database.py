"""The database keeps what it promises, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import text

from bot.database import Database


async def test_a_fresh_database_answers(database: Database) -> None:
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT 1")) == 1


@pytest.mark.parametrize("n", range(10))
async def test_a_fresh_database_answers_(database: Database, n) -> None:
    async with database.transaction() as session:
        assert await session.scalar(text("SELECT count(*) from letters")) == 0

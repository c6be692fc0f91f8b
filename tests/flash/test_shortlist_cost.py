"""Among many mentors the shortlist reads those that may be on it, whatever ANALYZE has told SQLite of the tables."""

from random import Random

import pytest
from sqlalchemy import text

from bot.confinement import confine
from bot.database.database import Database
from bot.flash.shortlist import best_mentors
from bot.moment import Moment
from tests.databases import statements
from tests.flash.community import NOW, WORDS, WORKSPACE, settle_down
from tests.outbox.test_claim_cost import analysed

TABLES = ("mentors", "mentor_topics", "mentor_words")


@analysed
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nobody_is_found_by_reading_everybody(database: Database, is_analysed: bool) -> None:
    async with database.transaction() as session:
        ask = await settle_down(Moment(session, WORKSPACE, NOW, "seed"), 100, Random(1))  # noqa: S311 - nothing secret
        ask.question, ask.topic_ids = " ".join(WORDS[:2]), [1]
    async with database.transaction() as session:
        await session.execute(text("ANALYZE" if is_analysed else "SELECT 1"))
    with statements(database) as asked:
        async with database.transaction() as session:
            confine(session, WORKSPACE)
            assert await best_mentors(Moment(session, WORKSPACE, NOW, "seed"), ask)
    async with database.engine.connect() as connection:
        plans = [
            await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?"))
            for sql in asked
            if sql.startswith("SELECT")
        ]
        steps = [row[-1].split() for plan in plans for row in plan.fetchall()]

    assert {step[1] for step in steps if step[0] == "SEARCH"} >= set(TABLES)
    assert [step for step in steps if step[0] == "SCAN" and step[1] in TABLES] == []

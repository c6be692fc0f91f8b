"""A workspace's topics are kept in memory by their edition, and never longer than they are true."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

import pytest

from bot.database.database import Database
from bot.flash.volunteering import topics_to_choose_from
from bot.moment import Moment
from bot.topics.topics import add_topics
from bot.workspaces.models import Installation
from tests.databases import opened

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class UndoneError(Exception):
    """Undoes a transaction."""


@pytest.fixture(autouse=True)
async def installed(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Installation(workspace="T1", name="Library", bot_user="U0", refreshed_at=NOW))


@asynccontextmanager
async def moment_in(database: Database, seed: str) -> AsyncIterator[Moment]:
    async with database.transaction() as session:
        yield Moment(session, "T1", NOW, seed)


async def names(database: Database) -> list[str]:
    async with moment_in(database, "reading") as moment:
        return [topic.name for topic in await topics_to_choose_from(moment)]


async def add(database: Database, name: str, seed: str) -> list[int]:
    async with moment_in(database, seed) as moment:
        return await add_topics(moment, [name])


async def test_a_topic_that_was_added_is_there_the_next_time(database: Database) -> None:
    before = await names(database)
    await add(database, "Beekeeping", "one")
    assert sorted(await names(database)) == sorted([*before, "Beekeeping"])


async def test_a_topic_whose_adding_was_undone_never_was(database: Database) -> None:
    before = await names(database)
    with suppress(UndoneError):
        async with moment_in(database, "one") as moment:
            await add_topics(moment, ["Beekeeping"])
            assert "Beekeeping" in [topic.name for topic in await topics_to_choose_from(moment)]
            raise UndoneError
    assert await names(database) == before


async def test_a_starter_set_that_was_undone_is_begun_again(database: Database) -> None:
    with suppress(UndoneError):
        async with moment_in(database, "one") as moment:
            assert await topics_to_choose_from(moment) != []
            raise UndoneError
    async with moment_in(database, "two") as moment:
        shown = {topic.id for topic in await topics_to_choose_from(moment)}
    async with moment_in(database, "three") as moment:
        assert {topic.id for topic in await topics_to_choose_from(moment)} == shown


async def test_what_another_process_adds_is_seen(database: Database, database_url: str) -> None:
    async with opened(database_url) as another:
        await names(another)
        await add(database, "Beekeeping", "one")
        assert "Beekeeping" in await names(another)


async def test_the_same_new_topic_added_by_two_at_once_is_one(database: Database) -> None:
    first, second = await asyncio.gather(add(database, "Beekeeping", "one"), add(database, "bee-keeping", "two"))
    assert first == second
    assert len([name for name in await names(database) if name.casefold().startswith("bee")]) == 1


async def test_two_first_looks_at_once_begin_one_starter_set(database: Database) -> None:
    first, second = await asyncio.gather(names(database), names(database))
    assert first == second == await names(database)
    assert len(set(first)) == len(first)


async def test_a_starter_topic_typed_in_another_language_is_that_topic(database: Database) -> None:
    before = await names(database)
    async with moment_in(database, "one") as moment:
        ids = await add_topics(moment, ["Négocier son salaire", "syndrome de l'imposteur et confiance en soi"])
        assert [topic.name for topic in await topics_to_choose_from(moment) if topic.id == ids[0]] == [
            "Negotiating pay"
        ]
    assert len(await names(database)) == len(before) + 1

"""A library with Klatch in it; nothing in it may go wrong unnoticed.

On each of the two databases where rows are fought for or counted; on SQLite alone where a test is about words,
forms and the calendar, which know no database.
"""

from collections.abc import AsyncIterator

import pytest

from tests.library import Library, faultless_library

ON_ONE_DATABASE = {
    "test_coffee",
    "test_drafts",
    "test_lunch_days",
    "test_lunch_joining",
    "test_lunch_today",
    "test_meeting",
    "test_preview",
    "test_programmes",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out the second database for the modules above."""
    for item in list(items):
        module = item.nodeid.split("::")[0].rsplit("/", 1)[-1].removesuffix(".py")
        is_ours = "tests/pairings/" in item.nodeid
        if is_ours and module in ON_ONE_DATABASE and "[postgresql" in item.nodeid:
            items.remove(item)


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[Library]:
    async with faultless_library(database_url) as library:
        yield library

"""A library with Klatch in it, whose Slack may refuse what a forger makes Klatch say."""

from collections.abc import AsyncIterator

import pytest

from tests.library import Library, open_library


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[Library]:
    async with open_library(database_url) as library:
        yield library

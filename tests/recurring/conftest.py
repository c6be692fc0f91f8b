"""A library with Klatch in it; nothing in it may go wrong unnoticed."""

from collections.abc import AsyncIterator

import pytest

from tests.library import Library, faultless_library


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[Library]:
    async with faultless_library(database_url) as library:
        yield library

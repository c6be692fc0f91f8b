from collections.abc import AsyncIterator

import pytest

from tests.channels.registry import Registry, new_registry
from tests.library import faultless_library, open_library


@pytest.fixture
async def registry(database_url: str) -> AsyncIterator[Registry]:
    """Where nothing may go wrong."""
    async with faultless_library(database_url) as library:
        yield new_registry(library)


@pytest.fixture
async def shaken(database_url: str) -> AsyncIterator[Registry]:
    """Where something goes wrong."""
    async with open_library(database_url) as library:
        yield new_registry(library)

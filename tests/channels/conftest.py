from collections.abc import AsyncIterator

import pytest

from tests.channels.channels import Channels, new_channels
from tests.library import faultless_library, open_library


@pytest.fixture
async def channels(database_url: str) -> AsyncIterator[Channels]:
    """Where nothing may go wrong."""
    async with faultless_library(database_url) as library:
        yield new_channels(library)


@pytest.fixture
async def shaken(database_url: str) -> AsyncIterator[Channels]:
    """Where something goes wrong."""
    async with open_library(database_url) as library:
        yield new_channels(library)

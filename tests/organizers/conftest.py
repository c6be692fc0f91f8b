"""A library with Klatch in it, on each of the two databases; nothing in it may go wrong unnoticed."""

from collections.abc import AsyncIterator

import pytest

from playground import Person
from tests.library import Library, faultless_library
from tests.pairings.office import admin


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[Library]:
    async with faultless_library(database_url) as library:
        yield library


@pytest.fixture
async def ada(library: Library) -> Person:
    """The admin of the workspace."""
    return await admin(library)


@pytest.fixture
async def ben(library: Library) -> Person:
    """A colleague."""
    return library.person("Ben Okafor")

"""A library with Klatch in it, on each of the two databases; nothing in it may go wrong unnoticed."""

from collections.abc import AsyncIterator

import pytest

from playground import Person
from tests.library import Library, faultless_library


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[Library]:
    async with faultless_library(database_url) as library:
        yield library


@pytest.fixture
async def pair(library: Library) -> tuple[Person, Person]:
    """Mia in Toronto, who asked, and Sam in London, whom she chose."""
    return await introduced(library)


async def introduced(library: Library) -> tuple[Person, Person]:
    """Who asked, and whom they chose."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy", tz="Europe/London")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, "How do I write my first grant proposal?", **{"How long?": "45 minutes"})
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    return mia, sam

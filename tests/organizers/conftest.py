"""A library with Klatch in it, where nothing may go wrong unnoticed; and the house, where Klatch says hello."""

from collections.abc import AsyncIterator

import pytest

from playground import Channel, Person
from tests.library import Library, faultless_library
from tests.organizers.hall import invited
from tests.pairings.office import admin
from tests.slack.stage import House, housed


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


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The whole bot behind real HTTP, on each of the two databases."""
    async with housed(database_url) as house:
        yield house


@pytest.fixture
async def ana(house: House) -> Person:
    """Who invites Klatch, and organizes."""
    return house.playground.add_person("Ana Ruiz", admin=True)


@pytest.fixture
async def channel(house: House, ana: Person) -> Channel:
    """A channel that Klatch was invited to, with its hello in it."""
    return await invited(house, "general", ana)

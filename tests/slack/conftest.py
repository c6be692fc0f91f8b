"""The stage, for every test of the edge, and the house for those that want the whole bot."""

from collections.abc import AsyncIterator

import pytest

from bot.database.database import Database
from tests.slack.stage import House, Stage, housed, staged


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """The edge behind real HTTP, on each of the two databases."""
    async with staged(database) as stage:
        yield stage


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The whole bot behind real HTTP, on each of the two databases."""
    async with housed(database_url) as house:
        yield house

"""The town with two workspaces, on each of the two databases."""

from collections.abc import AsyncIterator

import pytest

from tests.installing.town_hall import NORTH, SOUTH, Town, opened_town


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    """Nobody has installed Klatch yet."""
    async with opened_town(database_url, NORTH, SOUTH) as town:
        yield town

"""A playground for every test that asks for one."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Playground
from tests.playground.stage import MANIFEST, SECRET, HandMovedClock, WallClock, client_of


@pytest.fixture
def clock() -> HandMovedClock:
    return HandMovedClock()


@pytest.fixture
async def playground(clock: HandMovedClock) -> AsyncIterator[Playground]:
    """A running playground without rate limits and without a bot."""
    async with Playground(MANIFEST, clock, SECRET, signing_clock=WallClock(), rate_limits=False) as playground:
        yield playground


@pytest.fixture
def client(playground: Playground) -> AsyncWebClient:
    """The bot's Web API client, which never sends anything twice on its own."""
    return client_of(playground)

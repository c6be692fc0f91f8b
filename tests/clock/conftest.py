from collections.abc import AsyncIterator

import pytest

from bot.database.database import Database
from tests.clock.clocks import SettableClock
from tests.outbox.office import START, Office, new_postman
from tests.outbox.slack_server import SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer().running() as server:
        yield server


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(START)


@pytest.fixture
async def office(database: Database, slack: SlackServer, clock: SettableClock) -> Office:
    """A postman who has looked at the clock before it is set."""
    postman = new_postman(database, slack, clock)
    await postman.deliver()
    return Office(database, slack, clock, postman)

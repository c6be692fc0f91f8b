from collections.abc import AsyncIterator

import pytest

from bot.clock import MovableClock
from bot.database.database import Database
from tests.outbox.office import START, Office, new_postman
from tests.outbox.slack_server import SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer().running() as server:
        yield server


@pytest.fixture
def office(database: Database, slack: SlackServer) -> Office:
    clock = MovableClock(START)
    return Office(database, slack, clock, new_postman(database, slack, clock))

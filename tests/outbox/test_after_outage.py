"""After hours of server errors a 429 asks for its own seconds, and nothing waits a quarter of an hour for it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.outbox.models import RateLimit
from tests.library import Library, faultless_library

pytestmark = pytest.mark.one_database


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[Library]:
    async with faultless_library(database_url) as library:
        yield library


async def test_the_first_429_after_an_outage_is_waited_for_as_long_as_it_says(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    faults = library.playground.faults
    faults.server_error("chat.postMessage", 503, 9_999)
    await library.ask(mia, "How do I write my first grant proposal?")
    await library.pass_time(hours=3)
    faults.clear()
    faults.rate_limit("chat.postMessage", 5)
    while not any(call.status == 429 for call in library.playground.calls):
        await library.pass_time(minutes=1)
    soon = library.clock.now() + timedelta(seconds=5)
    assert [pace.open_at for pace in await library.rows(RateLimit) if pace.open_at > soon] == []

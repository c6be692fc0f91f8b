"""What a letter keeps, for whoever reads the database without its key."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.languages.reader import ENGLISH
from bot.organizers.views import organizing as views
from bot.outbox.cards import digest_of
from playground import Person
from tests.library import Library, faultless_library

pytestmark = pytest.mark.either_database

START = "Post questions here"


@pytest.fixture
async def library(database_url: str) -> AsyncIterator[Library]:
    async with faultless_library(database_url) as library:
        yield library


async def raw(library: Library) -> list[tuple[str, str]]:
    """Every letter as it lies there: what it says, and what it was last told to say."""
    async with library.klatch.database.transaction() as session:
        return [(str(row[0]), str(row[1])) for row in await session.execute(text("SELECT payload, shown FROM letters"))]


async def in_a_channel(library: Library) -> Person:
    """Who has invited Klatch."""
    ana = library.person("Ana Ruiz")
    channel = library.playground.add_channel("general", [ana])
    await library.playground.invite_bot(channel, ana)
    await library.settle()
    return ana


async def test_of_what_has_gone_a_digest_is_kept_that_nobody_can_compare_without_the_key(library: Library) -> None:
    ana = await in_a_channel(library)
    [(payload, shown)] = await raw(library)
    assert (payload, shown == "None") == ("None", False)
    assert digest_of(views.hello(ENGLISH, ana.id, is_ask_channel=False).to_payload()) not in shown


async def test_the_address_of_a_press_lies_encrypted_and_goes_with_its_letter(library: Library) -> None:
    ana = await in_a_channel(library)
    eve = library.person("Eve A")
    await library.playground.invite(library.playground.channel("general"), eve, ana)
    await eve.press(START)
    waiting = [payload for payload, _ in await raw(library) if payload != "None"]
    assert waiting
    assert not [payload for payload in waiting if library.playground.api_url.removesuffix("api/") in payload]
    await library.settle()
    assert {payload for payload, _ in await raw(library)} == {"None"}

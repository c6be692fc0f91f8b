"""Once Slack has said the language of a channel, or says another, what stands in the channel is in that language."""

from collections.abc import Sequence

import pytest

from bot.channels.membership import sync_members_anew
from bot.moment import Moment
from playground import Channel, Person
from tests.circles.klatch import open_klatch
from tests.library import Library
from tests.pairings.office import set_up

pytestmark = pytest.mark.either_database


def said_in(channel: Channel, person: Person) -> list[str]:
    return [each.text for each in person.messages() if each.channel == channel.id and not each.is_ephemeral]


async def invited(library: Library, locale: str, by: Person) -> Channel:
    channel = library.playground.add_channel("équipe", [by])
    channel.locale = locale
    await library.playground.invite_bot(channel, by)
    await library.settle()
    return channel


async def read_anew(library: Library, channel: Channel) -> None:
    """As before each meeting and each coffee."""
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "read anew")
        await sync_members_anew(moment, channel.id)
    await library.settle()


def beginnings(texts: Sequence[str]) -> list[str]:
    return [text.partition(" ")[0] for text in texts]


async def test_a_hello_is_said_before_the_language_is_known_and_rewritten_once(library: Library, ada: Person) -> None:
    channel = await invited(library, "fr-CA", ada)
    assert beginnings(said_in(channel, ada)) == ["Bonjour,"]
    assert len(library.playground.calls_of("chat.update")) == 1
    await read_anew(library, channel)
    assert len(library.playground.calls_of("chat.update")) == 1


async def test_a_hello_that_was_in_the_right_language_stays_as_it_is(library: Library, ada: Person) -> None:
    channel = await invited(library, "en-GB", ada)
    assert beginnings(said_in(channel, ada)) == ["Hello,"]
    assert library.playground.calls_of("chat.update") == []


async def test_whatever_stands_in_a_channel_follows_its_language(library: Library, ada: Person) -> None:
    channel = await invited(library, "en-CA", ada)
    assert await set_up(library, ada, channel) == {}
    await open_klatch(library, [ada], channel=channel)
    before = said_in(channel, ada)
    channel.locale = "fr-CA"
    await read_anew(library, channel)
    after = said_in(channel, ada)
    assert len(after) == len(before) == 4
    assert [old for old, new in zip(before, after, strict=True) if old == new] == []
    assert beginnings(after)[0] == "Bonjour,"
    assert library.playground.refusals == []

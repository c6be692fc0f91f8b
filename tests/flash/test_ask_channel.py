"""The ask channel goes and comes back: an asker reads that their question stands there while it does."""

import pytest

from bot.flash.actions import Later
from bot.flash.models import Ask, Invitation
from bot.flash.rules import AskState, InvitationState
from playground import Channel, Person
from tests.library import Library, card, cards, live_buttons

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
STANDS_THERE = "It's also in"
GOING = ["archived", "removed"]


@pytest.fixture
async def channel(library: Library, ana: Person) -> Channel:
    """The ask channel, in which Ana reads."""
    return await library.open_ask_channel(ana)


@pytest.fixture
async def ana(library: Library) -> Person:
    return library.person("Ana Ruiz")


@pytest.fixture
async def mia(library: Library) -> Person:
    return library.person("Mia Chen")


async def ask_widely(library: Library, person: Person, channel: Channel) -> None:
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await library.ask(person, GRANT, **{"Ask more widely": [widely]})


async def go(library: Library, channel: Channel, how: str, by: Person) -> None:
    if how == "archived":
        await library.playground.archive(channel, by)
    else:
        await library.playground.remove_bot(channel)
    await library.settle()


async def come_back(library: Library, channel: Channel, how: str, by: Person) -> None:
    if how == "archived":
        await library.playground.unarchive(channel, by)
    else:
        await library.playground.invite_bot(channel, by)
    await library.settle()


@pytest.mark.parametrize("how", GOING)
async def test_a_question_stands_in_the_channel_only_while_klatch_is_there(
    library: Library, channel: Channel, ana: Person, mia: Person, how: str
) -> None:
    await library.volunteer(library.person("Sam Roy"), "Grant writing")
    await ask_widely(library, mia, channel)
    assert STANDS_THERE in card(mia, GRANT).text
    await go(library, channel, how, ana)
    assert STANDS_THERE not in card(mia, GRANT).text
    assert [one.state for one in await library.rows(Invitation)] == [InvitationState.INVITED]
    await come_back(library, channel, how, ana)
    assert STANDS_THERE in card(mia, GRANT).text
    await library.press(ana, "I can help")
    assert len(cards(mia, "Ana Ruiz can help with")) == 1


@pytest.mark.parametrize("how", GOING)
async def test_a_question_that_waited_in_the_channel_alone_ends_with_the_truth_and_is_closed_there_too(
    library: Library, channel: Channel, ana: Person, mia: Person, how: str
) -> None:
    await ask_widely(library, mia, channel)
    assert len(await library.due(Later.CHANNEL_CLOSES)) == 1
    await go(library, channel, how, ana)
    assert [one.state for one in await library.rows(Ask)] == [AskState.UNANSWERED]
    assert len(cards(mia, "didn't find anyone")) == 1
    await come_back(library, channel, how, ana)
    assert "I can help" not in live_buttons(ana)


async def test_a_question_stays_in_the_channel_as_long_as_before_it_was_archived(
    library: Library, channel: Channel, ana: Person, mia: Person
) -> None:
    sam = library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await ask_widely(library, mia, channel)
    await go(library, channel, "archived", ana)
    await come_back(library, channel, "archived", ana)
    await library.press(sam, "Not this time")
    assert [one.state for one in await library.rows(Ask)] == [AskState.LOOKING]
    assert len(await library.due(Later.CHANNEL_CLOSES)) == 1


async def test_who_else_joins_the_channel_changes_nothing(
    library: Library, channel: Channel, ana: Person, mia: Person
) -> None:
    await ask_widely(library, mia, channel)
    before = await library.due(Later.CHANNEL_CLOSES)
    await library.playground.invite(channel, library.person("Kim Lee"), ana)
    await library.settle()
    assert await library.due(Later.CHANNEL_CLOSES) == before

"""Organizers decide in which one channel questions also stand, and it ceases to be it when it goes."""

import pytest

from bot.languages.reader import ENGLISH
from bot.organizers.views import organizing as views
from playground import Channel, Person
from tests.organizers.hall import START, STOP, ask_channel, invited, said_in, settle
from tests.slack.stage import House

pytestmark = pytest.mark.either_database


async def test_who_invited_klatch_makes_the_channel_the_ask_channel(
    house: House, ana: Person, channel: Channel
) -> None:
    await ana.press(START)
    await settle(house)
    assert await ask_channel(house) == channel.id
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=True).text]
    await ana.press(STOP)
    await settle(house)
    assert await ask_channel(house) is None
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=False).text]
    assert house.playground.refusals == []


async def test_whoever_else_presses_asks_the_organizers_once(house: House, ana: Person, channel: Channel) -> None:
    ben, cleo = (house.playground.add_person(name) for name in ("Ben Okafor", "Cleo Park"))
    await ana.command("/mentor-admin")  # so that Klatch knows who organizes
    for person in (ben, cleo):
        await house.playground.invite(channel, person, ana)
        await person.press(START)
        await settle(house)
        assert [each.text for each in person.messages() if each.is_ephemeral] == [views.asked(ENGLISH, [ana.id]).text]
    assert await ask_channel(house) is None
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=False).text]
    [request] = [each for each in ana.messages() if "would like me to post questions" in each.text]
    assert f"<@{ben.id}>" in request.text
    assert list(request.buttons) == ["Post questions there"]
    await ana.press("Post questions there", message=request)
    await settle(house)
    assert await ask_channel(house) == channel.id
    assert said_in(channel, ben) == [views.hello(ENGLISH, ana.id, is_ask_channel=True).text]
    [request] = [each for each in ana.messages() if each.ts == request.ts]
    assert (request.text, list(request.buttons)) == (views.request(ENGLISH, channel.id, None, channel.id).text, [])
    assert f"<@{ana.id}> decided this." in [each.text for each in ben.messages()][-1]


async def test_nobody_else_takes_the_questions_into_a_channel_of_their_own(
    house: House, ana: Person, channel: Channel
) -> None:
    await ana.press(START)
    await settle(house)
    ben = house.playground.add_person("Ben Okafor")
    own = await invited(house, "bens", ben)
    await ben.press(START)
    await settle(house)
    assert await ask_channel(house) == channel.id
    asked = [each.text for each in ana.messages()][-1]
    assert f"in one channel at a time, and they'd move from <#{channel.id}>." in asked
    await house.playground.invite(channel, ben, ana)
    await ben.press(STOP, message=next(each for each in ben.messages() if STOP in each.buttons))
    await settle(house)
    assert await ask_channel(house) == channel.id
    assert said_in(own, ben) == [views.hello(ENGLISH, ben.id, is_ask_channel=False).text]
    [request] = [each for each in ana.messages() if "stop posting" in each.text]
    assert list(request.buttons) == ["Stop posting questions there"]


async def test_the_channels_and_the_other_organizers_are_told_when_it_changes(
    house: House, ana: Person, channel: Channel
) -> None:
    boss = house.playground.add_person("Ada Admin", admin=True)
    for person in (ana, boss):
        await person.command("/mentor-admin")
    await ana.press(START, message=next(each for each in ana.messages() if START in each.buttons))
    await settle(house)
    other = await invited(house, "other", ana)
    await ana.press(START)
    await settle(house)
    told = [each.text for each in boss.messages() if "decided this" in each.text]
    assert f"I now post questions in <#{other.id}> instead of <#{channel.id}>." in told[1]
    assert told == [
        views.change_told(ENGLISH, before, after, ana.id).text
        for before, after in ((None, channel.id), (channel.id, other.id))
    ]
    there = {place.id: [each.text for each in ana.messages() if each.channel == place.id] for place in (channel, other)}
    assert views.channel_told(ENGLISH, is_ask_channel=True).text in there[channel.id]
    assert views.channel_told(ENGLISH, is_ask_channel=False).text in there[channel.id]
    assert views.channel_told(ENGLISH, is_ask_channel=True).text in there[other.id]
    await house.playground.archive(other, ana)
    await settle(house)
    assert [each.text for each in boss.messages()][-1] == views.change_told(ENGLISH, other.id, None, None).text


async def test_there_is_one_ask_channel_and_the_one_before_says_that_it_is_not(
    house: House, ana: Person, channel: Channel
) -> None:
    await ana.press(START)
    await settle(house)
    other = await invited(house, "other", ana)
    await ana.press(START)
    await settle(house)
    assert await ask_channel(house) == other.id
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=False).text]
    assert said_in(other, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=True).text]


async def test_pressing_twice_is_pressing_once(house: House, ana: Person, channel: Channel) -> None:
    [hello] = [each for each in ana.messages() if each.channel == channel.id]
    await ana.press(START, message=hello)
    await ana.press(START, message=hello)
    await settle(house)
    assert await ask_channel(house) == channel.id
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=True).text]


async def take_and_archive(house: House, ana: Person, channel: Channel) -> None:
    """Ana makes a channel the ask channel, and archives it."""
    await ana.press(START)
    await settle(house)
    await house.playground.archive(channel, ana)


async def test_an_ask_channel_that_is_archived_is_none_any_more(house: House, ana: Person, channel: Channel) -> None:
    await ana.press(START)
    await house.playground.archive(channel, ana)
    assert await ask_channel(house) is None


@pytest.mark.parametrize("is_private", [False, True])
async def test_a_channel_that_is_archived_no_more_is_the_ask_channel_again(
    house: House, ana: Person, is_private: bool
) -> None:
    channel = house.playground.add_channel("questions", [ana], private=is_private)
    await house.playground.invite_bot(channel, ana)
    await house.klatch.settle()
    await take_and_archive(house, ana, channel)
    assert await ask_channel(house) is None
    await house.playground.unarchive(channel, ana)
    assert await ask_channel(house) == channel.id
    await ana.press(STOP)
    await settle(house)
    assert await ask_channel(house) is None
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=False).text]


async def test_a_channel_that_comes_back_does_not_take_the_questions_from_another(
    house: House, ana: Person, channel: Channel
) -> None:
    await take_and_archive(house, ana, channel)
    other = await invited(house, "other", ana)
    await ana.press(START)
    await settle(house)
    await house.playground.unarchive(channel, ana)
    await settle(house)
    assert await ask_channel(house) == other.id
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=False).text]


async def test_a_channel_that_klatch_was_not_in_is_not_its_when_it_comes_back(
    house: House, ana: Person, channel: Channel
) -> None:
    await take_and_archive(house, ana, channel)
    await house.playground.remove_bot(channel)
    await house.playground.unarchive(channel, ana)
    assert await ask_channel(house) is None


async def test_an_ask_channel_that_klatch_is_removed_from_is_none_any_more(
    house: House, ana: Person, channel: Channel
) -> None:
    await ana.press(START)
    await house.playground.remove_bot(channel)
    assert await ask_channel(house) is None

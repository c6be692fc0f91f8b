"""Klatch is invited to a channel: it says hello, and whoever invited it says what it does there."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.organizers import views
from bot.organizers.models import AskChannel, Hello
from bot.outbox.models import Letter
from playground import Channel, Person
from tests.slack.stage import House

pytestmark = pytest.mark.either_database

START, STOP = "Put questions here too", "Stop putting questions here"


@pytest.fixture
async def ana(house: House) -> Person:
    """Who invites Klatch, and organizes."""
    return house.playground.add_person("Ana Ruiz", admin=True)


@pytest.fixture
async def channel(house: House, ana: Person) -> Channel:
    """A channel that Klatch was invited to, with its hello in it."""
    return await invited(house, "general", ana)


async def invited(house: House, name: str, by: Person, *others: Person) -> Channel:
    channel = house.playground.add_channel(name, [by, *others])
    await house.playground.invite_bot(channel, by)
    await house.klatch.settle()
    return channel


async def settle(house: House) -> None:
    """A second later, at which Slack takes another message in the same channel."""
    house.clock.advance(timedelta(seconds=5))
    await house.klatch.settle()


async def ask_channel(house: House) -> str | None:
    async with house.klatch.database.transaction() as session:
        return await session.scalar(select(AskChannel.channel))


def said_in(channel: Channel, person: Person) -> list[str]:
    """What stands in a channel, without the news about where questions stand."""
    there = [each.text for each in person.messages() if each.channel == channel.id and not each.is_ephemeral]
    return [words for words in there if not words.startswith("From now on")]


async def test_klatch_says_hello_and_who_invited_it(house: House, ana: Person, channel: Channel) -> None:
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=False).text]
    assert f"<@{ana.id}>" in said_in(channel, ana)[0]
    assert await ask_channel(house) is None
    assert house.playground.refusals == []


async def test_klatch_says_nothing_when_others_join(house: House, ana: Person, channel: Channel) -> None:
    await house.playground.invite(channel, house.playground.add_person("Ben Okafor"), ana)
    await settle(house)
    assert len(said_in(channel, ana)) == 1


async def test_who_invited_klatch_makes_the_channel_the_ask_channel(
    house: House, ana: Person, channel: Channel
) -> None:
    await ana.press(START)
    await settle(house)
    assert await ask_channel(house) == channel.id
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=True).text]
    await ana.press(STOP)
    await settle(house)
    assert await ask_channel(house) is None
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=False).text]
    assert house.playground.refusals == []


async def test_whoever_else_presses_asks_the_organizers_once(house: House, ana: Person, channel: Channel) -> None:
    ben, cleo = (house.playground.add_person(name) for name in ("Ben Okafor", "Cleo Park"))
    await ana.command("/mentor-admin")  # so that Klatch knows who organizes
    for person in (ben, cleo):
        await house.playground.invite(channel, person, ana)
        await person.press(START)
        await settle(house)
        assert [each.text for each in person.messages() if each.is_ephemeral] == [views.asked([ana.id]).text]
    assert await ask_channel(house) is None
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=False).text]
    [request] = [each for each in ana.messages() if "would like questions" in each.text]
    assert f"<@{ben.id}>" in request.text
    assert list(request.buttons) == ["Put questions there"]
    await ana.press("Put questions there", message=request)
    await settle(house)
    assert await ask_channel(house) == channel.id
    assert said_in(channel, ben) == [views.hello(ana.id, is_ask_channel=True).text]
    [request] = [each for each in ana.messages() if each.ts == request.ts]
    assert (request.text, list(request.buttons)) == (views.request(channel.id, None, channel.id).text, [])
    assert f"<@{ana.id}> decided it." in [each.text for each in ben.messages()][-1]


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
    assert f"one channel at a time: now that is <#{channel.id}>, and they would stand in <#{own.id}> instead." in asked
    await house.playground.invite(channel, ben, ana)
    await ben.press(STOP, message=next(each for each in ben.messages() if STOP in each.buttons))
    await settle(house)
    assert await ask_channel(house) == channel.id
    assert said_in(own, ben) == [views.hello(ben.id, is_ask_channel=False).text]
    [request] = [each for each in ana.messages() if "not to stand" in each.text]
    assert list(request.buttons) == ["Stop putting questions there"]


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
    told = [each.text for each in boss.messages() if "decided it" in each.text]
    assert f"From now on questions also stand in <#{other.id}>, instead of <#{channel.id}>." in told[1]
    assert told == [
        views.change_told(before, after, ana.id).text for before, after in ((None, channel.id), (channel.id, other.id))
    ]
    there = {place.id: [each.text for each in ana.messages() if each.channel == place.id] for place in (channel, other)}
    assert views.channel_told(is_ask_channel=True).text in there[channel.id]
    assert views.channel_told(is_ask_channel=False).text in there[channel.id]
    assert views.channel_told(is_ask_channel=True).text in there[other.id]
    await house.playground.archive(other, ana)
    await settle(house)
    assert [each.text for each in boss.messages()][-1] == views.change_told(other.id, None, None).text


async def test_there_is_one_ask_channel_and_the_one_before_says_that_it_is_not(
    house: House, ana: Person, channel: Channel
) -> None:
    await ana.press(START)
    await settle(house)
    other = await invited(house, "other", ana)
    await ana.press(START)
    await settle(house)
    assert await ask_channel(house) == other.id
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=False).text]
    assert said_in(other, ana) == [views.hello(ana.id, is_ask_channel=True).text]


async def test_pressing_twice_is_pressing_once(house: House, ana: Person, channel: Channel) -> None:
    [hello] = [each for each in ana.messages() if each.channel == channel.id]
    await ana.press(START, message=hello)
    await ana.press(START, message=hello)
    await settle(house)
    assert await ask_channel(house) == channel.id
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=True).text]


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
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=False).text]


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
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=False).text]


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


async def test_klatch_says_hello_again_when_it_is_invited_again(house: House, ana: Person, channel: Channel) -> None:
    await house.playground.remove_bot(channel)
    await house.playground.invite_bot(channel, ana)
    await settle(house)
    assert len(said_in(channel, ana)) == 2
    await ana.press(START)
    assert await ask_channel(house) == channel.id


async def forget_letters(house: House) -> None:
    """As after a month, of what an older version has said."""
    async with house.klatch.database.transaction() as session:
        await session.execute(delete(Letter))


async def test_a_hello_of_which_the_letter_was_forgotten_is_drawn_anew_where_it_stands(
    house: House, ana: Person, channel: Channel
) -> None:
    await forget_letters(house)
    for button, is_ask_channel in ((START, True), (STOP, False), (START, True)):
        await ana.press(button)
        await settle(house)
        assert await ask_channel(house) == (channel.id if is_ask_channel else None)
        assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=is_ask_channel).text]
    assert house.playground.refusals == []


async def test_a_hello_says_after_a_month_too_that_questions_stand_elsewhere_now(
    house: House, ana: Person, channel: Channel
) -> None:
    await ana.press(START)
    house.clock.advance(timedelta(days=31))
    await house.klatch.settle()
    other = await invited(house, "other", ana)
    await ana.press(START)
    await settle(house)
    assert await ask_channel(house) == other.id
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=False).text]


async def test_who_may_not_decide_leaves_a_hello_that_is_true(house: House, ana: Person, channel: Channel) -> None:
    ben = house.playground.add_person("Ben Okafor")
    await house.playground.invite(channel, ben, ana)
    [hello] = [each for each in ana.messages() if each.channel == channel.id]
    async with house.klatch.database.transaction() as session:
        await session.execute(delete(Letter))
        session.add(AskChannel(workspace=house.playground.workspace.team_id, channel=channel.id))
    await ben.press(START, message=hello)
    await settle(house)
    assert said_in(channel, ben) == [views.hello(ana.id, is_ask_channel=True).text]
    assert [each.text for each in ben.messages() if each.is_ephemeral] == []  # it says by itself that it is so


async def test_an_older_hello_in_the_same_channel_is_drawn_anew_too(
    house: House, ana: Person, channel: Channel
) -> None:
    [older] = [each for each in ana.messages() if each.channel == channel.id]
    await house.playground.remove_bot(channel)
    await house.playground.invite_bot(channel, ana)
    await settle(house)
    await ana.press(START, message=older)
    await settle(house)
    assert said_in(channel, ana) == [views.hello(ana.id, is_ask_channel=True).text] * 2


async def test_a_press_on_the_hello_of_a_channel_that_is_not_known_any_more_is_told_the_truth(
    house: House, ana: Person, channel: Channel
) -> None:
    async with house.klatch.database.transaction() as session:
        await session.execute(delete(Hello))
    await ana.press(START)
    await settle(house)
    assert await ask_channel(house) is None
    [said] = [each.text for each in ana.messages() if each.is_ephemeral]
    assert "nothing was changed" in said
    assert "/invite @Klatch" in said

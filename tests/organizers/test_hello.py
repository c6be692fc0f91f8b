"""Klatch says hello in a channel that it is invited to; what the hello says is so, however old it is."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.languages.reader import ENGLISH
from bot.organizers.models import AskChannel, Hello
from bot.organizers.views import organizing as views
from bot.outbox.models import Letter
from playground import Channel, Person
from tests.organizers.hall import START, STOP, ask_channel, invited, said_in, settle
from tests.slack.stage import House

pytestmark = pytest.mark.either_database


async def test_klatch_says_hello_and_who_invited_it(house: House, ana: Person, channel: Channel) -> None:
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=False).text]
    assert f"<@{ana.id}>" in said_in(channel, ana)[0]
    assert await ask_channel(house) is None
    assert house.playground.refusals == []


async def test_klatch_says_nothing_when_others_join(house: House, ana: Person, channel: Channel) -> None:
    await house.playground.invite(channel, house.playground.add_person("Ben Okafor"), ana)
    await settle(house)
    assert len(said_in(channel, ana)) == 1


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
        assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=is_ask_channel).text]
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
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=False).text]


async def test_who_may_not_decide_leaves_a_hello_that_is_true(house: House, ana: Person, channel: Channel) -> None:
    ben = house.playground.add_person("Ben Okafor")
    await house.playground.invite(channel, ben, ana)
    [hello] = [each for each in ana.messages() if each.channel == channel.id]
    async with house.klatch.database.transaction() as session:
        await session.execute(delete(Letter))
        session.add(AskChannel(workspace=house.playground.workspace.team_id, channel=channel.id))
    await ben.press(START, message=hello)
    await settle(house)
    assert said_in(channel, ben) == [views.hello(ENGLISH, ana.id, is_ask_channel=True).text]
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
    assert said_in(channel, ana) == [views.hello(ENGLISH, ana.id, is_ask_channel=True).text] * 2


async def test_a_press_on_the_hello_of_a_channel_that_is_not_known_any_more_is_told_the_truth(
    house: House, ana: Person, channel: Channel
) -> None:
    async with house.klatch.database.transaction() as session:
        await session.execute(delete(Hello))
    await ana.press(START)
    await settle(house)
    assert await ask_channel(house) is None
    [said] = [each.text for each in ana.messages() if each.is_ephemeral]
    assert "so nothing changed" in said
    assert "/invite @Klatch" in said

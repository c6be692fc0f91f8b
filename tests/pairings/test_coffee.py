"""/coffee: where a member stands, and what can be typed."""

from datetime import timedelta

import pytest

from bot.pairings.rules import JoinMode
from tests.library import Library, card, last_seen
from tests.pairings.cafe import open_cafe
from tests.pairings.test_rounds import FIRST_NOTICE, FIRST_ROUND, people

pytestmark = pytest.mark.one_database


async def test_without_any_coffee_it_says_who_can_set_it_up(library: Library) -> None:
    (ana,) = people(library, 1)
    await ana.command("/coffee")
    assert "None of your channels has random coffee yet" in last_seen(ana)


async def test_alone_it_shows_where_one_stands_and_what_one_can_do(library: Library) -> None:
    everyone = people(library, 2)
    cafe = await open_cafe(library, everyone)
    ana = everyone[0]
    await ana.command("/coffee", channel=cafe.channel)
    assert "you're in. Next coffee:" in last_seen(ana)
    assert list(ana.messages()[-1].buttons) == ["Skip the next one", "Pause until…", "Leave", "About me"]
    assert "[… Leave]" in last_seen(ana)
    await library.press(ana, "Pause until…")
    await library.send(ana, **{"Until_when?": "2026-12-10"})
    await ana.command("/coffee", "status", channel=cafe.channel)
    assert "paused. You'll be back in automatically on Thursday, December 10" in last_seen(ana)
    await library.press(ana, "End the pause")
    await ana.command("/coffee", channel=cafe.channel)
    assert "you're in." in last_seen(ana)


async def test_skip_leaves_the_next_round_out_even_before_it_is_announced(library: Library) -> None:
    everyone = people(library, 3)
    cafe = await open_cafe(library, everyone)
    await everyone[0].command("/coffee", "skip", channel=cafe.channel)
    assert "you're skipping the next one" in last_seen(everyone[0])
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert await cafe.introduced() == [{"Ben Moss", "Cleo Moss"}]
    await library.pass_until(FIRST_ROUND + timedelta(weeks=1, minutes=5))
    assert "Ana Moss" in set().union(*await cafe.introduced())


async def test_who_skips_the_next_round_reads_it_on_the_card_of_this_one(library: Library) -> None:
    everyone = people(library, 2)
    cafe = await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND + timedelta(hours=1))
    await everyone[0].command("/coffee", "skip", channel=cafe.channel)
    await library.settle()
    assert "on Wednesday, December 2" in card(everyone[0], "paused. You'll be back").text


async def test_words_typed_do_what_the_buttons_do(library: Library) -> None:
    everyone = people(library, 2)
    cafe = await open_cafe(library, everyone, joining=JoinMode.WHO_JOINS)
    ana = everyone[0]

    async def answer(text: str) -> str:
        await ana.command("/coffee", text, channel=cafe.channel)
        return last_seen(ana)

    assert "you're in." in await answer("join")
    assert "You're already in" in await answer("JOIN")
    assert "paused. You'll be back in automatically on Thursday, December 10" in await answer("pause until 2026-12-10")
    assert "you're in" in await answer("resume")
    assert "Please choose a day after today." in await answer("pause 2020-01-01")
    assert "within a year" in await answer("pause 2029-01-01")
    assert "on Wednesday, November 25" in await answer("pause until Wednesday")
    assert "on Monday, November 30" in await answer("pause jusqu’à lundi")
    assert "on Monday, January 11" in await answer("pause January 11th")
    assert "Did you mean" in await answer("pause for ever")
    assert "you've left" in await answer("leave")
    assert "You're not in" in await answer("leave")
    assert "You're not in" in await answer("skip")


async def test_who_joins_after_the_notice_reads_that_none_comes_and_how_to_skip(library: Library) -> None:
    everyone = people(library, 3)
    cafe = await open_cafe(library, everyone, joining=JoinMode.WHO_JOINS)
    ana, ben, cleo = everyone
    await ben.command("/coffee", "join", channel=cafe.channel)
    assert "I'll let you know one working day before each coffee, so you can skip it." in last_seen(ben)
    await cleo.command("/coffee", "join", channel=cafe.channel)
    await library.pass_until(FIRST_NOTICE + timedelta(hours=1))
    await ana.command("/coffee", "join", channel=cafe.channel)
    words = "you're in. Next coffee: tomorrow at 10:00 AM. I've already announced that one."
    assert f"{words} To skip it, type `/coffee skip`." in last_seen(ana)
    await ana.command("/coffee", "skip", channel=cafe.channel)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert await cafe.introduced() == [{"Ben Moss", "Cleo Moss"}]


async def test_help_and_slips_say_what_can_be_typed(library: Library) -> None:
    (ana,) = people(library, 1)
    await ana.command("/coffee", "help")
    assert "`/coffee skip`" in ana.messages()[-1].text
    await ana.command("/coffee", "jion")
    assert "/coffee join" in last_seen(ana)
    await ana.command("/coffee", "two sugars please <!channel>")
    assert "doesn't know" in last_seen(ana)
    assert "<!channel>" not in ana.messages()[-1].text


async def test_in_another_channel_one_is_asked_which_is_meant(library: Library) -> None:
    everyone = people(library, 2)
    await open_cafe(library, everyone)
    second = await open_cafe(library, everyone)
    ana = everyone[0]
    await ana.command("/coffee", "skip")
    assert "There's more than one" in last_seen(ana)
    await ana.command("/coffee", "leave", channel=second.channel)
    await ana.command("/coffee", "skip")
    assert "you're skipping the next one" in last_seen(ana)


async def test_pressing_leave_twice_is_answered(library: Library) -> None:
    everyone = people(library, 2)
    cafe = await open_cafe(library, everyone)
    ana = everyone[0]
    await ana.command("/coffee", channel=cafe.channel)
    message = ana.messages()[-1]
    await library.press(ana, "Leave", message)
    assert "you've left" in last_seen(ana)
    await library.press(ana, "Leave", message)
    assert "You're not in" in last_seen(ana)

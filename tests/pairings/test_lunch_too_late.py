"""A conversation about lunch is of no use once lunch is over: it is given up, and the truth is told."""

import pytest

from bot.pairings.models import Acquaintance
from bot.pairings.rules import GroupState
from tests.library import Library, card, cards, is_for_several, live_buttons
from tests.pairings.lunchroom import crowd, states, toronto

pytestmark = pytest.mark.one_database


async def test_what_has_not_opened_by_lunch_is_given_up_and_says_so_when_it_comes(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    await library.press(mia, "Accept")
    await library.pass_until(toronto(23, 14))
    library.playground.faults.server_error("conversations.open", 503, 9_999, when=is_for_several)
    await library.press(sam, "Accept")
    await library.pass_until(toronto(24, 11, 50))
    assert await states(library) == [GroupState.OPENING]

    await library.pass_until(toronto(24, 12, 1))
    assert await states(library) == [GroupState.UNOPENED]
    for one, other in ((mia, sam), (sam, mia)):
        words = card(one, "could not open a conversation for you").text
        assert f"<@{other.id}>" in words
        assert "write to each other directly" in words

    library.playground.faults.clear()
    await library.pass_until(toronto(24, 13))
    assert "this conversation comes late" in card(mia, "It is yours, if you would still like to meet").text
    assert "Step back" not in live_buttons(mia)
    assert await states(library) == [GroupState.UNOPENED]
    await library.pass_until(toronto(25, 9))
    assert cards(mia, "Did you have lunch together?") == []
    assert len(await library.rows(Acquaintance)) == 1  # they were proposed to each other, and know it

"""A lunch whose conversation does not open is told in time to go there all the same."""

from datetime import datetime

import pytest

from bot.pairings.models import Acquaintance
from bot.pairings.rules import GroupState
from playground import Person
from tests.library import Library, card, cards, is_for_several, live_buttons
from tests.pairings.lunchroom import crowd, join, states, toronto, type_word

pytestmark = pytest.mark.one_database

NOT_OPENED = "couldn't open a conversation for you"


def open_nothing(library: Library) -> None:
    """Have Slack answer nothing of sense whenever a conversation of several is to open."""
    library.playground.faults.server_error("conversations.open", 503, 9_999, when=is_for_several)


async def agreed(library: Library, at: datetime) -> tuple[Person, Person]:
    """Two who say yes to lunch on Tuesday, the second at an instant from which on nothing opens."""
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    await library.press(mia, "Accept")
    await library.pass_until(at)
    open_nothing(library)
    await library.press(sam, "Accept")
    return mia, sam


async def agreed_at_the_last_moment(library: Library) -> tuple[Person, Person]:
    """The same of two who have asked for lunch today, and say yes half an hour before it."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Osei")
    await join(library, mia, sam, days=("Friday",))
    await library.pass_until(toronto(23, 10, 58))
    for person in (mia, sam):
        await type_word(library, person, "today")
    await library.pass_until(toronto(23, 11, 30))
    open_nothing(library)
    for person in (mia, sam):
        await library.press(person, "Accept")
    return mia, sam


async def test_what_does_not_open_is_told_an_hour_before_lunch(library: Library) -> None:
    mia, sam = await agreed(library, toronto(23, 14))
    await library.pass_until(toronto(24, 10, 57))
    assert await states(library) == [GroupState.OPENING]
    await library.pass_until(toronto(24, 11, 1))
    assert await states(library) == [GroupState.UNOPENED]
    for one, other in ((mia, sam), (sam, mia)):
        words = card(one, NOT_OPENED).text
        assert f"<@{other.id}>" in words
        assert "write to each other directly" in words
        assert "It is on all the same: be there at that time" in card(one, "said yes to lunch").text


async def test_what_opens_before_lunch_after_it_was_given_up_is_an_introduction(library: Library) -> None:
    mia, _ = await agreed(library, toronto(23, 14))
    await library.pass_until(toronto(24, 11, 1))
    library.playground.faults.clear()
    await library.pass_until(toronto(24, 11, 45))
    assert await states(library) == [GroupState.INTRODUCED]
    assert "meet" in card(mia, "Lunch is").text
    assert cards(mia, "comes late") == []
    assert cards(mia, NOT_OPENED) == []
    assert cards(mia, "has opened after all") != []
    await library.pass_until(toronto(24, 14, 1))
    assert cards(mia, "Did you have lunch together?") != []


async def test_what_opens_once_lunch_has_begun_says_that_it_comes_late(library: Library) -> None:
    mia, _ = await agreed(library, toronto(23, 14))
    await library.pass_until(toronto(24, 12, 1))
    library.playground.faults.clear()
    await library.pass_until(toronto(24, 13))
    assert "It's here now" in card(mia, "if you'd still like to meet").text
    assert "Step back" not in live_buttons(mia)
    assert await states(library) == [GroupState.UNOPENED]
    await library.pass_until(toronto(25, 9))
    assert cards(mia, "Did you have lunch together?") == []
    assert len(await library.rows(Acquaintance)) == 1  # they were proposed to each other, and know it


async def test_a_short_outage_after_a_late_yes_is_waited_for(library: Library) -> None:
    mia, _ = await agreed_at_the_last_moment(library)
    await library.pass_until(toronto(23, 11, 36))
    library.playground.faults.clear()
    await library.pass_until(toronto(23, 11, 50))
    assert await states(library) == [GroupState.INTRODUCED]
    assert cards(mia, "opened after all") == []


async def test_a_longer_one_is_told_in_time_for_lunch(library: Library) -> None:
    mia, sam = await agreed_at_the_last_moment(library)
    await library.pass_until(toronto(23, 11, 37))
    assert await states(library) == [GroupState.OPENING]
    await library.pass_until(toronto(23, 11, 43))
    assert await states(library) == [GroupState.UNOPENED]
    for person in (mia, sam):
        assert cards(person, NOT_OPENED) != []

"""Proposed times pass: what can only be refused has no button, and nothing looks at times that are settled."""

from datetime import timedelta

import pytest

from bot.flash.actions import Later
from playground import Person
from tests.flash.test_times import FIRST, SECOND, THIRD, propose
from tests.library import Library, card, cards, whispers

pytestmark = pytest.mark.one_database


async def test_a_time_that_has_passed_meanwhile_cannot_be_taken(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    old = card(sam, "proposes")
    await library.pass_until(FIRST + timedelta(minutes=1))
    await library.press(sam, "Take time 1", old)
    assert "has passed" in whispers(sam)[-1]
    assert cards(sam, "Agreed") == []


async def test_a_time_loses_its_button_as_it_passes(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST, SECOND)
    await library.pass_until(FIRST)
    assert card(sam, "proposes").buttons == ["Take time 2", "Propose a time"]
    assert card(sam, "proposes").text.count("has passed") == 1
    await library.pass_until(SECOND)
    assert card(mia, "proposes").buttons == ["Propose a time"]
    assert "All of these have passed" in card(mia, "proposes").text
    assert await library.due(Later.TIME_PASSES) == []


async def test_what_needs_no_look_at_its_times_any_more_gets_none(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    await propose(library, sam, SECOND)
    assert await library.due(Later.TIME_PASSES) == [SECOND]
    await library.press(mia, "Take time 1")
    assert await library.due(Later.TIME_PASSES) == []
    await propose(library, mia, THIRD)
    await library.press(sam, "Step back", card(sam, ", meet"))
    assert await library.due(Later.TIME_PASSES) == []

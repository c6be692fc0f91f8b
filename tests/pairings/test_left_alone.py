"""Who was told that we look for somebody else hears how it ended, whatever ended it."""

from datetime import timedelta

import pytest

from playground import Person
from tests.library import Library, card, cards, seen
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.office import press
from tests.pairings.test_rounds import FIRST_ROUND, people

pytestmark = pytest.mark.one_database

PROMISE = "let you know either way"
TRUTH = "no luck after all"


async def promised(library: Library) -> tuple[Cafe, Person, Person]:
    """Two who were introduced, of whom one skips then: the other is told that we look for somebody else."""
    gone, left = everyone = people(library, 2)
    cafe = await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=30))
    await library.press(gone, "Skip this time", card(gone, "Skip this time"))
    assert len(cards(left, PROMISE)) == 1
    assert cards(left, TRUTH) == []
    return cafe, gone, left


@pytest.mark.parametrize("ending", ["archived", "removed"])
async def test_that_the_channel_is_gone_is_no_reason_to_say_nothing(library: Library, ending: str) -> None:
    cafe, gone, left = await promised(library)
    if ending == "archived":
        await library.playground.archive(cafe.channel, gone)
    else:
        await library.playground.remove_bot(cafe.channel)
    await library.pass_time(minutes=10)
    assert len(cards(left, TRUTH)) == 1
    assert cards(gone, TRUTH) == []
    await library.pass_time(weeks=2)
    assert len(cards(left, TRUTH)) == 1


async def test_a_round_that_is_over_before_anybody_was_looked_for_says_so(library: Library) -> None:
    _, _, left = await promised(library)
    library.clock.advance_to(FIRST_ROUND + timedelta(weeks=1))
    await library.settle()
    assert len(cards(left, TRUTH)) == 1


@pytest.mark.parametrize("ending", ["Pause", "End"])
async def test_that_the_coffee_stops_is_no_reason_to_say_nothing(library: Library, ending: str) -> None:
    _, gone, left = await promised(library)
    await press(library, gone, ending)
    await library.pass_time(minutes=10)
    assert len(cards(left, TRUTH)) == 1


@pytest.mark.parametrize("words", ["Skip this time", "Leave", "Pause until…"])
async def test_who_goes_away_meanwhile_needs_no_more_words(library: Library, words: str) -> None:
    cafe, gone, left = await promised(library)
    await library.press(left, words, card(left, "Skip this time"))
    if words == "Pause until…":
        await library.send(left, **{"Until_when?": "2026-12-24"})
    await library.playground.archive(cafe.channel, gone)
    await library.pass_time(weeks=1)
    assert [words for words in seen(left) if TRUTH in words] == []

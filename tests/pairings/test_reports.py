"""After a round its organizer hears how it went: counts, none of fewer than five, and never who."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.gathering import Why
from bot.pairings.models import Programme, Round
from bot.pairings.rules import COUNTS_FROM, RoundState
from bot.pairings.views.reports import NOT_PLACED, Tally, report
from bot.playground import Person
from tests.library import Library, card, cards
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.office import toronto
from tests.pairings.test_preview import CADENCE
from tests.pairings.test_rounds import people

pytestmark = pytest.mark.one_database

IS_OVER = "is over."


async def say_that(library: Library, group: set[str], words: str) -> None:
    """One of a group says whether they met, when they are asked."""
    person = library.playground.person(sorted(group)[0])
    await library.press(person, words, card(person, "meet?"))


async def a_round(library: Library, cafe: Cafe, day: tuple[int, int], met: int) -> None:
    """Let a round of a Tuesday pass: so many groups meet, one says that it won't, the others say nothing."""
    before = len(await cafe.introduced())
    await library.pass_until(toronto(*day, 10, 5))
    groups = (await cafe.introduced())[before:]
    await library.pass_time(days=5)
    for group in groups[:met]:
        await say_that(library, group, "We met")
    if met < len(groups):
        await say_that(library, groups[met], "It won't happen")
    await library.pass_time(days=1)


def reports(organizer: Person) -> list[str]:
    return [message.text for message in cards(organizer, IS_OVER)]


async def test_the_organizer_alone_hears_how_a_round_went_beside_the_one_before_and_never_who(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 12))
    ada = cafe.people[0]
    await a_round(library, cafe, (11, 24), met=5)
    (first,) = reports(ada)
    assert "Random coffee*: the round of Tuesday 24 November is over." in first
    assert "• Five or more people were in" in first
    assert "• 5 groups met; fewer than five groups did not, or did not say" in first
    assert "• Nobody skipped it" in first
    assert "round before" not in first

    assert not [person.name for person in cafe.people if person.id in first or person.name in first]
    assert [reports(person) for person in cafe.people[1:]] == [[]] * 11

    await cafe.people[3].command("/coffee", "skip", channel=cafe.channel)
    await a_round(library, cafe, (12, 1), met=5)
    _, second = reports(ada)
    assert "11 people were in, in 5 groups" in second
    assert "• 5 groups met, which is all of them" in second
    assert "The round before: five or more people were in; 5 groups met." in second
    assert [round_.state for round_ in await library.rows(Round)][:2] == [RoundState.CLOSED, RoundState.CLOSED]


async def test_a_report_says_how_many_could_not_be_placed_and_why(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 1))
    await library.pass_until(toronto(11, 30, 12))
    (words,) = reports(cafe.people[0])
    assert "Fewer than five people were in" in words
    assert "Fewer than five people could not be placed: nobody else was free" in words
    assert "met" not in words.split("These are")[0]


async def test_a_report_comes_in_the_working_hours_of_who_reads_it(library: Library) -> None:
    away = library.person("Aoi Away", tz="Asia/Tokyo")
    await open_cafe(library, [away, *people(library, 1)])
    await library.pass_until(toronto(11, 30, 12))
    assert reports(away) == []
    await library.pass_until(toronto(11, 30, 19, 5))
    assert len(reports(away)) == 1


async def test_who_is_no_organizer_any_more_hears_nothing(library: Library) -> None:
    everyone = people(library, 2)
    cafe = await open_cafe(library, everyone)
    await library.pass_until(toronto(11, 24, 10, 5))
    await library.playground.remove_bot(cafe.channel)
    await library.playground.invite_bot(cafe.channel, everyone[1])
    await library.pass_until(toronto(11, 30, 12))
    assert reports(everyone[0]) == []
    assert RoundState.CLOSED in [round_.state for round_ in await library.rows(Round)]


COUNTS = st.integers(0, 12)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    met, did_not_happen, unsaid = draw(COUNTS), draw(COUNTS), draw(COUNTS)
    groups = met + did_not_happen + unsaid
    left_out: dict[Why, int] = draw(st.dictionaries(st.sampled_from(list(NOT_PLACED)), COUNTS))
    taking_part = 2 * groups + sum(left_out.values())
    return Tally(taking_part, groups, draw(COUNTS), met, did_not_happen, draw(COUNTS), left_out)


@given(tallies(), st.none() | tallies())
def test_no_count_of_fewer_than_five_is_ever_given(now: Tally, before: Tally | None) -> None:
    words = said(now, before)
    assert [number for number in re.findall(r"\d+", words) if int(number) < COUNTS_FROM] == []


@given(tallies())
def test_how_many_turned_it_down_cannot_be_subtracted_while_they_are_few(now: Tally) -> None:
    if 0 < now.did_not_happen < COUNTS_FROM:
        assert "said that it won't happen" not in said(now, None)


@pytest.mark.parametrize(("did_not_happen", "is_unsaid"), [(0, True), (3, True), (7, True), (12, False)])
def test_where_nobody_said_that_they_met_it_is_not_said_that_nobody_did(did_not_happen: int, is_unsaid: bool) -> None:
    tally = Tally(24, 12, 0, 0, did_not_happen, 0, {})
    for words in (said(tally, None), said(Tally(24, 12, 0, 12, 0, 0, {}), tally)):
        assert ("oo few answers to say how many met" in words) == is_unsaid
        assert ("o group met" in words) == (not is_unsaid)


@pytest.mark.parametrize("number", [0, 1, 4, 5, 6])
def test_a_report_reads_well_for_any_count(number: int) -> None:
    left_out: dict[Why, int] = {Why.LEFT_OVER: number}
    words = said(Tally(number * 2, number, number, number, 0, number, left_out), None)
    assert "  " not in words
    assert "\n• n" not in words


def said(now: Tally, before: Tally | None) -> str:
    """A report without the day in its first line."""
    programme = Programme(id=1, name="Coffee", cadence=CADENCE)
    return report(programme, datetime(2026, 11, 24, 15, tzinfo=UTC), now, before).text.split(IS_OVER, 1)[1]

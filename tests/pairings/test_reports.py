"""After a round its organizer hears how many groups say that they met: none of fewer than five, never who, no more."""

import re
from datetime import UTC, datetime

import pytest

from bot.languages.reader import ENGLISH
from bot.pairings.models import Programme, Round
from bot.pairings.rules import COUNTS_FROM, RoundState
from bot.pairings.views.reports import report
from playground import Person
from tests.library import Library, card, cards
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.office import toronto
from tests.pairings.test_preview import CADENCE
from tests.pairings.test_rounds import people

pytestmark = pytest.mark.one_database

IS_OVER = "is over."
TOO_FEW = {word for number in range(1, COUNTS_FROM) for word in (str(number), ENGLISH.number(number))}
"""Counts that no organizer reads, in digits and in words."""


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
    assert "Random coffee*: the coffee on Tuesday, November 24 is over." in first
    assert "Groups that told me they met: five." in first
    assert "Last time" not in first

    assert not [person.name for person in cafe.people if person.id in first or person.name in first]
    assert [reports(person) for person in cafe.people[1:]] == [[]] * 11

    await a_round(library, cafe, (12, 1), met=4)
    _, second = reports(ada)
    assert "Too few answers to show how many groups met" in second
    assert "Last time: five." in second
    assert [round_.state for round_ in await library.rows(Round)][:2] == [RoundState.CLOSED, RoundState.CLOSED]


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


@pytest.mark.parametrize("met", range(8))
@pytest.mark.parametrize("before", [None, *range(8)])
def test_no_count_of_fewer_than_five_is_ever_given_nor_said_to_be_none(met: int, before: int | None) -> None:
    words = said(met, before)
    assert TOO_FEW.isdisjoint(re.findall(r"\w+", words.casefold()))
    assert said(min(met, COUNTS_FROM), before) == said(0 if met < COUNTS_FROM else COUNTS_FROM, before)
    assert "  " not in words
    assert [line for line in words.splitlines() if line[:1].islower()] == []


def said(met: int, before: int | None) -> str:
    """A report without the day in its first line."""
    programme = Programme(id=1, name="Coffee", cadence=CADENCE)
    return report(ENGLISH, programme, datetime(2026, 11, 24, 15, tzinfo=UTC), met, before).text.split(IS_OVER, 1)[1]

"""No small count can be had from a report, neither read nor computed."""

from collections import defaultdict
from datetime import UTC, datetime
from itertools import product

import pytest
from sqlalchemy import select

from bot.matching.gathering import Why
from bot.moment import Moment
from bot.pairings.models import Attendance, Programme, Round
from bot.pairings.organizing.reporting import count
from bot.pairings.rules import COUNTS_FROM
from bot.pairings.views.reports import Tally, report
from tests.library import Library
from tests.pairings.cafe import open_cafe
from tests.pairings.office import toronto
from tests.pairings.test_preview import CADENCE
from tests.pairings.test_rounds import people

Parts = tuple[int, ...]
"""Groups that met, that said they won't, that said nothing, that did not open; and people who were not placed."""

UNOPENED = 3
"""Of these it may be plain that there was one: that Slack did not open it is nobody's choice."""

MOST = 6
"""Of each, in the rounds that are compared."""


def words_of(parts: Parts) -> str:
    met, did_not_happen, unsaid, unopened, left_out = parts
    groups = met + did_not_happen + unsaid
    reasons = {Why.LEFT_OVER: left_out}
    tally = Tally(2 * (groups + unopened) + left_out, groups, unopened, met, did_not_happen, 0, reasons)
    programme = Programme(id=1, name="Coffee", cadence=CADENCE)
    return report(programme, datetime(2026, 11, 24, 15, tzinfo=UTC), tally, None).text


def test_nothing_in_a_report_gives_away_what_it_hides() -> None:
    """Whoever knows that all were pairs, and computes, finds no count under five that is the only possible one."""
    alike: dict[str, list[Parts]] = defaultdict(list)
    for parts in product(range(MOST + 1), repeat=5):
        alike[words_of(parts)].append(parts)
    given_away = [
        (words, values)
        for words, all_parts in alike.items()
        for number, values in enumerate(map(set, zip(*all_parts, strict=True)))
        if number != UNOPENED and len(values) == 1 and 0 < next(iter(values)) < COUNTS_FROM
    ]
    assert given_away == []


@pytest.mark.parametrize(
    ("parts", "is_told"), [((10, 0, 0, 0, 0), True), ((5, 5, 5, 5, 5), True), ((5, 0, 0, 3, 0), False)]
)
def test_how_many_were_in_is_told_where_nothing_is_hidden(parts: Parts, is_told: bool) -> None:
    assert ("people were in, in" in words_of(parts)) == is_told
    assert ("Five or more people were in\n" in words_of(parts)) != is_told


@pytest.mark.either_database
async def test_who_was_introduced_and_left_alone_since_is_counted_once(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 4))
    await library.pass_until(toronto(11, 24, 10, 5))
    assert await how_many(library) == (4, 0)
    await library.leave(cafe.people[3])
    await library.pass_time(hours=1)
    assert [one.left_out for one in await library.rows(Attendance) if one.left_out] == [Why.ALONE]
    assert await how_many(library) == (3, 0)


async def how_many(library: Library) -> tuple[int, int]:
    """How many were in the first round, and how many of them were not placed, as its report will count them."""
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "counting")
        tally = await count(moment, (await session.scalars(select(Round))).one())
    return tally.taking_part, sum(tally.left_out.values())

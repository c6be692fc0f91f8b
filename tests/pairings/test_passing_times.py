"""Times proposed for a coffee pass: each loses its button as it does, and nothing looks at times that are settled."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.languages.reader import ENGLISH
from bot.pairings.actions import Action, Later
from bot.pairings.models import Group
from bot.pairings.rules import GroupState
from bot.pairings.views.meeting_times import times
from tests.library import Library, card, cards
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.facts import buttons_in
from tests.pairings.test_coffee_times import FIRST, SECOND, propose
from tests.pairings.test_meeting import pass_until_asked
from tests.pairings.test_rounds import FIRST_ROUND, people

pytestmark = pytest.mark.one_database

AN_HOUR = timedelta(hours=1)


@pytest.fixture
async def cafe(library: Library) -> Cafe:
    """Two who were introduced on Tuesday the 24th."""
    cafe = await open_cafe(library, people(library, 2))
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    return cafe


async def test_a_time_loses_its_button_as_it_passes_though_nobody_presses_anything(
    library: Library, cafe: Cafe
) -> None:
    ana, ben = cafe.people
    await propose(library, ana, SECOND, FIRST)
    await library.pass_until(FIRST - AN_HOUR)
    assert card(ben, "proposes, in").buttons == ["Take time 1", "Take time 2", "Propose a time"]
    await library.pass_until(FIRST)
    assert card(ben, "proposes, in").buttons == ["Take time 2", "Propose a time"]
    assert card(ben, "proposes, in").text.count("has passed") == 1
    assert await library.due(Later.TIME_PASSES) == [SECOND]
    await library.pass_until(SECOND)
    assert card(ana, "proposes, in").buttons == ["Propose a time"]
    assert "Please propose another time." in card(ana, "proposes, in").text
    assert len(cards(ben, "proposes, in")) == 1  # it is amended, and nobody is told again
    assert await library.due(Later.TIME_PASSES) == []


async def test_a_later_proposal_keeps_its_button_when_a_time_of_the_earlier_one_passes(
    library: Library, cafe: Cafe
) -> None:
    ana, ben = cafe.people
    await propose(library, ana, FIRST)
    await propose(library, ben, SECOND)
    assert await library.due(Later.TIME_PASSES) == [SECOND]
    await library.pass_until(FIRST + AN_HOUR)
    assert card(ana, "proposes, in").buttons == ["Take time 1", "Propose a time"]
    await library.press(ana, "Take time 1")
    assert cards(ana, "Agreed") != []


async def test_times_can_be_proposed_again_when_all_have_passed(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await propose(library, ana, FIRST)
    await library.pass_until(FIRST)
    await propose(library, ben, SECOND)
    assert await library.due(Later.TIME_PASSES) == [SECOND]
    assert card(ana, "proposes, in").buttons == ["Take time 1", "Propose a time"]


async def test_nothing_looks_at_times_of_which_one_was_taken(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await propose(library, ana, FIRST, SECOND)
    await library.press(ben, "Take time 2")
    assert await library.due(Later.TIME_PASSES) == []
    agreed = card(ana, "Agreed")
    await library.pass_until(FIRST + AN_HOUR)
    assert card(ana, "Agreed").text == agreed.text


@pytest.mark.parametrize("end", ["Step back", "Skip this time"])
async def test_nothing_looks_at_the_times_of_a_group_that_has_ended(library: Library, cafe: Cafe, end: str) -> None:
    ana, ben = cafe.people
    await propose(library, ana, FIRST)
    await library.press(ben, end, card(ben, ", meet") if end == "Step back" else card(ben, end))
    assert await library.due(Later.TIME_PASSES) == []


async def test_nothing_looks_at_the_times_of_a_group_that_has_met(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await pass_until_asked(cafe)
    await propose(library, ana, library.clock.now().replace(microsecond=0) + timedelta(days=1))
    await library.press(ben, "We met")
    assert await library.due(Later.TIME_PASSES) == []


@pytest.mark.parametrize(
    ("now", "offered"),
    [(FIRST - AN_HOUR, [FIRST, SECOND]), (FIRST, [SECOND]), (SECOND, [])],
    ids=["both to come", "one to come", "none to come"],
)
def test_what_can_be_taken_is_a_function_of_the_time(now: datetime, offered: list[datetime]) -> None:
    choices = [int(instant.timestamp()) for instant in (FIRST, SECOND)]
    group = Group(id=7, state=GroupState.INTRODUCED, proposals=1, times=choices, times_by="U1")
    buttons = buttons_in(times(ENGLISH, group, 1, "", now, UTC).to_payload()["blocks"])
    takes = [value for action, value in buttons if action.startswith(Action.TAKE_TIME)]
    assert takes == [f"7 1 {int(instant.timestamp())}" for instant in offered]

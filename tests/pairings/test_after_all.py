"""What is said of an introduction that was given up and arrives after all."""

from datetime import timedelta

import pytest

from bot.pairings.models import Group
from bot.pairings.rules import GroupState
from tests.library import Library, card, cards, seen
from tests.pairings.cafe import open_cafe
from tests.pairings.test_rounds import FIRST_ROUND, people
from tests.pairings.test_undelivered import arrive_once_and_unheard

pytestmark = pytest.mark.either_database


async def test_after_a_step_back_nobody_reads_that_it_has_opened(library: Library) -> None:
    ana, ben = everyone = people(library, 2)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND - timedelta(minutes=10))
    arrive_once_and_unheard(library)
    await library.pass_until(FIRST_ROUND + timedelta(days=1, hours=1))
    assert len(cards(ana, "couldn't open a conversation for you")) == 1
    library.playground.faults.clear()
    await library.press(ben, "Step back", card(ben, ", meet @"))
    assert [group.state for group in await library.rows(Group)] == [GroupState.STEPPED_BACK]
    for person in everyone:
        assert not any("has opened after all" in text or "couldn't open" in text for text in seen(person))
        told = [one for one in cards(person, "has ended. Nothing left to do.") if "Thank you" not in one.text]
        assert len(told) == 1

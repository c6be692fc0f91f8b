"""No card of a group or a round has a button that can only refuse, and a press draws any of them anew, however old."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from bot.cadence import Recurs
from bot.outbox.models import Letter
from bot.pairings.models import Group
from bot.pairings.rules import GroupState
from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.office import admin, press
from tests.pairings.test_meeting import ANSWERS, pass_until_asked, state
from tests.pairings.test_rounds import FIRST_NOTICE, FIRST_ROUND, people

pytestmark = pytest.mark.one_database


@pytest.fixture
async def cafe(library: Library) -> Cafe:
    """Two who were introduced on Tuesday the 24th, with two weeks' time, and have been asked."""
    cafe = await open_cafe(library, people(library, 2), recurs=Recurs.EVERY_TWO_WEEKS)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    await pass_until_asked(cafe)
    return cafe


def buttons_of_groups(person: Person) -> set[str]:
    return set(live_buttons(person)) & {*ANSWERS, "Why us?", "Step back", "Skip this time", "I can after all"}


async def forget_letters(library: Library) -> None:
    """A month passes, and what was said is forgotten."""
    async with library.klatch.database.transaction() as session:
        await session.execute(update(Letter).values(amends_id=None, copy_of_id=None, thread_of_id=None))
        await session.execute(delete(Letter))


async def test_after_we_met_nothing_is_left_but_why_and_stepping_back(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await library.press(ana, "We met")
    for person in (ana, ben):
        assert buttons_of_groups(person) == {"Why us?", "Step back"}
    await library.press(ben, "Step back")
    assert await state(library) is GroupState.STEPPED_BACK


async def test_after_it_will_not_happen_they_may_still_have_met(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await library.press(ana, "It won't happen")
    assert buttons_of_groups(ben) == {"We met", "Why us?", "Step back"}
    await library.press(ben, "Step back")
    assert await state(library) is GroupState.STEPPED_BACK


async def test_after_stepping_back_why_us_is_still_answered(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await library.press(ana, "Step back")
    for person in (ana, ben):
        assert buttons_of_groups(person) == {"Why us?"}
        await library.press(person, "Why us?")
        assert "No particular reason: it was chance." in last_seen(person)


async def test_after_fading_nothing_is_asked(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await library.pass_time(days=6)
    assert (await library.rows(Group))[0].state is GroupState.FADED
    assert [button for button in live_buttons(ben) if button in ANSWERS] == []
    await library.press(ana, "Step back", cards(ana, "meet @")[0])
    assert (await library.rows(Group))[0].state is GroupState.STEPPED_BACK


@pytest.mark.parametrize("words", ["We met", "Not yet", "It won't happen"])
async def test_an_old_question_is_drawn_anew_by_a_press_though_its_letter_was_forgotten(
    library: Library, cafe: Cafe, words: str
) -> None:
    ana, ben = cafe.people
    await forget_letters(library)
    await library.press(ana, words, card(ana, "Did you meet?"))
    assert cards(ben, "Did you meet?") == []
    assert not {"Not yet", "It won't happen"} & buttons_of_groups(ben)


async def test_an_old_introduction_is_drawn_anew_by_a_press_though_its_letter_was_forgotten(
    library: Library, cafe: Cafe
) -> None:
    ana, ben = cafe.people
    await forget_letters(library)
    await library.press(ana, "Step back", card(ana, "meet @"))
    assert "This introduction has ended. Thank you both." in "\n".join(seen(ben))
    assert "Step back" not in live_buttons(ben)


@pytest.mark.parametrize("words", ["Skip this time", "Leave"])
async def test_an_old_notice_is_drawn_anew_by_a_press_though_its_letter_was_forgotten(
    library: Library, words: str
) -> None:
    ana, ben = people(library, 2)
    await open_cafe(library, [ana, ben])
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=1))
    await forget_letters(library)
    await library.press(ben, words)
    assert live_buttons(ben) == ["I can after all"] if words == "Skip this time" else ["Join again"]


async def test_a_round_that_is_over_cannot_be_skipped_and_its_notice_does_not_offer_it(library: Library) -> None:
    ana, ben = people(library, 2)
    await open_cafe(library, [ana, ben])
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=1))
    notice = card(ben, "Skip this time")
    await library.pass_until(FIRST_NOTICE + timedelta(days=7, minutes=5))
    assert len(cards(ben, "Skip this time")) == 1
    assert "has ended" in card(ben, "the round of").text
    await forget_letters(library)
    await library.press(ben, "Skip this time", notice)
    assert "Skip this time" in live_buttons(ben)  # of the next round, whose notice has come meanwhile


async def test_a_channel_is_told_that_its_coffee_has_ended_where_it_was_announced(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    await open_cafe(library, everyone)
    await press(library, ada, "Pause")
    assert "It's paused for now." in card(everyone[1], "I introduce you to a colleague").text
    await press(library, ada, "End")
    assert cards(everyone[1], "I introduce you to a colleague") == []
    assert len(cards(everyone[1], "has ended")) == 1
    assert not {"Preview", "Change"} & set(live_buttons(everyone[0]))

"""After the introduction: a word midway, did you meet, and stepping back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import Recurs
from bot.pairings.models import Group
from bot.pairings.rules import MEETS_WITHIN, GroupState, asked_at, nudged_at
from tests.library import Library, asked_first, card, cards, last_seen, live_buttons, seen, whispers
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.test_rounds import FIRST_ROUND, people

pytestmark = pytest.mark.one_database

ANSWERS = ["We met", "Not yet", "It won't happen"]


@pytest.fixture
async def cafe(library: Library) -> Cafe:
    """Two who were introduced on Tuesday the 24th, with two weeks' time."""
    cafe = await open_cafe(library, people(library, 2), recurs=Recurs.EVERY_TWO_WEEKS)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    return cafe


async def state(library: Library) -> GroupState:
    (group,) = await library.rows(Group)
    return group.state


async def pass_until_asked(cafe: Cafe) -> None:
    (asked,) = await cafe.library.due("pairing_asks")
    await cafe.library.pass_until(asked + timedelta(minutes=1))


async def test_a_word_comes_midway_and_a_question_at_the_end(library: Library, cafe: Cafe) -> None:
    ana, _ = cafe.people
    await library.pass_time(days=5)
    assert cards(ana, "found a time") == []
    await library.pass_time(days=3)
    assert cards(ana, "found a time") != []
    await pass_until_asked(cafe)
    assert "Did you meet?" in last_seen(ana)
    assert [button for button in live_buttons(ana) if button in ANSWERS] == ANSWERS


async def test_a_week_has_no_word_midway(library: Library) -> None:
    ana, ben = people(library, 2)
    await open_cafe(library, [ana, ben])
    for hours in range(0, 7 * 24, 12):
        await library.pass_until(FIRST_ROUND + timedelta(hours=hours, minutes=5))
        assert cards(ana, "found a time") == []
    assert cards(ana, "I'll stop asking") != []


ZONES = st.sampled_from(["America/Toronto", "Asia/Tokyo", "Europe/London"]).map(ZoneInfo)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(INSTANTS, st.timedeltas(timedelta(hours=1), MEETS_WITHIN), ZONES)
def test_no_word_midway_comes_once_the_question_has_come(introduced: datetime, span: timedelta, zone: ZoneInfo) -> None:
    midway = nudged_at(introduced, introduced + span, zone)
    assert midway is None or introduced < midway < asked_at(introduced, introduced + span, zone)


async def test_a_word_midway_that_is_late_does_not_come_after_the_question(library: Library, cafe: Cafe) -> None:
    ana, _ = cafe.people
    (asked,) = await library.due("pairing_asks")
    library.clock.advance_to(asked + timedelta(minutes=1))
    await library.settle()
    assert cards(ana, "found a time") == []
    assert len(cards(ana, "Did you meet?")) == 1


@pytest.mark.parametrize(
    ("button", "ends"),
    [("We met", GroupState.MET), ("It won't happen", GroupState.DID_NOT_HAPPEN), ("Not yet", GroupState.INTRODUCED)],
)
async def test_one_answer_does_for_both(library: Library, cafe: Cafe, button: str, ends: GroupState) -> None:
    ana, ben = cafe.people
    await pass_until_asked(cafe)
    await library.press(ana, button)
    assert await state(library) is ends
    assert cards(ben, "Did you meet?") == []
    assert last_seen(ana) == last_seen(ben)


async def test_the_words_do_not_say_who_answered(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await pass_until_asked(cafe)
    await library.press(ana, "It won't happen")
    assert ana.id not in card(ben, "That happens.").text


async def test_not_yet_is_asked_again_while_the_round_lasts(library: Library, cafe: Cafe) -> None:
    ana, _ = cafe.people
    await pass_until_asked(cafe)
    await library.press(ana, "Not yet")
    assert "ask once more" in last_seen(ana)
    await library.pass_time(days=1, hours=1)
    assert "Did you meet?" in last_seen(ana)


async def test_silence_ends_it_without_a_judgement(library: Library, cafe: Cafe) -> None:
    ana, _ = cafe.people
    await library.pass_time(days=20)
    assert cards(ana, "I'll stop asking") != []
    assert GroupState.FADED in [group.state for group in await library.rows(Group)]


async def test_an_answer_after_the_end_still_counts(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await pass_until_asked(cafe)
    await library.press(ana, "It won't happen")
    await library.press(ben, "We met")
    assert await state(library) is GroupState.MET


async def test_two_answers_at_once_have_one_outcome_and_both_are_told(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await pass_until_asked(cafe)
    message = card(ana, "Did you meet?")
    await ana.press("We met", message)
    await ben.press("We met", message)
    await library.settle()
    assert await state(library) is GroupState.MET
    assert "already said that" in whispers(ben)[-1]


async def test_nobody_else_can_answer_for_them(library: Library, cafe: Cafe) -> None:
    ana, _ = cafe.people
    mallory = library.person("Mallory Else")
    await pass_until_asked(cafe)
    message = card(ana, "Did you meet?")
    introduction = card(ana, "meet @")
    for button in ANSWERS:
        await library.forge_press(mallory, button, message)
    for button in ("Step back", "Why us?"):
        await library.forge_press(mallory, button, introduction)
    assert await state(library) is GroupState.INTRODUCED


async def test_stepping_back_gives_both_the_same_words_and_they_never_meet_again(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await library.press(ana, "Step back")
    theirs, hers = last_seen(ben), [words for words in seen(ana) if "has ended" in words]
    assert "has ended" in theirs
    assert [words.replace(ben.name, "…") for words in hers][-1] == theirs.replace(ana.name, "…")
    assert await state(library) is GroupState.STEPPED_BACK
    assert "Step back" not in live_buttons(ana)
    await library.pass_time(days=21)
    assert len(await cafe.introduced()) == 1
    assert "no luck this time, nobody else was free" in "\n".join(seen(ben))


async def test_before_one_of_two_steps_back_they_read_that_the_other_can_tell(cafe: Cafe) -> None:
    assert "they'll know it was you" in asked_first(card(cafe.people[0], "meet @"), "Step back")


async def test_among_three_nobody_can_tell_and_it_does_not_say_so(library: Library) -> None:
    trio = await open_cafe(library, people(library, 3))
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    said = asked_first(card(trio.people[0], "meet each other"), "Step back")
    assert "doesn't say who chose this" in said
    assert "they'll know" not in said


async def test_stepping_back_twice_is_answered(library: Library, cafe: Cafe) -> None:
    ana, _ = cafe.people
    introduction = card(ana, "meet @")
    await library.press(ana, "Step back", introduction)
    await library.press(ana, "Step back", introduction)
    assert "already ended" in whispers(ana)[-1]

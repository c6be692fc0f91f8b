"""A chosen mentor who stays silent: one word to both, and the asker can ask someone else without a reason."""

import pytest

from bot.flash.actions import Later
from bot.flash.models import Ask, Conversation
from bot.flash.rules import OPEN_ASKS_AT_MOST, AskState, ConversationState
from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen, whispers

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"


@pytest.fixture
async def three(library: Library) -> tuple[Person, Person, Person]:
    """Mia, who asked, Sam, whom she chose, and Zoe, who volunteers too."""
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.volunteer(zoe, "Grant writing")
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    return mia, sam, zoe


async def test_after_a_working_day_of_silence_both_read_one_word(
    library: Library, three: tuple[Person, Person, Person]
) -> None:
    mia, sam, _ = three
    await library.pass_time(hours=23)
    assert cards(sam, "ignore this") == []
    await library.pass_time(hours=2)
    assert card(sam, "ignore this") == card(mia, "ignore this")
    await library.pass_time(days=1)
    assert len(cards(sam, "ignore this")) == 1


async def test_where_a_time_was_proposed_nobody_is_nudged(
    library: Library, three: tuple[Person, Person, Person]
) -> None:
    mia, sam, _ = three
    await library.press(mia, "Propose a time")
    await library.send(mia)
    await library.pass_time(days=2)
    assert cards(sam, "ignore this") == []
    assert await library.due(Later.NUDGE) == []


async def test_the_word_loses_its_button_when_a_time_is_proposed(
    library: Library, three: tuple[Person, Person, Person]
) -> None:
    mia, sam, _ = three
    await library.pass_time(days=1, hours=1)
    await library.press(sam, "Propose a time", card(sam, "ignore this"))
    await library.send(sam)
    assert card(mia, "Times have been proposed").buttons == []


@pytest.mark.parametrize("where", ["on the question", "on the check-in"])
async def test_someone_else_can_be_asked_without_the_one_who_stays_silent(
    library: Library, three: tuple[Person, Person, Person], where: str
) -> None:
    mia, sam, zoe = three
    if where == "on the check-in":
        await library.pass_time(days=3, hours=1)
    await library.press(
        mia, "Ask someone else", card(mia, "You chose @Sam Roy for" if "question" in where else "talked?")
    )
    assert "has ended" in last_seen(sam)
    assert "Mia" not in last_seen(sam).replace("@Mia Chen", "")
    assert [one.state for one in await library.rows(Conversation)] == [ConversationState.DID_NOT_HAPPEN]
    assert [one.state for one in await library.rows(Ask)] == [AskState.LOOKING]
    assert cards(mia, "I'm still looking for someone for your question") != []
    assert "I can help" in live_buttons(zoe)
    assert "I can help" not in live_buttons(sam)
    await library.press(zoe, "I can help")
    await library.press(mia, "Choose")
    assert card(mia, ", meet").channel == card(zoe, ", meet").channel != card(sam, "has ended").channel
    await library.pass_time(days=2, hours=23)
    assert len(cards(mia, "talked?")) == 0


async def test_where_nobody_else_is_left_the_asker_hears_it(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    await library.press(mia, "Ask someone else")
    assert len(cards(mia, "didn't find anyone")) == 1
    assert sorted(live_buttons(mia)) == ["Ask again", "Step back"]


async def test_a_question_that_comes_back_may_be_one_more_than_somebody_can_post(
    library: Library, three: tuple[Person, Person, Person]
) -> None:
    mia, _, _ = three
    ana = library.person("Ana Diaz")
    await library.volunteer(ana, "Grant writing", **{"Conversations a month, at most": "12"})
    for number in range(OPEN_ASKS_AT_MOST):
        await library.ask(mia, f"How do I find grant number {number}?")
    await library.press(mia, "Ask someone else", card(mia, "You chose @Sam Roy for"))
    looking = [ask for ask in await library.rows(Ask) if ask.state is AskState.LOOKING]
    assert len(looking) == OPEN_ASKS_AT_MOST + 1
    await mia.command("/mentor-ask", "Which binoculars are good for watching herons?")
    outcome = await mia.submit()
    assert "at least three open questions" in outcome.errors["Your question"]


async def test_pressed_again_it_says_that_it_is_over(library: Library, three: tuple[Person, Person, Person]) -> None:
    mia, sam, _ = three
    old = card(mia, "You chose @Sam Roy for")
    await library.press(mia, "Ask someone else", old)
    before = seen(sam)
    await library.press(mia, "Ask someone else", old)
    assert "already ended" in whispers(mia)[-1]
    assert seen(sam) == before


async def test_the_mentor_cannot_ask_someone_else(library: Library, three: tuple[Person, Person, Person]) -> None:
    mia, sam, _ = three
    await library.forge_press(sam, "Ask someone else", card(mia, "You chose @Sam Roy for"))
    assert [one.state for one in await library.rows(Conversation)] == [ConversationState.OPEN]


async def test_what_has_faded_can_be_asked_again(library: Library, three: tuple[Person, Person, Person]) -> None:
    mia, _, _ = three
    await library.pass_time(days=14)
    faded = card(mia, "I'll stop asking")
    assert faded.buttons == ["Ask again"]
    await library.press(mia, "Ask again", faded)
    assert mia.form is not None

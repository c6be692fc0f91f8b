"""Closing: the check-in and its three answers, silence, and thanks."""

from datetime import UTC, datetime

import pytest

from bot.flash.models import Ask, Conversation
from bot.flash.rules import ConversationState
from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen, texts, whispers

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"


async def state(library: Library) -> ConversationState:
    (conversation,) = await library.rows(Conversation)
    return conversation.state


async def test_the_asker_alone_is_asked_after_three_working_days(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await library.pass_time(days=2, hours=23)
    assert cards(mia, "talked?") == []
    await library.pass_time(hours=2)
    assert live_buttons(mia)[-4:] == ["We talked", "Not yet", "It won't happen", "Ask someone else"]
    assert cards(sam, "talked?") == []


async def test_not_yet_is_asked_again_three_times_and_then_no_more(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, _ = pair
    for times in range(1, 4):
        await library.pass_time(days=5)
        assert len([button for button in live_buttons(mia) if button == "Not yet"]) == 1, times
        await library.press(mia, "Not yet")
    assert "I won't ask again" in last_seen(mia)
    await library.pass_time(days=21)
    assert "Not yet" not in live_buttons(mia)
    assert await state(library) is ConversationState.FADED


async def test_silence_closes_it_by_itself(library: Library, pair: tuple[Person, Person]) -> None:
    """The mentor hears nothing of it: after the one word to both, their cards only say where it is."""
    mia, sam = pair
    await library.pass_time(days=1, hours=1)
    before = len(texts(sam))
    await library.pass_time(days=10)
    assert await state(library) is ConversationState.FADED
    assert "We talked" not in live_buttons(mia)
    assert len(texts(sam)) == before
    assert live_buttons(sam) == ["Step back"]


async def test_it_will_not_happen_gives_the_mentor_their_time_back_without_a_reason(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    await library.press(mia, "It won't happen")
    assert await state(library) is ConversationState.DID_NOT_HAPPEN
    assert "nothing more for you to do" in last_seen(sam)
    await library.press(mia, "Ask again")
    assert mia.form is not None
    assert len(await library.rows(Ask)) == 1


async def test_thanks_are_private_and_arrive_once(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    await library.press(mia, "We talked")
    thank = card(mia, "Two questions, just for you")
    await library.press(mia, "Say thanks", thank)
    await library.send(mia, Your_words="You saved my week.")
    assert "You saved my week." in last_seen(sam)
    assert card(sam, "You saved my week.").channel == sam.dm.id
    assert "Say thanks" not in live_buttons(mia)
    await library.press(mia, "Say thanks", thank)
    if mia.form is not None:
        await library.send(mia, Your_words="Again.")
    assert cards(sam, "Again.") == []


@pytest.mark.parametrize("first", ["We talked", "It won't happen"])
async def test_what_is_closed_stays_closed_whatever_is_pressed_on_an_old_copy(
    library: Library, pair: tuple[Person, Person], first: str
) -> None:
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    old = card(mia, "talked?")
    await library.press(mia, first)
    closed, before = await state(library), texts(sam)
    for number, words in enumerate(["We talked", "Not yet", "It won't happen"], start=1):
        await library.press(mia, words, old)
        assert len(whispers(mia)) == number
    assert await state(library) is closed
    assert texts(sam) == before


async def test_a_late_answer_still_counts(library: Library, pair: tuple[Person, Person]) -> None:
    """A conversation that faded was perhaps only not reported: the old card's words are taken."""
    mia, _ = pair
    await library.pass_time(days=3, hours=1)
    old = card(mia, "talked?")
    await library.pass_time(days=10)
    await library.press(mia, "We talked", old)
    assert await state(library) is ConversationState.TALKED
    assert live_buttons(mia)[-1] == "Say thanks"


async def test_an_agreed_time_moves_the_check_in_and_nothing_closes_before_it(
    library: Library, pair: tuple[Person, Person]
) -> None:
    """Agreed after the first check-in, for a day two weeks on: silence meanwhile is no answer."""
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    await library.press(mia, "Propose a time")
    agreed = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
    await library.send(mia, First_choice=agreed)
    await library.press(sam, "Take time 1")
    assert "We talked" not in live_buttons(mia)
    await library.pass_until(agreed)
    assert await state(library) is ConversationState.OPEN
    assert "We talked" not in live_buttons(mia)
    await library.pass_time(hours=1)
    assert len([button for button in live_buttons(mia) if button == "We talked"]) == 1


async def test_nobody_but_the_asker_can_answer_the_check_in(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    check_in = card(mia, "talked?")
    before = seen(mia)
    for words in ("We talked", "Not yet", "It won't happen"):
        await library.forge_press(sam, words, check_in)
    assert seen(mia) == before
    assert await state(library) is ConversationState.OPEN

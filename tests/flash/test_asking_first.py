"""Ask something first: carried both ways, three times at most, with the clock standing still."""

import pytest

from bot.flash.actions import Later
from bot.flash.models import Invitation
from bot.flash.rules import InvitationState
from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, whispers

pytestmark = pytest.mark.one_database

GRANT = "How do I write my first grant proposal?"


@pytest.fixture
async def people(library: Library) -> tuple[Person, Person]:
    """Mia, who has asked, and Sam, who was invited and would like to know something."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await asks_first(library, sam, "Which funder?")
    return mia, sam


async def asks_first(library: Library, mentor: Person, question: str) -> None:
    await library.press(mentor, "Ask something first")
    await library.send(mentor, **{"What would you like to know?": question})


async def answers(library: Library, asker: Person, answer: str) -> None:
    await library.press(asker, "Answer")
    await library.send(asker, Your_answer=answer)


async def state(library: Library) -> InvitationState:
    (invitation,) = await library.rows(Invitation)
    return invitation.state


async def test_the_question_and_its_answer_are_carried_both_ways(
    library: Library, people: tuple[Person, Person]
) -> None:
    mia, sam = people
    assert "Which funder?" in last_seen(mia)
    assert "@Sam Roy" in last_seen(mia)
    assert live_buttons(sam) == ["I can help", "Not this time"]
    await answers(library, mia, "SSHRC, in May.")
    assert "SSHRC, in May." in last_seen(sam)
    assert live_buttons(sam) == ["I can help", "Not this time", "Ask something first", "I know someone", "Pause me"]
    assert live_buttons(mia) == ["Withdraw"]


async def test_the_clock_stands_still_until_the_answer_and_then_begins_afresh(
    library: Library, people: tuple[Person, Person]
) -> None:
    mia, _ = people
    await library.pass_time(days=1, hours=1)
    assert await state(library) is InvitationState.ASKING
    answered_at = library.clock.now()
    await answers(library, mia, "SSHRC.")
    (lapses_at,) = await library.due(Later.INVITATION_LAPSES)
    assert (lapses_at - answered_at).days == 1


async def test_an_asker_who_does_not_answer_holds_nobody_up_for_ever(
    library: Library, people: tuple[Person, Person]
) -> None:
    mia, _ = people
    await library.pass_time(days=2, minutes=1)
    assert "didn't find anyone" in last_seen(mia)
    assert live_buttons(mia) == ["Ask again"]


async def test_three_questions_are_enough(library: Library, people: tuple[Person, Person]) -> None:
    mia, sam = people
    """The button is gone after the third; a form or a window that still has it says why."""
    await answers(library, mia, "SSHRC.")
    for question in ("How much?", "By when?"):
        old = card(sam, "Their answer")
        await asks_first(library, sam, question)
        await answers(library, mia, "Soon.")
    assert live_buttons(sam) == ["I can help", "Not this time", "I know someone", "Pause me"]
    await library.press(sam, "Ask something first", old)
    await library.send(sam, **{"What would you like to know?": "Why?"})
    assert "three things" in last_seen(sam)
    assert cards(mia, "Why?") == []


async def test_one_question_at_a_time(library: Library) -> None:
    """Two forms opened from the same card: the second waits for the answer to the first."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    old = card(sam, "hopes for")
    await asks_first(library, sam, "Which funder?")
    await library.press(sam, "Ask something first", old)
    await library.send(sam, **{"What would you like to know?": "How much?"})
    assert cards(mia, "How much?") == []
    await answers(library, mia, "SSHRC.")
    assert "SSHRC." in last_seen(sam)
    assert live_buttons(mia) == ["Withdraw"]


@pytest.mark.parametrize(
    ("mentor_presses", "left"), [("Not this time", []), ("I can help", ["Choose", "Keep looking"])]
)
async def test_a_mentor_who_decides_without_the_answer_leaves_no_question_open(
    library: Library, people: tuple[Person, Person], mentor_presses: str, left: list[str]
) -> None:
    mia, sam = people
    old = card(mia, "Which funder?")
    await library.press(sam, mentor_presses)
    assert "Answer" not in live_buttons(mia)
    assert [button for button in live_buttons(mia) if button in ("Choose", "Keep looking")] == left
    await library.press(mia, "Answer", old)
    assert mia.form is None
    assert "doesn't need an answer any more" in whispers(mia)[-1]


async def test_an_answer_to_what_was_answered_says_so(library: Library, people: tuple[Person, Person]) -> None:
    mia, sam = people
    old = card(mia, "Which funder?")
    await answers(library, mia, "SSHRC.")
    await library.press(mia, "Answer", old)
    assert mia.form is None
    assert "already have your answer" in whispers(mia)[-1]
    assert len(cards(sam, "SSHRC.")) == 1


async def test_a_withdrawn_question_leaves_no_answer_open(library: Library, people: tuple[Person, Person]) -> None:
    mia, sam = people
    await library.press(mia, "Withdraw", card(mia, "on its way"))
    assert live_buttons(mia) == ["Ask again"]
    assert live_buttons(sam) == []


async def test_what_was_typed_too_late_is_carried_nowhere(library: Library, people: tuple[Person, Person]) -> None:
    mia, sam = people
    await library.press(mia, "Answer")
    await library.press(sam, "Not this time")
    await library.send(mia, Your_answer="SSHRC.")
    assert cards(sam, "SSHRC.") == []
    assert "SSHRC." not in last_seen(mia)


async def test_nobody_else_can_answer_in_the_askers_place(library: Library, people: tuple[Person, Person]) -> None:
    mia, sam = people
    eve = library.person("Eve Moss")
    await library.forge_press(eve, "Answer", card(mia, "Which funder?"))
    assert eve.form is None
    assert all(message.is_ephemeral for message in eve.messages())
    assert await state(library) is InvitationState.ASKING
    assert "Their answer" not in last_seen(sam)

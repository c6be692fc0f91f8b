"""The same question again while it is open: it is changed where it stands, or left."""

import pytest

from bot.flash.models import Ask, Invitation
from playground import Person, render_view
from tests.library import Library, card, cards, fill_in, live_buttons

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
HIDDEN = {"Your name": "Ask without it until I choose someone"}


@pytest.fixture
async def people(library: Library) -> tuple[Person, Person]:
    """Mia, whose question is open, and Sam, who has it."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.open_ask_channel(sam)
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    return mia, sam


async def ask_again(library: Library, person: Person, **fields: object) -> None:
    await person.command("/mentor-ask", GRANT)
    await fill_in(person, **fields)
    await person.submit()
    await library.settle()


async def test_without_the_name_it_is_offered_to_be_changed_and_says_who_has_seen_it(
    library: Library, people: tuple[Person, Person]
) -> None:
    mia, sam = people
    await ask_again(library, mia, **HIDDEN)
    assert mia.form is not None
    form = render_view(mia.form, mia)
    assert "You already have this question open" in form
    assert "Some people may have seen your name with it" in form
    assert f"<@{mia.id}>" in card(sam, "hopes for").text
    await library.send(mia)
    assert mia.form is None
    assert mia.id not in card(sam, "hopes for").text
    assert "Nobody sees your name" in card(mia, "on its way").text
    assert len(await library.rows(Ask)) == 1


async def test_left_alone_it_stays_as_it_was(library: Library, people: tuple[Person, Person]) -> None:
    mia, sam = people
    await ask_again(library, mia, **HIDDEN)
    await mia.close_form()
    assert f"<@{mia.id}>" in card(sam, "hopes for").text
    assert (await library.rows(Ask))[0].shows_name is True


async def test_new_words_stand_on_every_card(library: Library, people: tuple[Person, Person]) -> None:
    mia, sam = people
    await ask_again(library, mia, **{"What have you tried?": "The handbook."})
    await library.send(mia, Your_question="How do I write a second grant proposal?")
    assert "The handbook." in card(sam, "hopes for").text
    assert "second grant" in card(sam, "hopes for").text
    assert "second grant" in card(mia, "on its way").text
    assert len(await library.rows(Invitation)) == 1


async def test_it_can_be_shown_in_the_channel_and_taken_from_it(
    library: Library, people: tuple[Person, Person]
) -> None:
    mia, sam = people
    channel = library.playground.channel("questions")
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await ask_again(library, mia, Ask_more_widely=[widely])
    await library.send(mia)
    (in_channel,) = [one for one in cards(sam, "hopes for") if one.channel == channel.id]
    assert f"<#{channel.id}>" in card(mia, "on its way").text
    await ask_again(library, mia, Ask_more_widely=[])
    await library.send(mia)
    (now,) = [one for one in sam.messages() if (one.channel, one.ts) == (in_channel.channel, in_channel.ts)]
    assert now.buttons == []
    assert f"<#{channel.id}>" not in card(mia, "on its way").text


async def test_the_very_same_form_sent_twice_is_one_question_and_no_form(
    library: Library, people: tuple[Person, Person]
) -> None:
    mia, _ = people
    await ask_again(library, mia)
    assert mia.form is None
    assert len(await library.rows(Ask)) == 1


async def test_what_has_closed_meanwhile_cannot_be_changed_and_says_so(
    library: Library, people: tuple[Person, Person]
) -> None:
    mia, sam = people
    await ask_again(library, mia, **HIDDEN)
    await library.press(mia, "Withdraw", card(mia, "on its way"))
    outcome = await library.send(mia)
    assert "has closed in the meantime" in outcome.errors["Your question"]
    assert live_buttons(sam) == []


async def test_nobody_changes_the_question_of_another(library: Library, people: tuple[Person, Person]) -> None:
    mia, _ = people
    eve = library.person("Eve Moss")
    await eve.command("/mentor-ask", "Something else entirely, about herons and binoculars?")
    assert eve.form is not None
    eve.form.definition["private_metadata"] = str((await library.rows(Ask))[0].id)
    await library.send(eve)
    assert [ask.question for ask in await library.rows(Ask)] == [GRANT]
    assert GRANT in card(mia, "on its way").text

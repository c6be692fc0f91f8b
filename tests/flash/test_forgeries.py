"""What a button carries says where to look, never who may: forged and mangled presses change and reveal nothing."""

import pytest

from bot.flash.models import Ask, Conversation, Invitation
from playground import Person
from tests.library import Library, card, live_buttons, seen, with_values

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
MANGLED = [
    "",
    "0",
    "-1",
    "999999",
    "99999999999999999999",
    "1.0",
    " 1",
    "abc",
    "1; DROP TABLE asks",
    "٣",
    "²",
    "x" * 2000,
]


async def states(library: Library) -> list[object]:
    asks = [ask.state for ask in await library.rows(Ask)]
    invitations = [invitation.state for invitation in await library.rows(Invitation)]
    return [asks, invitations, [conversation.state for conversation in await library.rows(Conversation)]]


async def everybody_at_work(library: Library) -> dict[str, Person]:
    """Every kind of card at once: an open ask with an offer and a question, and a conversation with its check-in."""
    people = {name: library.person(f"{name} A") for name in ("Mia", "Sam", "Zoe", "Kim", "Eve")}
    mentor = {"Conversations a month, at most": "12"}
    await library.volunteer(people["Sam"], "Grant writing", **mentor)
    await library.ask(people["Kim"], GRANT)
    await library.press(people["Sam"], "I can help")
    await library.press(people["Kim"], "Choose")
    await library.pass_time(days=3, hours=1)
    await library.volunteer(people["Zoe"], "Grant writing", **mentor)
    await library.ask(people["Mia"], GRANT)
    await library.press(people["Sam"], "I can help", card(people["Sam"], "hopes for"))
    await library.press(people["Zoe"], "Ask something first")
    await library.send(people["Zoe"], **{"What would you like to know?": "Which funder?"})
    return people


async def test_nobody_can_press_what_is_somebody_elses(library: Library) -> None:
    """Eve, who has no part in anything, presses every button of everybody: nothing happens, and she learns nothing."""
    people = await everybody_at_work(library)
    eve = people.pop("Eve")
    before = (await states(library), {name: seen(person) for name, person in people.items()})
    pressed = 0
    for person in people.values():
        for message in person.messages():
            for words in message.buttons:
                await library.forge_press(eve, words, message)
                pressed += 1
                if eve.form is not None:
                    assert GRANT not in str(eve.form.definition)
                    await eve.close_form()
    assert pressed >= 10
    assert (await states(library), {name: seen(person) for name, person in people.items()}) == before
    assert all(message.is_ephemeral for message in eve.messages())
    told = " ".join(message.text for message in eve.messages())
    assert not [one for person in people.values() for one in (GRANT, person.id, person.name) if one in told]


async def test_mangled_values_change_nothing_and_break_nothing(library: Library) -> None:
    people = await everybody_at_work(library)
    before = await states(library)
    for person in people.values():
        for message in person.messages():
            if message.is_ephemeral:
                continue
            for mangled in MANGLED:
                forged = with_values(message, lambda _, value=mangled: value)  # type: ignore[misc]
                for words in message.buttons:
                    outcome = await person.press(words, forged)
                    assert outcome.status == 200
                    if person.form is not None:
                        await person.close_form()
    await library.pass_time(minutes=10)
    assert await states(library) == before


@pytest.mark.parametrize("subject", ["", "0", "999999", "abc", "99999999999999999999"])
async def test_a_form_about_nothing_is_refused_in_words(library: Library, subject: str) -> None:
    people = await everybody_at_work(library)
    before = await states(library)
    await library.press(people["Mia"], "Answer")
    form = people["Mia"].form
    assert form is not None
    form.definition["private_metadata"] = subject
    await library.send(people["Mia"], Your_answer="SSHRC.")
    assert await states(library) == before
    assert "Answer" in live_buttons(people["Mia"])
    assert "SSHRC." not in "".join(seen(people["Zoe"]))

"""Asking without a name: until someone is chosen, nothing that others can see says who asks."""

import json
from typing import Any

import pytest

from playground import Person
from tests.library import Library, card, live_buttons

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
HIDDEN = {"Your name": "Ask without it until I choose someone"}


def everything_shown_to(person: Person) -> str:
    """All that Slack's clients hold for somebody: words, blocks, values, metadata, files, the open form."""
    held: list[Any] = [
        [message.text, message.blocks, message.attachments, message.metadata, message.files]
        for message in person.messages()
    ]
    if person.form is not None:
        held.append(dict(person.form.definition))
    return json.dumps(held, default=str)


async def test_no_mentor_and_no_channel_sees_who_asks_until_one_is_chosen(library: Library) -> None:
    """Neither the name nor the id, in nothing that they see or that stands behind it; at every step on the way."""
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    ana, joe = library.person("Ana Ruiz"), library.person("Joe Fox")
    await library.open_ask_channel(ana, sam)
    for mentor in (sam, zoe):
        await library.volunteer(mentor, "Grant writing")
    others = (sam, zoe, ana, joe)

    def nobody_knows() -> bool:
        shown = "".join(map(everything_shown_to, others))
        return not any(secret in shown for secret in (mia.id, "Mia", "Chen", mia.user.handle))

    widely = {
        "Ask more widely": [f"Also show it in <#{library.playground.channel('questions').id}>, where anyone can offer"]
    }
    await library.ask(mia, GRANT, **HIDDEN, **widely, **{"What have you tried?": "The handbook."})
    assert nobody_knows()
    await sam.press("Ask something first", card(sam, "hopes for"))
    assert nobody_knows()
    await library.send(sam, **{"What would you like to know?": "Which funder?"})
    await library.press(mia, "Answer")
    await library.send(mia, Your_answer="SSHRC.")
    assert "SSHRC." in card(sam, "Their answer").text
    assert nobody_knows()
    await zoe.press("I know someone", card(zoe, "hopes for"))
    assert nobody_knows()
    await library.send(zoe, **{"Who comes to mind?": joe})
    assert live_buttons(joe) != []
    assert nobody_knows()
    await library.press(sam, "I can help")
    await library.press(ana, "I can help")
    await library.press(joe, "Not this time")
    assert nobody_knows()
    await library.press(mia, "Keep looking", card(mia, "@Ana Ruiz can help"))
    assert nobody_knows()
    await library.press(mia, "Choose", card(mia, "@Sam Roy can help"))
    assert mia.id in everything_shown_to(sam)
    assert not any(mia.id in everything_shown_to(other) for other in (zoe, ana, joe))


async def test_a_withdrawn_question_was_never_anybodys(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT, **HIDDEN)
    await library.press(sam, "I can help")
    await library.press(mia, "Withdraw", card(mia, "on its way"))
    assert mia.id not in everything_shown_to(sam)
    assert "Mia" not in everything_shown_to(sam)


async def test_the_asker_is_told_that_choosing_tells_the_name(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT, **HIDDEN)
    assert "Nobody sees your name" in card(mia, "on its way").text
    await library.press(sam, "I can help")
    assert "they don't know who is asking" in card(mia, "can help").text


async def test_with_a_name_the_mentor_sees_who_asks(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    assert f"<@{mia.id}>" in card(sam, "hopes for").text
    assert "They see your name" in card(mia, "on its way").text

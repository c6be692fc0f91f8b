"""A press draws its card anew where it stands, however old it is; and no button stands that can only refuse."""

import pytest
from sqlalchemy import delete

from bot.flash.models import Conversation
from bot.flash.rules import ConversationState
from bot.outbox.models import Letter
from playground import Message, Person
from tests.library import Library, card, live_buttons, seen, whispers

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"


async def forget_letters(library: Library) -> None:
    """As after a month: nothing is known any more of what was said."""
    async with library.klatch.database.transaction() as session:
        await session.execute(delete(Letter).where(Letter.amends_id.is_not(None) | Letter.copy_of_id.is_not(None)))
        await session.execute(delete(Letter))


def as_it_stands(person: Person, message: Message) -> Message:
    return next(one for one in person.messages() if (one.channel, one.ts) == (message.channel, message.ts))


async def test_stepping_back_on_an_introduction_of_long_ago_takes_its_buttons(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await library.pass_time(days=35)
    await forget_letters(library)
    introduction = card(sam, ", meet")
    await library.press(sam, "Step back", introduction)
    assert as_it_stands(mia, introduction).buttons == ["Step back"]  # it had faded: only the future changes
    (conversation,) = await library.rows(Conversation)
    assert conversation.state is ConversationState.FADED


@pytest.mark.parametrize("who", ["asker", "mentor"])
async def test_stepping_back_on_a_forgotten_card_of_an_open_conversation_closes_it(
    library: Library, pair: tuple[Person, Person], who: str
) -> None:
    mia, sam = pair
    await forget_letters(library)
    introduction = card(sam, ", meet")
    await library.press(mia if who == "asker" else sam, "Step back", introduction)
    assert as_it_stands(mia, introduction).buttons == ["Step back"]
    assert "is closed" in as_it_stands(mia, introduction).text


async def test_a_forgotten_offer_that_is_pressed_is_drawn_anew(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    offer = card(mia, "can help with")
    await forget_letters(library)
    await library.press(mia, "Keep looking", offer)
    assert as_it_stands(mia, offer).buttons == []
    assert "thanked" in as_it_stands(mia, offer).text


async def test_a_forgotten_question_that_is_withdrawn_is_drawn_anew(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    status, invitation = card(mia, "on its way"), card(sam, "hopes for")
    await forget_letters(library)
    await library.press(mia, "Withdraw", status)
    assert as_it_stands(mia, status).buttons == ["Ask again"]
    await library.press(sam, "I can help", invitation)
    assert as_it_stands(sam, invitation).buttons == []
    assert "settled" in whispers(sam)[-1]


async def test_a_forgotten_card_in_the_ask_channel_is_drawn_anew_for_everybody(library: Library) -> None:
    mia, ana = library.person("Mia Chen"), library.person("Ana Ruiz")
    channel = await library.open_ask_channel(ana)
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    in_channel = next(one for one in ana.messages() if one.buttons == ["I can help"])
    await forget_letters(library)
    await library.press(mia, "Withdraw")
    assert as_it_stands(ana, in_channel).buttons == ["I can help"]
    await library.press(ana, "I can help", in_channel)
    assert as_it_stands(ana, in_channel).buttons == []
    assert "settled" in whispers(ana)[-1]


@pytest.mark.parametrize("words", ["We talked", "It won't happen"])
async def test_after_the_end_the_introduction_keeps_no_button_that_can_only_refuse(
    library: Library, pair: tuple[Person, Person], words: str
) -> None:
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    await library.press(mia, words)
    assert card(mia, ", meet").buttons == ["Step back"]
    assert "Propose a time" not in live_buttons(mia) + live_buttons(sam)
    await library.press(sam, "Step back", card(sam, ", meet"))
    assert "won't introduce you" in whispers(sam)[-1]


async def test_no_thanks_are_carried_after_the_mentor_has_stepped_back_and_nobody_learns_why(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    await library.press(mia, "We talked")
    await library.press(sam, "Step back", card(sam, ", meet"))
    assert "Say thanks" in live_buttons(mia)
    before = seen(sam)
    await library.press(mia, "Say thanks")
    assert mia.form is None
    assert "already ended" in whispers(mia)[-1]
    assert seen(sam) == before


async def test_thanks_typed_while_the_mentor_steps_back_are_not_carried(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    await library.press(mia, "We talked")
    await library.press(mia, "Say thanks")
    await library.press(sam, "Step back", card(sam, ", meet"))
    await library.send(mia, Your_words="You saved my week.")
    assert "You saved my week." not in "".join(seen(sam))


async def test_who_has_stepped_back_is_not_offered_to_say_thanks(library: Library, pair: tuple[Person, Person]) -> None:
    mia, _ = pair
    await library.pass_time(days=3, hours=1)
    await library.press(mia, "We talked")
    await library.press(mia, "Step back", card(mia, ", meet"))
    assert "Say thanks" not in live_buttons(mia)


async def test_a_withdrawal_that_comes_after_the_choice_says_where_to_step_back(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    question = next(one for one in mia.messages() if "Withdraw" in one.buttons)
    await library.press(sam, "I can help")
    offered = next(one for one in sam.messages() if "Withdraw" in one.buttons)
    await library.press(mia, "Choose")
    await library.press(sam, "Withdraw", offered)
    assert "You were chosen for this question" in whispers(sam)[-1]
    assert "press *Step back* in it" in whispers(sam)[-1]
    await library.press(mia, "Withdraw", question)
    assert "You've chosen someone for that question" in whispers(mia)[-1]

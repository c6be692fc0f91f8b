"""Cards: new ones are written, what differs is amended, the same costs nothing, what is pressed is drawn anew."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from bot.blocks import button, buttons, message, paragraph
from bot.languages.reader import ENGLISH
from bot.outbox import letters
from bot.outbox.cards import card_of_block, with_card_key
from bot.outbox.letters import Card, Pressed
from bot.outbox.message import Message
from bot.outbox.models import Letter
from tests.databases import statements
from tests.outbox.office import START, Office
from tests.outbox.slack_server import does_it_and_hangs_up, refuses

pytestmark = pytest.mark.either_database

POST, UPDATE = "chat.postMessage", "chat.update"


def card(text: str, key: str = "card", **more: Any) -> Card:
    return Card(key=key, to=more.pop("to", "#C1"), message=Message(text), **more)


async def show(office: Office, *cards: Card, pressed: Pressed | None = None) -> None:
    async with office.database.transaction() as session:
        await letters.show(session, workspace="T1", cards=cards, now=office.clock.now(), pressed=pressed)
    await office.deliver_all()


async def forget(office: Office) -> None:
    async with office.database.transaction() as session:
        await session.execute(delete(Letter).where(Letter.amends_id.is_not(None)))
        await session.execute(delete(Letter))


async def test_a_new_card_is_written_and_one_that_differs_is_amended(office: Office) -> None:
    await show(office, card("open", is_new=True))
    await show(office, card("closed"))

    assert [call.method for call in office.slack.calls] == [POST, UPDATE]
    assert office.slack.texts == ["closed"]


async def test_what_is_the_same_costs_nothing(office: Office) -> None:
    await show(office, card("open", is_new=True))
    await show(office, card("open", is_new=True))

    assert [call.method for call in office.slack.calls] == [POST]


async def test_a_card_that_changes_back_is_amended_twice(office: Office) -> None:
    await show(office, card("open", is_new=True))
    await show(office, card("closed"))
    await show(office, card("open"))

    assert [call.method for call in office.slack.calls] == [POST, UPDATE, UPDATE]
    assert office.slack.texts == ["open"]


async def test_a_card_that_is_not_new_and_has_no_letter_was_forgotten_and_is_not_said_again(office: Office) -> None:
    await show(office, card("closed"))

    assert office.slack.calls == []


async def test_a_press_on_a_card_that_is_known_to_say_what_is_so_costs_nothing(office: Office) -> None:
    await show(office, card("open", is_new=True))
    await show(office, card("open"), pressed=Pressed("C1", "1.000100", "card"))

    assert [call.method for call in office.slack.calls] == [POST]


async def test_a_press_on_a_card_whose_letter_was_forgotten_draws_it_anew_where_it_stands(office: Office) -> None:
    await show(office, card("open", is_new=True))
    await forget(office)
    await show(office, card("closed"), pressed=Pressed("C1", "1.000100", "card"))

    assert office.slack.texts == ["closed"]
    await show(office, card("closed for good"))
    assert office.slack.texts == ["closed for good"]


async def test_a_press_on_an_instance_that_nobody_knew_of_draws_both(office: Office) -> None:
    office.slack.will(POST, does_it_and_hangs_up)
    await show(office, card("open", is_new=True))
    await show(office, card("closed"), pressed=Pressed("C1", "1.000100", "card"))

    assert office.slack.texts == ["closed", "closed"]


async def test_a_press_on_one_card_draws_no_other_in_its_place(office: Office) -> None:
    await show(office, card("one", "one", is_new=True), card("two", "two", is_new=True))
    await show(office, card("one", "one"), pressed=Pressed("C1", "2.000100", "two"))

    assert office.slack.texts == ["one", "two"]


@pytest.mark.parametrize("place", ["C1", "D1"])
async def test_a_message_that_does_not_say_which_card_it_is_is_known_by_where_it_stands(
    office: Office, place: str
) -> None:
    cards = [card("mine", "mine", to="@U1"), card("everybody's", "all")]
    await show(office, *cards, pressed=Pressed(place, "7.000100"))

    assert office.slack.called(UPDATE)[0]["text"] == ("everybody's" if place == "C1" else "mine")


async def test_a_card_that_slack_did_not_let_us_change_is_tried_again_the_next_time(office: Office) -> None:
    await show(office, card("open", is_new=True))
    office.slack.will(UPDATE, refuses("cant_update_message"))
    await show(office, card("closed"))
    await show(office, card("closed"))

    assert office.slack.texts == ["closed"]


async def test_a_card_that_failed_is_left_alone(office: Office) -> None:
    office.slack.will(POST, refuses("is_archived"))
    await show(office, card("open", is_new=True))
    await show(office, card("closed", is_new=True))

    assert await office.states() == {"card": "failed"}


async def test_a_card_that_is_off_before_it_went_is_not_sent_and_holds_nothing_up(office: Office) -> None:
    async with office.database.transaction() as session:
        waiting = card("open", is_new=True, not_before=START + timedelta(days=1))
        await letters.show(session, workspace="T1", cards=[waiting], now=START)
    await show(office, card("ended", is_off=True), card("next", "next", is_new=True))
    office.clock.advance_to(START + timedelta(days=2))
    await show(office, card("ended", is_off=True, is_new=True))

    assert await office.states() == {"card": "failed", "next": "sent"}
    assert office.slack.texts == ["next"]


async def test_a_card_that_is_off_after_it_was_refused_and_waits_for_an_admin_is_not_sent(office: Office) -> None:
    office.slack.will(POST, refuses("restricted_action"))
    await office.write("card")
    await office.postman.deliver()
    await show(office, card("ended", is_off=True))

    assert await office.states() == {"card": "failed"}
    assert office.slack.texts == []


async def test_a_card_that_is_off_and_has_arrived_or_may_have_says_so(office: Office) -> None:
    await show(office, card("open", "there", is_new=True))
    office.slack.will(POST, does_it_and_hangs_up)
    await office.write("perhaps")
    await office.postman.deliver()
    await show(office, card("ended", "there", is_off=True), card("ended", "perhaps", is_off=True))

    assert await office.states() == {"there": "sent", "perhaps": "sent", "there/amended-after-1": "sent"}
    assert [text for text in office.slack.texts if "ended" not in text] == ["perhaps"]


async def test_many_cards_are_shown_in_as_many_statements_as_one(office: Office) -> None:
    async def cost(cards: list[Card]) -> int:
        with statements(office.database) as ran:
            async with office.database.transaction() as session:
                await letters.show(session, workspace="T1", cards=cards, now=START)
        return len(ran)

    many = [card("x", f"{number}", is_new=True, not_before=START + timedelta(days=1)) for number in range(50)]
    await show(office, *many[:1])
    alone = await cost(many[:1])
    async with office.database.transaction() as session:
        await letters.show(session, workspace="T1", cards=many, now=START)
    assert await cost(many) == alone


def test_buttons_say_which_card_they_are_on() -> None:
    payload = message(
        ENGLISH, buttons(button("One", "one", 1)), paragraph("and"), buttons(button("Two", "two", 2))
    ).to_payload()
    blocks = with_card_key(payload, "ask-1")["blocks"]

    assert [block.get("block_id") for block in blocks] == ["card:ask-1", None, "card:ask-1|2"]
    assert [card_of_block(block["block_id"]) for block in blocks[::2]] == ["ask-1", "ask-1"]
    assert card_of_block("bXk3") == ""

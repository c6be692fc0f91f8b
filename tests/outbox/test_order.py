"""Letters to one address go in the order in which they were written, and hold up nobody else."""

from datetime import timedelta

import pytest
from slack_sdk.models.blocks import SectionBlock
from slack_sdk.web.async_client import AsyncWebClient

from bot.languages.reader import ENGLISH
from bot.outbox.letters import Pressed, to_channel, to_members
from bot.outbox.models import LetterState
from bot.outbox.views import BLOCK_LIMIT, perhaps_twice, said_again
from tests.outbox.office import SECOND, START, Office
from tests.outbox.slack_server import answers, does_it_and_hangs_up, hangs_up, limits, refuses

pytestmark = pytest.mark.either_database

POST, UPDATE = "chat.postMessage", "chat.update"


async def test_letters_to_one_address_go_in_the_order_written(office: Office) -> None:
    for number in range(12):
        await office.write(f"{number}")

    await office.deliver_all()
    assert office.slack.texts == [f"{number}" for number in range(12)]


async def test_a_letter_that_is_not_due_yet_holds_nobody(office: Office) -> None:
    await office.write("tomorrow", not_before=START + timedelta(days=1))
    await office.write("today")

    assert await office.postman.deliver() == START + timedelta(days=1)
    assert office.slack.texts == ["today"]


async def test_a_letter_that_waits_for_its_channel_holds_no_other_channel(office: Office) -> None:
    for number in range(5):
        await office.write(f"busy {number}", to_channel("C1"))
    await office.write("free", to_channel("C2"))

    assert await office.postman.deliver() == START + SECOND
    assert office.slack.texts == ["busy 0", "free", "busy 1", "busy 2"]


async def test_a_rewriting_that_fails_for_a_while_holds_no_messages(office: Office) -> None:
    await office.write("card")
    await office.postman.deliver()
    office.slack.will(UPDATE, hangs_up)
    await office.amend("card", "closed")
    await office.write("next")

    assert await office.postman.deliver() == START + timedelta(seconds=30)
    assert office.slack.texts == ["card", "next"]


async def test_amending_what_has_not_left_rewrites_it(office: Office) -> None:
    await office.write("card", text="open", not_before=START + SECOND)
    await office.amend("card", "closed")

    await office.deliver_all()
    assert office.slack.texts == ["closed"]
    assert office.slack.called(UPDATE) == []


async def test_amending_what_has_arrived_updates_it_and_takes_its_old_blocks_off(office: Office) -> None:
    await office.write("card", text="open", blocks=[SectionBlock(text="open")])
    await office.postman.deliver()
    await office.amend("card", "closed")

    assert await office.postman.deliver() is None
    assert office.slack.called(UPDATE) == [{"channel": "C1", "ts": "1.000100", "text": "closed", "blocks": []}]


async def test_amending_a_direct_message_updates_it_where_it_stands(office: Office) -> None:
    await office.write("card", to_members("U1"))
    await office.postman.deliver()
    await office.amend("card", "closed")

    await office.postman.deliver()
    assert [call["channel"] for call in office.slack.called(UPDATE)] == ["DU1"]


async def test_amending_what_nobody_wrote_does_nothing(office: Office) -> None:
    await office.amend("nothing", "closed")

    assert await office.letters() == []


async def test_of_two_rewritings_that_wait_only_the_newest_goes(office: Office) -> None:
    await office.write("card")
    await office.postman.deliver()
    await office.amend("card", "closing")
    await office.amend("card", "closed")

    await office.deliver_all()
    assert [call["text"] for call in office.slack.called(UPDATE)] == ["closed"]


async def test_amending_a_letter_on_the_wire_waits_until_it_has_arrived(office: Office) -> None:
    async def while_on_the_wire(workspace: str) -> AsyncWebClient:
        office.postman._clients = office.slack.client
        await office.amend("card", "closed")
        return await office.slack.client(workspace)

    office.postman._clients = while_on_the_wire
    await office.write("card", text="open")

    assert await office.postman.deliver() is None
    assert [call.method for call in office.slack.calls] == [POST, UPDATE]
    assert office.slack.texts == ["closed"]


async def test_words_written_while_a_letter_could_not_leave_are_the_last(office: Office) -> None:
    """Amended on the wire, then held by a 429, then amended again: the first rewriting must not come last."""

    async def while_on_the_wire(workspace: str) -> AsyncWebClient:
        office.postman._clients = office.slack.client
        await office.amend("card", "closing")
        return await office.slack.client(workspace)

    office.postman._clients = while_on_the_wire
    office.slack.will(POST, limits(9))
    await office.write("card", text="open")
    await office.postman.deliver()
    await office.amend("card", "closed")

    await office.deliver_all()
    assert office.slack.texts == ["closed"]
    assert (await office.letters())[1].failure == "superseded"


async def test_amending_what_failed_writes_nothing(office: Office) -> None:
    office.slack.will(POST, refuses("channel_not_found"))
    await office.write("card")
    await office.postman.deliver()
    await office.amend("card", "closed")

    assert await office.states() == {"card": "failed"}


async def test_a_rewriting_is_dropped_when_its_letter_fails(office: Office) -> None:
    async def while_on_the_wire(workspace: str) -> AsyncWebClient:
        await office.amend("card", "closed")
        return await office.slack.client(workspace)

    office.postman._clients = while_on_the_wire
    office.slack.will(POST, refuses("channel_not_found"))
    await office.write("card")

    assert await office.postman.deliver() is None
    letters = await office.letters()
    assert [(letter.state, letter.failure) for letter in letters] == [
        (LetterState.FAILED, "channel_not_found"),
        (LetterState.FAILED, "amended_letter_failed"),
    ]


async def lose(office: Office) -> None:
    office.slack.will(POST, does_it_and_hangs_up)
    await office.write("card", text="open")
    await office.postman.deliver()
    assert await office.states() == {"card": "waiting"}


async def test_a_letter_in_doubt_is_said_again_in_its_newest_words(office: Office) -> None:
    await lose(office)
    await office.amend("card", "closed")

    await office.deliver_all()
    assert office.slack.texts == ["open", f"{perhaps_twice(ENGLISH)}\n\nclosed"]
    assert await office.states() == {"card": "sent"}


async def test_pressing_a_button_shows_that_a_lost_letter_arrived_and_is_not_said_again(office: Office) -> None:
    await lose(office)
    await office.amend("card", "closed", Pressed("C1", "1.000100"))

    await office.deliver_all()
    assert office.slack.texts == ["closed"]
    assert await office.states() == {"card": "sent", "card/amended-after-1": "sent"}


async def test_pressing_a_button_on_either_of_two_copies_rewrites_both(office: Office) -> None:
    office.slack.will(POST, does_it_and_hangs_up, answers)
    await office.write("card", text="open")
    await office.deliver_all()
    await office.amend("card", "settling", Pressed("C1", "2.000100"))
    await office.amend("card", "closed", Pressed("C1", "1.000100"))

    await office.deliver_all()
    assert office.slack.texts == ["closed", "closed"]
    await office.amend("card", "forgotten")
    await office.deliver_all()
    assert office.slack.texts == ["forgotten", "forgotten"]


async def test_pressing_a_button_on_a_letter_that_waits_to_be_repeated_means_it_is_not(
    office: Office,
) -> None:
    office.slack.will(POST, does_it_and_hangs_up)
    await office.write("card", when_unknown="repeat")
    await office.postman.deliver()
    await office.amend("card", "closed", Pressed("C1", "1.000100"))

    await office.deliver_all()
    assert office.slack.texts == ["closed"]


async def test_a_letter_amended_on_the_wire_and_lost_is_said_again_in_its_newest_words(
    office: Office,
) -> None:
    async def while_on_the_wire(workspace: str) -> AsyncWebClient:
        office.postman._clients = office.slack.client
        await office.amend("card", "closed")
        return await office.slack.client(workspace)

    office.postman._clients = while_on_the_wire
    office.slack.will(POST, hangs_up)
    await office.write("card", text="open")

    await office.deliver_all()
    assert office.slack.texts == [f"{perhaps_twice(ENGLISH)}\n\nclosed"]


async def test_a_lost_letter_that_waits_to_be_rewritten_holds_no_others(office: Office) -> None:
    await office.write("reminder", when_unknown="let_go")
    office.slack.will(POST, does_it_and_hangs_up)
    await office.postman.deliver()
    await office.amend("reminder", "over")
    await office.write("next")

    assert await office.postman.deliver() is None
    assert office.slack.texts == ["reminder", "next"]


@pytest.mark.parametrize("blocks", [1, BLOCK_LIMIT])
def test_a_copy_says_what_it_is_and_loses_nothing(blocks: int) -> None:
    sections = [{"type": "section", "text": {"type": "mrkdwn", "text": f"{n}"}} for n in range(blocks)]
    again = said_again(ENGLISH, {"text": "hello", "blocks": sections})

    assert again["text"] == f"{perhaps_twice(ENGLISH)}\n\nhello"
    assert again["blocks"][-blocks:] == sections
    assert len(again["blocks"]) <= BLOCK_LIMIT


def test_a_long_copy_stays_within_what_slack_takes() -> None:
    assert len(said_again(ENGLISH, {"text": "é" * 4_000})["text"]) == 4_000

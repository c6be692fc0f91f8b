"""A letter in the thread of another: it goes after it, into its thread, or plainly when there is none."""

from datetime import timedelta

import pytest

from bot.outbox.letters import Pressed
from tests.outbox.office import START, Office
from tests.outbox.slack_server import does_it_and_hangs_up, hangs_up, refuses

POST = "chat.postMessage"


def threads(office: Office) -> dict[str, str | None]:
    """In which thread each message stands, by its words."""
    return {post["text"]: post.get("thread_ts") for post in office.slack.posts}


async def test_a_letter_stands_in_the_thread_of_one_that_was_written_just_before(office: Office) -> None:
    await office.write("meeting")
    await office.write("summary", in_thread_of="meeting")

    await office.deliver_all()
    assert threads(office) == {"meeting": None, "summary": "1.000100"}


async def test_a_letter_waits_for_the_hour_of_the_one_in_whose_thread_it_stands(office: Office) -> None:
    await office.write("meeting", not_before=START + timedelta(hours=1))
    await office.write("summary", in_thread_of="meeting")

    await office.deliver_all()
    assert threads(office) == {"meeting": None, "summary": "1.000100"}


async def test_what_answers_a_reply_stands_in_the_thread_of_the_first_message(office: Office) -> None:
    """Slack's reference of chat.postMessage: the ts of a reply is none to reply to; its parent's is."""
    await office.write("meeting")
    await office.write("summary", in_thread_of="meeting")
    await office.write("tables", in_thread_of="summary")

    await office.deliver_all()
    assert threads(office) == {"meeting": None, "summary": "1.000100", "tables": "1.000100"}


async def test_a_reply_is_rewritten_where_it_stands(office: Office) -> None:
    await office.write("meeting")
    await office.write("summary", in_thread_of="meeting")
    await office.amend("summary", "rewritten before it went")
    await office.deliver_all()
    await office.amend("summary", "rewritten after")

    await office.deliver_all()
    assert threads(office) == {"meeting": None, "rewritten after": "1.000100"}


@pytest.mark.parametrize("code", ["cannot_reply_to_message", "restricted_action_thread_locked"])
async def test_a_letter_stands_in_the_channel_when_its_thread_is_gone(office: Office, code: str) -> None:
    await office.write("meeting")
    await office.deliver_all()
    office.slack.will(POST, refuses(code))
    await office.write("summary", in_thread_of="meeting")

    await office.deliver_all()
    assert threads(office) == {"meeting": None, "summary": None}
    assert await office.states() == {"meeting": "sent", "summary": "sent"}


async def test_a_letter_stands_in_the_channel_when_there_is_no_other(office: Office) -> None:
    office.slack.will(POST, refuses("msg_too_long"))
    await office.write("meeting")
    await office.write("summary", in_thread_of="meeting")
    await office.write("tables", in_thread_of="nothing of that key")

    await office.deliver_all()
    assert threads(office) == {"summary": None, "tables": None}


async def test_the_thread_of_a_letter_that_was_said_again_is_where_it_is_known_to_stand(office: Office) -> None:
    office.slack.will(POST, does_it_and_hangs_up)
    await office.write("meeting")
    await office.deliver_all()
    await office.write("summary", in_thread_of="meeting")

    await office.deliver_all()
    assert threads(office)["summary"] == "2.000100"


async def test_a_reply_waits_until_what_it_replies_to_is_known_to_have_gone(office: Office) -> None:
    office.slack.will(POST, hangs_up)
    await office.write("meeting")
    await office.write("summary", in_thread_of="meeting")
    await office.deliver_all()

    assert threads(office)["summary"] == "1.000100"
    assert await office.states() == {"meeting": "sent", "summary": "sent"}


async def test_a_press_shows_in_which_of_two_copies_the_thread_is(office: Office) -> None:
    office.slack.will(POST, does_it_and_hangs_up)
    await office.write("meeting")
    await office.postman.deliver()
    await office.amend("meeting", "one comes", Pressed("C1", "1.000100"))
    await office.write("summary", in_thread_of="meeting")

    await office.deliver_all()
    assert threads(office) == {"one comes": None, "summary": "1.000100"}


async def test_a_reply_of_unknown_fate_is_said_again_in_its_thread(office: Office) -> None:
    await office.write("meeting")
    await office.deliver_all()
    office.slack.will(POST, hangs_up)
    await office.write("summary", in_thread_of="meeting")

    await office.deliver_all()
    assert office.slack.posts[-1]["thread_ts"] == "1.000100"
    assert await office.states() == {"meeting": "sent", "summary": "sent"}

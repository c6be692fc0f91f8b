"""The journal: what went over the wire, both ways, whose fault it was, and nothing that is secret."""

import asyncio
import json

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import JSONResponse

from playground import Person, Playground
from playground.traffic_log import LEFT_OUT, Direction, TrafficEntry, TrafficLog, presentable
from tests.playground.stage import HandMovedClock, error, modal, recording, text_input


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz")


def entries(playground: Playground) -> list[tuple[Direction, str, str, int]]:
    """Every entry, the newest first: who asked, what, about whom, and the status of the answer."""
    return [(entry.way, entry.what, entry.who, entry.status) for entry in playground.workspace.journal]


async def test_requests_and_answers_are_written_down_both_ways_the_newest_first(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    async with recording(playground):
        await ana.command("/ask", "how do I say no?")
        await client.chat_postMessage(channel=ana.id, text="Hello")
        await ana.open_home()
        await ana.global_shortcut("anywhere")
    assert entries(playground) == [
        (Direction.TO_BOT, "shortcut anywhere", ana.id, 200),
        (Direction.TO_BOT, "event app_home_opened", ana.id, 200),
        (Direction.TO_SLACK, "chat.postMessage", ana.id, 200),
        (Direction.TO_BOT, "/ask", ana.id, 200),
    ]


async def test_a_call_that_slack_would_refuse_says_why(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    await error(client.chat_postMessage(channel="C0000000000", text="Hello"))
    await client.chat_postMessage(channel=ana.id, text="Hello")
    well, refused = playground.workspace.journal
    assert [refusal.error for refusal in refused.refusals] == ["channel_not_found"]
    assert well.refusals == []


async def test_an_answer_of_the_bot_that_slack_would_not_take_says_why(playground: Playground, ana: Person) -> None:
    async with recording(playground) as bot:
        view = modal(text_input("Your question", "question"))
        trigger = playground.workspace.triggers.give(ana.id)
        playground.workspace.views.open(playground.workspace.triggers.redeem(trigger), view)
        bot.answers = [JSONResponse({"response_action": "errors", "errors": {"elsewhere": "No"}})]
        await ana.fill("Your question", "How?")
        await ana.submit()
    (entry,) = playground.workspace.journal
    assert [refusal.error for refusal in entry.refusals] == ["invalid_errors"]


async def test_what_is_refused_while_another_call_is_held_is_blamed_on_the_right_one(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    playground.faults.stall("chat.postMessage")
    held = asyncio.create_task(error(client.chat_postMessage(channel="C0000000000", text="Hello")))
    await playground.faults.until_stalled()
    await client.auth_test()
    playground.faults.release()
    await held
    assert {entry.what: len(entry.refusals) for entry in playground.workspace.journal} == {
        "auth.test": 0,
        "chat.postMessage": 1,
    }


async def test_a_call_without_an_answer_is_written_down_when_it_begins(
    playground: Playground, client: AsyncWebClient
) -> None:
    playground.faults.stall("auth.test")
    held = asyncio.create_task(client.auth_test())
    await playground.faults.until_stalled()
    (entry,) = playground.workspace.journal
    assert entry.milliseconds is None
    playground.faults.release()
    await held
    assert (entry.milliseconds is not None, entry.fault) == (True, "stall")


def test_the_oldest_are_forgotten() -> None:
    journal = TrafficLog(HandMovedClock(), size=3)
    for number in range(5):
        journal.begin(Direction.TO_SLACK, f"call {number}", "", {})
    assert [entry.what for entry in journal] == ["call 4", "call 3", "call 2"]
    assert journal.get(1) is None


def test_who_listens_hears_of_every_entry_as_it_comes_and_ends() -> None:
    journal, heard = TrafficLog(HandMovedClock()), list[TrafficEntry]()
    with journal.heard_by(heard.append):
        entry = journal.begin(Direction.TO_SLACK, "auth.test", "", {})
        journal.end(entry, 200, {"ok": True})
    journal.begin(Direction.TO_SLACK, "auth.test", "", {})
    assert heard == [entry, entry]


async def test_nothing_secret_is_shown(playground: Playground, client: AsyncWebClient, ana: Person) -> None:
    async with recording(playground) as bot:
        await ana.command("/ask")
        await ana.global_shortcut("anywhere")
        await ana.open_home()
        await client.files_getUploadURLExternal(filename="notes.txt", length=5)
        secrets = {
            playground.bot_token,
            playground.workspace.app.verification_token,
            bot.requests[0][1]["trigger_id"],
            bot.requests[0][1]["response_url"],
            bot.requests[1][1]["trigger_id"],
        }
    shown = json.dumps([presentable([each.asked, each.answered]) for each in playground.workspace.journal])
    assert [secret for secret in secrets if secret in shown] == []
    assert "/upload/" not in shown


def test_json_that_was_sent_as_text_is_unfolded() -> None:
    sent = {"blocks": '[{"type": "section"}]', "text": "[not json", "view": '{"token": "xoxb-1"}', "n": 1}
    assert presentable(sent) == {
        "blocks": [{"type": "section"}],
        "text": "[not json",
        "view": {"token": LEFT_OUT},
        "n": 1,
    }

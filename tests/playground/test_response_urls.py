"""Answers to an interaction: in the HTTP answer itself, or through its response URL."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient
from starlette.responses import JSONResponse, PlainTextResponse

from playground import Person, Playground
from tests.playground.stage import HandMovedClock, actions, bolt_app, bolt_running, button, recording, section


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz")


async def address_of_command(playground: Playground, person: Person, channel: Any = None) -> str:
    async with recording(playground) as bot:
        await person.command("/ask", channel=channel)
        return str(bot.last["response_url"])


async def posted(url: str, **body: Any) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.post(url, json=body)


async def test_the_answer_to_a_command_is_for_the_member_alone(playground: Playground, ana: Person) -> None:
    async with recording(playground) as bot:
        bot.answers = [PlainTextResponse("Hello"), JSONResponse({"text": "Hi", "blocks": [section("Hi")]})]
        first, second = await ana.command("/ask"), await ana.command("/ask")
        assert (first.text, second.text, second.ephemeral[0].is_ephemeral) == ("Hello", "Hi", True)


async def test_an_answer_to_a_command_that_slack_would_not_show_is_remembered(
    playground: Playground, ana: Person
) -> None:
    async with recording(playground) as bot:
        broken = PlainTextResponse("{", media_type="application/json")
        bot.answers = [JSONResponse({"text": "Hi", "colour": "red"}), broken, PlainTextResponse("", 500)]
        assert (await ana.command("/ask")).ephemeral == ()
        assert (await ana.command("/ask")).ephemeral == ()
        assert (await ana.command("/ask")).ok is False
    assert [(each.where, each.error) for each in playground.refusals] == [
        ("/ask", "invalid_arguments"),
        ("/ask", "invalid_json"),
        ("/ask", "http_error"),
    ]


async def test_an_answer_is_ephemeral_unless_it_says_in_channel(playground: Playground, ana: Person) -> None:
    ben = playground.add_person("Ben Okafor")
    room = playground.add_channel("help", [ana, ben])
    webhook = AsyncWebhookClient(await address_of_command(playground, ana, room), retry_handlers=[])
    await webhook.send(text="only you")
    await webhook.send(text="everybody", response_type="in_channel")
    assert [message.text for message in ana.messages()] == ["only you", "everybody"]
    assert [message.text for message in ben.messages()] == ["everybody"]


async def test_a_second_answer_to_a_command_may_replace_or_delete_the_first(
    playground: Playground, ana: Person
) -> None:
    url = await address_of_command(playground, ana)
    await posted(url, text="One moment")
    await posted(url, text="Done", replace_original=True)
    assert [message.text for message in ana.messages()] == ["Done"]
    await posted(url, delete_original=True)
    assert ana.messages() == []


async def test_an_answer_to_a_button_replaces_or_deletes_the_message_it_was_on(
    playground: Playground, ana: Person
) -> None:
    app = bolt_app(playground)

    @app.action("keep")
    async def keep(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Kept", replace_original=True)

    @app.action("drop")
    async def drop(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    for name in ("Keep", "Drop"):
        playground.workspace.post(ana.dm, "U1", name, blocks=[actions(button(name, name.lower()))], from_app=True)
    async with bolt_running(app, playground):
        await ana.press("Keep")
        await ana.press("Drop")
    assert [(message.text, message.buttons) for message in ana.messages()] == [("Kept", [])]
    assert playground.refusals == []


async def test_a_response_url_is_good_five_times(playground: Playground, ana: Person) -> None:
    url = await address_of_command(playground, ana)
    answers = [await posted(url, text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert answers[5].json()["error"] == "used_url"
    assert [each.error for each in playground.refusals] == ["used_url"]


async def test_a_response_url_is_good_for_thirty_minutes(
    playground: Playground, ana: Person, clock: HandMovedClock
) -> None:
    url = await address_of_command(playground, ana)
    clock.advance(timedelta(minutes=30))
    assert (await posted(url, text="in time")).status_code == 200
    clock.advance(timedelta(microseconds=1))
    assert (await posted(url, text="late")).json()["error"] == "expired_url"
    assert (await posted(url + "x", text="made up")).json()["error"] == "invalid_url"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "no_text"),
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"text": "x", "response_type": "loud"}, "invalid_arguments"),
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
    ],
)
async def test_what_an_answer_says_is_checked_like_any_message(
    playground: Playground, ana: Person, body: dict[str, Any], expected: str
) -> None:
    answer = await posted(await address_of_command(playground, ana), **body)
    assert (answer.status_code, answer.json()["error"]) == (400, expected)
    assert ana.messages() == []

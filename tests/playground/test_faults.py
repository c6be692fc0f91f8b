"""Faults on order: what goes wrong between the bot and Slack, and what has happened all the same."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

from playground import Person, Playground
from tests.playground.stage import error


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz")


async def test_a_refusal_on_order_is_given_so_many_times_and_does_nothing(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    playground.faults.refuse("chat.postMessage", "restricted_action", times=2)
    for _ in range(2):
        assert await error(client.chat_postMessage(channel=ana.id, text="Hello")) == "restricted_action"
    assert ana.messages() == []
    await client.chat_postMessage(channel=ana.id, text="Hello")
    assert len(ana.messages()) == 1
    assert [(call.fault, call.ok) for call in playground.calls] == [
        ("refuse", False),
        ("refuse", False),
        (None, True),
    ]
    assert playground.refusals == []


async def test_a_fault_may_be_for_certain_calls_only(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    ben = playground.add_person("Ben Okafor")
    playground.faults.refuse("chat.postMessage", "fatal_error", when=lambda call: call["channel"] == ben.id)
    await client.chat_postMessage(channel=ana.id, text="Hello")
    assert await error(client.chat_postMessage(channel=ben.id, text="Hello")) == "fatal_error"


async def test_a_rate_limit_on_order_says_how_long(playground: Playground, client: AsyncWebClient, ana: Person) -> None:
    playground.faults.rate_limit("chat.update", 30)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_update(channel=ana.id, ts="1.000001", text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "30")


async def test_a_server_error_is_a_page_that_is_no_json(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    playground.faults.server_error("chat.postMessage", status=503)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=ana.id, text="Hello")
    assert caught.value.response.status_code == 503
    assert ana.messages() == []


async def test_a_stalled_call_is_done_when_it_is_released(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    playground.faults.stall("chat.postMessage")
    held = asyncio.create_task(client.chat_postMessage(channel=ana.id, text="first"))
    await playground.faults.until_stalled()
    await client.chat_postMessage(channel=ana.id, text="second")
    assert [message.text for message in ana.messages()] == ["second"]
    playground.faults.release()
    assert (await held)["ok"]
    assert [message.text for message in ana.messages()] == ["second", "first"]


async def test_a_stalled_call_whose_caller_gave_up_is_done_all_the_same(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    playground.faults.stall("chat.postMessage")
    held = asyncio.create_task(client.chat_postMessage(channel=ana.id, text="Hello"))
    await playground.faults.until_stalled()
    held.cancel()
    with pytest.raises(asyncio.CancelledError):
        await held
    playground.faults.release()
    await client.auth_test()
    assert [message.text for message in ana.messages()] == ["Hello"]


@pytest.mark.parametrize(("fault", "arrived"), [("drop_answer", ["Hello"]), ("drop_request", [])])
async def test_a_dropped_connection_leaves_the_caller_not_knowing(
    playground: Playground, client: AsyncWebClient, ana: Person, fault: str, arrived: list[str]
) -> None:
    getattr(playground.faults, fault)("chat.postMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=ana.id, text="Hello")
    assert [message.text for message in ana.messages()] == arrived
    assert [(call.answer, call.fault) for call in playground.calls] == [(None, fault.replace("_", " "))]


async def test_slacks_own_client_with_its_usual_retries_posts_twice_when_an_answer_is_lost(
    playground: Playground, ana: Person
) -> None:
    again = AsyncConnectionErrorRetryHandler(interval_calculator=FixedValueRetryIntervalCalculator(0))
    usual = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[again])
    playground.faults.drop_answer("chat.postMessage")
    await usual.chat_postMessage(channel=ana.id, text="Hello")
    assert [message.text for message in ana.messages()] == ["Hello", "Hello"]


async def test_response_urls_can_fail_too(playground: Playground, ana: Person) -> None:
    url = playground.workspace.response_urls.give(ana.id, ana.dm.id)
    playground.faults.server_error("response_url")
    async with aiohttp.ClientSession() as http:

        async def posted() -> int:
            address = f"{playground.workspace.base_url}reply/{url.path}"
            async with http.post(address, json={"text": "Hello"}) as answer:
                return answer.status

        assert [await posted(), await posted()] == [500, 200]
    assert [message.text for message in ana.messages()] == ["Hello"]


async def test_stopping_lets_go_whatever_is_held(clock: Any) -> None:
    playground = Playground({"display_information": {"name": "Klatch"}}, clock, "secret")
    await playground.start()
    client = AsyncWebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])
    playground.faults.stall("auth.test")
    held = asyncio.create_task(client.auth_test())
    await playground.faults.until_stalled()
    await playground.stop()
    await asyncio.gather(held, return_exceptions=True)
    assert held.done()

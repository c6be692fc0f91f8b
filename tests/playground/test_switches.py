"""Switches: what is wrong stays so until it is turned off, and then all is well again."""

from datetime import timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from playground import Person, Playground, Switch
from playground.switches import SLOW_SECONDS
from tests.playground.stage import HandMovedClock, form_of, modal, recording, section


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz")


async def said(client: AsyncWebClient, person: Person) -> int:
    """The HTTP status of saying something to somebody."""
    try:
        return int((await client.chat_postMessage(channel=person.id, text="Hello")).status_code)
    except SlackApiError as refused:
        return int(refused.response.status_code)


async def test_a_rate_limiting_slack_says_not_now_until_it_is_turned_off(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    await playground.turn(Switch.RATE_LIMITING, on=True)
    assert [await said(client, ana) for _ in range(3)] == [429, 429, 429]
    await playground.turn(Switch.RATE_LIMITING, on=False)
    assert await said(client, ana) == 200
    assert playground.refusals == []


async def test_forms_still_open_at_a_rate_limiting_slack(playground: Playground, ana: Person) -> None:
    await playground.turn(Switch.RATE_LIMITING, on=True)
    assert (await form_of(playground, ana, modal(section("Hello")))).title == "A form"


async def test_nobody_can_connect_to_a_slack_that_is_down_and_it_comes_back_at_the_same_address(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    assert await said(client, ana) == 200
    address = playground.api_url
    for _ in range(2):
        await playground.turn(Switch.DOWN, on=True)
        await playground.turn(Switch.DOWN, on=True)
        with pytest.raises(aiohttp.ClientConnectorError):
            await said(client, ana)
        await playground.turn(Switch.DOWN, on=False)
        await playground.turn(Switch.DOWN, on=False)
        assert await said(client, ana) == 200
    assert playground.api_url == address
    assert len(ana.messages()) == 3


async def test_every_call_to_a_slow_slack_takes_seconds_and_is_done_before_its_answer_is_back(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    passed: list[tuple[float, int]] = []

    async def sleep(seconds: float) -> None:
        passed.append((seconds, len(ana.messages())))

    playground.switches.sleep = sleep
    await playground.turn(Switch.SLOW, on=True)
    assert await said(client, ana) == 200
    await playground.turn(Switch.SLOW, on=False)
    assert await said(client, ana) == 200
    assert [there for _, there in passed] == [0, 1]
    assert sum(seconds for seconds, _ in passed) == SLOW_SECONDS


async def test_an_unreachable_bot_is_told_of_events_again_when_it_is_back(
    playground: Playground, clock: HandMovedClock, ana: Person
) -> None:
    async with recording(playground) as bot:
        await playground.turn(Switch.BOT_UNREACHABLE, on=True)
        assert (await ana.command("/ask")).status == 0
        assert (await ana.open_home()).status == 0
        assert bot.requests == []
        await playground.turn(Switch.BOT_UNREACHABLE, on=False)
        clock.advance(timedelta(minutes=1))
        await playground.retry_events()
        assert [request["event"]["type"] for _, request in bot.requests] == ["app_home_opened"]


async def test_a_playground_can_be_stopped_while_its_slack_is_down(clock: HandMovedClock) -> None:
    playground = Playground({"display_information": {"name": "Klatch"}}, clock, "secret")
    await playground.start()
    await playground.turn(Switch.DOWN, on=True)
    await playground.stop()

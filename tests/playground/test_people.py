"""Who can act, what each person sees, and what is new to them."""

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response

from playground import Playground
from tests.playground.stage import MANIFEST, HandMovedClock, actions, button, recording, section, served


@pytest.mark.parametrize("account", [{"deactivated": True}, {"bot": True}])
async def test_an_account_that_is_nobodys_cannot_act(playground: Playground, account: dict[str, Any]) -> None:
    nobody = playground.add_person("Nobody", **account)
    for act in (nobody.command("/ask"), nobody.press("Yes"), nobody.say(None, "x"), nobody.open_home()):
        with pytest.raises(PermissionError):
            await act


async def test_somebody_of_another_workspace_cannot_use_commands_but_can_press_buttons(
    playground: Playground, client: AsyncWebClient
) -> None:
    outsider = playground.add_person("Out Sider", team_id="T0000000009")
    room = playground.add_channel("shared", [outsider], with_bot=True)
    await client.chat_postMessage(channel=room.id, text="x", blocks=[actions(button("Yes", "yes"))])
    with pytest.raises(PermissionError, match="another workspace"):
        await outsider.command("/ask")
    async with recording(playground) as bot:
        await outsider.press("Yes")
        assert bot.last["user"]["team_id"] == "T0000000009"
        assert bot.last["team"]["id"] == "T0000000001"


async def test_a_person_sees_what_is_said_where_they_are_in_the_order_it_was_said(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana, ben = playground.add_person("Ana Ruiz"), playground.add_person("Ben Okafor")
    room = playground.add_channel("help", [ana], with_bot=True)
    group = (await client.conversations_open(users=[ana.id, ben.id]))["channel"]["id"]
    for channel in (ana.id, room.id, group, ben.id):
        await client.chat_postMessage(channel=channel, text=channel)
    assert [message.text for message in ana.messages()] == [ana.id, room.id, group]
    assert [message.text for message in ben.messages()] == [group, ben.id]


async def test_what_is_new_or_changed_is_shown_once(playground: Playground, client: AsyncWebClient) -> None:
    ana = playground.add_person("Ana Ruiz")
    first = await client.chat_postMessage(channel=ana.id, text="one")
    await client.chat_postMessage(channel=ana.id, text="two")
    assert [message.text for message in ana.unseen()] == ["one", "two"]
    assert playground.unseen(ana) == []
    await client.chat_update(channel=first["channel"], ts=first["ts"], text="one, changed")
    assert [(message.text, message.edited) for message in ana.unseen()] == [("one, changed", True)]


async def test_a_button_is_looked_for_in_the_form_then_in_the_newest_message_then_in_the_home_tab(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    home = {"type": "home", "blocks": [actions(button("Go", "home"), button("Pause", "pause"))]}
    await client.views_publish(user_id=ana.id, view=home)
    for number in (1, 2):
        row = [section(f"Offer {number}"), actions(button("Go", f"message-{number}"))]
        await client.chat_postMessage(channel=ana.id, text="x", blocks=row)
    async with recording(playground) as bot:
        await ana.press("Go")
        assert bot.last["actions"][0]["action_id"] == "message-2"
        await ana.press("Go", message=ana.messages()[0])
        assert bot.last["actions"][0]["action_id"] == "message-1"
        await ana.press("Pause")
        assert bot.last["actions"][0]["action_id"] == "pause"
        await ana.press("Go", message=ana.home)
        assert bot.last["actions"][0]["action_id"] == "home"
        with pytest.raises(LookupError, match=r"no button 'Stop'.*'Go', 'Go', 'Go', 'Pause'"):
            await ana.press("Stop")


async def test_a_button_that_stands_several_times_is_found_by_the_words_it_stands_near(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    rows = [section("From Ben"), actions(button("Choose", "ben")), section("From Cy"), actions(button("Choose", "cy"))]
    await client.chat_postMessage(channel=ana.id, text="x", blocks=rows)
    async with recording(playground) as bot:
        await ana.press("Choose", near="From Cy")
        assert bot.last["actions"][0]["action_id"] == "cy"


async def test_a_button_of_a_message_that_has_changed_meanwhile_can_still_be_pressed(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    posted = await client.chat_postMessage(channel=ana.id, text="x", blocks=[actions(button("Yes", "yes"))])
    stale = ana.messages()[0]
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Settled")
    async with recording(playground) as bot:
        await ana.press("Yes", message=stale)
        assert bot.last["actions"][0]["action_id"] == "yes"
    with pytest.raises(LookupError):
        await ana.press("Yes")


async def test_people_and_channels_are_found_by_name(playground: Playground) -> None:
    ana = playground.add_person("Ana Ruiz")
    room = playground.add_channel("help", [ana])
    assert (playground.person("Ana Ruiz"), playground.person(ana.id), playground.people) == (ana, ana, [ana])
    assert playground.channel("#help") is room
    with pytest.raises(LookupError, match="Ana Ruiz"):
        playground.person("Ben Okafor")


async def test_nobody_writes_where_they_are_not_or_where_it_is_closed(playground: Playground) -> None:
    ana = playground.add_person("Ana Ruiz")
    elsewhere, old = playground.add_channel("elsewhere"), playground.add_channel("old", [ana])
    old.archived = True
    for room in (elsewhere, old):
        with pytest.raises(PermissionError):
            await ana.say(room, "Hello")


async def test_a_read_only_messages_tab_takes_no_words(clock: HandMovedClock) -> None:
    features: dict[str, Any] = {"app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True}}
    async with Playground(MANIFEST | {"features": features}, clock, "secret") as playground:
        with pytest.raises(PermissionError):
            await playground.add_person("Ana Ruiz").say(None, "Hello")


async def test_two_hundred_people_press_at_once_and_each_is_heard(
    playground: Playground, client: AsyncWebClient
) -> None:
    people = [playground.add_person(f"Person {number}") for number in range(200)]
    room = playground.add_channel("help", people, with_bot=True)
    await client.chat_postMessage(channel=room.id, text="x", blocks=[actions(button("Me", "me"))])
    message = people[0].messages()[0]
    inside = 0
    together = asyncio.Event()

    async def endpoint(_request: Request) -> Response:
        nonlocal inside
        inside += 1
        if inside == len(people):
            together.set()
        await together.wait()
        return Response()

    async with served(endpoint, playground):
        outcomes = await asyncio.gather(*(person.press("Me", message=message) for person in people))
    assert [outcome.status for outcome in outcomes] == [200] * 200

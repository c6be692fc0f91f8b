"""Direct messages, channels and who is in them, by the scopes that each needs."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Playground
from tests.playground.stage import client_of, error, manifest_with, refusal


async def test_the_same_people_get_the_same_conversation_in_any_order(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana, ben = playground.add_person("Ana Ruiz"), playground.add_person("Ben Okafor")
    alone = await client.conversations_open(users=[ana.id])
    first = await client.conversations_open(users=[ana.id, ben.id])
    again = await client.conversations_open(users=[ben.id, ana.id, ben.id])
    assert alone["channel"]["id"][0] == "D"
    assert first["channel"]["id"][0] == "G"
    assert first.get("already_open") is None
    assert (again["channel"], again["already_open"]) == (first["channel"], True)


async def test_a_known_direct_message_is_opened_by_its_channel(playground: Playground, client: AsyncWebClient) -> None:
    ana = playground.add_person("Ana Ruiz")
    opened = await client.conversations_open(channel=ana.dm.id, return_im=True)
    assert (opened["channel"]["user"], opened["channel"]["is_im"]) == (ana.id, True)
    room = playground.add_channel("help")
    refused = client.conversations_open(channel=room.id)
    assert await error(refused) == "method_not_supported_for_channel_type"


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({"deactivated": True}, "user_disabled"),
        ({"bot": True}, "invalid_user_combination"),
        ({"stranger": True}, "user_not_visible"),
    ],
)
async def test_a_conversation_is_not_opened_with_an_account_that_cannot_have_one(
    playground: Playground, client: AsyncWebClient, account: dict[str, Any], expected: str
) -> None:
    ana, other = playground.add_person("Ana Ruiz"), playground.add_person("Other", **account)
    assert await error(client.conversations_open(users=[other.id])) == expected
    assert await error(client.conversations_open(users=[ana.id, other.id])) == expected


async def test_a_conversation_has_one_to_eight_people_that_exist(
    playground: Playground, client: AsyncWebClient
) -> None:
    people = [playground.add_person(f"Person {number}").id for number in range(9)]
    assert (await client.conversations_open(users=people[:8]))["ok"]
    assert await error(client.conversations_open(users=people)) == "too_many_users"
    assert await error(client.conversations_open(users=["U404"])) == "user_not_found"
    assert await error(client.conversations_open(users=["USLACKBOT"])) == "invalid_user_combination"
    itself = [playground.workspace.app.bot_user_id]
    assert await error(client.conversations_open(users=itself)) == "not_enough_users"
    assert await error(client.conversations_open(users=[])) == "users_list_not_supplied"


@pytest.mark.parametrize(("scope", "people", "needed"), [("im:write", 2, "mpim:write"), ("mpim:write", 1, "im:write")])
async def test_a_direct_message_of_one_and_of_several_need_different_scopes(
    clock: Any, scope: str, people: int, needed: str
) -> None:
    async with Playground(manifest_with(scope), clock, "secret") as playground:
        users = [playground.add_person(f"Person {number}").id for number in range(people)]
        answer = await refusal(client_of(playground).conversations_open(users=users))
        assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
        assert answer["provided"] == scope


async def test_each_kind_of_conversation_is_read_by_its_own_scope(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    public = playground.add_channel("help", [ana])
    private = playground.add_channel("secret", [ana], private=True, with_bot=True)
    assert (await client.conversations_info(channel=public.id))["channel"]["is_member"] is False
    shown = await client.conversations_info(channel=private.id, include_num_members=True)
    assert (shown["channel"]["is_private"], shown["channel"]["num_members"]) == (True, 2)
    answer = await refusal(client.conversations_info(channel=ana.dm.id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:read")
    assert await error(client.conversations_members(channel=ana.dm.id)) == "missing_scope"


async def test_a_private_channel_without_the_bot_is_not_found(playground: Playground, client: AsyncWebClient) -> None:
    private = playground.add_channel("secret", private=True)
    assert await error(client.conversations_info(channel=private.id)) == "channel_not_found"
    assert await error(client.conversations_members(channel=private.id)) == "channel_not_found"


async def test_members_come_in_pages_that_hold_everybody_once(playground: Playground, client: AsyncWebClient) -> None:
    people = [playground.add_person(f"Person {number}") for number in range(7)]
    room = playground.add_channel("help", people)
    found: list[str] = []
    cursor = ""
    while True:
        page = await client.conversations_members(channel=room.id, limit=3, cursor=cursor)
        found += page["members"]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == [person.id for person in people]
    assert await error(client.conversations_members(channel=room.id, cursor="elsewhere")) == "invalid_cursor"


async def test_the_list_has_public_channels_and_the_private_ones_the_bot_is_in(
    playground: Playground, client: AsyncWebClient
) -> None:
    playground.add_channel("help")
    playground.add_channel("secret", private=True)
    playground.add_channel("ours", private=True, with_bot=True)
    playground.add_channel("old").archived = True
    listed = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert [channel["name"] for channel in listed["channels"]] == ["help", "ours"]
    assert await error(client.conversations_list(types="im")) == "missing_scope"
    assert await error(client.conversations_list(types="everything")) == "invalid_types"

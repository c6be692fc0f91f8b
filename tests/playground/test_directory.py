"""Tokens, scopes, and what Slack tells of accounts."""

from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Guest, Playground
from tests.playground.stage import client_of, error, manifest_with


async def test_auth_test_says_whose_token_it_is_and_what_it_may(playground: Playground, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    app = playground.workspace.app
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (
        playground.workspace.team_id,
        app.bot_user_id,
        app.bot_id,
    )
    assert set(answer.headers["x-oauth-scopes"].split(",")) == app.scopes


@pytest.mark.parametrize(("token", "expected"), [(None, "not_authed"), ("xoxb-wrong", "invalid_auth")])
async def test_a_call_without_the_right_token_is_refused(
    playground: Playground, token: str | None, expected: str
) -> None:
    client = AsyncWebClient(token, base_url=playground.api_url)
    assert await error(client.auth_test()) == expected
    assert [each.error for each in playground.refusals] == [expected]


async def test_a_method_that_does_not_exist_is_unknown(client: AsyncWebClient) -> None:
    assert await error(client.api_call("chat.shout")) == "unknown_method"


async def test_the_token_and_arguments_may_come_as_a_form(playground: Playground) -> None:
    ana = playground.add_person("Ana Ruiz")
    form = {"token": playground.bot_token, "channel": ana.id, "text": "Hello", "blocks": '[{"type":"divider"}]'}
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(playground.api_url + "chat.postMessage", data=form)
    assert answer.json()["ok"]
    assert [block["type"] for block in ana.messages()[0].blocks] == ["divider"]
    assert "token" not in playground.calls[0].arguments


async def test_a_body_that_is_no_json_object_is_refused(playground: Playground) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {playground.bot_token}"}
    async with httpx.AsyncClient(trust_env=False, headers=headers) as http:
        broken = await http.post(playground.api_url + "auth.test", content=b"{")
        array = await http.post(playground.api_url + "auth.test", content=b"[]")
    assert [broken.json()["error"], array.json()["error"]] == ["invalid_json", "json_not_object"]


async def test_every_kind_of_account_is_told_apart_by_slacks_own_flags(
    playground: Playground, client: AsyncWebClient
) -> None:
    guest = playground.add_person("Guest", guest=Guest.MULTI_CHANNEL)
    single = playground.add_person("Single", guest=Guest.SINGLE_CHANNEL)
    gone = playground.add_person("Gone", deactivated=True)
    robot = playground.add_person("Robot", bot=True)
    owner = playground.add_person("Owner", owner=True)
    stranger = playground.add_person("Stranger", stranger=True)
    invited = playground.add_person("Invited", invited=True)

    async def flags(person: Any) -> set[str]:
        user = (await client.users_info(user=person.id))["user"]
        return {key for key, value in user.items() if value is True}

    assert await flags(guest) == {"is_restricted"}
    assert await flags(single) == {"is_restricted", "is_ultra_restricted"}
    assert await flags(gone) == {"deleted"}
    assert await flags(robot) == {"is_bot"}
    assert await flags(owner) == {"is_admin", "is_owner"}
    assert await flags(stranger) == {"is_stranger"}
    assert await flags(invited) == {"is_invited_user"}
    assert (await client.users_info(user=stranger.id))["user"]["team_id"] != playground.workspace.team_id


async def test_the_offset_of_a_time_zone_is_that_of_the_day_on_the_clock(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz", tz="America/Bogota", locale="es-ES")
    user = (await client.users_info(user=ana.id, include_locale=True))["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("America/Bogota", -5 * 3600, "es-ES")
    nowhere = playground.add_person("Nowhere", tz=None)
    assert "tz" not in (await client.users_info(user=nowhere.id))["user"]


@pytest.mark.parametrize(
    ("scopes", "expected"), [(["users:read"], None), (["users:read", "users:read.email"], "a@b.org")]
)
async def test_an_email_address_needs_its_own_scope(clock: Any, scopes: list[str], expected: str | None) -> None:
    async with Playground(manifest_with(*scopes), clock, "secret") as playground:
        ana = playground.add_person("Ana Ruiz", email="a@b.org")
        user = (await client_of(playground).users_info(user=ana.id))["user"]
        assert user["profile"].get("email") == expected


async def test_the_list_of_users_has_everybody_of_the_workspace_in_pages(
    playground: Playground, client: AsyncWebClient
) -> None:
    people = [playground.add_person(f"Person {number}") for number in range(5)]
    playground.add_person("Stranger", stranger=True)
    pages = [[member["id"] for member in page["members"]] async for page in await client.users_list(limit=3)]
    always = [playground.workspace.app.bot_user_id, "USLACKBOT"]
    assert [user for page in pages for user in page] == always + [person.id for person in people]
    assert len(pages) == 3


async def test_somebody_unknown_is_not_found(client: AsyncWebClient) -> None:
    assert await error(client.users_info(user="U404")) == "user_not_found"


async def test_team_info_needs_its_scope(clock: Any, client: AsyncWebClient) -> None:
    assert await error(client.team_info()) == "missing_scope"
    async with Playground(manifest_with("team:read"), clock, "secret") as playground:
        assert (await client_of(playground).team_info())["team"]["domain"] == "playground"

"""Saying, changing and taking back, and how Slack refuses each."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Playground
from tests.playground.stage import actions, button, error, manifest_with, refusal, section


async def test_a_message_to_a_user_id_goes_to_their_direct_message(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    answer = await client.chat_postMessage(channel=ana.id, text="Hello")
    assert answer["channel"] == ana.dm.id
    assert [message.text for message in ana.messages()] == ["Hello"]
    assert answer["message"]["bot_id"] == playground.workspace.app.bot_id


async def test_messages_at_one_instant_keep_the_order_in_which_they_were_posted(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    for word in ["one", "two", "three"]:
        await client.chat_postMessage(channel=ana.id, text=word)
    assert [message.text for message in ana.messages()] == ["one", "two", "three"]
    assert len({message.ts for message in ana.messages()}) == 3


async def test_blocks_without_text_are_read_out_by_their_own_words(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    blocks = [section("Would you like to help?"), actions(button("Yes", "yes"))]
    await client.api_call("chat.postMessage", json={"channel": ana.id, "blocks": blocks})
    assert ana.messages()[0].text == "Would you like to help?"
    assert ana.messages()[0].buttons == ["Yes"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"channel": "C00000000"}, "channel_not_found"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": "no list"}, "invalid_blocks_format"),
        ({"blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"blocks": [section("x" * 3_000) for _ in range(5)]}, "msg_blocks_too_long"),
        ({"metadata": {"event_type": "Not Fine", "event_payload": {}}}, "invalid_metadata_format"),
        ({"markdown_text": "**bold**"}, "markdown_text_conflict"),
        ({"thread_ts": "1.000001"}, "cannot_reply_to_message"),
        ({"as_user": True}, "as_user_not_supported"),
        ({"colour": "red"}, "invalid_arguments"),
        ({"username": "Somebody"}, "missing_scope"),
        ({"attachments": [{}] * 101}, "too_many_attachments"),
    ],
)
async def test_a_message_that_slack_would_not_post_is_refused_and_remembered(
    playground: Playground, client: AsyncWebClient, arguments: dict[str, Any], expected: str
) -> None:
    ana = playground.add_person("Ana Ruiz")
    full = {"channel": ana.id, "text": "Hello", **arguments}
    assert await error(client.api_call("chat.postMessage", json=full)) == expected
    assert [each.error for each in playground.refusals] == [expected]
    assert ana.messages() == []


async def test_a_channel_without_the_bot_refuses_it_and_a_private_one_is_not_even_seen(
    playground: Playground, client: AsyncWebClient
) -> None:
    public = playground.add_channel("help")
    private = playground.add_channel("secret", private=True)
    archived = playground.add_channel("old", with_bot=True)
    archived.archived = True
    assert await error(client.chat_postMessage(channel=public.id, text="Hello")) == "not_in_channel"
    assert await error(client.chat_postMessage(channel=private.id, text="Hello")) == "channel_not_found"
    assert await error(client.chat_postMessage(channel=archived.id, text="Hello")) == "is_archived"


async def test_two_other_peoples_direct_message_is_not_to_be_found(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana, ben = playground.add_person("Ana Ruiz"), playground.add_person("Ben Okafor")
    theirs = playground.workspace.channels.open_direct([ana.id, ben.id], 0)
    assert await error(client.chat_postMessage(channel=theirs.id, text="Hello")) == "channel_not_found"


@pytest.mark.parametrize("account", [{"deactivated": True}, {"bot": True}, {"stranger": True}])
async def test_an_account_that_cannot_be_written_to_has_no_direct_message(
    playground: Playground, client: AsyncWebClient, account: dict[str, Any]
) -> None:
    person = playground.add_person("Ana Ruiz", **account)
    assert await error(client.chat_postMessage(channel=person.id, text="Hello")) == "channel_not_found"


async def test_an_update_of_text_alone_takes_the_blocks_and_their_buttons_away(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    posted = await client.chat_postMessage(
        channel=ana.id, text="Help?", blocks=[section("Help?"), actions(button("Yes", "yes"))]
    )
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Settled")
    message = ana.messages()[0]
    assert (message.text, message.buttons, message.edited) == ("Settled", [], True)


async def test_an_update_needs_a_message_of_the_bots_own_that_is_there_for_everybody(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    room = playground.add_channel("help", [ana], with_bot=True)
    await ana.say(room, "my own words")
    hers = ana.messages()[0]
    shown = await client.chat_postEphemeral(channel=room.id, user=ana.id, text="only you")
    ts = shown["message_ts"]
    assert await error(client.chat_update(channel=room.id, ts=hers.ts, text="x")) == "cant_update_message"
    assert await error(client.chat_update(channel=room.id, ts="1.000001", text="x")) == "message_not_found"
    assert await error(client.chat_update(channel=room.id, ts=ts, text="x")) == "message_not_found"
    assert await error(client.chat_update(channel=ana.id, ts=ts, text="x")) == "channel_not_found"
    assert await error(client.chat_delete(channel=room.id, ts=hers.ts)) == "cant_delete_message"


async def test_an_update_takes_less_text_than_a_new_message(playground: Playground, client: AsyncWebClient) -> None:
    ana = playground.add_person("Ana Ruiz")
    posted = await client.chat_postMessage(channel=ana.id, text="x" * 4_001)
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    assert await error(client.chat_update(**place, text="x" * 4_001)) == "msg_too_long"
    assert await error(client.api_call("chat.update", json=place)) == "no_text"


async def test_a_deleted_message_is_gone_and_cannot_be_deleted_again(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    posted = await client.chat_postMessage(channel=ana.id, text="Hello")
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert ana.messages() == []
    assert await error(client.chat_delete(channel=posted["channel"], ts=posted["ts"])) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_member_alone(playground: Playground, client: AsyncWebClient) -> None:
    ana, ben = playground.add_person("Ana Ruiz"), playground.add_person("Ben Okafor")
    room = playground.add_channel("help", [ana, ben], with_bot=True)
    await client.chat_postEphemeral(channel=room.id, user=ana.id, text="only you")
    assert ([m.text for m in ana.messages()], ben.messages()) == (["only you"], [])
    cy = playground.add_person("Cy Lee")
    refused = client.chat_postEphemeral(channel=room.id, user=cy.id, text="only you")
    assert await error(refused) == "user_not_in_channel"


async def test_a_permalink_names_the_workspace_the_channel_and_the_moment(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    posted = await client.chat_postMessage(channel=ana.id, text="Hello")
    link = await client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    expected = f"https://playground.slack.com/archives/{posted['channel']}/p{posted['ts'].replace('.', '')}"
    assert link["permalink"] == expected
    refused = client.chat_getPermalink(channel=posted["channel"], message_ts="1.000001")
    assert await error(refused) == "message_not_found"


async def test_a_closed_messages_tab_takes_no_messages(clock: Any) -> None:
    manifest = manifest_with("chat:write")
    manifest["features"] = {"app_home": {"messages_tab_enabled": False}}
    async with Playground(manifest, clock, "secret") as playground:
        ana = playground.add_person("Ana Ruiz")
        client = AsyncWebClient(playground.bot_token, base_url=playground.api_url)
        refused = client.chat_postMessage(channel=ana.id, text="Hello")
        assert await error(refused) == "messages_tab_disabled"


async def test_an_argument_that_the_method_does_not_have_is_refused_by_name(
    client: AsyncWebClient,
) -> None:
    answer = await refusal(client.api_call("chat.postMessage", json={"chanel": "C1", "text": "Hello"}))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] unexpected argument: chanel",
        "[ERROR] missing required field: channel",
    ]

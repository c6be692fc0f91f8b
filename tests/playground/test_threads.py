"""Replies: where they stand, what their first message tells of them, and a button in a thread."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground import Playground, render_message
from tests.playground.stage import actions, button, error, recording, section


async def test_a_reply_stands_in_its_thread_and_is_read_like_any_message(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    room = playground.add_channel("help", [ana], with_bot=True)
    first = await client.chat_postMessage(channel=room.id, text="We meet on Tuesday.")
    reply = await client.chat_postMessage(channel=room.id, text="It was good.", thread_ts=first["ts"])

    assert reply["message"]["thread_ts"] == first["ts"]
    assert [(render_message(each, ana), each.thread_ts) for each in ana.messages()] == [
        ("We meet on Tuesday.", None),
        ("It was good.", first["ts"]),
    ]
    await client.chat_update(channel=room.id, ts=reply["ts"], text="It was very good.")
    assert ana.messages()[1].thread_ts == first["ts"]


async def test_the_first_message_of_a_thread_says_how_many_replies_it_has(
    playground: Playground, client: AsyncWebClient
) -> None:
    ana = playground.add_person("Ana Ruiz")
    first = await client.chat_postMessage(channel=ana.id, text="first")
    place: dict[str, Any] = {"channel": first["channel"], "thread_ts": first["ts"]}
    replies = [await client.chat_postMessage(**place, text=words) for words in ("one", "two")]
    await client.chat_delete(channel=first["channel"], ts=replies[0]["ts"])

    shown = await client.chat_update(channel=first["channel"], ts=first["ts"], text="first")
    told = {key: shown["message"][key] for key in ("thread_ts", "reply_count", "latest_reply")}
    assert told == {"thread_ts": first["ts"], "reply_count": 1, "latest_reply": replies[1]["ts"]}


@pytest.mark.parametrize("what", ["reply", "whisper"])
async def test_there_is_no_replying_to_a_reply_or_to_what_one_person_sees(
    playground: Playground, client: AsyncWebClient, what: str
) -> None:
    ana = playground.add_person("Ana Ruiz")
    room = playground.add_channel("help", [ana], with_bot=True)
    first = await client.chat_postMessage(channel=room.id, text="first")
    if what == "reply":
        ts = (await client.chat_postMessage(channel=room.id, text="reply", thread_ts=first["ts"]))["ts"]
    else:
        ts = (await client.chat_postEphemeral(channel=room.id, user=ana.id, text="psst"))["message_ts"]
    refused = client.chat_postMessage(channel=room.id, text="again", thread_ts=ts)
    assert await error(refused) == "cannot_reply_to_message"


async def test_a_press_in_a_thread_tells_which_thread_it_was(playground: Playground, client: AsyncWebClient) -> None:
    ana = playground.add_person("Ana Ruiz")
    room = playground.add_channel("help", [ana], with_bot=True)
    first = await client.chat_postMessage(channel=room.id, text="first")
    blocks = [section("Carry it over?"), actions(button("Carry over", "carry"))]
    reply = await client.chat_postMessage(channel=room.id, text="Carry?", blocks=blocks, thread_ts=first["ts"])
    async with recording(playground) as bot:
        assert (await ana.press("Carry over")).ok

    container = bot.last["container"]
    assert (container["message_ts"], container["thread_ts"]) == (reply["ts"], first["ts"])
    assert bot.last["message"]["thread_ts"] == first["ts"]

"""What Slack sends: every field of commands, actions, submissions and shortcuts, signed."""

from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response

from playground import Person, Playground
from playground.signing import signed_headers
from tests.playground.stage import (
    NOON,
    SECRET,
    actions,
    button,
    form_of,
    manifest_with,
    modal,
    plain,
    recording,
    section,
    served,
    text_input,
)

OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("Red", "Green")]


@pytest.fixture
def ana(playground: Playground) -> Person:
    return playground.add_person("Ana Ruiz")


def test_the_signature_is_the_one_of_slacks_own_example() -> None:
    """The key, body and digest that "Verifying requests from Slack" works through."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    at = NOON.fromtimestamp(1531420618, NOON.tzinfo)
    assert signed_headers(body, "8f742231b10e8888abcd99yyyzzz85a5", at) == {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }


async def test_every_request_passes_slacks_own_verifier(playground: Playground, ana: Person) -> None:
    valid: list[bool] = []

    async def endpoint(request: Request) -> Response:
        verifier = SignatureVerifier(SECRET)
        valid.append(verifier.is_valid_request(await request.body(), dict(request.headers)))
        return Response()

    async with served(endpoint, playground):
        await ana.command("/ask", "größer & <kleiner>")
        await ana.global_shortcut("anywhere")
        await playground.send_event({"type": "team_join"})
    assert valid == [True, True, True]


async def test_a_command_has_all_its_fields(playground: Playground, ana: Person) -> None:
    room = playground.add_channel("help", [ana])
    secret = playground.add_channel("quiet", [ana], private=True)
    async with recording(playground) as bot:
        await ana.command("/ask", "  how do I say no?  ")
        sent = bot.last
        fixed = {"trigger_id", "response_url"}
        assert {key: value for key, value in sent.items() if key not in fixed} == {
            "token": playground.workspace.app.verification_token,
            "team_id": "T0000000001",
            "team_domain": "playground",
            "channel_id": ana.dm.id,
            "channel_name": "directmessage",
            "user_id": ana.id,
            "user_name": "ana.ruiz",
            "command": "/ask",
            "text": "how do I say no?",
            "api_app_id": playground.workspace.app.id,
            "is_enterprise_install": "false",
        }
        assert sent["response_url"].startswith(playground.workspace.base_url)
        await ana.command("/ask", channel=room)
        assert (bot.last["channel_id"], bot.last["channel_name"]) == (room.id, "help")
        await ana.command("/ask", channel=secret)
        assert bot.last["channel_name"] == "privategroup"


async def test_mentions_in_a_command_come_with_ids_only_where_the_manifest_asks(
    playground: Playground, ana: Person
) -> None:
    room = playground.add_channel("help")
    async with recording(playground) as bot:
        await ana.command("/ask", "@Ana Ruiz in #help & <more>")
        assert bot.last["text"] == f"<@{ana.id}> in <#{room.id}|help> &amp; &lt;more&gt;"
        await ana.command("/plain", "@Ana Ruiz & more")
        assert bot.last["text"] == "@Ana Ruiz &amp; more"


async def test_a_press_in_a_message_tells_who_where_on_what_and_how_to_answer(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    pressed = button("Yes", "yes", value="ask-7", style="primary")
    posted = await client.chat_postMessage(channel=ana.id, text="Help?", blocks=[section("Help?"), actions(pressed)])
    async with recording(playground) as bot:
        await ana.press("Yes")
        sent = bot.last
    app = playground.workspace.app
    assert sent["type"] == "block_actions"
    assert (sent["api_app_id"], sent["token"]) == (app.id, app.verification_token)
    assert sent["team"] == {"id": "T0000000001", "domain": "playground"}
    assert sent["user"] == {"id": ana.id, "username": "ana.ruiz", "name": "ana.ruiz", "team_id": "T0000000001"}
    assert sent["channel"] == {"id": ana.dm.id, "name": "directmessage"}
    assert sent["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": ana.dm.id,
        "is_ephemeral": False,
    }
    assert (sent["message"]["ts"], sent["message"]["user"]) == (posted["ts"], app.bot_user_id)
    assert sent["message"]["blocks"][1]["elements"][0]["action_id"] == "yes"
    assert (sent["enterprise"], sent["is_enterprise_install"], sent["state"]) == (None, False, {"values": {}})
    action = sent["actions"][0]
    assert action.pop("action_ts")
    assert action.pop("block_id")
    assert action == {
        "action_id": "yes",
        "type": "button",
        "text": plain("Yes"),
        "value": "ask-7",
        "style": "primary",
    }
    assert sent["trigger_id"]
    assert sent["response_url"].startswith(playground.workspace.base_url)


async def test_a_press_in_an_ephemeral_message_carries_no_message(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    room = playground.add_channel("help", [ana], with_bot=True)
    await client.chat_postEphemeral(channel=room.id, user=ana.id, text="Help?", blocks=[actions(button("Yes", "yes"))])
    async with recording(playground) as bot:
        await ana.press("Yes")
        assert bot.last["container"]["is_ephemeral"] is True
        assert "message" not in bot.last


async def test_menus_and_boxes_in_a_message_send_what_was_chosen_and_the_state_of_all(
    playground: Playground, client: AsyncWebClient, ana: Person
) -> None:
    row = actions(
        {"type": "static_select", "action_id": "s", "options": OPTIONS, "placeholder": plain("Colour")},
        {"type": "users_select", "action_id": "u", "placeholder": plain("Who")},
        {"type": "checkboxes", "action_id": "c", "options": OPTIONS},
        {"type": "datepicker", "action_id": "d"},
        {
            "type": "overflow",
            "action_id": "o",
            "options": [{"text": plain("More"), "value": "more"}],
        },
    )
    await client.chat_postMessage(channel=ana.id, text="x", blocks=[row | {"block_id": "b"}])
    async with recording(playground) as bot:
        await ana.choose("Green", menu="Colour")
        assert bot.last["actions"][0]["selected_option"] == OPTIONS[1]
        await ana.choose(ana, menu="Who")
        assert bot.last["actions"][0]["selected_user"] == ana.id
        await ana.choose(["Red", "Green"], menu="c")
        assert bot.last["actions"][0]["selected_options"] == OPTIONS
        await ana.choose("2026-03-04", menu="d")
        assert bot.last["actions"][0]["selected_date"] == "2026-03-04"
        await ana.choose("More")
        assert bot.last["actions"][0]["selected_option"]["value"] == "more"
        assert bot.last["state"]["values"]["b"] == {
            "s": {"type": "static_select", "selected_option": OPTIONS[1]},
            "u": {"type": "users_select", "selected_user": ana.id},
            "c": {"type": "checkboxes", "selected_options": OPTIONS},
            "d": {"type": "datepicker", "selected_date": "2026-03-04"},
        }
        with pytest.raises(LookupError, match="Red"):
            await ana.choose("Pink")


async def test_a_press_in_a_form_carries_the_form_with_what_is_typed(playground: Playground, ana: Person) -> None:
    view = await form_of(playground, ana, modal(text_input("Question", "q"), actions(button("Help", "help"))))
    await ana.fill("Question", "Why?")
    async with recording(playground) as bot:
        await ana.press("Help")
        sent = bot.last
    assert sent["container"] == {"type": "view", "view_id": view.id}
    assert sent["view"]["hash"] == view.hash
    assert sent["view"]["state"]["values"]["q"]["typed"]["value"] == "Why?"
    assert not {"message", "channel", "response_url"} & set(sent)


async def test_a_submission_carries_state_metadata_and_a_trigger(playground: Playground, ana: Person) -> None:
    view = modal(text_input("Question", "q"), private_metadata="ask-7", callback_id="ask")
    await form_of(playground, ana, view)
    await ana.fill("Question", "Why?")
    async with recording(playground) as bot:
        await ana.submit()
        sent = bot.last
    assert (sent["type"], sent["view"]["private_metadata"], sent["view"]["callback_id"]) == (
        "view_submission",
        "ask-7",
        "ask",
    )
    assert sent["view"]["state"]["values"] == {"q": {"typed": {"type": "plain_text_input", "value": "Why?"}}}
    assert (sent["response_urls"], bool(sent["trigger_id"])) == ([], True)


async def test_a_select_in_a_form_may_ask_for_a_response_url(playground: Playground, ana: Person) -> None:
    room = playground.add_channel("help", [ana])
    select = {"type": "conversations_select", "action_id": "c", "response_url_enabled": True}
    block = {"type": "input", "block_id": "b", "label": plain("Where"), "element": select}
    await form_of(playground, ana, modal(block))
    await ana.fill("Where", room)
    async with recording(playground) as bot:
        await ana.submit()
        urls = bot.last["response_urls"]
    assert [(url["block_id"], url["action_id"], url["channel_id"]) for url in urls] == [("b", "c", room.id)]


async def test_shortcuts_carry_their_message_or_nothing_but_a_trigger(playground: Playground, ana: Person) -> None:
    room = playground.add_channel("help", [ana])
    await ana.say(room, "How do I say no?")
    async with recording(playground) as bot:
        await ana.message_shortcut("about", ana.messages()[-1])
        sent = bot.last
        assert (sent["type"], sent["callback_id"]) == ("message_action", "about")
        assert (sent["message"]["text"], sent["message_ts"]) == ("How do I say no?", sent["message"]["ts"])
        assert sent["channel"] == {"id": room.id, "name": "help"}
        await ana.global_shortcut("anywhere")
        assert (bot.last["type"], bot.last["callback_id"]) == ("shortcut", "anywhere")
        assert not {"channel", "response_url", "message"} & set(bot.last)


async def test_what_the_manifest_does_not_register_cannot_be_done(playground: Playground, ana: Person) -> None:
    with pytest.raises(LookupError, match="/nothing is not a valid command"):
        await ana.command("/nothing")
    with pytest.raises(LookupError, match="no message shortcut"):
        await ana.message_shortcut("anywhere", playground.workspace.post(ana.dm, ana.id, "x"))


async def test_without_interactivity_nothing_is_pressed(clock: Any) -> None:
    manifest = manifest_with("chat:write") | {"settings": {}}
    async with Playground(manifest, clock, SECRET) as playground:
        ana = playground.add_person("Ana Ruiz")
        playground.workspace.post(ana.dm, "U1", "x", blocks=[actions(button("Yes", "yes"))])
        with pytest.raises(PermissionError, match="interactivity"):
            await ana.press("Yes")

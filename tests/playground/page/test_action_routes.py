"""From the browser to a person's acts: each does what the same act does in Slack."""

import re
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import JSONResponse

from playground import View
from tests.playground.page.setting import ADDRESS, Setting
from tests.playground.stage import (
    Recorder,
    actions,
    button,
    form_of,
    modal,
    plain,
    recording,
    text_input,
)

OPTIONS = [{"text": plain(words), "value": words} for words in ("a", "b", "c")]


def menu(kind: str, **rest: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": kind, "options": OPTIONS, **rest}


def acted(recorder: Recorder) -> dict[str, Any]:
    """What the bot was told that was done, without the times."""
    [action] = recorder.last["actions"]
    return {key: value for key, value in action.items() if key != "action_ts"}


async def posted(client: AsyncWebClient, here: Setting, *blocks: dict[str, Any]) -> dict[str, str]:
    """A message of the bot to Ana; returns how the browser names it."""
    sent = await client.chat_postMessage(channel=here.ana.id, text="x", blocks=list(blocks))
    return {"channel": sent["channel"], "ts": sent["ts"]}


async def test_what_is_said_is_there_and_is_read_by_who_said_it(here: Setting) -> None:
    answer = await here.act(here.ana, "say", channel=here.general.id, text=" Hello @Ben Okafor ")
    assert answer.json() == {"ok": True, "errors": {}}
    [message] = here.ben.messages()
    assert (message.author, message.text) == (here.ana.id, f"Hello <@{here.ben.id}>")


async def test_a_reply_is_said_in_its_thread(here: Setting) -> None:
    await here.ben.say(here.general, "Who?")
    parent = here.ben.messages()[-1]
    await here.act(here.ana, "say", channel=here.general.id, text="Me", thread=parent.ts)
    assert here.ana.messages()[-1].thread_ts == parent.ts


async def test_a_command_is_typed_where_one_is(here: Setting) -> None:
    async with recording(here.playground) as recorder:
        recorder.answers.append(JSONResponse({"text": "Just for you"}))
        await here.act(here.ana, "command", channel=here.general.id, text="/ask how do I <b>?")
    told = recorder.last
    assert (told["command"], told["text"]) == ("/ask", "how do I &lt;b&gt;?")
    assert (told["channel_id"], told["user_id"]) == (here.general.id, here.ana.id)
    assert here.ana.messages()[-1].text == "Just for you"


async def test_a_button_is_pressed_by_its_ids(here: Setting, client: AsyncWebClient) -> None:
    """Two buttons may have the same words."""
    place = await posted(client, here, actions(button("Yes", "first", value="1"), button("Yes", "second", value="2")))
    block = here.ana.messages()[-1].blocks[0]["block_id"]
    async with recording(here.playground) as recorder:
        await here.act(here.ana, "press", **place, block=block, action="second")
    assert acted(recorder)["value"] == "2"
    assert recorder.last["message"]["ts"] == place["ts"]


@pytest.mark.parametrize(
    ("element", "value", "key", "told"),
    [
        (menu("static_select"), "1", "selected_option", OPTIONS[1]),
        (menu("overflow"), "2", "selected_option", OPTIONS[2]),
        (menu("radio_buttons"), "0", "selected_option", OPTIONS[0]),
        (menu("checkboxes"), ["0", "2"], "selected_options", [OPTIONS[0], OPTIONS[2]]),
        ({"type": "datepicker", "action_id": "datepicker"}, "2026-03-04", "selected_date", "2026-03-04"),
    ],
)
async def test_what_is_chosen_in_a_message_is_told_at_once(
    here: Setting, client: AsyncWebClient, element: dict[str, Any], value: Any, key: str, told: Any
) -> None:
    place = await posted(client, here, {**actions(element), "block_id": "menus"})
    async with recording(here.playground) as recorder:
        await here.act(here.ana, "choose", **place, block="menus", action=element["type"], value=value)
    assert acted(recorder)[key] == told


async def test_what_was_chosen_in_a_message_is_still_chosen_on_a_fresh_page(
    here: Setting, client: AsyncWebClient
) -> None:
    place = await posted(client, here, {**actions(menu("static_select")), "block_id": "menus"})
    async with recording(here.playground):
        await here.act(here.ana, "choose", **place, block="menus", action="static_select", value="1")
    assert re.search(r'<li data-id="1"><span [^>]*>b</span>', await here.see(f"/as/{here.ana.id}"))


async def test_filling_in_a_field_keeps_it_and_tells_nobody(here: Setting) -> None:
    form = await form_of(here.playground, here.ana, modal(text_input("Words", "w")))
    async with recording(here.playground) as recorder:
        await here.act(here.ana, "fill", view=form.id, block="w", action="typed", value="hello")
    assert recorder.requests == []
    assert here.control.settled == 0
    assert form.values["w"]["typed"]["value"] == "hello"


async def test_a_field_that_dispatches_tells_the_app(here: Setting) -> None:
    asks = {"type": "input", "block_id": "w", "label": plain("Who"), "dispatch_action": True}
    form = await form_of(here.playground, here.ana, modal({**asks, "element": menu("static_select")}))
    async with recording(here.playground) as recorder:
        await here.act(here.ana, "fill", view=form.id, block="w", action="static_select", value="2")
    assert acted(recorder)["selected_option"] == OPTIONS[2]


async def test_what_stands_in_a_field_that_dispatches_can_be_kept_without_telling(here: Setting) -> None:
    form = await form_of(here.playground, here.ana, modal({**text_input("Words", "w"), "dispatch_action": True}))
    async with recording(here.playground) as recorder:
        await here.act(here.ana, "keep", **words_of(form, "half a wo"))
    assert recorder.requests == []
    assert form.values["w"]["typed"]["value"] == "half a wo"


async def test_options_of_the_app_are_searched_and_chosen(here: Setting) -> None:
    asks = {"type": "input", "block_id": "w", "label": plain("Which")}
    element = {"type": "external_select", "action_id": "it", "placeholder": plain("Type")}
    form = await form_of(here.playground, here.ana, modal({**asks, "element": element}))
    place = {"view": form.id, "block": "w", "action": "it"}
    async with recording(here.playground) as recorder:
        recorder.answers.append(JSONResponse({"options": OPTIONS}))
        answer = await here.client.get(f"/as/{here.ana.id}/complete", params={"kind": "options", "q": "b", **place})
        assert recorder.last["value"] == "b"
    offered = {each["words"]: each["id"] for each in answer.json()}
    await here.act(here.ana, "fill", **place, value=offered["b"])
    assert form.values["w"]["it"]["selected_option"] == OPTIONS[1]


async def test_nothing_is_offered_where_there_is_nothing_to_choose(here: Setting) -> None:
    params = {"kind": "options", "q": "b", "view": "V404", "block": "w", "action": "it"}
    answer = await here.client.get(f"/as/{here.ana.id}/complete", params=params)
    assert answer.status_code == 404


def words_of(view: View, words: str) -> dict[str, Any]:
    return {"view": view.id, "values": [{"block": "w", "action": "typed", "value": words}]}


async def test_a_form_is_sent_with_what_its_fields_hold_now(here: Setting) -> None:
    form = await form_of(here.playground, here.ana, modal(text_input("Words", "w")))
    async with recording(here.playground) as recorder:
        answer = await here.act(here.ana, "submit", **words_of(form, "hello"))
    assert answer.json() == {"ok": True, "errors": {}}
    assert recorder.last["view"]["state"]["values"]["w"]["typed"]["value"] == "hello"
    assert here.ana.form is None


async def test_a_form_that_is_not_filled_in_says_so_and_stays(here: Setting) -> None:
    form = await form_of(here.playground, here.ana, modal(text_input("Words", "w")))
    async with recording(here.playground) as recorder:
        answer = await here.act(here.ana, "submit", **words_of(form, ""))
    assert answer.json()["errors"] == {"Words": "Please complete this required field."}
    assert recorder.requests == []
    assert here.ana.form is form


async def test_what_the_app_complains_of_stands_under_the_field(here: Setting) -> None:
    form = await form_of(here.playground, here.ana, modal(text_input("Words", "w")))
    async with recording(here.playground) as recorder:
        recorder.answers.append(JSONResponse({"response_action": "errors", "errors": {"w": "Too short."}}))
        await here.act(here.ana, "submit", **words_of(form, "x"))
    page = await here.see(f"/as/{here.ana.id}")
    assert "Too short.</p>" in page
    assert 'value="x"' in page


async def test_closing_takes_the_top_form_or_all(here: Setting, client: AsyncWebClient) -> None:
    first = await form_of(here.playground, here.ana, modal(text_input("One", "w")))

    async def two_deep() -> View:
        trigger = here.playground.workspace.triggers.give(here.ana.id)
        await client.views_push(trigger_id=trigger, view=modal(text_input("Two", "w")))
        assert here.ana.form is not None
        return here.ana.form

    await here.act(here.ana, "close", view=(await two_deep()).id)
    assert here.ana.form is first
    await here.act(here.ana, "close", view=(await two_deep()).id, all=True)
    assert here.ana.form is None


async def test_shortcuts_are_used_from_anywhere_and_from_a_message(here: Setting) -> None:
    await here.ben.say(here.general, "What is a DOI?")
    message = here.ben.messages()[-1]
    async with recording(here.playground) as recorder:
        await here.act(here.ana, "shortcut", callback="anywhere")
        assert recorder.last["type"] == "shortcut"
        await here.act(here.ana, "shortcut", callback="about", channel=message.channel, ts=message.ts)
        assert recorder.last["message"]["text"] == "What is a DOI?"


async def test_looking_at_the_home_tab_tells_the_app(here: Setting) -> None:
    async with recording(here.playground) as recorder:
        await here.see(f"/as/{here.ana.id}/home")
    assert recorder.last["event"]["type"] == "app_home_opened"


async def test_what_follows_from_an_act_is_let_happen(here: Setting) -> None:
    async with recording(here.playground):
        await here.act(here.ana, "command", channel=here.ana.dm.id, text="/ask")
    assert here.control.settled == 1


async def test_a_bot_that_cannot_be_reached_is_said_in_words(here: Setting) -> None:
    here.playground.connect("http://127.0.0.1:9")
    answer = await here.act(here.ana, "command", channel=here.ana.dm.id, text="/ask")
    assert answer.json()["words"] == "Klatch could not be reached, so nothing came of it. Try again?"


@pytest.mark.parametrize(
    ("act", "body", "words"),
    [
        ("say", {"channel": "C404", "text": "hi"}, "Zoë Ålund is not in that conversation."),
        ("say", {"channel": "dm", "text": "  "}, "There is nothing to send."),
        ("say", {"text": "hi"}, "Something is missing or not there any more: channel"),
        ("command", {"channel": "dm", "text": "/no"}, "/no is not a valid command; there are ['/ask', '/plain']."),
        ("press", {"channel": "dm", "ts": "1.0", "block": "b", "action": "a"}, "That message is not there any more."),
        ("press", {"view": "V404", "block": "b", "action": "a"}, "That form is not open any more."),
        ("choose", {"view": "V404", "block": "b", "action": "a", "value": "0"}, "That form is not open any more."),
        ("submit", {"view": "V404", "values": []}, "That form is not open any more."),
        ("close", {"view": "V404"}, "That form is not open any more."),
        ("shortcut", {"callback": "no"}, "The manifest has no global shortcut 'no'."),
    ],
)
async def test_what_cannot_be_done_is_said_in_words(here: Setting, act: str, body: dict[str, Any], words: str) -> None:
    if body.get("channel") == "dm":
        body = {**body, "channel": here.zoe.dm.id}
    answer = await here.act(here.zoe, act, **body)
    assert answer.status_code == 400
    assert answer.json() == {"ok": False, "words": words}


async def test_nobody_acts_on_what_only_another_person_sees(here: Setting, client: AsyncWebClient) -> None:
    place = await posted(client, here, {**actions(button("Yes", "yes")), "block_id": "b"})
    form = await form_of(here.playground, here.ana, modal(text_input("Words", "w")))
    async with recording(here.playground) as recorder:
        pressed = await here.act(here.ben, "press", **place, block="b", action="yes")
        sent = await here.act(here.ben, "submit", **words_of(form, "hello"))
    assert (pressed.status_code, sent.status_code) == (400, 400)
    assert recorder.requests == []


@pytest.mark.parametrize("body", [b"", b"no json", b"[]", b'"words"', b"null"])
async def test_what_is_no_object_is_refused(here: Setting, body: bytes) -> None:
    answer = await here.client.post(f"/as/{here.ana.id}/say", content=body, headers={"Origin": ADDRESS})
    assert answer.status_code == 400

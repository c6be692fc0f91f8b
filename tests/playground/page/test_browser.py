"""The page in a real browser: a question is asked with the mouse, and every kind of field is filled in."""

from typing import Any

from playwright.async_api import FilePayload, expect
from starlette.responses import JSONResponse

from playground.typed_text import escaped
from tests.playground.page.browsing import Visits, in_a_browser
from tests.playground.page.setting import Setting
from tests.playground.stage import (
    actions,
    bolt_app,
    bolt_running,
    button,
    form_of,
    modal,
    plain,
    recording,
    section,
    text_input,
)

pytestmark = in_a_browser


async def test_a_question_is_asked_by_clicking_and_seen_by_who_can_help(there: Setting, visit: Visits) -> None:
    app = bolt_app(there.playground)

    @app.command("/ask")
    async def ask(ack: Any, body: Any, client: Any) -> None:
        await ack()
        form = modal(text_input("Your question", "question"), callback_id="ask")
        await client.views_open(trigger_id=body["trigger_id"], view=form)

    @app.view("ask")
    async def asked(ack: Any, view: Any, client: Any) -> None:
        words = view["state"]["values"]["question"]["typed"]["value"]
        if "?" not in words:
            await ack(response_action="errors", errors={"question": "Please ask a question."})
            return
        await ack()
        blocks = [section(f"Ana asks: {escaped(words)}"), actions(button("I can help", "help"))]
        await client.chat_postMessage(channel=there.ben.id, text=words, blocks=blocks)

    @app.action("help")
    async def helped(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Thank you!", blocks=[])

    async with bolt_running(app, there.playground):
        hers, his = await visit(f"{there.address}as/{there.ana.id}"), await visit(f"{there.address}as/{there.ben.id}")

        await hers.get_by_role("button", name="Commands").click()
        await hers.get_by_role("option", name="/ask").click()
        await hers.get_by_role("button", name="Send").click()
        form = hers.get_by_role("dialog", name="A form")
        question = form.get_by_label("Your question")
        await expect(question).to_be_focused()
        await question.fill("How <b>")
        await form.get_by_role("button", name="Send").click()
        await expect(form.get_by_text("Please ask a question.")).to_be_visible()
        await expect(question).to_have_value("How <b>")
        await question.fill("How do I say <b>no</b>?")
        await form.get_by_role("button", name="Send").click()
        await expect(form).to_be_hidden()
        await expect(hers.get_by_label("Message Klatch")).to_be_focused()

        await expect(his.get_by_text("Ana asks: How do I say <b>no</b>?")).to_be_visible()
        await his.get_by_role("button", name="I can help").click()
        await expect(his.get_by_text("Thank you!")).to_be_visible()
        await expect(his.get_by_role("button", name="I can help")).to_have_count(0)
    assert there.playground.refusals == []


FRUIT = [{"text": plain(words), "value": words} for words in ("Apples", "Pears", "Plums")]


def asked(label: str, kind: str, **element: Any) -> dict[str, Any]:
    """An input block whose ids are its label."""
    held = {"type": kind, "action_id": "it", **element}
    return {"type": "input", "block_id": label, "label": plain(label), "optional": True, "element": held}


async def test_every_kind_of_field_can_be_filled_in(there: Setting, visit: Visits) -> None:
    form = modal(
        asked("Line", "plain_text_input"),
        asked("Lines", "plain_text_input", multiline=True),
        asked("One", "static_select", options=FRUIT),
        asked("Several", "multi_static_select", options=FRUIT),
        asked("Radio", "radio_buttons", options=FRUIT),
        asked("Boxes", "checkboxes", options=FRUIT),
        asked("Person", "users_select"),
        asked("People", "multi_users_select"),
        asked("Room", "conversations_select"),
        asked("Day", "datepicker"),
        asked("Time", "timepicker"),
        asked("Instant", "datetimepicker"),
        asked("Number", "number_input", is_decimal_allowed=False),
        asked("File", "file_input"),
    )
    async with recording(there.playground) as recorder:
        await form_of(there.playground, there.ana, form)
        page = await visit(f"{there.address}as/{there.ana.id}")
        fields = page.get_by_role("dialog", name="A form")
        for label, words in (
            ("Line", "a < b"),
            ("Lines", "one\ntwo"),
            ("Number", "7"),
            ("Day", "2026-03-04"),
            ("Time", "13:30"),
            ("Instant", "2026-03-02T07:00"),
        ):
            await fields.get_by_label(f"{label} (optional)", exact=True).fill(words)
        await fields.get_by_role("radiogroup", name="Radio").get_by_label("Plums").check()
        await fields.get_by_role("group", name="Boxes").get_by_label("Pears").check()
        for label, typed in (
            ("One", "pea"),
            ("Several", "app"),
            ("Person", "ben"),
            ("People", "zo"),
            ("People", "ben"),
            ("Room", "gen"),
        ):
            field = fields.get_by_role("combobox", name=label)
            await field.press_sequentially(typed)
            await expect(fields.get_by_role("listbox").get_by_role("option")).to_have_count(1)
            await field.press("Enter")
        await fields.get_by_role("button", name="Remove Zoë Ålund").click()
        hello = FilePayload(name="a.txt", mimeType="text/plain", buffer=b"hello")
        await fields.get_by_label("File").set_input_files(hello)
        recorder.answers.append(JSONResponse({}))
        await fields.get_by_role("button", name="Send").click()
        await expect(fields).to_be_hidden()
    told = recorder.last["view"]["state"]["values"]
    held = {label: next(value for key, value in block["it"].items() if key != "type") for label, block in told.items()}
    assert [file["name"] for file in held.pop("File")] == ["a.txt"]
    assert held == {
        "Line": "a < b",
        "Lines": "one\ntwo",
        "One": FRUIT[1],
        "Several": [FRUIT[0]],
        "Radio": FRUIT[2],
        "Boxes": [FRUIT[1]],
        "Person": there.ben.id,
        "People": [there.ben.id],
        "Room": there.general.id,
        "Day": "2026-03-04",
        "Time": "13:30",
        "Instant": 1772452800,
        "Number": "7",
    }

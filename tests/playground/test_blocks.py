"""Block Kit: every limit of a message, a modal and a Home tab, and the rules between blocks."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DatePickerElement,
    DateTimePickerElement,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    RadioButtonsElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
    UserSelectElement,
)
from slack_sdk.web.async_client import AsyncWebClient

from playground import Playground
from playground.block_check import HOME, MESSAGE, MODAL, block_faults
from playground.block_rules import BLOCKS
from playground.element_rules import ELEMENTS
from tests.playground.stage import actions, button, plain, refusal, section, text_input

Block = dict[str, Any]


def faults(*blocks: Any, surface: str = MESSAGE) -> list[str]:
    return list(block_faults(list(blocks), surface))


def option(number: int, **rest: Any) -> Block:
    return {"text": plain(f"Option {number}"), "value": str(number)} | rest


def options(count: int) -> list[Block]:
    return [option(number) for number in range(count)]


def select(**rest: Any) -> Block:
    return {"type": "static_select", "action_id": "s"} | ({"options": options(2)} | rest)


def labelled(element: Block, **rest: Any) -> Block:
    return {"type": "input", "label": plain("Label"), "element": element} | rest


def confirming(**rest: Any) -> Block:
    confirm = {name: plain("x") for name in ("title", "text", "confirm", "deny")} | rest
    return actions(button("Go", "go", confirm=confirm))


AT_THE_LIMIT: dict[str, tuple[Callable[[int], Block], int]] = {
    "section text": (lambda n: section("x" * n), 3000),
    "section field": (lambda n: {"type": "section", "fields": [plain("x" * n)]}, 2000),
    "section fields": (lambda n: {"type": "section", "fields": [plain("x")] * n}, 10),
    "header": (lambda n: {"type": "header", "text": plain("x" * n)}, 150),
    "context elements": (lambda n: {"type": "context", "elements": [plain("x")] * n}, 10),
    "actions elements": (lambda n: actions(*(button("x", str(i)) for i in range(n))), 25),
    "button text": (lambda n: actions(button("x" * n, "b")), 75),
    "button value": (lambda n: actions(button("x", "b", value="v" * n)), 2000),
    "button url": (lambda n: actions(button("x", "b", url="u" * n)), 3000),
    "options of a select": (lambda n: actions(select(options=options(n))), 100),
    "option text": (lambda n: actions(select(options=[option(1, text=plain("x" * n))])), 75),
    "option value": (lambda n: actions(select(options=[option(1, value="x" * n)])), 75),
    "option description": (lambda n: actions(select(options=[option(1, description=plain("x" * n))])), 75),
    "overflow options": (
        lambda n: actions({"type": "overflow", "action_id": "o", "options": options(n)}),
        5,
    ),
    "radio options": (
        lambda n: actions({"type": "radio_buttons", "action_id": "r", "options": options(n)}),
        10,
    ),
    "checkbox options": (
        lambda n: actions({"type": "checkboxes", "action_id": "c", "options": options(n)}),
        10,
    ),
    "input label": (lambda n: labelled(select()) | {"label": plain("x" * n)}, 2000),
    "input hint": (lambda n: labelled(select(), hint=plain("x" * n)), 2000),
    "placeholder": (lambda n: labelled(select(placeholder=plain("x" * n))), 150),
    "max_length": (lambda n: text_input("x", "i", max_length=n), 3000),
    "block_id": (lambda n: section("x") | {"block_id": "b" * n}, 255),
    "action_id": (lambda n: actions(button("x", "a" * n)), 255),
    "confirm title": (lambda n: confirming(title=plain("x" * n)), 100),
    "confirm text": (lambda n: confirming(text=plain("x" * n)), 300),
    "confirm button": (lambda n: confirming(confirm=plain("x" * n)), 30),
    "deny button": (lambda n: confirming(deny=plain("x" * n)), 30),
    "alt_text": (lambda n: {"type": "image", "image_url": "https://x", "alt_text": "x" * n}, 2000),
    "image_url": (lambda n: {"type": "image", "image_url": "u" * n, "alt_text": "x"}, 3000),
    "image title": (
        lambda n: {"type": "image", "image_url": "u", "alt_text": "x", "title": plain("x" * n)},
        2000,
    ),
}


@pytest.mark.parametrize(("build", "most"), AT_THE_LIMIT.values(), ids=AT_THE_LIMIT.keys())
def test_a_block_at_its_limit_is_taken_and_one_beyond_is_not(build: Callable[[int], Block], most: int) -> None:
    assert faults(build(most)) == []
    assert len(faults(build(most + 1))) == 1


@pytest.mark.parametrize(("surface", "most"), [(MESSAGE, 50), (MODAL, 100), (HOME, 100)])
def test_a_surface_takes_so_many_blocks_and_no_more(surface: str, most: int) -> None:
    assert faults(*[{"type": "divider"}] * most, surface=surface) == []
    assert faults(*[{"type": "divider"}] * (most + 1), surface=surface) == [
        f"[ERROR] no more than {most} items allowed [json-pointer:/blocks]"
    ]


@pytest.mark.parametrize("count", [1, 10])
def test_a_file_input_asks_for_one_to_ten_files_and_stands_in_modals_alone(count: int) -> None:
    block = labelled({"type": "file_input", "action_id": "f", "max_files": count})
    assert faults(block, surface=MODAL) == []
    assert faults(block, surface=HOME) != []
    assert faults(labelled({"type": "file_input", "max_files": 0}), surface=MODAL) != []
    assert faults(labelled({"type": "file_input", "max_files": 11}), surface=MODAL) != []


REFUSED = {
    "a section without words": {"type": "section"},
    "empty words": section(""),
    "an unknown block": {"type": "carousel"},
    "no block at all": "words",
    "a field that there is none of": section("x") | {"colour": "red"},
    "a header in mrkdwn": {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    "emoji on mrkdwn": {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
    "a button in an input": labelled(button("x", "b")),
    "a text field in actions": actions({"type": "plain_text_input", "action_id": "t"}),
    "a text field beside a section": section("x") | {"accessory": {"type": "plain_text_input"}},
    "a menu of several in actions": actions({"type": "multi_static_select", "options": options(2)}),
    "a date and time beside a section": section("x") | {"accessory": {"type": "datetimepicker"}},
    "an input without a label": {"type": "input", "element": select()},
    "no elements": actions(),
    "an image without words": {"type": "image", "image_url": "https://x"},
    "an image of nothing": {"type": "image", "alt_text": "x"},
    "an image of two things": {"type": "image", "alt_text": "x", "image_url": "u", "slack_file": {"id": "F"}},
    "a button of an unknown style": actions(button("x", "b", style="warning")),
    "a menu with nothing in it": actions(select(options=[])),
    "a menu with options of two kinds": actions(select(option_groups=[{"label": plain("x"), "options": options(1)}])),
    "a menu without options": actions({"type": "static_select", "action_id": "s"}),
    "two options of one value": actions(select(options=[option(1), option(1, text=plain("Other"))])),
    "an initial option that is none": actions(select(initial_option=option(9))),
    "a number without is_decimal_allowed": labelled({"type": "number_input"}),
    "a date in words": actions({"type": "datepicker", "initial_date": "today"}),
    "a time beyond the day": actions({"type": "timepicker", "initial_time": "24:00"}),
    "least beyond most": text_input("x", "i", min_length=5, max_length=4),
    "a confirmation without its words": actions(button("x", "b", confirm={"title": plain("x")})),
    "two actions of one id": actions(button("x", "same"), button("y", "same")),
}


@pytest.mark.parametrize("block", REFUSED.values(), ids=REFUSED.keys())
def test_what_block_kit_does_not_know_is_refused(block: Any) -> None:
    assert faults(block) != []


def test_a_block_id_stands_once_on_a_surface_and_an_action_id_once_in_a_block() -> None:
    twice = [section("x") | {"block_id": "b"}, section("y") | {"block_id": "b"}]
    assert faults(*twice) == ["[ERROR] block_id already exists: b [json-pointer:/blocks]"]
    assert faults(actions(button("x", "same")), actions(button("y", "same"))) == []


def test_only_one_field_gets_the_cursor() -> None:
    first, second = text_input("x", "1", focus_on_load=True), text_input("y", "2", focus_on_load=True)
    assert faults(first, surface=MODAL) == []
    assert faults(first, second, surface=MODAL) != []


def test_markdown_blocks_stand_in_messages_alone() -> None:
    block = {"type": "markdown", "text": "**bold**"}
    assert faults(block) == []
    assert faults(block, surface=MODAL) != []


def test_every_fault_is_named_with_the_place_it_stands_in() -> None:
    found = faults(section("x" * 3001), actions(button("y" * 76, "b")))
    assert found == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        "[ERROR] must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]",
    ]


def test_all_that_slacks_own_models_make_is_taken() -> None:
    chosen = [Option(text=f"Option {n}", value=str(n), description="d") for n in range(3)]
    confirm = ConfirmObject(title="Sure?", text="Really?")
    blocks = [
        HeaderBlock(text="Head"),
        DividerBlock(),
        SectionBlock(text="*Words*", accessory=ButtonElement(text="Go", action_id="go", confirm=confirm)),
        SectionBlock(fields=["a", "b"], accessory=OverflowMenuElement(options=chosen, action_id="o")),
        ContextBlock(elements=[MarkdownTextObject(text="small")]),
        ActionsBlock(
            elements=[
                StaticSelectElement(placeholder="Pick", action_id="s", options=chosen, initial_option=chosen[0]),
                UserSelectElement(placeholder="Who", action_id="u"),
                DatePickerElement(action_id="d", initial_date="2026-03-02"),
                TimePickerElement(action_id="t", initial_time="09:30"),
                RadioButtonsElement(action_id="r", options=chosen, initial_option=chosen[1]),
            ]
        ),
        InputBlock(label="Text", element=PlainTextInputElement(action_id="p", multiline=True, max_length=9)),
        InputBlock(label="Number", element=NumberInputElement(action_id="n", is_decimal_allowed=False)),
        InputBlock(label="When", element=DateTimePickerElement(action_id="w")),
        InputBlock(label="Boxes", element=CheckboxesElement(action_id="c", options=chosen), optional=True),
        InputBlock(label="Many", element=StaticMultiSelectElement(action_id="m", options=chosen)),
    ]
    assert faults(*[block.to_dict() for block in blocks], surface=MODAL) == []


TYPES = sorted({*BLOCKS, *ELEMENTS, "plain_text", "mrkdwn"})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(TYPES),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["type", "text", "elements", "element", "options", "accessory", "fields", "value"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    ),
    st.sampled_from([MESSAGE, MODAL, HOME]),
)
def test_no_json_at_all_confuses_the_check(blocks: Any, surface: str) -> None:
    assert all(fault.startswith("[ERROR] ") for fault in block_faults(blocks, surface))


async def test_faults_of_a_message_come_back_with_the_refusal(playground: Playground, client: AsyncWebClient) -> None:
    ana = playground.add_person("Ana Ruiz")
    answer = await refusal(client.chat_postMessage(channel=ana.id, text="x", blocks=[section("")]))
    expected = ["[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"]
    assert (answer["error"], answer["response_metadata"]["messages"]) == ("invalid_blocks", expected)
    assert playground.refusals[0].messages == tuple(expected)

"""Every element of Block Kit is a control, and what the control holds becomes what Slack's state holds."""

from typing import Any

import pytest

from playground.elements import state_of
from playground.page.autocomplete import options
from playground.page.rendering.blocks import blocks_of
from playground.page.rendering.fields import Field
from playground.page.values import state_value
from playground.page.view_models import viewer_of
from tests.playground.page.setting import Setting
from tests.playground.stage import form_of, modal, plain

OPTIONS = [{"text": plain(words), "value": words.lower()} for words in ("Apples", "Pears & <b>", "Plums")]
PEARS = OPTIONS[1]


def element(kind: str, **rest: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": "it", **rest}


def field_of(here: Setting, told: dict[str, Any], value: Any = None) -> Field:
    """The control for an element that holds a value, as Ana sees it."""
    block = {"type": "input", "block_id": "b", "label": plain("Label"), "element": told}
    values = {"b": {"it": state_of(told, value)}}
    return blocks_of(viewer_of(here.ana), [block], values)[0].fields[0]


GROUPED = {
    "option_groups": [{"label": plain("G"), "options": OPTIONS[:1]}, {"label": plain("H"), "options": OPTIONS[1:]}]
}


@pytest.mark.parametrize(
    ("told", "kind", "raw", "value"),
    [
        (element("plain_text_input"), "line", "hello", "hello"),
        (element("plain_text_input", multiline=True), "area", "two\nlines", "two\nlines"),
        (element("number_input", is_decimal_allowed=False), "line", "12", "12"),
        (element("email_text_input"), "line", "a@b.c", "a@b.c"),
        (element("url_text_input"), "line", "https://x.y", "https://x.y"),
        (element("static_select", options=OPTIONS), "search", "1", PEARS),
        (element("static_select", **GROUPED), "search", "1", PEARS),
        (element("radio_buttons", options=OPTIONS), "radios", "1", PEARS),
        (element("checkboxes", options=OPTIONS), "boxes", ["1", "2"], OPTIONS[1:]),
        (element("datepicker"), "line", "2026-03-02", "2026-03-02"),
        (element("timepicker"), "line", "13:30", "13:30"),
        (element("datetimepicker"), "line", "2026-03-02T07:00", 1772452800),
    ],
)
async def test_a_control_holds_what_the_state_holds(
    here: Setting, told: dict[str, Any], kind: str, raw: Any, value: Any
) -> None:
    """Both ways: from the browser into the state, and from the state back into the control."""
    assert state_value(here.ana, told, raw) == value
    field = field_of(here, told, value)
    assert field.kind == kind
    if field.choices:
        chosen = [str(choice.number) for choice in field.choices if choice.chosen]
        assert chosen == (raw if isinstance(raw, list) else [raw])
    else:
        assert field.value == raw


@pytest.mark.parametrize("told", [{"options": OPTIONS}, GROUPED])
async def test_of_a_menu_several_are_picked_by_their_number(here: Setting, told: dict[str, Any]) -> None:
    menu = element("multi_static_select", **told)
    assert state_value(here.ana, menu, ["1", "0"]) == [PEARS, OPTIONS[0]]
    field = field_of(here, menu, [PEARS, OPTIONS[0]])
    assert (field.kind, field.search, field.several, field.clearable) == ("search", "options", True, True)
    assert [(one.id, one.words) for one in field.picked] == [("1", "Pears & <b>"), ("0", "Apples")]


@pytest.mark.parametrize("optional", [True, False])
async def test_of_a_menu_one_is_picked_and_only_where_none_is_needed_it_is_taken_away_again(
    here: Setting, optional: bool
) -> None:
    told = element("static_select", **GROUPED)
    block = {"type": "input", "block_id": "b", "label": plain("L"), "element": told, "optional": optional}
    field = blocks_of(viewer_of(here.ana), [block], {"b": {"it": state_of(told, PEARS)}})[0].fields[0]
    assert (field.search, field.several, field.clearable) == ("options", False, optional)
    assert [(one.id, one.words) for one in field.picked] == [("1", "Pears & <b>")]


@pytest.mark.parametrize(
    ("typed", "offered"), [("", ["Apples", "Pears & <b>", "Plums"]), ("p", ["Pears & <b>", "Plums"]), ("ears", [])]
)
async def test_a_menu_offers_what_has_a_word_beginning_so(here: Setting, typed: str, offered: list[str]) -> None:
    menu = element("multi_static_select", **GROUPED)
    block = {"type": "input", "block_id": "b", "label": plain("L"), "element": menu}
    view = await form_of(here.playground, here.ana, modal(block))
    found = await options(here.ana, view, "b", "it", typed)
    assert [each["words"] for each in found] == offered
    assert {each["group"] for each in found} <= {"G", "H"}
    assert [state_value(here.ana, menu, [each["id"]])[0]["text"]["text"] for each in found] == offered


@pytest.mark.parametrize("kind", ["users_select", "multi_users_select"])
async def test_people_are_searched_and_picked_by_id(here: Setting, kind: str) -> None:
    several = kind.startswith("multi_")
    raw = [here.ben.id] if several else here.ben.id
    assert state_value(here.ana, element(kind), raw) == raw
    field = field_of(here, element(kind), raw)
    assert (field.kind, field.search, field.several) == ("search", "people", several)
    assert [(one.id, one.words) for one in field.picked] == [(here.ben.id, "Ben Okafor")]


async def test_conversations_are_searched_and_picked_by_id(here: Setting) -> None:
    told = element("conversations_select", filter={"include": ["public", "private"]})
    assert state_value(here.ana, told, here.general.id) == here.general.id
    field = field_of(here, told, here.general.id)
    assert (field.search, field.include) == ("rooms", "public private")
    assert [one.words for one in field.picked] == ["#general"]


async def test_a_private_channel_can_only_be_named_by_those_in_it(here: Setting) -> None:
    secret = here.playground.add_channel("secret", [here.ben], private=True)
    with pytest.raises(ValueError, match="nobody"):
        state_value(here.ana, element("channels_select"), secret.id)
    assert state_value(here.ben, element("channels_select"), secret.id) == secret.id


async def test_a_file_comes_with_its_name_and_bytes(here: Setting) -> None:
    [file] = state_value(here.ana, element("file_input"), [{"name": "a.txt", "base64": "aGVsbG8="}])
    kept = here.playground.workspace.files.get(file["id"])
    assert kept is not None
    assert (kept.name, kept.content, kept.owner) == ("a.txt", b"hello", here.ana.id)


async def test_rich_text_that_is_typed_is_a_section_of_words(here: Setting) -> None:
    told = element("rich_text_input")
    value = state_value(here.ana, told, "some words")
    assert value["elements"][0]["elements"] == [{"type": "text", "text": "some words"}]
    assert field_of(here, told, value).value == "some words"


@pytest.mark.parametrize("raw", [None, ""])
async def test_an_empty_control_holds_nothing(here: Setting, raw: str | None) -> None:
    assert state_value(here.ana, element("plain_text_input"), raw) is None
    assert state_value(here.ana, element("static_select", options=OPTIONS), raw) is None
    assert state_value(here.ana, element("multi_users_select"), []) == []


@pytest.mark.parametrize(
    ("told", "raw"),
    [
        (element("static_select", options=OPTIONS), "3"),
        (element("static_select", options=OPTIONS), "-1"),
        (element("radio_buttons", options=OPTIONS), "apples"),
        (element("checkboxes", options=OPTIONS), "1"),
        (element("plain_text_input"), 5),
        (element("users_select"), "U404"),
        (element("datetimepicker"), "soon"),
        (element("file_input"), [{"name": "a.txt", "base64": "!"}]),
        (element("file_input"), ["a.txt"]),
        (element("external_select"), '{"text": "no"}'),
        (element("external_select"), "no json"),
    ],
)
async def test_what_no_control_could_hold_is_refused(here: Setting, told: dict[str, Any], raw: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        state_value(here.ana, told, raw)


@pytest.mark.parametrize(
    ("block", "told", "tells"),
    [
        ({}, element("plain_text_input"), ""),
        ({"dispatch_action": True}, element("static_select", options=OPTIONS), "change"),
        ({"dispatch_action": True}, element("plain_text_input"), "enter"),
        (
            {"dispatch_action": True},
            element("plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_character_entered"]}),
            "character",
        ),
    ],
)
async def test_a_field_tells_the_app_when_slack_would(
    here: Setting, block: dict[str, Any], told: dict[str, Any], tells: str
) -> None:
    shown = {"type": "input", "block_id": "b", "label": plain("Label"), "element": told, **block}
    assert blocks_of(viewer_of(here.ana), [shown], {})[0].fields[0].tells == tells

"""Block Kit's interactive elements: where they stand, and the state each one holds."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playground.call_records import Json

# The key of ``state.values`` (and of an action) for each element type, by Slack's reference of elements.
STATE_KEY = {
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
_LISTS = {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}


def interactive_elements(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Json, Json]]:
    """Every element a person can act on, with the block it stands in, in reading order."""
    for block in blocks:
        match block.get("type"):
            case "actions":
                candidates = block.get("elements", [])
            case "section":
                candidates = [block["accessory"]] if "accessory" in block else []
            case "input":
                candidates = [block["element"]]
            case _:
                candidates = []
        for element in candidates:
            if element["type"] != "image":
                yield dict(block), element


def stateful_elements(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Json, Json]]:
    """The elements that hold a value: all interactive ones except buttons and overflow menus."""
    return (pair for pair in interactive_elements(blocks) if pair[1]["type"] in STATE_KEY)


def words_on(element: Mapping[str, Any]) -> list[str]:
    """The words to press: a button's, or those behind three dots."""
    pressed = {"button": [element], "overflow": element.get("options", [])}
    return [one["text"]["text"] for one in pressed.get(element["type"], [])]


def options_of(element: Mapping[str, Any]) -> list[Json]:
    """An element's own options, those in groups too."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group["options"])]


def state_of(element: Mapping[str, Any], value: Any) -> Json:
    """One entry of ``state.values``."""
    return {"type": element["type"], STATE_KEY[element["type"]]: value}


def initial_value(element: Mapping[str, Any]) -> Any:
    """What an element holds before anybody touched it: its ``initial_…``, or Slack's empty value."""
    key = STATE_KEY[element["type"]]
    suffix = "value" if key == "rich_text_value" else key.removeprefix("selected_")
    initial = element.get("initial_" + suffix)
    if initial is None and key in _LISTS:
        return []
    return initial


def initial_values(blocks: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    """The ``state.values`` of blocks that nobody has touched yet."""
    values: dict[str, Json] = {}
    for block, element in stateful_elements(blocks):
        entry = state_of(element, initial_value(element))
        values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def with_ids(blocks: Iterable[Mapping[str, Any]], prefix: str) -> tuple[Json, ...]:
    """Blocks with the ``block_id`` and ``action_id`` that Slack makes up where the app gave none."""
    return tuple(_block_with_ids(block, f"{prefix}{place}") for place, block in enumerate(blocks))


def _block_with_ids(block: Mapping[str, Any], made_up: str) -> Json:
    named: Json = {**block, "block_id": block.get("block_id") or made_up}
    if named["type"] == "actions":
        named["elements"] = [_named(each, f"{made_up}.{n}") for n, each in enumerate(named["elements"])]
    for place in ("accessory", "element"):
        if place in named and named[place]["type"] != "image":
            named[place] = _named(named[place], f"{made_up}.0")
    return named


def _named(element: Mapping[str, Any], made_up: str) -> Json:
    return {**element, "action_id": element.get("action_id") or made_up}

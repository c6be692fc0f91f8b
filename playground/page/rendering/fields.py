"""Block Kit's interactive elements as HTML's own controls."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from playground.call_records import Json
from playground.elements import STATE_KEY, options_of
from playground.page.rendering.viewer import NOTHING, Viewer

OPTIONS = ("static_select", "radio_buttons", "checkboxes", "multi_static_select")
_SEARCHED = {
    "users_select": "people",
    "conversations_select": "rooms",
    "channels_select": "rooms",
    "external_select": "options",
    "multi_users_select": "people",
    "multi_conversations_select": "rooms",
    "multi_channels_select": "rooms",
    "multi_external_select": "options",
    "static_select": "options",
    "multi_static_select": "options",
}
"""Where each select looks for what is typed."""

_CONTROL = {
    "button": "button",
    "overflow": "overflow",
    "image": "image",
    "radio_buttons": "radios",
    "checkboxes": "boxes",
    "plain_text_input": "line",
    "rich_text_input": "area",
    "number_input": "line",
    "email_text_input": "line",
    "url_text_input": "line",
    "datepicker": "line",
    "timepicker": "line",
    "datetimepicker": "line",
    "file_input": "file",
}
_PLACEHOLDER = dict.fromkeys(_SEARCHED, "Type a name") | {
    "static_select": "Choose an option",
    "multi_static_select": "Choose options",
}
_LINE = {
    "number_input": "number",
    "email_text_input": "email",
    "url_text_input": "url",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}


@dataclass(frozen=True)
class Choice:
    """One option; ``number`` is its place among all of the element, by which the browser names it."""

    number: int
    words: Markup
    plain: str
    description: Markup | None
    chosen: bool
    url: str | None


@dataclass(frozen=True)
class Group:
    """Options under a label of their own; the label is None where there are no groups."""

    label: str | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Picked:
    """What has been picked from a search: a person, a conversation, an option of the app."""

    id: str
    words: str


@dataclass(frozen=True)
class Confirm:
    """What is asked before an act is done."""

    title: Markup
    text: Markup
    yes: Markup
    no: Markup
    danger: bool


@dataclass(frozen=True)
class Field:
    """A control: what it is (``kind``), what it holds, and by which ids it is acted on.

    ``clearable`` says whether what has been picked can be taken away again. ``tells`` is what makes the app hear
    of it: ``""`` nothing, ``change`` any change, ``enter`` the enter key, ``character`` every sign typed.
    """

    kind: str
    block_id: str
    action_id: str
    words: Markup = NOTHING
    name: str = ""
    value: str = ""
    groups: tuple[Group, ...] = ()
    picked: tuple[Picked, ...] = ()
    several: bool = False
    clearable: bool = False
    remove: str = ""
    placeholder: str = ""
    confirm: Confirm | None = None
    style: str = ""
    url: str = ""
    focus: bool = False
    tells: str = ""
    search: str = ""
    include: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def choices(self) -> list[Choice]:
        """All options, those in groups too."""
        return [choice for group in self.groups for choice in group.choices]


def field_of(viewer: Viewer, block: Json, element: Json, values: Mapping[str, Json]) -> Field:
    """An element of a block with what it holds."""
    kind = element["type"]
    state = values.get(block["block_id"], {}).get(element.get("action_id", ""), {})
    value = state.get(STATE_KEY.get(kind, ""))
    search = _SEARCHED.get(kind, "")
    return Field(
        kind="search" if search else _area_or(element, _CONTROL.get(kind, "line")),
        block_id=block["block_id"],
        action_id=element.get("action_id", ""),
        words=viewer.text(element["text"]) if "text" in element else NOTHING,
        name=_name(viewer, block, element),
        value=_value(viewer, kind, value),
        groups=tuple(_groups(viewer, element, value)),
        picked=tuple(_picked(viewer, element, value)) if search else (),
        several=kind.startswith("multi_") or kind == "checkboxes",
        clearable=kind.startswith("multi_") or block.get("optional", False),
        remove=viewer.client("Remove"),
        placeholder=element.get("placeholder", {}).get("text", "") or viewer.client(_PLACEHOLDER.get(kind, "")),
        confirm=_confirm(viewer, element),
        style=element.get("style", ""),
        url=_url(element.get("url", "")),
        focus=element.get("focus_on_load", False),
        tells=_tells(block, element),
        search=search,
        include=" ".join(element.get("filter", {}).get("include", [])),
        attributes=dict(_attributes(element)),
    )


def _area_or(element: Json, control: str) -> str:
    return "area" if element.get("multiline") else control


def _name(viewer: Viewer, block: Json, element: Json) -> str:
    """What a screen reader calls a control that no label stands beside."""
    if element.get("accessibility_label"):
        return str(element["accessibility_label"])
    texts = (element.get("placeholder"), block.get("label"), block.get("text"))
    if element["type"] == "overflow":
        beside = block.get("text")
        return viewer.client("More") + (f": {viewer.plain(beside)}" if beside else "")
    return next((viewer.plain(text) for text in texts if text), viewer.client("Choose an option"))


def _value(viewer: Viewer, kind: str, value: Any) -> str:
    if value is None or isinstance(value, list):
        return ""
    if kind == "datetimepicker":
        return f"{datetime.fromtimestamp(value, UTC).astimezone(viewer.zone):%Y-%m-%dT%H:%M}"
    if kind == "rich_text_input":
        return "".join(_texts(value))
    return value if isinstance(value, str) else ""


def _texts(rich: Mapping[str, Any]) -> Iterator[str]:
    yield rich.get("text", "")
    for inner in rich.get("elements", []):
        yield from _texts(inner)


def _groups(viewer: Viewer, element: Json, value: Any) -> Iterator[Group]:
    held = value if isinstance(value, list) else [value]
    chosen = [option.get("value") for option in held if isinstance(option, dict)]
    number = 0
    for group in element.get("option_groups") or [{"options": element.get("options", [])}]:
        choices = []
        for option in group["options"]:
            choices.append(_choice(viewer, number, option, chosen))
            number += 1
        if choices:
            yield Group(group["label"]["text"] if "label" in group else None, tuple(choices))


def _choice(viewer: Viewer, number: int, option: Json, chosen: list[Any]) -> Choice:
    return Choice(
        number=number,
        words=viewer.text(option["text"]),
        plain=viewer.plain({**option["text"], "type": "plain_text"}),
        description=viewer.text(option["description"]) if "description" in option else None,
        chosen=option.get("value") in chosen,
        url=_url(option.get("url", "")) or None,
    )


def _picked(viewer: Viewer, element: Json, value: Any) -> Iterator[Picked]:
    kind, numbers = element["type"], {option["value"]: number for number, option in enumerate(options_of(element))}
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield Picked(str(numbers.get(one["value"], json.dumps(one))), one["text"]["text"])
        elif one and "users" in kind:
            user = viewer.workspace.people.get(one)
            yield Picked(one, user.real_name if user is not None else one)
        elif one:
            yield Picked(one, viewer.room_title(one))


def _confirm(viewer: Viewer, element: Json) -> Confirm | None:
    asked = element.get("confirm")
    if asked is None:
        return None
    title, text, yes, no = (viewer.text(asked[part]) for part in ("title", "text", "confirm", "deny"))
    return Confirm(title, text, yes, no, asked.get("style") == "danger")


def _tells(block: Json, element: Json) -> str:
    if block["type"] != "input":
        return "change"
    if not block.get("dispatch_action"):
        return ""
    if not element["type"].endswith("_input") or element["type"] == "file_input":
        return "change"
    wanted = element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
    return "character" if "on_character_entered" in wanted else "enter"


def _attributes(element: Json) -> Iterator[tuple[str, str]]:
    """HTML's own names for what the element allows."""
    kind = element["type"]
    if _CONTROL.get(kind) == "line":
        yield "type", _LINE.get(kind, "text")
    if kind == "plain_text_input":
        yield "maxlength", str(element.get("max_length", 3000))
    if kind == "number_input":
        yield "step", "any" if element["is_decimal_allowed"] else "1"
    for ours, html in (("min_value", "min"), ("max_value", "max"), ("max_selected_items", "data-most")):
        if ours in element:
            yield html, str(element[ours])
    if kind == "file_input":
        yield "accept", ",".join(f".{each}" for each in element.get("filetypes", []))
        yield "data-most", str(element.get("max_files", 10))


def _url(url: str) -> str:
    return url if url.startswith(("https://", "http://", "mailto:")) else ""

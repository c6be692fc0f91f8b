"""What a reader sees of a message or a form, as lines for a terminal."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from playground.call_records import Json
from playground.elements import STATE_KEY, options_of
from playground.messages import Message
from playground.mrkdwn import plain
from playground.people import User
from playground.person import Person
from playground.views import View
from playground.workspace import Workspace

_RULE = "─" * 40


def render_message(message: Message, reader: Person) -> str:
    """A message's words as this reader sees them: its blocks, or its text when it has none."""
    page = _Page(reader.workspace, reader.user, {})
    lines = [line for block in message.blocks for line in page.block(block)]
    if not lines:
        lines = [page.words(message.text)] if message.text else []
    lines += [f"[file: {file['title']}]" for file in message.files]
    return "\n".join(lines)


def render_view(view: View, reader: Person) -> str:
    """A form or Home tab with what is filled in, the errors under its fields, and its closing buttons."""
    page = _Page(reader.workspace, reader.user, view.values)
    lines = [f"== {view.title} =="] if view.title else []
    for block in view.blocks:
        lines += page.block(block)
        if block["block_id"] in view.errors:
            lines.append(f"  ! {view.errors[block['block_id']]}")
    ends = [view.definition.get("close"), view.definition.get("submit")]
    buttons = " ".join(f"[{end['text']}]" for end in ends if end)
    return "\n".join([*lines, *([buttons] if buttons else [])])


class _Page:
    """Turns blocks into lines for one reader, given what the fields hold."""

    def __init__(self, workspace: Workspace, reader: User, values: Mapping[str, Json]) -> None:
        self._workspace = workspace
        self._reader = reader
        self._values = values

    def words(self, text: str) -> str:
        return plain(text, self._reader, self._workspace)

    def block(self, block: Json) -> Iterator[str]:
        match block["type"]:
            case "section":
                yield from self._section(block)
            case "header":
                yield f"# {block['text']['text']}"
            case "context":
                yield "  " + " · ".join(self._context(block["elements"]))
            case "actions":
                yield " ".join(self._element(block, each) for each in block["elements"])
            case "input":
                yield from self._input(block)
            case "divider":
                yield _RULE
            case "image":
                yield f"[image: {block['alt_text']}]"
            case "markdown":
                yield block["text"]
            case "rich_text":
                yield "".join(_rich_text(block["elements"]))

    def _text(self, text: Mapping[str, Any]) -> str:
        if text["type"] == "plain_text":
            return str(text["text"])
        return self.words(text["text"])

    def _section(self, block: Json) -> Iterator[str]:
        if "text" in block:
            yield self._text(block["text"])
        for field in block.get("fields", []):
            yield "  " + self._text(field).replace("\n", ": ", 1)
        if "accessory" in block:
            yield self._element(block, block["accessory"])

    def _context(self, elements: Iterable[Json]) -> Iterator[str]:
        for each in elements:
            yield f"[image: {each['alt_text']}]" if each["type"] == "image" else self._text(each)

    def _input(self, block: Json) -> Iterator[str]:
        optional = " (optional)" if block.get("optional") else ""
        yield f"{block['label']['text']}{optional}: {self._element(block, block['element'])}"
        if "hint" in block:
            yield f"  {block['hint']['text']}"

    def _element(self, block: Json, element: Json) -> str:
        match element["type"]:
            case "button":
                return f"[{element['text']['text']}]"
            case "image":
                return f"[image: {element['alt_text']}]"
            case "overflow":
                return f"[… {self._choices(element)}]"
            case "radio_buttons" | "checkboxes":
                return self._boxes(element, self._value(block, element))
            case _:
                return self._field(element, self._value(block, element))

    def _value(self, block: Json, element: Json) -> Any:
        state = self._values.get(block["block_id"], {}).get(element["action_id"], {})
        return state.get(STATE_KEY[element["type"]])

    def _field(self, element: Json, value: Any) -> str:
        if value not in (None, "", []):
            return f"[{self._shown(element, value)}]"
        empty = element.get("placeholder", {}).get("text", "")
        options = options_of(element)
        return f"[{empty or '…'}: {self._choices(element)}]" if options else f"[{empty or '…'}]"

    def _choices(self, element: Json) -> str:
        return " / ".join(option["text"]["text"] for option in options_of(element))

    def _boxes(self, element: Json, value: Any) -> str:
        chosen = value if isinstance(value, list) else [value]
        marked = {option["value"] for option in chosen if option}
        return " ".join(
            f"({'x' if option['value'] in marked else ' '}) {self._text(option['text'])}"
            for option in element["options"]
        )

    def _shown(self, element: Json, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(self._shown(element, one) for one in value)
        if isinstance(value, dict):
            return str(value["text"]["text"] if "text" in value else value.get("name", ""))
        if element["type"] == "datetimepicker":
            zone = ZoneInfo(self._reader.tz) if self._reader.tz else UTC
            return f"{datetime.fromtimestamp(value, zone):%Y-%m-%d %H:%M}"
        if "users_select" in element["type"]:
            return self.words(f"<@{value}>")
        return self.words(f"<#{value}>") if value in self._rooms() else str(value)

    def _rooms(self) -> set[str]:
        return {channel.id for channel in self._workspace.channels if channel.name}


def _rich_text(elements: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for element in elements:
        yield str(element.get("text", element.get("url", "")))
        yield from _rich_text(element.get("elements", []))

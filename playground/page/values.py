"""From what a browser's controls hold to what Slack's ``state.values`` hold."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any

from playground.call_records import Json
from playground.channels import ChannelKind
from playground.elements import options_of
from playground.form_filling import file_value
from playground.page.rendering.fields import OPTIONS
from playground.page.rendering.viewer import zone_of
from playground.person import Person


def state_value(person: Person, element: Json, raw: Any) -> Any:
    """The value of ``state.values`` for what a control of this element holds.

    Options come by their number, people and conversations by their id, instants in the person's own time,
    files as name and base64. Raises ValueError or TypeError when no such control could hold it.
    """
    kind = element["type"]
    if kind.startswith("multi_") or kind in ("checkboxes", "file_input"):
        if not isinstance(raw, list):
            raise TypeError("a list is needed")
        return [_single(person, element, one) for one in raw]
    return None if raw in (None, "") else _single(person, element, raw)


def _single(person: Person, element: Json, raw: Any) -> Any:
    kind = element["type"].removeprefix("multi_")
    if kind == "file_input":
        return _file(person, raw)
    if not isinstance(raw, str):
        raise TypeError("words are needed")
    if kind in (*OPTIONS, "overflow"):
        return _option(options_of(element), raw)
    match kind:
        case "external_select":
            return _suggested(raw)
        case "users_select":
            return _known(raw, person.workspace.people.get(raw) is not None)
        case "conversations_select" | "channels_select":
            return _known(raw, _can_name(person, raw))
        case "datetimepicker":
            return int(datetime.fromisoformat(raw).replace(tzinfo=zone_of(person.user)).timestamp())
        case "rich_text_input":
            text = {"type": "rich_text_section", "elements": [{"type": "text", "text": raw}]}
            return {"type": "rich_text", "elements": [text]}
    return raw


def _can_name(person: Person, channel_id: str) -> bool:
    channel = person.workspace.channels.get(channel_id)
    return channel is not None and (person.id in channel.members or channel.kind is ChannelKind.PUBLIC)


def _option(options: list[Json], raw: str) -> Json:
    if not raw.isdecimal() or int(raw) >= len(options):
        raise ValueError("there is no such option")
    return _kept(options[int(raw)])


def _suggested(raw: str) -> Json:
    option = json.loads(raw)
    if not isinstance(option, dict) or not isinstance(option.get("text"), dict) or "value" not in option:
        raise ValueError("there is no such option")
    return _kept(option)


def _kept(option: Json) -> Json:
    return {key: option[key] for key in ("text", "value", "description") if key in option}


def _known(raw: str, known: bool) -> str:
    if not known:
        raise ValueError("there is nobody and nothing of that name")
    return raw


def _file(person: Person, raw: Any) -> Json:
    try:
        name, content = str(raw["name"]), base64.b64decode(raw["base64"], validate=True)
    except (KeyError, TypeError, binascii.Error):
        raise ValueError("a file needs a name and its content") from None
    return file_value(person.workspace, person.user, (name, content))

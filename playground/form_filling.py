"""What a person types or chooses, as Slack's clients turn it into values, and what they check themselves."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from playground.call_records import Json
from playground.elements import STATE_KEY, options_of, stateful_elements
from playground.people import User
from playground.views import View
from playground.workspace import Workspace

REQUIRED = "Please complete this required field."


def value_for(workspace: Workspace, element: Json, wanted: Any) -> Any:
    """The value of ``state.values`` for what a person wants; None empties the field.

    Raises LookupError for an option or a name that there is none of.
    """
    kind = element["type"]
    if kind.startswith("multi_") or kind in ("checkboxes", "file_input"):
        each = [] if wanted is None else wanted if isinstance(wanted, list | tuple | set) else [wanted]
        return [_single(workspace, element, one) for one in each]
    return None if wanted is None else _single(workspace, element, wanted)


def option_named(options: Iterable[Json], words: str) -> Json:
    """The option with these words on it; raises LookupError with the options there are."""
    offered = list(options)
    for option in offered:
        if option["text"]["text"] == words:
            return {key: option[key] for key in ("text", "value", "description") if key in option}
    raise LookupError(f"there is no option {words!r}; there are {[one['text']['text'] for one in offered]}")


def _single(workspace: Workspace, element: Json, wanted: Any) -> Any:
    kind = element["type"].removeprefix("multi_")
    if kind in ("static_select", "radio_buttons", "checkboxes", "overflow"):
        return option_named(options_of(element), wanted)
    convert = _CONVERSIONS.get(kind)
    return wanted if convert is None else convert(workspace, wanted)


def _user(workspace: Workspace, wanted: Any) -> str:
    return workspace.people.named(getattr(wanted, "id", wanted)).id


def _channel(workspace: Workspace, wanted: Any) -> str:
    return workspace.channels.named(getattr(wanted, "id", wanted)).id


def _text(_workspace: Workspace, wanted: Any) -> str | None:
    return str(wanted) or None


def _date(_workspace: Workspace, wanted: Any) -> str:
    return (wanted if isinstance(wanted, date) else date.fromisoformat(wanted)).strftime("%Y-%m-%d")


def _time(_workspace: Workspace, wanted: Any) -> str:
    return (wanted if isinstance(wanted, time) else time.fromisoformat(wanted)).strftime("%H:%M")


def _instant(_workspace: Workspace, wanted: Any) -> int:
    return int(wanted.timestamp()) if isinstance(wanted, datetime) else int(wanted)


_CONVERSIONS: dict[str, Callable[[Workspace, Any], Any]] = {
    "users_select": _user,
    "channels_select": _channel,
    "conversations_select": _channel,
    "plain_text_input": _text,
    "number_input": _text,
    "email_text_input": _text,
    "url_text_input": _text,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _instant,
}


def file_value(workspace: Workspace, user: User, wanted: Any) -> Json:
    """The file object for a name and its bytes, put into a file input by a person."""
    name, content = wanted
    return workspace.files.add(name, content, user.id).to_slack(workspace.base_url)


def faults_of_form(view: View) -> dict[str, str]:
    """What Slack's clients complain of before they send a form, by ``block_id``; empty when nothing."""
    found: dict[str, str] = {}
    for block, element in stateful_elements(view.blocks):
        if block["type"] == "input":
            state = view.values[block["block_id"]][element["action_id"]]
            words = _fault(block, element, state[STATE_KEY[element["type"]]])
            if words is not None:
                found[block["block_id"]] = words
    return found


def _fault(block: Json, element: Json, value: Any) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else REQUIRED
    if isinstance(value, list):
        return _list_fault(element, value)
    check = _CHECKS.get(element["type"])
    return None if check is None else check(element, value)


def _list_fault(element: Json, value: list[Any]) -> str | None:
    most = element.get("max_selected_items", element.get("max_files"))
    return f"Please choose no more than {most}." if most is not None and len(value) > most else None


def _length_fault(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter no more than {most} characters." if len(value) > most else None


def _number_fault(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _email_fault(_element: Json, value: str) -> str | None:
    fits = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value)
    return None if fits else "Please enter a valid email address."


def _url_fault(_element: Json, value: str) -> str | None:
    return None if re.fullmatch(r"https?://\S+", value) else "Please enter a valid URL."


_CHECKS: dict[str, Callable[[Json, Any], str | None]] = {
    "plain_text_input": _length_fault,
    "number_input": _number_fault,
    "email_text_input": _email_fault,
    "url_text_input": _url_fault,
}

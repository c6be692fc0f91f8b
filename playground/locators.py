"""Finding what a person means by the words on it: a button, a menu, a field."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.call_records import Json
from playground.elements import interactive_elements, options_of, stateful_elements, words_on
from playground.fallback_text import fallback_text
from playground.messages import Message
from playground.views import View

Place = Message | View


@dataclass(frozen=True)
class Found:
    """An element, the block it stands in, and the message or view that both are in."""

    place: Place
    block: Json
    element: Json
    option: Json | None = None
    """The choice, in a menu behind three dots."""


def find_button(places: Iterable[Place], words: str, near: str | None) -> Found:
    """The first button with these words, or choice behind three dots, in the first place that has one.

    With ``near``, only at or after the block that says so. Raises LookupError with the buttons there are.
    """
    seen = list(places)
    for place in seen:
        for block, element in _from(place, near):
            if element["type"] == "button" and element["text"]["text"] == words:
                return Found(place, block, element)
            for option in options_of(element) if element["type"] == "overflow" else ():
                if option["text"]["text"] == words:
                    return Found(place, block, element, option)
    there = [button for place in seen for button in buttons_of(place)]
    raise LookupError(f"there is no button {words!r}; there are {there}")


def buttons_of(place: Place) -> list[str]:
    """The words on the buttons of a message or a view, and behind its three dots."""
    return [words for _, element in interactive_elements(place.blocks) for words in words_on(element)]


def find_menu(places: Iterable[Place], fits: Callable[[Json], bool], menu: str | None) -> Found:
    """The first element that offers what the person wants, in the first place that has one.

    ``menu`` narrows it to a placeholder, a label, or an ``action_id``. Raises LookupError.
    """
    seen = list(places)
    for place in seen:
        for block, element in interactive_elements(place.blocks):
            named = menu is None or menu in (*labels_of(block, element), element["action_id"])
            if element["type"] != "button" and named and fits(element):
                return Found(place, block, element)
    offered = [option["text"]["text"] for place in seen for option in _options(place)]
    raise LookupError(f"nothing offers that; there are the options {offered}")


def find_field(view: View, label: str) -> Found:
    """The field of a form (or Home tab) with this label; raises LookupError with the labels there are."""
    for block, element in stateful_elements(view.blocks):
        if label in labels_of(block, element):
            return Found(view, block, element)
    there = [name for pair in stateful_elements(view.blocks) for name in labels_of(*pair)]
    raise LookupError(f"{view.title!r} has no field {label!r}; there are {there}")


def find_element(place: Place, block_id: str, action_id: str) -> Found:
    """The element with these ids in a message or a view; raises LookupError when there is none."""
    for block, element in interactive_elements(place.blocks):
        if (block["block_id"], element["action_id"]) == (block_id, action_id):
            return Found(place, block, element)
    raise LookupError(f"there is no element {action_id!r} in a block {block_id!r}")


def labels_of(block: Json, element: Json) -> list[str]:
    """What a person would call an element: its label, the text beside it, its placeholder."""
    texts: list[Any] = [block.get("label"), block.get("text"), element.get("placeholder")]
    return [text["text"] for text in texts if text is not None]


def _options(place: Place) -> Iterator[Json]:
    for _, element in interactive_elements(place.blocks):
        yield from options_of(element)


def _from(place: Place, near: str | None) -> Iterator[tuple[Json, Json]]:
    blocks = list(place.blocks)
    if near is not None:
        starts = [number for number, block in enumerate(blocks) if near in fallback_text([block])]
        blocks = blocks[starts[0] :] if starts else []
    return interactive_elements(blocks)

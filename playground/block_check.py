"""What Slack would say about blocks: the rules of each, and those between them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playground.block_rules import ALLOWED_BLOCKS, BLOCKS, HOME, MESSAGE, MODAL, MOST_BLOCKS, MOST_CHARACTERS_TOGETHER
from playground.elements import options_of
from playground.rules import Many, Typed, fault

__all__ = ["HOME", "MESSAGE", "MODAL", "block_faults", "too_long_together"]


def too_long_together(blocks: list[Any]) -> bool:
    """Whether a message's blocks are more than Slack takes in one message."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MOST_CHARACTERS_TOGETHER


def block_faults(blocks: Any, surface: str) -> Iterator[str]:
    """Each fault of the blocks of a message, a modal or a Home tab, as Slack's messages name them."""
    kinds = Typed(BLOCKS, ALLOWED_BLOCKS[surface], "block type")
    shape = list(Many(kinds, MOST_BLOCKS[surface], least=0).faults(blocks, "/blocks"))
    yield from shape
    if not shape:
        yield from _faults_between(blocks, surface)


def _faults_between(blocks: list[Mapping[str, Any]], surface: str) -> Iterator[str]:
    for block_id in _twice(block.get("block_id") for block in blocks):
        yield fault(f"block_id already exists: {block_id}", "/blocks")
    focused = 0
    for place, block in enumerate(blocks):
        path = f"/blocks/{place}"
        yield from _block_faults(block, path)
        elements = _elements(block)
        for action_id in _twice(element.get("action_id") for _, element in elements):
            yield fault(f"action_id already exists in this block: {action_id}", path)
        for where, element in elements:
            yield from _element_faults(element, path + where, surface)
        focused += sum(bool(element.get("focus_on_load")) for _, element in elements)
    if focused > 1:
        yield fault("only one element may have focus_on_load", "/blocks")


def _twice(names: Iterable[str | None]) -> list[str]:
    counted = Counter(name for name in names if name is not None)
    return [name for name, times in counted.items() if times > 1]


def _elements(block: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    if block["type"] in ("actions", "context"):
        return [(f"/elements/{place}", element) for place, element in enumerate(block["elements"])]
    return [(f"/{key}", block[key]) for key in ("accessory", "element") if key in block]


def _block_faults(block: Mapping[str, Any], path: str) -> Iterator[str]:
    if block["type"] == "section" and not ("text" in block or "fields" in block):
        yield fault("missing required field: text or fields", path)
    if block["type"] == "image":
        yield from _one_picture(block, path)


def _one_picture(image: Mapping[str, Any], path: str) -> Iterator[str]:
    if ("image_url" in image) == ("slack_file" in image):
        yield fault("exactly one of image_url and slack_file is required", path)


def _element_faults(element: Mapping[str, Any], path: str, surface: str) -> Iterator[str]:
    match element["type"]:
        case "image":
            yield from _one_picture(element, path)
        case "static_select" | "multi_static_select":
            if ("options" in element) == ("option_groups" in element):
                yield fault("exactly one of options and option_groups is required", path)
        case "file_input" if surface != MODAL:
            yield fault("file_input is for modals only", path)
        case "plain_text_input":
            yield from _length_faults(element, path)
    yield from _option_faults(element, path)
    if element.get("response_url_enabled") and surface != MODAL:
        yield fault("response_url_enabled is for modals only", path)


def _length_faults(element: Mapping[str, Any], path: str) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if least > most:
        yield fault("min_length must not be more than max_length", path)
    if len(element.get("initial_value", "")) > most:
        yield fault(f"must be less than {most + 1} characters", f"{path}/initial_value")


def _option_faults(element: Mapping[str, Any], path: str) -> Iterator[str]:
    options = options_of(element)
    for value in _twice(option["value"] for option in options):
        yield fault(f"duplicate option value: {value}", path)
    initial = [*element.get("initial_options", []), *_listed(element.get("initial_option"))]
    if options and any(option not in options for option in initial):
        yield fault("initial option must match one of the options exactly", path)


def _listed(option: Any) -> list[Any]:
    return [] if option is None else [option]

"""What Slack would say about a form or a Home tab."""

import json
from collections.abc import Iterator
from typing import Any

from playground.block_check import MODAL, block_faults
from playground.block_rules import VIEWS
from playground.call_records import SlackError
from playground.rules import fault

MOST_BYTES = 250_000
"""A whole view as JSON; beyond it Slack answers ``view_too_large``."""


def check_view(definition: Any, surface: str) -> None:
    """Raise SlackError ``invalid_arguments`` or ``view_too_large`` when Slack would not take the view.

    ``surface`` is ``modal`` or ``home``: what the method at hand opens.
    """
    if len(json.dumps(definition, ensure_ascii=False).encode()) > MOST_BYTES:
        raise SlackError("view_too_large")
    faults = tuple(_view_faults(definition, surface))
    if faults:
        raise SlackError("invalid_arguments", faults)


def _view_faults(definition: Any, surface: str) -> Iterator[str]:
    if not isinstance(definition, dict) or definition.get("type") != surface:
        yield fault(f"must be a {surface} view", "/view/type")
        return
    yield from VIEWS[surface].faults(definition, "/view")
    blocks = definition.get("blocks", [])
    for each in block_faults(blocks, surface):
        yield each.replace("[json-pointer:/blocks", "[json-pointer:/view/blocks")
    if surface == MODAL and _has_inputs(blocks) and "submit" not in definition:
        yield fault("submit is required when there are input blocks", "/view")


def _has_inputs(blocks: Any) -> bool:
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )

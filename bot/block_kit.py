"""Block Kit's models as JSON: the same as their own ``to_dict``, at a fraction of what that takes.

The SDK looks for the checks of each object anew, among everything that it has, and puts the names of its parts together
anew. Both are the same for all objects of a class, and are found once here.
"""

from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from functools import cache
from typing import Any

from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import ConfirmObject

_CONFIRMATION = {name: f"_{name}" for name in ("title", "text", "confirm", "deny", "style")}
"""The parts of a confirmation, which has a way of its own: what its attributes hold is their words alone."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What all objects of a class have in common."""

    checks: Sequence[Callable[[JsonObject], None]]
    """They raise SlackObjectFormationError for an object that breaks a limit."""
    parts: Sequence[tuple[str, str]]
    """The names of its parts in JSON, and of the attributes that hold them."""


def as_json(model: JsonObject) -> dict[str, Any]:
    """Return a block, or a part of one, as Slack takes it.

    Raises slack_sdk.errors.SlackObjectFormationError when it breaks a limit of Block Kit.
    """
    shape = _shape_of(type(model))
    if shape is None:
        return model.to_dict()
    for check in shape.checks:
        check(model)
    parts = ((name, getattr(model, attribute, None)) for name, attribute in shape.parts)
    return {name: _written(part) for name, part in parts if part or not _is_empty(part)}


def _written(part: Any) -> Any:
    if isinstance(part, str):
        return part
    if isinstance(part, list | tuple):
        return [_written(each) for each in part]
    return as_json(part) if isinstance(part, JsonObject) else part


def _is_empty(part: object) -> bool:
    return part is None or (isinstance(part, Sized) and len(part) == 0)


@cache
def _shape_of(kind: type[JsonObject]) -> _Shape | None:
    """Return the shape of a class; None for one whose objects write themselves out in some other way."""
    if kind is ConfirmObject:
        parts = _CONFIRMATION
    elif kind.to_dict is JsonObject.to_dict:
        parts = {name: name for name in sorted(kind.__new__(kind).attributes)}
    else:
        return None
    methods = (getattr(kind, name) for name in dir(kind) if not name.startswith("__"))
    return _Shape([each for each in methods if hasattr(each, "validator")], list(parts.items()))

"""Faults as the log describes them, with nothing of what members wrote."""

import traceback
from pathlib import Path

PLACES = 4
"""Places in Klatch's code that the log names: a fault of the database arises far from who asked it."""

_HOUSE = Path(__file__).resolve().parents[2]


def describe(fault: BaseException) -> dict[str, str]:
    """A fault for the log: its class, where it arose, and its cause's class.

    Never its message: a database's or a parser's message may quote what a member wrote.
    """
    description = {"error": _class_name(fault), "where": _where(fault)}
    cause = getattr(fault, "orig", None) or fault.__cause__
    if isinstance(cause, BaseException):
        description["cause"] = _class_name(cause)
    return description


def _class_name(fault: BaseException) -> str:
    return f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")


def _where(fault: BaseException) -> str:
    """The innermost places of ours on the way to the fault, the innermost first."""
    places = []
    for frame in reversed(traceback.extract_tb(fault.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_HOUSE / "bot"):
            places.append(f"{path.relative_to(_HOUSE)}:{frame.lineno} in {frame.name}")
    return " < ".join(places[:PLACES]) or "outside Klatch"

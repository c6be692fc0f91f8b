"""The kinds of rule that Block Kit's reference is written in; each one names what a value does wrong."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class Rule(Protocol):
    """Something a value must be."""

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """Each fault of the value in Slack's manner, with the JSON pointer of where it stands."""
        ...


def fault(words: str, path: str) -> str:
    """One message of ``response_metadata.messages``."""
    return f"[ERROR] {words} [json-pointer:{path}]"


@dataclass(frozen=True)
class Line:
    """A plain string of at most so many characters, or one that fits a pattern."""

    most: int
    least: int = 0
    pattern: str | None = None

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, str):
            yield fault("must be a string", path)
        elif len(value) > self.most:
            yield fault(f"must be less than {self.most + 1} characters", path)
        elif len(value) < self.least:
            yield fault(f"must be more than {self.least - 1} characters", path)
        elif self.pattern is not None and not re.fullmatch(self.pattern, value):
            yield fault("has the wrong format", path)


@dataclass(frozen=True)
class Number:
    """A whole number between two bounds."""

    least: int
    most: int

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault("must be an integer", path)
        elif not self.least <= value <= self.most:
            yield fault(f"must be between {self.least} and {self.most}", path)


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, bool):
            yield fault("must be a boolean", path)


@dataclass(frozen=True)
class OneOf:
    """One of a few words."""

    words: frozenset[str]

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """See Rule."""
        if value not in self.words:
            yield fault(f"must be one of {', '.join(sorted(self.words))}", path)


@dataclass(frozen=True)
class Many:
    """A list of things that each keep one rule."""

    rule: Rule
    most: int
    least: int = 1

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, list):
            yield fault("must be an array", path)
            return
        if len(value) > self.most:
            yield fault(f"no more than {self.most} items allowed", path)
        if len(value) < self.least:
            yield fault(f"must have at least {self.least} items", path)
        for place, item in enumerate(value):
            yield from self.rule.faults(item, f"{path}/{place}")


@dataclass(frozen=True)
class Words:
    """A text object of at most so many characters."""

    most: int
    kinds: tuple[str, ...] = ("plain_text", "mrkdwn")

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, dict):
            yield fault("must be a text object", path)
            return
        beside = {"plain_text": {"emoji"}, "mrkdwn": {"verbatim"}}.get(str(value.get("type")), set())
        if value.get("type") not in self.kinds:
            yield fault(f"must be {' or '.join(self.kinds)}", f"{path}/type")
        for name in sorted(set(value) - {"type", "text"} - beside):
            yield fault(f"additional property: {name}", path)
        yield from Line(self.most, least=1).faults(value.get("text"), f"{path}/text")


@dataclass(frozen=True)
class Shape:
    """An object with these fields and no others. ``open`` lets further fields through unseen."""

    required: Mapping[str, Rule] = field(default_factory=dict)
    optional: Mapping[str, Rule] = field(default_factory=dict)
    open: bool = False

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """See Rule."""
        if not isinstance(value, dict):
            yield fault("must be an object", path)
            return
        for name in sorted(set(self.required) - set(value)):
            yield fault(f"missing required field: {name}", path)
        rules = {**self.required, **self.optional}
        for name, item in value.items():
            if name in rules:
                yield from rules[name].faults(item, f"{path}/{name}")
            elif name != "type" and not self.open:
                yield fault(f"additional property: {name}", path)


@dataclass(frozen=True)
class Typed:
    """An object whose ``type`` says which shape it must have, out of those allowed here."""

    shapes: Mapping[str, Rule]
    allowed: frozenset[str]
    what: str

    def faults(self, value: Any, path: str) -> Iterator[str]:
        """See Rule."""
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in self.allowed:
            yield fault(f"unsupported {self.what}: {kind}", f"{path}/type")
        else:
            yield from self.shapes[kind].faults(value, path)

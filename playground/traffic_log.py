"""The journal: what went over the wire between Slack and the bot, both ways, the newest five hundred of it."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from time import perf_counter
from typing import Any

from playground.call_records import Json, Refusal
from playground.clock import Clock

MOST_ENTRIES = 500

SECRETS = frozenset({"token", "trigger_id", "response_url", "upload_url", "interactivity_pointer"})
"""Arguments that let their holder do something: who looks over a shoulder shall not read them."""
LEFT_OUT = "(left out)"


class Direction(StrEnum):
    """Who asked."""

    TO_BOT = "to the bot"
    TO_SLACK = "to Slack"


@dataclass(eq=False)
class TrafficEntry:
    """One request and what was answered; ``milliseconds`` is None while no answer has come.

    ``status`` is HTTP's, 0 when there was no answer at all. ``fault`` names what was ordered to go wrong.
    ``refusals`` are what Slack would not have accepted of the bot in it.
    """

    number: int
    at: datetime
    way: Direction
    what: str
    who: str
    asked: Any
    began: float
    status: int = 0
    answered: Any = None
    milliseconds: int | None = None
    fault: str | None = None
    refusals: list[Refusal] = field(default_factory=list)


class TrafficLog:
    """Writes down every request and its answer. ``size`` entries are kept."""

    def __init__(self, clock: Clock, size: int = MOST_ENTRIES) -> None:
        self._clock = clock
        self._entries: deque[TrafficEntry] = deque(maxlen=size)
        self._listeners: list[Callable[[TrafficEntry], None]] = []
        self._number = 0
        self._current: TrafficEntry | None = None

    def __iter__(self) -> Iterator[TrafficEntry]:
        """The entries, the newest first."""
        return reversed(list(self._entries))

    def get(self, number: int) -> TrafficEntry | None:
        """The entry with this number, if it is kept still."""
        return next((entry for entry in self._entries if entry.number == number), None)

    def begin(self, way: Direction, what: str, who: str, asked: Any) -> TrafficEntry:
        """A request goes out."""
        self._number += 1
        entry = TrafficEntry(self._number, self._clock.now(), way, what, who, asked, perf_counter())
        self._entries.append(entry)
        self.turn_to(entry)
        self._tell(entry)
        return entry

    def turn_to(self, entry: TrafficEntry) -> None:
        """What is refused from now on, until something else happens on the wire, is about this one."""
        self._current = entry

    def end(self, entry: TrafficEntry, status: int, answered: Any, fault: str | None = None) -> None:
        """Its answer is there, or it is known that none comes."""
        entry.status, entry.answered, entry.fault = status, answered, fault
        entry.milliseconds = round((perf_counter() - entry.began) * 1000)
        self.turn_to(entry)
        self._tell(entry)

    def blame(self, refusal: Refusal) -> None:
        """Slack would not have accepted something of what happened last."""
        if self._current is not None:
            self._current.refusals.append(refusal)
            self._tell(self._current)

    @contextmanager
    def heard_by(self, listener: Callable[[TrafficEntry], None]) -> Iterator[None]:
        """Call ``listener`` with every entry that comes or changes, for as long as the block lasts."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def _tell(self, entry: TrafficEntry) -> None:
        for listener in list(self._listeners):
            listener(entry)


def what_is_asked(fields: Mapping[str, Any]) -> tuple[str, str]:
    """What a command, interaction or event is, and of whom."""
    if "command" in fields:
        return str(fields["command"]), str(fields.get("user_id", ""))
    event = fields.get("event")
    if isinstance(event, Mapping):
        user = event.get("user", "")
        return f"event {event.get('type')}", str(user.get("id", "") if isinstance(user, Mapping) else user)
    return f"{fields.get('type', '')} {_name_of(fields)}".strip(), str(_user_of(fields))


def _name_of(fields: Mapping[str, Any]) -> str:
    actions = fields.get("actions") or [{}]
    view = fields.get("view") or {}
    names = (actions[0].get("action_id"), fields.get("callback_id"), fields.get("action_id"), view.get("callback_id"))
    return str(next((name for name in names if name), ""))


def _user_of(fields: Mapping[str, Any]) -> str:
    user = fields.get("user") or {}
    return str(user.get("id", "")) if isinstance(user, Mapping) else str(user)


def whom_it_is_about(arguments: Mapping[str, Any]) -> str:
    """The conversation or the people that a call of the bot is about, by their ids."""
    for name in ("channel", "channel_id", "users", "user", "user_id"):
        if arguments.get(name):
            return str(arguments[name])
    return ""


def presentable(value: Any) -> Any:
    """What was said, to be looked at: JSON that was sent as text unfolded, and what is secret left out."""
    match value:
        case Mapping():
            return {key: LEFT_OUT if key in SECRETS and each else presentable(each) for key, each in value.items()}
        case list() | tuple():
            return [presentable(each) for each in value]
        case str() if value[:1] in ("{", "["):
            return _unfolded(value)
        case _:
            return value


def _unfolded(text: str) -> Json | list[Any] | str:
    try:
        value: Any = json.loads(text)
    except ValueError:
        return text
    return presentable(value) if isinstance(value, dict | list) else text

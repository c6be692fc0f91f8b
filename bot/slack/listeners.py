"""Who listens to what: features register their listeners here, under the names that Slack sends."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.slack.incoming import Incoming, Kind
from bot.slack.turn import Command, Event, Press, Reply, Shortcut, Submission, Turn

RequestT = TypeVar("RequestT", Command, Press, Submission, Shortcut, Event)
Listener = Callable[[Turn, RequestT], Awaitable[Reply]]
AnyListener = Callable[[Turn, Any], Awaitable[Reply]]


class Listeners:
    """The listeners of all features. A name is registered once; only an event may have several listeners."""

    def __init__(self) -> None:
        self._exact: dict[tuple[Kind, str], AnyListener] = {}
        self._patterns: list[tuple[re.Pattern[str], AnyListener]] = []
        self._events: dict[str, list[AnyListener]] = {}

    def command(self, name: str, listener: Listener[Command]) -> None:
        """Listen to a slash command, with its slash."""
        self._register(Kind.COMMAND, name, listener)

    def press(self, action: str | re.Pattern[str], listener: Listener[Press]) -> None:
        """Listen to a button or menu by its action_id, or by a pattern that the whole of it must match."""
        if isinstance(action, str):
            self._register(Kind.PRESS, action, listener)
        else:
            self._patterns.append((action, listener))

    def submission(self, form: str, listener: Listener[Submission]) -> None:
        """Listen to a form that is sent off, by its callback_id."""
        self._register(Kind.SUBMISSION, form, listener)

    def shortcut(self, name: str, listener: Listener[Shortcut]) -> None:
        """Listen to a shortcut, from the menu or from a message, by its callback_id."""
        self._register(Kind.SHORTCUT, name, listener)

    def event(self, name: str, listener: Listener[Event]) -> None:
        """Listen to an event, beside others who do; all of them share one transaction."""
        self._events.setdefault(name, []).append(listener)

    def find(self, incoming: Incoming) -> list[AnyListener]:
        """The listeners for a request, in the order of their registration."""
        if incoming.kind is Kind.EVENT:
            return self._events.get(incoming.name, [])
        listener = self._exact.get((incoming.kind, incoming.name))
        if listener is None and incoming.kind is Kind.PRESS:
            matching = (each for pattern, each in self._patterns if pattern.fullmatch(incoming.name))
            listener = next(matching, None)
        return [] if listener is None else [listener]

    def _register(self, kind: Kind, name: str, listener: AnyListener) -> None:
        if (kind, name) in self._exact:
            raise ValueError(f"two listeners for the {kind} {name}")
        self._exact[kind, name] = listener

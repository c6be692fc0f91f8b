"""Who listens to what: features register their listeners here, under the names that Slack sends."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.slack.incoming import Incoming, RequestKind
from bot.slack.request import Command, Event, Press, Reply, Request, Shortcut, Submission

RequestT = TypeVar("RequestT", Command, Press, Submission, Shortcut, Event)
Listener = Callable[[Request, RequestT], Awaitable[Reply]]
AnyListener = Callable[[Request, Any], Awaitable[Reply]]

PresenceListener = Callable[[AsyncSession, Incoming, datetime], Awaitable[None]]
"""Hears, in a transaction, that Klatch comes to a workspace or leaves it. It hears the same more than once."""

UNKNOWN = "unknown"
"""Stands for a name that nobody has registered."""


class Listeners:
    """The listeners of all features. A name is registered once; only an event may have several listeners."""

    def __init__(self) -> None:
        self._exact: dict[tuple[RequestKind, str], AnyListener] = {}
        self._patterns: list[tuple[re.Pattern[str], AnyListener]] = []
        self._events: dict[str, list[AnyListener]] = {}
        self._presence: dict[str, PresenceListener] = {}
        self._traceless: set[AnyListener] = set()

    def command(self, name: str, listener: Listener[Command]) -> None:
        """Listen to a slash command, with its slash."""
        self._register(RequestKind.COMMAND, name, listener)

    def press(self, action: str | re.Pattern[str], listener: Listener[Press]) -> None:
        """Listen to a button or menu by its action_id, or by a pattern that the whole of it must match."""
        if isinstance(action, str):
            self._register(RequestKind.PRESS, action, listener)
        else:
            self._patterns.append((action, listener))

    def submission(self, form: str, listener: Listener[Submission]) -> None:
        """Listen to a form that is sent off, by its callback_id."""
        self._register(RequestKind.SUBMISSION, form, listener)

    def shortcut(self, name: str, listener: Listener[Shortcut]) -> None:
        """Listen to a shortcut, from the menu or from a message, by its callback_id."""
        self._register(RequestKind.SHORTCUT, name, listener)

    def event(self, name: str, listener: Listener[Event]) -> None:
        """Listen to an event, beside others who do; all of them share one transaction."""
        self._events.setdefault(name, []).append(listener)

    def presence(self, name: str, listener: PresenceListener) -> None:
        """Listen to an event that is about where Klatch is: it is heard where Klatch is not (or no longer), too."""
        self._presence[name] = listener

    def of_presence(self, incoming: Incoming) -> PresenceListener | None:
        """The listener for a request that is about where Klatch is."""
        return self._presence.get(incoming.name) if incoming.kind is RequestKind.EVENT else None

    def find(self, incoming: Incoming) -> list[AnyListener]:
        """The listeners for a request, in the order of their registration."""
        if incoming.kind is RequestKind.EVENT:
            return self._events.get(incoming.name, [])
        listener = self._exact.get((incoming.kind, incoming.name))
        if listener is None and incoming.kind is RequestKind.PRESS:
            matching = (each for pattern, each in self._patterns if pattern.fullmatch(incoming.name))
            listener = next(matching, None)
        return [] if listener is None else [listener]

    def leave_no_trace(self, *listeners: AnyListener) -> None:
        """What these do is written down with nothing that leads back to the request: no reference, no line in the log.

        For what members do without a name: an hour in the log, beside a row that changes, could tell who it was.
        """
        self._traceless.update(listeners)

    def leaves_no_trace(self, incoming: Incoming) -> bool:
        """Whether what is done for a request must not lead back to it."""
        return any(listener in self._traceless for listener in self.find(incoming))

    def name_of(self, incoming: Incoming) -> str:
        """The name under which listeners for a request are registered, and never one that somebody made up."""
        if incoming.kind is RequestKind.EVENT:
            return incoming.name if incoming.name in self._events or incoming.name in self._presence else UNKNOWN
        if (incoming.kind, incoming.name) in self._exact:
            return incoming.name
        if incoming.kind is not RequestKind.PRESS:
            return UNKNOWN
        return next((pattern.pattern for pattern, _ in self._patterns if pattern.fullmatch(incoming.name)), UNKNOWN)

    def _register(self, kind: RequestKind, name: str, listener: AnyListener) -> None:
        if (kind, name) in self._exact:
            raise ValueError(f"two listeners for the {kind} {name}")
        self._exact[kind, name] = listener

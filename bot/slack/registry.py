"""Who listens to what: the tables of all features together."""

import re
from collections.abc import Mapping
from typing import cast

from bot.slack.channel_events import CHANNEL_ID_CHANGED
from bot.slack.incoming import Incoming, RequestKind, is_id
from bot.slack.request import Event, Nothing, Reply, Request
from bot.slack.routes import AnyListener, ChannelFollower, PresenceListener, Routes

UNKNOWN = "unknown"
"""Stands for a name that nobody has registered."""


class Registry:
    """The listeners of all features. A name is registered once; only an event may have several listeners."""

    def __init__(self) -> None:
        self._exact: dict[tuple[RequestKind, str], AnyListener] = {}
        self._patterns: list[tuple[re.Pattern[str], AnyListener]] = []
        self._events: dict[str, list[AnyListener]] = {}
        self._presence: dict[str, PresenceListener] = {}
        self._traceless: set[AnyListener] = set()

    def add(self, routes: Routes) -> None:
        """Register a feature's listeners. Raises ValueError for a name that is registered already."""
        for kind, table in (
            (RequestKind.COMMAND, routes.commands),
            (RequestKind.SHORTCUT, routes.shortcuts),
            (RequestKind.PRESS, routes.presses),
            (RequestKind.SUBMISSION, routes.forms),
        ):
            for name, listener in cast(Mapping[str | re.Pattern[str], AnyListener], table).items():
                self._register(kind, name, listener)
        for name, heard in routes.events.items():
            self._events.setdefault(name, []).append(heard)
        if routes.channel_id_changed is not None:
            self._events.setdefault(CHANNEL_ID_CHANGED, []).append(_on_new_id(routes.channel_id_changed))
        self._presence.update(routes.presence)
        self._traceless.update(routes.traceless)

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

    def leaves_no_trace(self, incoming: Incoming) -> bool:
        """Whether what is done for a request must not lead back to it.

        For what members do without a name: an hour in the log, beside a row that changes, could tell who it was.
        """
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

    def _register(self, kind: RequestKind, name: str | re.Pattern[str], listener: AnyListener) -> None:
        if isinstance(name, re.Pattern):
            self._patterns.append((name, listener))
            return
        if (kind, name) in self._exact:
            raise ValueError(f"two listeners for the {kind} {name}")
        self._exact[kind, name] = listener


def _on_new_id(follow: ChannelFollower) -> AnyListener:
    """A private channel gets another id for good when it is shared with another organization."""

    async def heard(request: Request, event: Event) -> Reply:
        old, new = event.body.get("old_channel_id"), event.body.get("new_channel_id")
        if is_id(old) and is_id(new) and old != new:
            await follow(request, old, new)
        return Nothing()

    return heard

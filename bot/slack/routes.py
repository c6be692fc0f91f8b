"""The table of a feature, from what comes in or falls due to its handler; and those of all features together."""

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncSession

from bot.moment import Moment, Page, due_handler, fate_handler, sweep_handler
from bot.schedule.fates import Fate
from bot.schedule.tasks import AnyTask
from bot.schedule.worker import Handler
from bot.slack.channel_events import CHANNEL_ID_CHANGED
from bot.slack.payloads import RequestKind
from bot.slack.request import Command, Event, Nothing, Press, Reply, Request, Shortcut, Submission
from bot.slack.user_input import is_id

SentT = TypeVar("SentT", Command, Press, Submission, Shortcut, Event)
Listener = Callable[[Request, SentT], Awaitable[Reply]]
AnyListener = Callable[[Request, Any], Awaitable[Reply]]

PresenceListener = Callable[[AsyncSession, Event, datetime], Awaitable[None]]
"""Hears, in a transaction, that Klatch comes to a workspace or leaves it. It hears the same more than once."""

ChannelFollower = Callable[[Moment, str, str], Awaitable[None]]
"""Hears that a channel has another id for good: the old one and the new."""

UNKNOWN = "unknown"
"""Stands for a name that nobody has registered."""


@dataclass(frozen=True, kw_only=True)
class Routes:
    """The handlers of a feature, by the names that Slack sends and the kinds of due rows. Any of it may stay empty."""

    commands: Mapping[str, Listener[Command]] = field(default_factory=dict)
    shortcuts: Mapping[str, Listener[Shortcut]] = field(default_factory=dict)
    presses: Mapping[str | re.Pattern[str], Listener[Press]] = field(default_factory=dict)
    """Buttons and menus, by action_id or by a pattern that the whole of it must match."""
    forms: Mapping[str, Listener[Submission]] = field(default_factory=dict)
    """Forms that are sent off, by callback_id."""
    events: Mapping[str, Listener[Event]] = field(default_factory=dict)
    """Several features may listen to one event; all of them share its transaction."""
    presence: Mapping[str, PresenceListener] = field(default_factory=dict)
    """Events about where Klatch is: heard where it is not (or no longer), too."""
    channel_id_changed: ChannelFollower | None = None
    traceless: Collection[AnyListener] = ()
    """Handlers that leave nothing that leads back to the request: no reference, no line in the log."""
    mostly_read: Collection[AnyListener] = ()
    """Handlers that most often only read: tried outside of a transaction first (bot.database.driver.Reading)."""
    due: Mapping[str, Callable[[Moment, int], Awaitable[None]]] = field(default_factory=dict)
    """Handlers of what falls due about a subject."""
    fates: Mapping[str, Callable[[Moment, Fate], Awaitable[None]]] = field(default_factory=dict)
    """Handlers of the fates of letters."""
    sweeps: Mapping[str, Page] = field(default_factory=dict)
    """Cards shown page by page."""
    tasks: Mapping[str, AnyTask] = field(default_factory=dict)
    """Due rows that call Slack, or compute for long."""
    rows: Mapping[str, Handler] = field(default_factory=dict)
    """Due rows that belong to no one workspace, or are handled before it is confined."""

    def handlers(self) -> Mapping[str, Handler]:
        """Return what the heartbeat calls for each kind of due row that needs only the database."""
        return {
            **{str(kind): due_handler(use_case) for kind, use_case in self.due.items()},
            **{str(kind): fate_handler(use_case) for kind, use_case in self.fates.items()},
            **{str(kind): sweep_handler(page) for kind, page in self.sweeps.items()},
            **{str(kind): handler for kind, handler in self.rows.items()},
        }


def all_handlers(routes: Iterable[Routes]) -> dict[str, Handler]:
    """Return the handlers of several features together. Raises ValueError when two have the same kind."""
    return _together(each.handlers() for each in routes)


def all_tasks(routes: Iterable[Routes]) -> dict[str, AnyTask]:
    """Return the tasks of several features together. Raises ValueError when two have the same kind."""
    return _together(each.tasks for each in routes)


ValueT = TypeVar("ValueT")


def _together(tables: Iterable[Mapping[str, ValueT]]) -> dict[str, ValueT]:
    together: dict[str, ValueT] = {}
    for table in tables:
        if twice := together.keys() & table.keys():
            raise ValueError(f"two handlers for {sorted(twice)}")
        together.update(table)
    return together


class Registry:
    """The listeners of all features. A name is registered once; only an event may have several listeners."""

    def __init__(self) -> None:
        self._exact: dict[tuple[RequestKind, str], AnyListener] = {}
        self._patterns: list[tuple[re.Pattern[str], AnyListener]] = []
        self._events: dict[str, list[AnyListener]] = {}
        self._presence: dict[str, PresenceListener] = {}
        self._traceless: set[AnyListener] = set()
        self._mostly_read: set[AnyListener] = set()

    def add(self, routes: Routes) -> None:
        """Register a feature's listeners.

        Raises ValueError for a name that is registered already (patterns aside), and for a handler that is said to
        mostly read and is registered for nothing.
        """
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
        self._mostly_read.update(routes.mostly_read)
        if unknown := set(routes.mostly_read) - {
            *routes.commands.values(),
            *routes.shortcuts.values(),
            *routes.presses.values(),
        }:
            raise ValueError(f"tried by reading, but registered for nothing: {unknown}")

    def of_presence(self, event: str) -> PresenceListener | None:
        """Return the listener to an event about where Klatch is."""
        return self._presence.get(event)

    def find(self, kind: RequestKind, name: str) -> list[AnyListener]:
        """Return the listeners for a request, in the order of their registration."""
        if kind is RequestKind.EVENT:
            return self._events.get(name, [])
        listener = self._exact.get((kind, name))
        if listener is None and kind is RequestKind.PRESS:
            listener = next((each for pattern, each in self._patterns if pattern.fullmatch(name)), None)
        return [] if listener is None else [listener]

    def leaves_no_trace(self, kind: RequestKind, name: str) -> bool:
        """Return whether what is done for a request must not lead back to it.

        For what members do without a name: an hour in the log, beside a row that changes, could tell who it was.
        """
        return any(listener in self._traceless for listener in self.find(kind, name))

    def mostly_reads(self, kind: RequestKind, name: str) -> bool:
        """Return whether the listeners for a request are to be tried outside of a transaction first."""
        return any(listener in self._mostly_read for listener in self.find(kind, name))

    def name_of(self, kind: RequestKind, name: str) -> str:
        """Return the name under which listeners are registered, and never one that somebody made up."""
        if kind is RequestKind.EVENT:
            return name if name in self._events or name in self._presence else UNKNOWN
        if (kind, name) in self._exact:
            return name
        if kind is not RequestKind.PRESS:
            return UNKNOWN
        return next((pattern.pattern for pattern, _ in self._patterns if pattern.fullmatch(name)), UNKNOWN)

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

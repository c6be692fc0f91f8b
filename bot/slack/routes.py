"""The table of a feature: from what comes in, or falls due, to its handler. Every feature has one, of this form."""

import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.moment import Moment, Page, due_handler, fate_handler, sweep_handler
from bot.schedule.fates import Fate
from bot.schedule.tasks import AnyTask
from bot.schedule.worker import Handler
from bot.slack.incoming import Incoming
from bot.slack.request import Command, Event, Press, Reply, Request, Shortcut, Submission

SentT = TypeVar("SentT", Command, Press, Submission, Shortcut, Event)
Listener = Callable[[Request, SentT], Awaitable[Reply]]
AnyListener = Callable[[Request, Any], Awaitable[Reply]]

PresenceListener = Callable[[AsyncSession, Incoming, datetime], Awaitable[None]]
"""Hears, in a transaction, that Klatch comes to a workspace or leaves it. It hears the same more than once."""

ChannelFollower = Callable[[Moment, str, str], Awaitable[None]]
"""Hears that a channel has another id for good: the old one and the new."""


@dataclass(frozen=True, kw_only=True)
class Routes:
    """Who handles what, by the names that Slack sends and by the kinds of due rows. All of it may stay empty."""

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
    """What these do is written down with nothing that leads back to the request: no reference, no line in the log."""
    due: Mapping[str, Callable[[Moment, int], Awaitable[None]]] = field(default_factory=dict)
    """What falls due about a subject."""
    fates: Mapping[str, Callable[[Moment, Fate], Awaitable[None]]] = field(default_factory=dict)
    """What became of letters."""
    sweeps: Mapping[str, Page] = field(default_factory=dict)
    """Cards shown page by page."""
    tasks: Mapping[str, AnyTask] = field(default_factory=dict)
    """What calls Slack, or computes for long."""
    rows: Mapping[str, Handler] = field(default_factory=dict)
    """Due rows that belong to no one workspace, or are handled before it is confined."""

    def handlers(self) -> Mapping[str, Handler]:
        """What the heartbeat calls for each kind of due row that needs only the database."""
        return {
            **{str(kind): due_handler(use_case) for kind, use_case in self.due.items()},
            **{str(kind): fate_handler(use_case) for kind, use_case in self.fates.items()},
            **{str(kind): sweep_handler(page) for kind, page in self.sweeps.items()},
            **{str(kind): handler for kind, handler in self.rows.items()},
        }


def all_handlers(routes: Iterable[Routes]) -> dict[str, Handler]:
    """The handlers of several features together. Raises ValueError when two have the same kind."""
    return _together(each.handlers() for each in routes)


def all_tasks(routes: Iterable[Routes]) -> dict[str, AnyTask]:
    """The tasks of several features together. Raises ValueError when two have the same kind."""
    return _together(each.tasks for each in routes)


ValueT = TypeVar("ValueT")


def _together(tables: Iterable[Mapping[str, ValueT]]) -> dict[str, ValueT]:
    together: dict[str, ValueT] = {}
    for table in tables:
        if twice := together.keys() & table.keys():
            raise ValueError(f"two handlers for {sorted(twice)}")
        together.update(table)
    return together

"""What Slack sent, once it is understood: one shape for commands, presses, forms, shortcuts and events."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeGuard

from bot.slack.request import Command, Event, Press, Shortcut, Submission

TypedRequest = Command | Press | Submission | Shortcut | Event


class MalformedError(ValueError):
    """The body is not what Slack sends."""


class RequestKind(StrEnum):
    """What the member did, or that something happened."""

    COMMAND = "command"
    PRESS = "press"
    SUBMISSION = "submission"
    SHORTCUT = "shortcut"
    EVENT = "event"
    HELD_BACK = "held_back"
    """Slack says that it keeps events from us, for a minute, because there are too many (app_rate_limited)."""
    OTHER = "other"
    """Nothing that anyone listens to: a form closed, a handshake."""


@dataclass(frozen=True, slots=True)
class OpenView:
    """The form or Home tab in which the member acted."""

    id: str
    hash: str
    is_form: bool
    first_input: str | None
    """The block id of its first field: where a fault can be told without losing what was typed."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request of Slack. ``name`` is what its listener is registered under."""

    kind: RequestKind
    name: str
    workspace: str
    body: dict[str, Any]
    request: TypedRequest | None = None
    member: str = ""
    member_name: str = ""
    organization: str = ""
    """The organization in whose name Slack asks, where Klatch was installed for a whole one (Enterprise Grid)."""
    home: str = ""
    """The workspace that the member belongs to, where Slack says so."""
    people: frozenset[str] = frozenset()
    """The acting member and everyone whom they chose."""
    trigger: str = ""
    response_url: str = ""
    channel: str = ""
    """Where the member acted; empty for a press where nothing can be whispered to them."""
    view: OpenView | None = None
    event_id: str = ""
    happened_at: datetime | None = None
    """When an event happened, in whole seconds, by Slack's clock."""
    came_at: float = 0.0
    """In the seconds that the clock has elapsed."""
    reference: str = ""
    """By which the request and all that follows from it can be found together."""


def is_id(value: object) -> TypeGuard[str]:
    """Whether this is an id as Slack gives them to members and channels, and not whatever a payload may hold."""
    return isinstance(value, str) and 0 < len(value) <= 32 and value.isascii() and value.isalnum()

"""One Web API method: what it takes, what it needs, how often it may be called, what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from playground.arguments import Arguments
from playground.call_records import Json, SlackError
from playground.rate_limits import Tier
from playground.workspace import Workspace

Handler = Callable[[Workspace, Arguments], Json]
Item = TypeVar("Item")
SENT_WITH_EVERY_CALL = frozenset({"team_id"})
"""Bolt's clients add it to all they send; Slack heeds it for org-wide tokens only."""


@dataclass(frozen=True)
class Method:
    """A method by Slack's reference. ``any_scope`` are the scopes of which one is enough; empty: none."""

    name: str
    handler: Handler
    tier: Tier
    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    any_scope: tuple[str, ...] = ()

    def check(self, workspace: Workspace, arguments: Arguments) -> None:
        """Raise SlackError ``missing_scope`` or ``invalid_arguments`` when Slack would."""
        if self.any_scope and not workspace.app.scopes.intersection(self.any_scope):
            raise missing_scope(workspace, ",".join(self.any_scope))
        unknown = [f"[ERROR] unexpected argument: {name}" for name in self._unknown(arguments)]
        missing = [f"[ERROR] missing required field: {name}" for name in self._missing(arguments)]
        if unknown or missing:
            raise SlackError("invalid_arguments", (*unknown, *missing))

    def _unknown(self, arguments: Arguments) -> list[str]:
        return sorted(set(arguments) - self.required - self.optional - SENT_WITH_EVERY_CALL)

    def _missing(self, arguments: Arguments) -> list[str]:
        return sorted(name for name in self.required if arguments.get(name) in (None, ""))


def names(words: str) -> frozenset[str]:
    """Argument names from a line of them."""
    return frozenset(words.split())


def missing_scope(workspace: Workspace, needed: str) -> SlackError:
    """The refusal of a call for which the app has not asked the permission."""
    provided = ",".join(sorted(workspace.app.scopes))
    return SlackError("missing_scope", needed=needed, provided=provided)


def require_scope(workspace: Workspace, scope: str) -> None:
    """Raise SlackError ``missing_scope`` unless the app has this one."""
    if scope not in workspace.app.scopes:
        raise missing_scope(workspace, scope)


def page_of(items: list[Item], arguments: Arguments, most: int = 1000) -> tuple[list[Item], str]:
    """One page of a list and the cursor of the next; raises SlackError ``invalid_cursor``."""
    cursor = arguments.text("cursor")
    limit = min(arguments.number("limit", most) or most, most)
    if cursor and not (cursor.startswith("page:") and cursor[5:].isdecimal()):
        raise SlackError("invalid_cursor")
    start = int(cursor[5:]) if cursor else 0
    following = f"page:{start + limit}" if start + limit < len(items) else ""
    return items[start : start + limit], following

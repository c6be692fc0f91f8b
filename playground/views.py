"""Open forms and Home tabs: stacks of modals, their hashes, and what people have typed into them."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from playground.call_records import Json, SlackError
from playground.change_feed import ChangeFeed, ViewChange
from playground.elements import initial_values, stateful_elements, with_ids
from playground.identifiers import Identifiers

MOST_IN_A_STACK = 3
"""A root view and two pushed ones (Slack, "Modals: the view stack")."""


@dataclass(eq=False)
class View:
    """A form (or Home tab) in front of one person, with the values it holds now.

    ``errors`` are the words the bot put under fields at the last submission, by ``block_id``.
    """

    id: str
    owner: str
    definition: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[Json, ...]:
        """The blocks as they stand, every one with its ids."""
        return tuple(self.definition["blocks"])

    @property
    def title(self) -> str:
        """The words at the head of a form; empty for a Home tab."""
        return str(self.definition.get("title", {}).get("text", ""))

    def set_value(self, block_id: str, action_id: str, state: Json) -> None:
        """Put what a person typed or chose into the view's state."""
        self.values.setdefault(block_id, {})[action_id] = state

    def to_slack(self, team_id: str, app_id: str, bot_id: str) -> Json:
        """The view object of responses and payloads, complete."""
        defaults: Json = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": {"type": "plain_text", "text": "View Title", "emoji": True},
            "close": None,
            "submit": None,
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return deepcopy(
            defaults
            | self.definition
            | {
                "id": self.id,
                "team_id": team_id,
                "app_id": app_id,
                "app_installed_team_id": team_id,
                "bot_id": bot_id,
                "hash": self.hash,
                "state": {"values": self.values},
                "root_view_id": self.root_id,
                "previous_view_id": self.previous_id,
            }
        )


class Views:
    """The views in front of everybody in one workspace."""

    def __init__(self, identifiers: Identifiers, feed: ChangeFeed) -> None:
        self._identifiers = identifiers
        self._news = feed
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def top(self, user: str) -> View | None:
        """The form this person is looking at, or None."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def depth(self, user: str) -> int:
        """How many forms lie one over the other in front of this person."""
        return len(self._stacks.get(user, []))

    def home(self, user: str) -> View | None:
        """What the app last published to this person's Home tab, or None."""
        return self._homes.get(user)

    @property
    def homes(self) -> list[View]:
        """Everybody's Home tab, of those who have one."""
        return list(self._homes.values())

    def bring_back_home(self, view: View) -> None:
        """A Home tab that was published before."""
        self._homes[view.owner] = view

    def open(self, user: str, definition: Mapping[str, Any]) -> View:
        """Open a form as the only one in front of this person."""
        self._refuse_taken(definition)
        view = self._new(user, definition)
        self._stacks[user] = [view]
        self._news.tell(ViewChange(user))
        return view

    def push(self, user: str, definition: Mapping[str, Any]) -> View:
        """Lay a form over the open one; raises SlackError ``not_found`` or ``push_limit_reached``."""
        stack = self._stacks.get(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= MOST_IN_A_STACK:
            raise SlackError("push_limit_reached")
        self._refuse_taken(definition)
        view = self._new(user, definition)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        self._news.tell(ViewChange(user))
        return view

    def publish(self, user: str, definition: Mapping[str, Any], expected: str | None) -> View:
        """Put a Home tab in front of somebody; raises SlackError ``hash_conflict``."""
        home = self._homes.get(user)
        if home is not None:
            return self.replace(home, definition, expected)
        self._homes[user] = self._new(user, definition)
        self._news.tell(ViewChange(user))
        return self._homes[user]

    def replace(self, view: View, definition: Mapping[str, Any], expected: str | None = None) -> View:
        """Change a view in place, keeping what was typed where block and action keep their ids.

        Raises SlackError ``hash_conflict`` when somebody changed it since ``expected``, and
        ``duplicate_external_id``.
        """
        if expected is not None and expected != view.hash:
            raise SlackError("hash_conflict")
        self._refuse_taken(definition, but=view)
        typed = view.values
        view.definition = self._normal(definition, view.id)
        view.hash = self._hash()
        view.errors = {}
        view.values = initial_values(view.blocks)
        for block, element in stateful_elements(view.blocks):
            kept = typed.get(block["block_id"], {}).get(element["action_id"])
            if kept is not None and kept["type"] == element["type"]:
                view.set_value(block["block_id"], element["action_id"], kept)
        self._news.tell(ViewChange(view.owner))
        return view

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """The view by its id or the app's own; raises SlackError ``not_found`` when it is closed."""
        for view in self._all():
            if view_id == view.id or (external_id and view.definition.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def is_open(self, view: View) -> bool:
        """Whether somebody still has it in front of them."""
        return any(view is each for each in self._all())

    def close(self, view: View) -> None:
        """Take a form away, with whatever lies over it; what lay under it is in front again."""
        stack = self._stacks.get(view.owner, [])
        if view in stack:
            del stack[stack.index(view) :]
            self._news.tell(ViewChange(view.owner))

    def clear(self, user: str) -> list[View]:
        """Take every form of this person away and say which there were, the top one first."""
        closed = list(reversed(self._stacks.pop(user, [])))
        self._news.tell(ViewChange(user))
        return closed

    def _all(self) -> Iterator[View]:
        for stack in self._stacks.values():
            yield from stack
        yield from self._homes.values()

    def _new(self, user: str, definition: Mapping[str, Any]) -> View:
        view_id = self._identifiers.new("V")
        normal = self._normal(definition, view_id)
        view = View(view_id, user, normal, self._hash(), root_id=view_id)
        view.values = initial_values(view.blocks)
        return view

    def _normal(self, definition: Mapping[str, Any], view_id: str) -> Json:
        copy = deepcopy(dict(definition))
        return copy | {"blocks": list(with_ids(copy["blocks"], view_id))}

    def _hash(self) -> str:
        return self._identifiers.new("h")

    def _refuse_taken(self, definition: Mapping[str, Any], but: View | None = None) -> None:
        wanted = definition.get("external_id")
        if wanted and any(view is not but and view.definition.get("external_id") == wanted for view in self._all()):
            raise SlackError("duplicate_external_id")

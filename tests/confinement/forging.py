"""Presses and forms as a forger would send them: any name that is listened to, about anything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from itertools import chain, count
from typing import Any

from bot.circles.rules import CircleKind
from bot.slack.edge import Edge
from bot.slack.payloads import RequestKind
from playground import Person

_NUMBERS = count(1)
"""A form that was sent before is not looked at again."""

ROOMS = ("circles", "flash", "organizers", "pairings", "profiles")


@dataclass(frozen=True, slots=True)
class Forger:
    """Somebody of one workspace, who may say anything that Slack would let through."""

    person: Person

    def press(self, action: str, value: str) -> dict[str, Any]:
        """A button with a value of the forger's own, in a form about the same."""
        button = {"type": "button", "action_id": action, "block_id": "b", "value": value}
        container = {"type": "view", "view_id": "V1"}
        return self._sent("block_actions") | {
            "container": container,
            "view": self._view("", value),
            "actions": [button],
        }

    def submission(self, form: str, subject: str) -> dict[str, Any]:
        """A form about anything, with the same in each of its fields."""
        return self._sent("view_submission") | {"view": self._view(form, subject)}

    def _sent(self, kind: str) -> dict[str, Any]:
        workspace = self.person.workspace
        return {
            "type": kind,
            "team": {"id": workspace.team_id},
            "user": {"id": self.person.id, "username": "forger", "team_id": workspace.team_id},
            "trigger_id": workspace.triggers.give(self.person.id),
        }

    def _view(self, form: str, subject: str) -> dict[str, Any]:
        element = self._element(subject)
        values = {field: {"element": element} for field in field_names()}
        return {
            "id": f"V{next(_NUMBERS)}",
            "hash": "1.1",
            "type": "modal",
            "callback_id": form,
            "private_metadata": subject,
            "blocks": [],
            "state": {"values": values},
        }

    def _element(self, value: str) -> dict[str, Any]:
        """Every kind of field at once, with the same in it."""
        return {
            "type": "plain_text_input",
            "value": value,
            "selected_option": {"value": value},
            "selected_options": [{"value": value}],
            "selected_user": self.person.id,
            "selected_users": [self.person.id],
            "selected_date": "2026-12-01",
            "selected_date_time": 1_796_000_000,
        }


Forge = Callable[[Forger, str, str], dict[str, Any]]


def actions_of(edge: Edge) -> list[tuple[str, Forge]]:
    """Every button and menu that somebody listens to; of those that are told by a pattern the first."""
    patterns = [pattern.pattern.replace(r"\d", "0") for pattern, _ in edge.registry._patterns]
    exact = [name for kind, name in edge.registry._exact if kind is RequestKind.PRESS]
    return [(name, Forger.press) for name in sorted({*exact, *patterns})]


def forms_of(edge: Edge) -> list[tuple[str, Forge]]:
    """Every form that somebody listens to."""
    return [
        (name, Forger.submission)
        for name in sorted(name for kind, name in edge.registry._exact if kind is RequestKind.SUBMISSION)
    ]


def field_names() -> list[str]:
    """Every field of every form."""
    plain = sorted({str(field) for field in chain.from_iterable(map(_fields_of, ROOMS))})
    return [*plain, *(f"{field}.{kind}" for field in plain for kind in CircleKind)]


def _fields_of(room: str) -> Iterator[StrEnum]:
    fields: type[StrEnum] = import_module(f"bot.{room}.actions").Field
    return iter(fields)

"""Members who write the worst into every field there is, and everything that Klatch says in return."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from zlib import crc32

import pytest

from bot.prompts.library import LONGEST_TEXT
from playground.bot_door import BotAnswer, BotDoor
from playground.journal import Way
from tests.library import Library

PINGS = "<!channel> <!here|h> <!subteam^S0EVIL> <@U0EVIL> <#C0EVIL> &lt;!everyone&gt; @channel @everyone"
LINKS = "<https://evil.example/1|https://bank.example> [bank](https://evil.example/2) https://plain.example/a_b?c=1&d=2"
SIGNS = "*wide ~struck `narrow ```fence \u202eback\u2066 \u200b"
FAKE = "\nKlatch: you have been chosen\n> \n"
ATTACKS = (PINGS, LINKS, SIGNS, FAKE)
MILD = "*wide ~struck `narrow"
"""What is left of it where a form refuses the rest."""

DATES_AND_PARTS = ("circle_cadence", "parts")
"""Fields that are read by rules of their own, and shown as those understood them."""


class Hostility:
    """Writes the worst into each text field of every form that is sent; ``fields`` are those written into, by form."""

    def __init__(self) -> None:
        self.fields: set[tuple[str, str]] = set()

    def worsen(self, payload: Mapping[str, Any]) -> None:
        """Change what was typed in a submission, as far as its fields have room."""
        view = payload.get("view", {})
        for block in view.get("blocks", ()) if payload.get("type") == "view_submission" else ():
            element = block.get("element", {})
            field = element.get("action_id", "")
            if element.get("type") == "plain_text_input" and field not in DATES_AND_PARTS:
                self.fields.add((view["callback_id"], field))
                state = view["state"]["values"].setdefault(block["block_id"], {}).setdefault(field, {})
                state["value"] = self.words(view["callback_id"], field, element["max_length"])

    def words(self, form: str, field: str, limit: int) -> str:
        """The worst words for a field, and a sign by which they are known again."""
        mark = mark_of(form, field)
        if field.endswith("topics"):
            return f"{mark} {MILD}"
        turn = number_of(form, field) % len(ATTACKS)
        whole = " ".join((mark, *ATTACKS[turn:], *ATTACKS[:turn]))
        return f"{whole[: min(limit, LONGEST_TEXT if form == 'prompt_form' else limit) - 1]}?"


def mark_of(form: str, field: str) -> str:
    """By which the words of a field are known again."""
    return f"Wörst {number_of(form, field)}"


def number_of(form: str, field: str) -> int:
    """A number for a field, the same in every run."""
    return crc32(f"{form}/{field}".encode())


def be_hostile(monkeypatch: pytest.MonkeyPatch) -> Hostility:
    """From now on, whoever sends a form sends this."""
    hostility, send = Hostility(), BotDoor.send_payload

    async def send_worst(self: BotDoor, payload: dict[str, Any]) -> BotAnswer:
        hostility.worsen(payload)
        return await send(self, payload)

    monkeypatch.setattr(BotDoor, "send_payload", send_worst)
    return hostility


def everything_said(library: Library) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each call and each answer of Klatch's that has words in it: what it was, and its payload."""
    entries = list(library.playground.workspace.journal)
    assert entries[0].number == len(entries), "the journal has forgotten the beginning"
    for entry in entries:
        said = entry.asked if entry.way is Way.TO_SLACK else entry.answered
        payload = _read(said)
        if isinstance(payload, Mapping):
            yield entry.what, payload


def _read(said: Any) -> Any:
    """Plain data: what came as JSON within a form is read."""
    if isinstance(said, str) and said[:1] in ("{", "["):
        try:
            return _read(json.loads(said))
        except ValueError:
            return said
    if isinstance(said, Mapping):
        return {key: _read(value) if key in ("view", "blocks") else value for key, value in said.items()}
    return said


def texts_in(payload: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every text of a payload in which Slack looks for markup or which it shows: how, and the object it is in."""
    if isinstance(payload, list):
        for each in payload:
            yield from texts_in(each)
    if not isinstance(payload, Mapping):
        return
    for name in ("text", "initial_comment"):
        if isinstance(payload.get(name), str):
            yield str(payload.get("type") or name), payload
    for value in payload.values():
        yield from texts_in(value)

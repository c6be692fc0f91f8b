"""What went over the wire and what is still to go, as the panel shows it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from playground.page.bot_control import WaitingWork
from playground.traffic_log import Direction, TrafficEntry, presentable
from playground.workspace import Workspace

_ID = re.compile(r"\b[UCDGW][A-Z0-9]{7,}\b")


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. ``mood``: ``well``, ``refused``, ``failed``, ``ordered`` or ``under way``."""

    number: int
    at: datetime
    way: str
    what: str
    who: str
    milliseconds: int | None
    mood: str
    outcome: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class PendingRow:
    """A letter that waits."""

    what: str
    to: str
    state: str
    since: datetime
    not_before: datetime


def exchange_of(workspace: Workspace, entry: TrafficEntry) -> Exchange:
    """An entry of the journal in one line, and what was wrong with it."""
    mood, outcome = _mood(entry)
    why = tuple(": ".join((refusal.error, *refusal.messages)) for refusal in entry.refusals)
    way = f"Slack asks {workspace.app.name}" if entry.way is Direction.TO_BOT else f"{workspace.app.name} asks Slack"
    who = with_names(workspace, entry.who)
    return Exchange(entry.number, entry.at, way, entry.what, who, entry.milliseconds, mood, outcome, why)


def _mood(entry: TrafficEntry) -> tuple[str, str]:
    if entry.refusals:
        return "refused", "Slack would refuse this"
    if entry.milliseconds is None:
        return "under way", "no answer yet"
    if entry.fault:
        return "ordered", f"broken on purpose: {entry.fault}"
    answered = entry.answered
    error = answered.get("error") if isinstance(answered, Mapping) and answered.get("ok") is False else None
    if error or not 200 <= entry.status < 300:
        return "failed", str(error or (f"HTTP {entry.status}" if entry.status else "could not be reached"))
    return "well", "well"


def indented(value: object) -> str:
    """JSON to be read by people; what is secret is left out."""
    shown = presentable(value)
    if shown in (None, ""):
        return "nothing"
    return shown if isinstance(shown, str) else json.dumps(shown, indent=2, ensure_ascii=False)


def pending_rows(workspace: Workspace, waiting: WaitingWork) -> PendingRow:
    """A waiting letter with names where the bot knows ids."""
    to = ", ".join(with_names(workspace, part.lstrip("@#")) for part in waiting.to.split("+"))
    return PendingRow(waiting.what, to, waiting.state, waiting.since, waiting.not_before)


def with_names(workspace: Workspace, ids: str) -> str:
    """The same words with the names of those whose ids are in them."""
    return _ID.sub(lambda found: _name(workspace, found[0]), ids)


def _name(workspace: Workspace, its_id: str) -> str:
    user, channel = workspace.people.get(its_id), workspace.channels.get(its_id)
    if user is not None:
        return user.real_name
    if channel is None:
        return its_id
    if not channel.is_direct:
        return f"#{channel.name}"
    others = [member for member in channel.members if member != workspace.app.bot_user_id]
    return ", ".join(workspace.people[member].real_name for member in others)

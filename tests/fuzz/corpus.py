"""What Slack really sends: every request of a story that was played, kept beside this file.

``python -m tests.fuzz --record`` plays the story and writes the corpus anew.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from playground.rehearsal.commands import STORY_BEGINS
from playground.rehearsal.rehearsal import Rehearsal, rehearsal
from playground.story import Stage, tell
from playground.traffic_log import Direction, TrafficEntry
from tests.databases import migrate

FILE = Path(__file__).with_name("corpus.json.gz")

SAMPLES = 3
"""Requests of the same name that are kept: the first ones."""

Body = Mapping[str, Any]


async def play(here: Rehearsal) -> list[Body]:
    """Play the story; every request that reached the bot, in order."""
    heard: dict[int, Body] = {}

    def hear(entry: TrafficEntry) -> None:
        if entry.way is Direction.TO_BOT:
            heard[entry.number] = entry.asked

    with here.playground.workspace.journal.heard_by(hear):
        await tell(Stage(here.playground, here.settle, here.pass_time, Console(file=StringIO())))
    return list(heard.values())


async def record(folder: Path) -> int:
    """Play the story on a database in a folder and write the corpus; how many requests are in it."""
    url = f"sqlite:///{folder / 'story.db'}"
    await migrate(url)
    async with rehearsal(url, STORY_BEGINS) as here:
        bodies = list(_few_of_each(await play(here)))
    with gzip.GzipFile(FILE, "wb", mtime=0) as file:
        file.write(json.dumps(bodies, sort_keys=True).encode())
    return len(bodies)


def read() -> Sequence[Body]:
    """The corpus as it was recorded."""
    with gzip.open(FILE) as file:
        bodies: list[Body] = json.load(file)
    return bodies


def name_of(body: Body) -> str:
    """What a request is, by what its listener is registered under."""
    action = (body.get("actions") or [{}])[0].get("action_id", "")
    view, event = body.get("view") or {}, body.get("event") or {}
    form = view.get("callback_id", "") if body.get("type") in ("view_submission", "view_closed") else ""
    words = str(body.get("text", "")).partition(" ")[0] if "command" in body else ""
    known = (body.get("command", body.get("type")), action, form, body.get("callback_id", ""), event.get("type"), words)
    return " ".join(str(each) for each in known if each)


def _few_of_each(bodies: Sequence[Body]) -> Iterator[Body]:
    counted: dict[str, int] = {}
    for body in bodies:
        name = name_of(body)
        counted[name] = counted.get(name, 0) + 1
        if counted[name] <= SAMPLES:
            yield body

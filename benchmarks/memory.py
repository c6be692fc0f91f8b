"""Memory: what a process holds after ten thousand requests, and after a million."""

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.asks import interaction
from benchmarks.commands import EMPTY, MEMBERS, MENTORS, commands
from benchmarks.databases import Databases, opened
from benchmarks.filling import fill_people, member_id
from benchmarks.load import measure
from benchmarks.report import Result
from benchmarks.serving import klatch, slack_stub
from benchmarks.slack_stub import WORKSPACE
from benchmarks.starting import megabytes
from bot.flash.actions import Action

FEW, MANY = 10_000, 1_000_000
HOUR = 3_600.0
MOST_OF_FEW = 1.05
"""The allocator's own give and take; a leak of a hundred bytes a request would be 100 MB."""


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """One process on SQLite; commands, presses and events in turn, each from another member."""
    few, many = (500, 2_000) if quick else (FEW, MANY)
    url, now = await databases.new_url("SQLite"), datetime.now(UTC)
    async with opened(url) as database, database.transaction() as session:
        await fill_people(session, MEMBERS, MENTORS, now, Random(1))  # noqa: S311 (the same each time)
    async with slack_stub(folder) as slack, klatch("memory", url, slack, folder) as server:
        bodies = _all_kinds()
        await measure(server, _first(few, bodies), HOUR)
        after_few = megabytes(server)
        measured = await measure(server, _first(many - few, bodies), HOUR)
        after_many = megabytes(server)
    figures = {
        f"after {few:,} requests, MB": after_few,
        f"after {many:,} requests, MB": after_many,
        "requests a second": measured.rate,
    }
    target = f"at most {MOST_OF_FEW} times as much after {many:,} requests as after {few:,}"
    return [Result("Memory of one process (SQLite)", figures, target, after_many <= MOST_OF_FEW * after_few)]


def _all_kinds() -> Callable[[], bytes]:
    """Two commands, then a press that opens a form, then an event, and so on."""
    numbers, command = itertools.count(1), commands(EMPTY)

    def body() -> bytes:
        number = next(numbers)
        match number % 4:
            case 0:
                return _press(number)
            case 1:
                return _event(number)
            case _:
                return command()

    return body


def _first(count: int, bodies: Callable[[], bytes]) -> Callable[[], bytes | None]:
    numbers = itertools.count()
    return lambda: bodies() if next(numbers) < count else None


def _press(number: int) -> bytes:
    """A button that opens a form."""
    member = member_id(number % MEMBERS + 1)
    action = {"type": "button", "action_id": Action.ASK, "block_id": "b", "value": ""}
    payload = interaction("block_actions", member) | {
        "container": {"type": "message", "message_ts": f"{number}.1", "channel_id": "D0000000001"},
        "actions": [action],
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


def _event(number: int) -> bytes:
    profile = {"display_name": f"Somebody {number % 100}", "title": "Librarian"}
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": WORKSPACE,
            "event_id": f"Ev{number:010}",
            "event": {"type": "user_change", "user": {"id": member_id(number % MEMBERS + 1), "profile": profile}},
        }
    ).encode()

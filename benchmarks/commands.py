"""Opening the ask form: signed ``/mentor-ask`` requests a second, beside a bare Bolt app in turns."""

import itertools
import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.databases import Databases, opened
from benchmarks.filling import VOCABULARY, fill_past_asks, fill_people, member_id
from benchmarks.load import Measured, calls_of, measure
from benchmarks.report import Result
from benchmarks.serving import bare_bolt, klatch, slack_stub
from benchmarks.slack_stub import WORKSPACE
from tests.crash.processes import Server

MEMBERS = 2_000
MENTORS = 500
FEW, MANY = 100, 100_000
LEAST_OF_BARE_BOLT = 0.5
LEAST_OF_FEW = 0.95
"""Two measurements of the same thing differ by some percent; less than this is slower."""

EMPTY = [""]
QUESTIONS = [f"how do I begin with {one} and {other} here?" for one in VOCABULARY for other in VOCABULARY]
BARE = "bare Bolt, one HTTP session"
DEFAULT = "bare Bolt, its default client"
Rounds = Mapping[str, list[Measured]]


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """Throughput beside bare Bolt, and with many asks beside few."""
    seconds, rounds, many = (0.4, 3, 10_000) if quick else (4.0, 7, MANY)
    measured = await _in_turns(databases, folder, seconds, rounds, many)
    return [_beside_bare_bolt(measured), _beside_few(measured, many)]


async def _in_turns(databases: Databases, folder: Path, seconds: float, rounds: int, many: int) -> Rounds:
    urls = {name: await _filled(databases, asks) for name, asks in (("few", FEW), ("many", many))}
    measured: defaultdict[str, list[Measured]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(slack_stub(folder))
        bolt = await stack.enter_async_context(bare_bolt(slack, folder))
        default = await stack.enter_async_context(bare_bolt(slack, folder, "default"))
        few = await stack.enter_async_context(klatch("few", urls["few"], slack, folder))
        full = await stack.enter_async_context(klatch("many", urls["many"], slack, folder))
        turns = {
            BARE: (bolt, EMPTY),
            DEFAULT: (default, EMPTY),
            "empty": (few, EMPTY),
            "with a question": (few, QUESTIONS),
            "empty, many asks": (full, EMPTY),
            "with a question, many asks": (full, QUESTIONS),
        }
        for server, texts in turns.values():  # caches, connections, compiled statements
            await measure(server, commands(texts), min(seconds, 1.0))
        for _ in range(rounds):
            for name, (server, texts) in turns.items():
                measured[name].append(await _checked(slack, server, texts, seconds))
    return measured


async def _checked(slack: Server, server: Server, texts: Sequence[str], seconds: float) -> Measured:
    """Load a bot, and make sure that every command opened its form."""
    sent, bodies = itertools.count(), commands(texts)

    def counted() -> bytes:
        next(sent)
        return bodies()

    before = await calls_of(slack, "views.open")
    measured = await measure(server, counted, seconds)
    assert await calls_of(slack, "views.open") - before == next(sent)
    return measured


async def _filled(databases: Databases, asks: int) -> str:
    url, now, random = await databases.new_url("SQLite"), datetime.now(UTC), Random(1)  # noqa: S311 (the same each time)
    async with opened(url) as database, database.transaction() as session:
        await fill_people(session, MEMBERS, MENTORS, now, random)
        await fill_past_asks(session, asks, MEMBERS, now, random)
    return url


def commands(texts: Sequence[str]) -> Callable[[], bytes]:
    """Makes one command after the other: with the next text, by the next member, with a trigger of its own."""
    numbers = itertools.count(1)

    def command() -> bytes:
        number = next(numbers)
        fields = {
            "token": "a verification token",
            "team_id": WORKSPACE,
            "team_domain": "bench",
            "channel_id": "D0000000001",
            "channel_name": "directmessage",
            "user_id": member_id(number % MEMBERS + 1),
            "user_name": "somebody",
            "command": "/mentor-ask",
            "text": texts[number % len(texts)],
            "api_app_id": "A0000000001",
            "is_enterprise_install": "false",
            "response_url": "https://hooks.slack.com/commands/1/2/3",
            "trigger_id": f"{number}.2.3",
        }
        return urlencode(fields).encode()

    return command


def _beside_bare_bolt(measured: Rounds) -> Result:
    figures: dict[str, float] = {}
    for name in (BARE, DEFAULT, "empty", "with a question"):
        rounds = measured[name]
        figures[f"{name}: requests a second"] = statistics.median(each.rate for each in rounds)
        figures[f"{name}: median, ms"] = statistics.median(each.median for each in rounds)
        figures[f"{name}: 99th percentile, ms"] = statistics.median(each.p99 for each in rounds)
        figures[f"{name}: processor time, ms"] = statistics.median(each.processor for each in rounds)
    for name in ("empty", "with a question"):
        figures[f"{name}: of the rate of bare Bolt with one session"] = _ratio(measured[name], measured[BARE])
        figures[f"{name}: of the rate of bare Bolt with its default client"] = _ratio(measured[name], measured[DEFAULT])
        figures[f"{name}: times the processor time of bare Bolt with one session"] = _times(measured, name)
    target = f"empty: at least {LEAST_OF_BARE_BOLT} of the rate of bare Bolt with its default client"
    met = _ratio(measured["empty"], measured[DEFAULT]) >= LEAST_OF_BARE_BOLT
    return Result("/mentor-ask opens its form (SQLite)", figures, target, met)


def _beside_few(measured: Rounds, many: int) -> Result:
    figures: dict[str, float] = {}
    for name in ("empty", "with a question"):
        rate = statistics.median(each.rate for each in measured[f"{name}, many asks"])
        figures[f"{name}: requests a second with {many:,} asks"] = rate
        figures[f"{name}: of the rate with {FEW} asks"] = _ratio(measured[f"{name}, many asks"], measured[name])
    least = min(_ratio(measured[f"{name}, many asks"], measured[name]) for name in ("empty", "with a question"))
    target = f"no slower with {many:,} asks than with {FEW} (at least {LEAST_OF_FEW} of the rate)"
    return Result("/mentor-ask with many asks in the database (SQLite)", figures, target, least >= LEAST_OF_FEW)


def _times(measured: Rounds, name: str) -> float:
    """Return the ratio of processor times: what else runs on the machine matters less here than for the rates."""
    ours, bare = (statistics.median(each.processor for each in measured[which]) for which in (name, BARE))
    return ours / bare if bare else 0.0


def _ratio(those: list[Measured], beside: list[Measured]) -> float:
    """The median over the rounds, each compared with the round beside it."""
    return statistics.median(one.rate / other.rate for one, other in zip(those, beside, strict=True))

"""Opening the ask form: signed ``/mentor-ask`` requests, beside a bare Bolt app in turns, and with many asks."""

import itertools
import statistics
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.databases import KINDS, Databases, analyse, opened
from benchmarks.filling import VOCABULARY, fill_past_asks, fill_people, member_id
from benchmarks.load import Measured, calls_of, measure
from benchmarks.report import Result, within
from benchmarks.serving import bare_bolt, klatch, slack_stub
from benchmarks.slack_stub import WORKSPACE
from tests.crash.processes import Server

MEMBERS = 2_000
MENTORS = 500
FEW, MANY = 100, 100_000
LEAST_OF_BARE_BOLT = {"SQLite": 1.2, "PostgreSQL": 1.0}
LEAST_OF_FEW = 0.95
"""Two measurements of the same thing differ by some percent; less than this is slower."""

EMPTY = [""]
QUESTIONS = [f"how do I begin with {one} and {other} here?" for one in VOCABULARY for other in VOCABULARY]
BARE = "bare Bolt"
OURS = ("empty", "with a question")
MANY_ASKS = "{}, many asks"
Rounds = Mapping[str, list[Measured]]


async def run(databases: Databases, folder: Path, *, quick: bool) -> list[Result]:
    """Beside bare Bolt, and with many asks beside few, on either database."""
    seconds, rounds, many = (0.4, 2, 10_000) if quick else (4.0, 7, MANY)
    results: list[Result] = []
    for kind in KINDS:
        measured = await _in_turns(databases, folder, kind, seconds, rounds, many)
        results += [_beside_bare_bolt(measured, kind), _beside_few(measured, kind, many)]
    return results


async def _in_turns(databases: Databases, folder: Path, kind: str, seconds: float, rounds: int, many: int) -> Rounds:
    measured: defaultdict[str, list[Measured]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(slack_stub(folder))
        bolt = await stack.enter_async_context(bare_bolt(slack, folder))
        turns = {BARE: (bolt, EMPTY)}
        for name, asks in (("{}", FEW), (MANY_ASKS, many)):
            url = await _filled(databases, kind, asks)
            server = await stack.enter_async_context(klatch(f"{kind}-{asks}", url, slack, folder))
            turns |= {name.format(ours): (server, texts) for ours, texts in zip(OURS, (EMPTY, QUESTIONS), strict=True)}
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


async def _filled(databases: Databases, kind: str, asks: int) -> str:
    url, now, random = await databases.new_url(kind), datetime.now(UTC), Random(1)  # noqa: S311 (the same each time)
    async with opened(url) as database:
        async with database.transaction() as session:
            await fill_people(session, MEMBERS, MENTORS, now, random)
            await fill_past_asks(session, asks, MEMBERS, now, random)
        await analyse(database)
    return url


def commands(
    texts: Sequence[str], workspaces: Sequence[str] = (WORKSPACE,), members: int = MEMBERS
) -> Callable[[], bytes]:
    """Makes one command after the other: the next text, member and workspace, with a trigger of its own."""
    numbers = itertools.count(1)

    def command() -> bytes:
        number = next(numbers)
        fields = {
            "token": "a verification token",
            "team_id": workspaces[number % len(workspaces)],
            "team_domain": "bench",
            "channel_id": "D0000000001",
            "channel_name": "directmessage",
            "user_id": member_id(number % members + 1),
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


def _beside_bare_bolt(measured: Rounds, kind: str) -> Result:
    figures: dict[str, float] = {}
    for name in (BARE, *OURS):
        rounds = measured[name]
        figures[f"{name}: requests a second"] = statistics.median(each.rate for each in rounds)
        figures[f"{name}: median, ms"] = statistics.median(each.median for each in rounds)
        figures[f"{name}: 99th percentile, ms"] = statistics.median(each.p99 for each in rounds)
        figures[f"{name}: processor time, ms"] = statistics.median(each.processor for each in rounds)
    for name in OURS:
        figures[f"{name}: of bare Bolt, by rate"] = _of_the_rate(measured[name], measured[BARE])
        figures[f"{name}: of bare Bolt, by processor time"] = _in_one(measured[name], measured[BARE])
    compared = [f"empty: of bare Bolt, by {what}" for what in ("rate", "processor time")]
    least = dict.fromkeys(compared, LEAST_OF_BARE_BOLT[kind])
    return within(f"/mentor-ask opens its form ({kind})", figures, least=least)


def _beside_few(measured: Rounds, kind: str, many: int) -> Result:
    figures: dict[str, float] = {}
    for name in OURS:
        rounds, few = measured[MANY_ASKS.format(name)], measured[name]
        figures[f"{name}: requests a second"] = statistics.median(each.rate for each in rounds)
        figures[f"{name}: processor time, ms"] = statistics.median(each.processor for each in rounds)
        figures[f"{name}: of {FEW} asks, by rate"] = _of_the_rate(rounds, few)
        figures[f"{name}: of {FEW} asks, by processor time"] = _in_one(rounds, few)
    least = {name: LEAST_OF_FEW for name in figures if f"of {FEW} asks" in name}
    return within(f"/mentor-ask with {many:,} asks in the database ({kind})", figures, least=least)


def _of_the_rate(those: list[Measured], beside: list[Measured]) -> float:
    """The median over the rounds, each compared with the round beside it."""
    return statistics.median(one.rate / other.rate for one, other in zip(those, beside, strict=True))


def _in_one(those: list[Measured], beside: list[Measured]) -> float:
    """The same in processor time: what else runs on the machine matters less here. 0 where the system does not say."""
    pairs = zip(those, beside, strict=True)
    return statistics.median(other.processor / one.processor if one.processor else 0.0 for one, other in pairs)

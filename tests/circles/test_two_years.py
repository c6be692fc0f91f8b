"""Two years of a circle that meets every second week, with Klatch off by chance, for up to three weeks at a time."""

import math
import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import TU, WEEKLY, rrule

from bot.wiring import Klatch
from playground.rehearsal.rehearsal import settings_for
from tests.circles.klatch import open_klatch
from tests.library import MONDAY_MORNING, Library

pytestmark = pytest.mark.one_database

ZONE = ZoneInfo("America/Toronto")
END = MONDAY_MORNING + timedelta(days=2 * 365)
LONGEST_OFF = timedelta(weeks=3)
ANNOUNCED_BEFORE = timedelta(weeks=1)
"""Five working days, for a meeting on a Tuesday: on Toronto's clocks, whatever they do meanwhile."""

_ANNOUNCED = re.compile(r"^\*[^*]+\*: <!date\^(\d+)\^")
_MISSED = re.compile(
    r"couldn't announce (?:this meeting|these meetings): (?P<with_next>.+?)\. "
    r"|\((?P<alone>.+)\)(?: wasn't announced|: these meetings weren't announced)"
)
_DAY = re.compile(r"<!date\^(\d+)\^")


@dataclass
class Life:
    """When Klatch ran, and what it said in a channel."""

    spans: list[tuple[datetime, datetime]]
    announced: list[tuple[datetime, datetime]] = field(default_factory=list)
    """Which meeting, and when that was said."""
    missed: list[datetime] = field(default_factory=list)

    def ran_between(self, begin: datetime, end: datetime) -> bool:
        """Whether there was an instant, before the end, at which Klatch ran."""
        return any(started < end and ended >= begin for started, ended in self.spans)


def planned() -> Sequence[datetime]:
    """Every second Tuesday at three in Toronto, as dateutil has it."""
    first = datetime(2026, 11, 24, 15)  # noqa: DTZ001  local time, which the next line takes to UTC
    days = rrule(WEEKLY, interval=2, byweekday=TU, dtstart=first, until=datetime(2029, 1, 1))  # noqa: DTZ001
    return [day.replace(tzinfo=ZONE).astimezone(UTC) for day in days]


def announced_at(meeting: datetime) -> datetime:
    return (meeting.astimezone(ZONE) - ANNOUNCED_BEFORE).astimezone(UTC)


@asynccontextmanager
async def awake(library: Library, database_url: str) -> AsyncIterator[Library]:
    """Another process on the same database, for as long as the block lasts."""
    klatch = Klatch(settings_for(library.playground, database_url), library.clock, Random(1))  # noqa: S311  it decides nothing here
    try:
        await klatch.start()
        await klatch.postman.recover()
        here = replace(library, klatch=klatch)
        yield here
    finally:
        await klatch.stop()


async def live(library: Library, database_url: str, chance: Random) -> Life:
    """Have two years pass in which Klatch is off by chance; each time, another process goes on with the database."""
    begun = library.clock.now()
    circle = await open_klatch(library, [library.person("Amara Obi")])
    life = Life([(begun, library.clock.now())])
    while library.clock.now() < END:
        async with awake(library, database_url) as here:
            begun = here.clock.now()
            await here.pass_until(min(begun + some(chance), END))
            life.spans.append((begun, here.clock.now()))
        if library.clock.now() < END:
            library.clock.advance(some(chance))
    _listen(life, library, circle.channel.id)
    return life


def some(chance: Random) -> timedelta:
    """A span by chance, of three weeks at most; short ones are the likelier."""
    return LONGEST_OFF * math.pow(chance.random(), 1.5)


def _listen(life: Life, library: Library, channel: str) -> None:
    for call in library.playground.calls_of("chat.postMessage"):
        words = str(call.arguments.get("text"))
        if call.arguments["channel"] != channel or call.arguments.get("thread_ts"):
            continue
        if found := _ANNOUNCED.search(words):
            life.announced.append((_instant(found[1]), call.at))
        if found := _MISSED.search(words):
            life.missed += [_instant(day) for day in _DAY.findall(found["with_next"] or found["alone"])]


def _instant(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 32))])
async def test_each_meeting_is_announced_once_in_time_or_said_once_to_have_been_missed(
    library: Library, database_url: str, seed: int
) -> None:
    """Announced, if Klatch ran at any instant between its announcing and its beginning; otherwise missed."""
    life = await live(library, database_url, Random(seed))  # noqa: S311  the same two years each time

    last_ran_at = life.spans[-1][1]
    due = [meeting for meeting in planned() if announced_at(meeting) <= last_ran_at]
    could_be_said = [meeting for meeting in due if life.ran_between(announced_at(meeting), meeting)]
    assert Counter(meeting for meeting, _ in life.announced) == Counter(could_be_said)
    assert Counter(life.missed) == Counter(set(due) - set(could_be_said))
    assert [meeting for meeting, said_at in life.announced if not announced_at(meeting) <= said_at < meeting] == []
    assert life.missed  # or chance has been too kind to claim anything

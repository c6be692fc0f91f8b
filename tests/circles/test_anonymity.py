"""Who suggested, voted, took back, carried over or reflected without a name: nobody but a holder of the key can tell.

Neither from the database as it lies there, with the order of its rows and everything that is written at the same
instant, nor from the log, nor from what anybody else is shown.
"""

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.circles.agenda.topics import as_secret
from bot.circles.rules import Reminder
from bot.database.columns import Base
from bot.database.database import Database
from playground import Person
from tests.circles.klatch import FIRST_MEETING, Klatch, open_klatch, people
from tests.circles.talking import announcement, close, meet, reflect, suggest, summary, vote
from tests.databases import Sqlite
from tests.flash.test_without_a_name import everything_shown_to
from tests.library import Library, faultless_library

SECOND_MEETING = FIRST_MEETING + timedelta(weeks=2)
ANNOUNCED = SECOND_MEETING - timedelta(days=6)
OVER = SECOND_MEETING + timedelta(hours=2)
SECRET = re.compile(r"gAAAA[\w=-]+")
NO = "How do you say no?"
READING = "Where do you find time to read?"

Rows = list[tuple[str, str]]


async def dump(database: Database) -> Rows:
    """Every row of every table as it is stored, read without the key, in the order in which the database keeps them.

    On PostgreSQL with the number of the transaction that wrote it, by which a thief could lay rows side by side.
    """
    rows: Rows = []
    async with database.engine.connect() as connection:
        columns = "*" if database.is_sqlite else "xmin::text, *"
        for table in Base.metadata.tables:
            found = await connection.exec_driver_sql(f'SELECT {columns} FROM "{table}"')  # noqa: S608  our own names
            rows += [(table, repr(tuple(row))) for row in found]
    return rows


def without_secrets(rows: Rows) -> Rows:
    """The same, with each secret as long as it is: its length can be seen."""
    return [(table, SECRET.sub(lambda secret: f"<{len(secret[0])}>", row)) for table, row in rows]


async def ten_people(library: Library) -> Klatch:
    """A circle of ten, at its second meeting, when nobody has done anything for more than a week."""
    klatch = await open_klatch(library, people(library, 10), reminder=Reminder.CHANNEL_ONLY)
    await library.pass_until(ANNOUNCED)
    return klatch


async def quiet_one(klatch: Klatch, place: int) -> Person:
    """One of those who have nothing to do with the meeting: neither its host nor who started the circle."""
    meeting = (await klatch.meetings())[-1]
    return [person for person in klatch.people[2:] if person.id != meeting.host][place]


async def watched(klatch: Klatch, act: Callable[[], Awaitable[Any]]) -> tuple[Rows, list[Any]]:
    """What an act and the minute after it write into the database, and what is logged meanwhile."""
    library = klatch.library
    before = set(await dump(library.klatch.database))
    with structlog.testing.capture_logs() as logs:
        await act()
        await library.settle()
    after = await dump(library.klatch.database)
    return [row for row in after if row not in before], list(logs)


async def test_whatever_one_does_without_a_name_writes_nothing_that_names_anybody(library: Library) -> None:
    klatch = await ten_people(library)
    everybody = [word for person in klatch.people for word in (person.id, person.name)]
    mia, sam = await quiet_one(klatch, 1), await quiet_one(klatch, 3)

    async def names_nobody(act: Callable[[], Awaitable[Any]]) -> None:
        await library.pass_time(hours=25)
        written, logs = await watched(klatch, act)
        assert written != []
        assert [row for row in [*written, *logs] if any(word in repr(row) for word in everybody)] == []

    await names_nobody(lambda: suggest(klatch, mia, NO))
    await names_nobody(lambda: vote(klatch, sam, NO))
    await names_nobody(lambda: vote(klatch, sam, NO, "Take my vote back"))
    await names_nobody(lambda: suggest(klatch, sam, READING))
    await names_nobody(lambda: vote(klatch, sam, READING, "Take it back"))
    await meet(klatch, OVER)
    await names_nobody(lambda: library.press(sam, "Carry over", summary(klatch, sam)))
    await names_nobody(lambda: reflect(klatch, mia, "That a no can be kind."))
    await names_nobody(lambda: reflect(klatch, mia, "That a no can be short."))
    await library.pass_time(minutes=5)
    others = [person for person in klatch.people if person not in (mia, sam)]
    for person in others:
        await close(person)
        await person.press("Reflect", summary(klatch, person))
    shown = "".join(map(everything_shown_to, others))
    assert "short" in shown
    assert [word for person in (mia, sam) for word in (person.id, person.name) if word in shown] == []


@dataclass(frozen=True)
class Played:
    """All that is left of a play, and that somebody without the key can lay hands on."""

    rows: Rows
    logs: Sequence[Any]
    shown: Sequence[str]


async def play(url: str, place: int) -> Played:
    """Ten people come and go in public, each at their own minute; one of them does all that is done without a name."""
    with structlog.testing.capture_logs() as logs:
        async with faultless_library(url) as library:
            klatch = await ten_people(library)
            quiet = await quiet_one(klatch, place)
            for number, person in enumerate(klatch.people):
                await library.pass_time(minutes=7)
                await library.press(person, "Maybe" if number % 3 else "I'm in", announcement(klatch, person))
            await library.pass_time(days=2, minutes=3)
            await suggest(klatch, quiet, NO)
            await library.pass_time(minutes=2)
            await suggest(klatch, klatch.people[0], READING, "With my name")
            await vote(klatch, quiet, READING)
            await library.press(klatch.people[1], "Not this time", announcement(klatch, klatch.people[1]))
            await library.pass_time(hours=3)
            await suggest(klatch, quiet, "Something that is taken back")
            await library.pass_time(minutes=5)
            await vote(klatch, quiet, "taken back", "Take it back")
            await meet(klatch, OVER)
            await library.press(quiet, "Carry over", summary(klatch, quiet))
            await library.pass_time(days=2, minutes=1)
            await reflect(klatch, quiet, "That a no can be kind.")
            await library.pass_time(minutes=1)
            await reflect(klatch, klatch.people[0], "Less is more.", "With my name")
            await library.pass_time(hours=1)
            for person in klatch.people:
                await close(person)
            rows = without_secrets(await dump(library.klatch.database))
            shown = [everything_shown_to(person) for person in klatch.people]
    return Played(rows, [entry for entry in logs if entry["event"] != "listening"], shown)


async def test_swapping_who_it_was_changes_nothing_that_can_be_seen_without_the_key(
    sqlite: Sqlite, tmp_path: Path
) -> None:
    """Two of the circle: once the one and once the other suggests, votes, takes back, carries over, reflects."""
    played = []
    for place in (1, 4):
        folder = tmp_path / str(place)
        folder.mkdir()
        with sqlite.database(folder) as url:
            played.append(await play(url, place))
    once, twice = played
    assert [pair for pair in zip(once.rows, twice.rows, strict=True) if pair[0] != pair[1]] == []
    assert once.logs == twice.logs
    assert once.shown == twice.shown


async def test_a_key_is_needed_to_read_what_was_suggested_by_whom_and_when(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 3), reminder=Reminder.CHANNEL_ONLY)
    ana, ben, cleo = klatch.people
    await suggest(klatch, ben, NO)
    await vote(klatch, cleo, NO)
    (kept,) = [row for table, row in await dump(library.klatch.database) if table == "agenda_topics"]
    assert [word for word in (NO, ana.id, ben.id, cleo.id) if word in kept] == []
    assert {secret[:12] for secret in SECRET.findall(kept)} == {"gAAAAAAAAAAA"}  # version 128, and 0 for its hour


def test_votes_are_as_long_whoever_votes() -> None:
    """What is encrypted shows its length, and the ids of a workspace may differ in theirs."""
    voted = [as_secret(voters) for voters in ({"U1", "U2"}, {"U0123456789ABCDEF", "W2"})]
    assert len({len(json.dumps(votes)) for votes in voted}) == 1

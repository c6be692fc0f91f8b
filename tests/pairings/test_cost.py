"""What a press costs does not grow with the coffee, and no transaction writes more letters than others can wait for."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from bot.channels.models import ChannelMember
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.models import Letter, LetterState
from bot.outbox.writing import LETTERS_BEFORE_ALARM
from bot.pairings.actions import Later
from bot.pairings.models import Round
from bot.pairings.rules import RoundState
from tests.databases import Sqlite
from tests.library import Library, card, faultless_library
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.test_rounds import FIRST_NOTICE

FEW, MANY = 10, 1_000


@pytest.fixture
async def library(sqlite: Sqlite, tmp_path: Path) -> AsyncIterator[Library]:
    """On SQLite alone, where everybody waits for a transaction that writes."""
    with sqlite.database(tmp_path) as url:
        async with faultless_library(url) as library:
            yield library


async def two_cafes(library: Library) -> list[Cafe]:
    """A small coffee and a large one whose rounds were announced to all of their people."""
    cafes = [await open_cafe(library, [library.person(f"{name} {one}") for one in "AB"]) for name in ("Few", "Many")]
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=1))
    for cafe, count in zip(cafes, (FEW, MANY), strict=True):
        await crowd(library, cafe, count)
    return cafes


async def crowd(library: Library, cafe: Cafe, count: int) -> None:
    """So many more in a coffee whose round is announced, by rows alone: they have had their notice."""
    ids = [f"{cafe.channel.id}X{number}" for number in range(count)]
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "crowd")
        known = {"workspace": moment.workspace, "time_zone": "America/Toronto", "refreshed_at": moment.now}
        await session.execute(insert(Member), [{**known, "id": one, "name": one} for one in ids])
        there = {"workspace": moment.workspace, "channel": cafe.channel.id, "is_there": True, "reading": 1}
        await session.execute(insert(ChannelMember), [{**there, "member": one} for one in ids])
        (round_id,) = await session.scalars(select(Round.id).where(Round.programme_id == cafe.programme))
        await moment.later(Later.NOTICES, round_id, moment.now)
    await do_what_is_due(library)


async def do_what_is_due(library: Library) -> None:
    """All that is due but what goes to Slack, which knows nobody of the crowd: their letters are there."""
    while await library.klatch.heartbeat.beat():
        pass
    async with library.klatch.database.transaction() as session:
        waiting = update(Letter).where(Letter.state == LetterState.WAITING)
        await session.execute(waiting.values(state=LetterState.SENT, channel="D1", timestamp="1.000001"))


@contextmanager
def counted(library: Library) -> Iterator[dict[str, int]]:
    """Count statements, and the most letters that one transaction has written."""
    engine, found = library.klatch.database.engine.sync_engine, {"statements": 0, "letters": 0, "most": 0}

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, is_many: bool) -> None:
        found["statements"] += 1
        if sql.startswith("INSERT INTO letters"):
            found["letters"] += len(values) if is_many else 1

    def end(_connection: Any) -> None:
        found["most"], found["letters"] = max(found["most"], found["letters"]), 0

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", end)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
        event.remove(engine, "commit", end)


@pytest.mark.parametrize("words", ["Skip this time", "Leave"])
async def test_what_a_member_presses_costs_as_much_among_many_as_among_few(library: Library, words: str) -> None:
    taken = []
    for cafe in await two_cafes(library):
        one = cafe.people[1]
        with counted(library) as found:
            await one.press(words, card(one, "Skip this time"))
            await library.klatch.edge.drain()
        taken.append(found["statements"])
        await do_what_is_due(library)
    few, many = taken
    assert 0 < many <= few


@pytest.mark.parametrize(("words", "is_off"), [("Pause", "paused"), ("End", "ended")])
async def test_calling_a_large_round_off_is_answered_first_and_told_page_by_page(
    library: Library, words: str, is_off: str
) -> None:
    taken = []
    for cafe in await two_cafes(library):
        organizer = cafe.people[0]
        await organizer.command("/mentor-admin", channel=cafe.channel)
        with counted(library) as found:
            await organizer.press(words, organizer.messages()[-1])
            await library.klatch.edge.drain()
        taken.append(found["statements"])
        with counted(library) as told:
            await do_what_is_due(library)
        assert 0 < told["most"] <= LETTERS_BEFORE_ALARM
    few, many = taken
    assert 0 < many <= few
    rounds = await library.rows(Round)
    assert [round_.state for round_ in rounds] == [RoundState.CALLED_OFF] * 2
    amended = [letter for letter in await library.rows(Letter) if "/notice-" in letter.key and letter.amends_id]
    assert len(amended) == FEW + MANY + 4
    assert is_off in str(amended[0].payload)


async def test_an_archived_channel_is_told_page_by_page(library: Library) -> None:
    cafes = await two_cafes(library)
    for cafe in cafes:
        with counted(library) as found:
            await library.playground.archive(cafe.channel, cafe.people[0])
            await library.klatch.edge.drain()
            await do_what_is_due(library)
        assert 0 < found["most"] <= LETTERS_BEFORE_ALARM
    assert [round_.state for round_ in await library.rows(Round)] == [RoundState.CALLED_OFF] * 2

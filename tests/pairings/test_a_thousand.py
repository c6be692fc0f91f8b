"""A round at the pace that Slack allows, with the bot killed ten times on the way."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot.moment import Moment
from bot.outbox.models import Letter, LetterState
from bot.outbox.results import FIRST_WAIT
from bot.pairings import queries
from bot.pairings.coffee import rounds
from bot.pairings.models import Group, Seat
from bot.pairings.outcomes import Running
from bot.pairings.rules import GroupState
from bot.wiring import Klatch
from playground.channels import ChannelKind
from playground.rate_limits import Tier
from playground.rehearsal.rehearsal import settings_for
from tests.databases import Sqlite
from tests.library import Library, faultless_library
from tests.pairings.cafe import open_cafe

KILLS = 10
ON_THE_WIRE = 8
"""Calls that a bot may have on the wire when it is killed: those it makes again, for it never knew their answer."""
END = timedelta(minutes=25)


@pytest.fixture
async def library(sqlite: Sqlite, tmp_path: Path) -> AsyncIterator[Library]:
    """On SQLite alone: this takes its time, and what differs on PostgreSQL is tested with fewer people."""
    with sqlite.database(tmp_path) as url:
        async with faultless_library(url) as library:
            yield library


class Mortal:
    """A bot that is killed after a number of calls to Slack, and begun anew on the same database."""

    def __init__(self, library: Library, database_url: str) -> None:
        self._library = library
        self._settings = settings_for(library.playground, database_url)
        self._klatch: Klatch | None = None
        self._lives = 0

    async def live(self, calls: int | None = None) -> None:
        """Do what is due, hour after hour; killed at this many calls to Slack, if it comes that far."""
        self._lives += 1
        klatch = Klatch(self._settings, self._library.clock, Random(self._lives))  # noqa: S311  the same each time
        await klatch.start()
        await klatch.postman.recover()
        working = asyncio.create_task(self._work(klatch))
        # Nothing tells of a call, so this looks after each step of the event loop.
        while not working.done() and (calls is None or len(self._library.playground.calls) < calls):  # noqa: ASYNC110
            await asyncio.sleep(0)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        await klatch.workspaces.close()
        await klatch.database.close()

    async def _work(self, klatch: Klatch) -> None:
        clock = self._library.clock
        end = clock.now() + END
        following = await klatch.settle()
        while following is not None and following <= end:
            clock.advance_to(following)
            following = await klatch.settle()


@pytest.mark.parametrize("people", [300, pytest.param(1_000, marks=pytest.mark.soak)])
async def test_everybody_is_introduced_once_as_fast_as_slack_allows_though_the_bot_is_killed(
    library: Library, people: int
) -> None:
    everyone = [library.person(f"Person {number}") for number in range(people)]
    pairs = people // 2
    cafe = await open_cafe(library, everyone)
    calls = library.playground.calls
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "now")
        programme = await queries.programme_of(moment, cafe.programme)
        assert programme is not None
        assert await rounds.run_now(moment, programme) is Running.STARTED
    url = library.klatch.database.url.render_as_string(hide_password=False)
    bot, before = Mortal(library, url), len(calls)

    for kill in range(1, KILLS + 1):
        await bot.live(calls=before + kill * (2 * pairs) // (KILLS + 1))
    await bot.live()

    groups = await library.rows(Group)
    assert [group.state for group in groups] == [GroupState.INTRODUCED] * pairs
    assert Counter(seat.member for seat in await library.rows(Seat)) == {person.id: 1 for person in everyone}
    await _each_was_said_once(library, groups)
    _it_took_no_longer_than_slack_makes_it(library, pairs)


async def _each_was_said_once(library: Library, groups: list[Group]) -> None:
    """One message a conversation; more only where one was on the wire when the bot was killed, and they say so."""
    async with library.klatch.database.transaction() as session:
        letters = (await session.scalars(select(Letter).where(Letter.key.startswith("group-")))).all()
    assert {letter.state for letter in letters} == {LetterState.SENT}
    said = [
        message
        for message in library.playground.workspace.messages
        if message.from_app and any(f"<@{person.id}>, meet" in message.text for person in library.playground.people)
    ]
    first = {message.channel: message for message in reversed(said)}
    again = [message for message in said if message not in first.values()]
    assert len(first) == len(groups)
    assert len(again) <= KILLS * ON_THE_WIRE
    assert [message.text for message in again if "may have this message already" not in message.text] == []


def _it_took_no_longer_than_slack_makes_it(library: Library, pairs: int) -> None:
    """Fifty conversations a minute may be opened, the first fifty at once; their words take no time of their own.

    What was on the wire when the bot was killed waits a little, and is tried again.
    """
    opened = [call.at for call in library.playground.calls_of("conversations.open") if "," in call.arguments["users"]]
    groups = {channel.id for channel in library.playground.workspace.channels if channel.kind is ChannelKind.GROUP_DM}
    posts = [call for call in library.playground.calls_of("chat.postMessage") if call.arguments["channel"] in groups]
    said = {call.arguments["channel"]: call.at for call in reversed(posts)}
    assert pairs <= len(opened) <= pairs + KILLS * ON_THE_WIRE
    least = timedelta(minutes=1) * ((len(opened) - 1) // Tier.T3.value)
    assert max(said.values()) - min(opened) <= least * 1.05 + 2 * FIRST_WAIT

"""Several processes, and everybody at once: one meeting, one announcement, one end of it."""

import asyncio
from random import Random

import pytest

from bot.circles.models import Meeting, Rsvp
from bot.circles.rules import Coming, MeetingState
from bot.wiring import Klatch as Process
from playground.rehearsal.rehearsal import settings_for
from tests.circles.klatch import open_klatch, people, toronto
from tests.circles.meeting import alone, announcements
from tests.library import Library

PROCESSES = 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_meeting_that_several_processes_announce_is_announced_once(library: Library, database_url: str) -> None:
    klatch = await open_klatch(library, people(library, 3), quorum=1)
    await klatch.people[1].press("I'm in", announcements(klatch)[-1])
    await library.pass_until(toronto(12, 1, 14))
    library.clock.advance_to(toronto(12, 1, 15))
    settings = settings_for(library.playground, database_url)
    processes = [Process(settings, library.clock, Random(seed)) for seed in range(PROCESSES)]  # noqa: S311  it decides nothing
    try:
        for process in processes:
            await process.start()
        await asyncio.gather(*(process.heartbeat.beat() for process in processes for _ in range(2)))
    finally:
        for process in processes:
            await process.stop()
    await library.settle()
    first, second = await library.rows(Meeting)
    assert (first.state, second.state) == (MeetingState.OVER, MeetingState.ANNOUNCED)
    assert (second.occurrence, second.number) == ("2026-12-08", 2)
    assert len(announcements(klatch)) == 2
    assert len([person for person in klatch.people if alone(person, "Would you host?")]) == 1


async def test_of_all_who_answer_at_once_each_is_counted_once(library: Library) -> None:
    everyone = people(library, 5)
    klatch = await open_klatch(library, everyone, quorum=5)
    await library.pass_until(toronto(11, 23, 15, 1))
    card = announcements(klatch)[-1]
    presses = [person.press(words, card) for person in everyone for words in ("Move it", "I'm in")]
    await asyncio.gather(*presses)
    await library.settle()
    (meeting,) = await library.rows(Meeting)
    assert meeting.state is MeetingState.ANNOUNCED
    assert [row.coming for row in await library.rows(Rsvp)] == [Coming.IN] * 5
    assert f"and <@{everyone[-1].id}>" in announcements(klatch)[-1].text

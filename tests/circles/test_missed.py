"""Klatch was off: what still makes sense is announced once, and what does not is said once to have been."""

from datetime import timedelta

import pytest

from bot.circles.models import Meeting
from bot.circles.rules import MeetingState
from tests.circles.klatch import Klatch, open_klatch, people, toronto
from tests.circles.meeting import alone, announced, announcements, press
from tests.library import Library

pytestmark = pytest.mark.one_database

WAS_OFF = "Sorry, I was offline and couldn't announce"


async def states(klatch: Klatch) -> list[tuple[str, MeetingState]]:
    return [(one.occurrence, one.state) for one in await klatch.meetings()]


async def held_first(library: Library, when: str = "every second Tuesday at 15:00") -> Klatch:
    """A circle whose meeting of 24 November has gone well."""
    klatch = await open_klatch(library, people(library, 2), when=when)
    for person in klatch.people:
        await press(klatch, person, "I'm in")
    await library.pass_until(toronto(11, 24, 16, 1))
    return klatch


async def test_what_was_missed_stands_in_the_next_announcement_and_stays_there(library: Library) -> None:
    klatch = await held_first(library)
    library.clock.advance_to(toronto(12, 17, 10))  # the announcement of 22 December is overdue too
    await library.settle()
    assert await states(klatch) == [
        ("2026-11-24", MeetingState.OVER),
        ("2026-12-08", MeetingState.MISSED),
        ("2026-12-22", MeetingState.ANNOUNCED),
    ]
    assert len(announcements(klatch)) == 2
    assert f"{WAS_OFF} this meeting: Tuesday, December 8th, 2026." in announced(klatch)
    await press(klatch, klatch.people[1], "I'm in")
    assert WAS_OFF in announced(klatch)
    assert "Coming: @Ben Moss." in announced(klatch)


async def test_where_there_is_nothing_to_announce_it_is_said_by_itself(library: Library) -> None:
    klatch = await held_first(library)
    library.clock.advance_to(toronto(12, 8, 15, 30))
    await library.settle()
    assert "*Coffee Klatch* (Tuesday, December 8th, 2026) wasn't announced. Sorry, I was offline." in announced(klatch)
    assert "Next meeting: Tuesday, December 22nd, 2026 at 3:00 PM." in announced(klatch)
    await library.pass_until(toronto(12, 15, 15, 1))
    assert len(announcements(klatch)) == 3
    assert WAS_OFF not in announced(klatch)


async def test_however_late_a_meeting_is_announced_before_it_begins_and_its_host_is_told(library: Library) -> None:
    klatch = await held_first(library)
    library.clock.advance_to(toronto(12, 8, 14, 50))
    await library.settle()
    assert "*Coffee Klatch*: today at 3:00 PM" in announced(klatch)
    assert WAS_OFF not in announced(klatch)
    asked, other = sorted(klatch.people, key=lambda person: not alone(person, "Would you host"))
    assert len(alone(asked, "Would you host")) == 1
    assert (len(alone(other, "Would you host")), len(alone(other, "Are you in?"))) == (0, 1)


async def test_a_meeting_that_was_announced_before_ends_once_however_late(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    for person in klatch.people:
        await press(klatch, person, "I'm in")
    library.clock.advance_to(toronto(12, 18, 10))
    await library.settle()
    replies = [one for one in klatch.people[0].messages() if one.is_reply]
    assert len(replies) == 1
    assert [state for _, state in await states(klatch)] == [
        MeetingState.OVER,
        MeetingState.MISSED,
        MeetingState.ANNOUNCED,
    ]


async def test_a_question_that_nobody_was_there_to_settle_leaves_the_meeting_to_its_people(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    await library.pass_until(toronto(11, 23, 15, 1))
    await press(klatch, klatch.people[1], "Move it")
    library.clock.advance_to(toronto(11, 24, 15, 30))
    await library.settle()
    assert await states(klatch) == [("2026-11-24", MeetingState.ANNOUNCED)]
    await library.pass_until(toronto(11, 24, 16, 1))
    assert (await states(klatch))[0] == ("2026-11-24", MeetingState.OVER)


async def test_many_that_were_missed_are_named_in_one_message(library: Library) -> None:
    klatch = await held_first(library, "every Tuesday at 15:00")
    library.clock.advance(timedelta(weeks=8))
    await library.settle()
    missed = [one for one in await library.rows(Meeting) if one.state is MeetingState.MISSED]
    assert len(missed) == 8
    assert "three more meetings): these meetings weren't announced. Sorry, I was offline." in announced(klatch)
    assert len(announcements(klatch)) <= 3

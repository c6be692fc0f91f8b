"""A meeting is announced: once in its channel, and to each member in the way that they chose."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.circles.rules import CircleKind, Reminder
from tests.circles.klatch import Klatch, join, open_klatch, people, toronto
from tests.circles.meeting import alone, announced, announcements, press, press_alone, say_yes
from tests.library import Library, whispers

pytestmark = pytest.mark.one_database

SECOND_MEETING = toronto(12, 8, 15)
ANNOUNCED = toronto(12, 1, 15)
"""The library opens on Monday 23 November; the meeting of the next day is announced at once, the second one then."""


async def reach_second_announcement(klatch: Klatch) -> None:
    """Hold the first meeting, and go on to the minute when the second one is announced."""
    for person in klatch.people[:2]:
        await press(klatch, person, "I'm in")
    await klatch.library.pass_until(ANNOUNCED + timedelta(minutes=1))


async def test_a_meeting_is_announced_a_working_week_before_with_all_that_one_wants_to_know(library: Library) -> None:
    klatch = await open_klatch(
        library, people(library, 3), place="Room 4 & https://calls.example/j?a=b&c=d. <!channel>", minutes=90
    )
    await press(klatch, klatch.people[1], "I'm in")
    await press(klatch, klatch.people[2], "I'm in")
    await library.pass_until(ANNOUNCED - timedelta(minutes=2))
    assert len(announcements(klatch)) == 1
    await library.pass_until(ANNOUNCED)
    assert len(announcements(klatch)) == 2

    words = announced(klatch)
    assert "*Coffee Klatch*: Tuesday, December 8th, 2026 at 3:00 PM, for an hour and a half." in words
    assert "Where: Room 4 & https://calls.example/j?a=b&c=d. <!channel>" in words
    assert "<https://calls.example/j?a=b&amp;c=d>. &lt;!channel&gt;" in announcements(klatch)[-1].text
    assert "Nobody has signed up yet. Be the first!" in words
    assert "Nothing on the agenda yet. Here are two questions to get you talking:" in words
    assert words.count("•") == 2
    assert list(announcements(klatch)[-1].buttons) == [
        "I'm in",
        "Not this time",
        "Maybe",
        "Add to my calendar",
        "Suggest a topic",
        "See the agenda",
    ]


async def test_each_member_is_reminded_once_and_when_they_like_it(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 3))
    kinds = [Reminder.CHANNEL_ONLY, Reminder.WHEN_ANNOUNCED, Reminder.DAY_BEFORE, Reminder.HOUR_BEFORE]
    others = [library.person(f"{kind} Reed") for kind in kinds]
    for person, kind in zip(others, kinds, strict=True):
        await join(library, klatch.circle, [person], kind)
    await reach_second_announcement(klatch)
    told: list[list[int]] = []
    for person in klatch.people:
        await say_yes(klatch, person)
    for person in klatch.people[:2]:
        await press(klatch, person, "I'm in")
    for instant in (
        ANNOUNCED + timedelta(minutes=5),
        SECOND_MEETING - timedelta(days=1, minutes=2),
        SECOND_MEETING - timedelta(days=1, minutes=-2),
        SECOND_MEETING - timedelta(minutes=62),
        SECOND_MEETING - timedelta(minutes=58),
    ):
        await library.pass_until(instant)
        told.append([len(alone(person, "Are you in?")) for person in others])
    assert told == [[0, 1, 0, 0], [0, 1, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 1, 1, 1]]


async def test_the_reminder_is_rewritten_with_what_its_reader_said(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 4))
    ana, _, cleo, dev = klatch.people
    await press(klatch, ana, "I'm in")
    await press(klatch, dev, "Not this time")
    await press(klatch, klatch.people[1], "I'm in")
    await library.pass_until(toronto(11, 23, 15, 2))
    assert "Are you in?" in alone(cleo)[-1]
    assert alone(dev) == []
    before = len(whispers(cleo))
    await press_alone(klatch, cleo, "I'm in")
    assert "You said *I'm in*." in alone(cleo)[-1]
    assert len(alone(cleo)) == 1
    assert len(whispers(cleo)) == before
    assert "Coming: @Ana Moss, @Ben Moss and @Cleo Moss." in announced(klatch)


async def test_reminders_come_in_working_hours_where_that_leaves_time(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    viktor, ines = library.person("Viktor West", tz="America/Vancouver"), library.person("Ines East", tz="Asia/Tokyo")
    await join(library, klatch.circle, [viktor, ines])
    for person in klatch.people:
        await press(klatch, person, "I'm in")
    await library.pass_until(toronto(11, 23, 15, 2))
    assert len(alone(viktor, "Are you in?")) == 1
    assert alone(ines) == []
    await library.pass_until(toronto(11, 23, 19, 2))
    assert len(alone(ines, "Are you in?")) == 1


async def test_a_mini_retreat_is_announced_with_its_parts_by_the_clock(library: Library) -> None:
    parts = [[30, "Arriving & saying why we came"], [75, "Walking in twos"], [45, "What we take home"]]
    klatch = await open_klatch(
        library,
        people(library, 2),
        when="every second Tuesday at 9:00",
        kind=CircleKind.MINI_RETREAT,
        parts=parts,
        minutes=150,
    )
    words = announced(klatch)
    assert "for two and a half hours" in words
    assert "9:00 AM Arriving & saying why we came\n9:30 AM Walking in twos\n10:45 AM What we take home" in words


async def test_a_meeting_keeps_its_local_hour_when_the_clocks_change(library: Library) -> None:
    library.clock.advance_to(datetime(2027, 3, 1, 14, tzinfo=UTC))
    klatch = await open_klatch(library, people(library, 1), quorum=1, when="every Tuesday at 15:00")
    await press(klatch, klatch.people[0], "I'm in")
    await library.pass_until(datetime(2027, 3, 13, 12, tzinfo=UTC))  # the clocks change on the 14th
    assert "Tuesday, March 16th, 2027 at 3:00 PM" in announced(klatch)
    await library.pass_until(datetime(2027, 3, 17, 12, tzinfo=UTC))
    starts = [(one.starts_at.day, one.starts_at.hour) for one in await klatch.meetings()]
    assert starts == [(2, 20), (9, 20), (16, 19)]


async def test_when_it_is_over_the_card_and_the_reminders_say_so_and_have_no_buttons(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 3))
    for person in klatch.people:
        await press(klatch, person, "I'm in")
    await library.pass_until(toronto(11, 24, 16, 1))
    assert "is over. Its summary is in this thread." in announced(klatch)
    for person in klatch.people:
        assert "is over. Its summary is in" in alone(person)[-1]
    assert [one.buttons for one in announcements(klatch)] == [[]]

"""Lunch on one's own calendar: working days, daylight saving, deadlines. And a process that was away."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages.reader import ENGLISH
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch.meeting_options import common_way, way_in_words, ways_of
from bot.pairings.rules import GroupState
from tests.library import Library, cards
from tests.pairings.lunchroom import NOBODY, OFF, asked, crowd, newest, states, toronto

pytestmark = pytest.mark.one_database

TORONTO = ZoneInfo("America/Toronto")
ZONES = [ZoneInfo(name) for name in ("America/Toronto", "Asia/Kathmandu", "Pacific/Apia", "Europe/London", "UTC")]
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@given(instants, st.sampled_from(ZONES))
def test_the_next_lunch_is_at_noon_on_a_working_day_that_can_still_be_asked_for(now: datetime, zone: ZoneInfo) -> None:
    day = next(lunch_days.days_ahead(zone, now))
    noon = lunch_days.noon_of(day, zone)
    assert lunch_days.day_at(noon, zone) == day
    assert day.weekday() < 5
    assert timedelta(hours=1) < noon - now < timedelta(days=3, hours=2)


@given(st.sets(st.integers(0, 4), min_size=1), instants, st.sampled_from(ZONES))
def test_the_rounds_that_are_open_reach_to_one_about_which_nobody_is_asked_yet(
    weekdays: set[int], now: datetime, zone: ZoneInfo
) -> None:
    *before, last = lunch_days.days_to_open(weekdays, zone, now)
    assert {day.weekday() for day in (*before, last)} <= weekdays
    assert lunch_days.asks_at(last, zone) > now
    assert all(lunch_days.asks_at(day, zone) <= now for day in before)


@given(instants, st.sampled_from(ZONES))
def test_whoever_is_asked_in_time_has_time_to_answer(now: datetime, zone: ZoneInfo) -> None:
    noon = lunch_days.noon_of(next(lunch_days.days_ahead(zone, now)), zone)
    by = lunch_days.answer_by(noon, [zone], now)
    assert now + timedelta(minutes=20) <= by <= noon - timedelta(minutes=25)


def test_nobody_who_would_have_lunch_opens_no_round() -> None:
    assert lunch_days.days_to_open((), TORONTO, toronto(23, 9)) == []


@pytest.mark.parametrize(
    ("now", "by"),
    [
        (toronto(27, 9), toronto(27, 16)),
        (toronto(27, 15, 50), toronto(30, 10, 45)),
        (toronto(30, 10, 50), toronto(30, 11, 35)),
    ],
)
def test_a_mondays_lunch_is_answered_on_friday_or_before_it(now: datetime, by: datetime) -> None:
    assert lunch_days.answer_by(toronto(30, 12), [TORONTO], now) == by


@pytest.mark.parametrize(("sunday", "hours"), [(date(2026, 11, 1), 76), (date(2027, 3, 14), 74)])
def test_when_the_clocks_change_people_are_still_asked_at_nine(sunday: date, hours: int) -> None:
    """Friday at nine, before the Sunday on which an hour comes twice, or not at all; noon is noon."""
    monday = sunday + timedelta(days=1)
    asks_at = lunch_days.asks_at(monday, TORONTO)
    assert asks_at.astimezone(TORONTO).isoformat()[:16] == f"{sunday - timedelta(days=2)}T09:00"
    assert lunch_days.noon_of(monday, TORONTO) - asks_at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (toronto(23, 9), date(2026, 11, 23)),
        (toronto(27, 10, 59), date(2026, 11, 23)),
        (toronto(27, 11), date(2026, 11, 30)),
        (toronto(29, 12), date(2026, 11, 30)),
    ],
)
def test_this_week_is_the_next_one_once_its_last_lunch_is_settled(now: datetime, monday: date) -> None:
    assert lunch_days.monday_of_lunch_week(TORONTO, now) == monday


def test_people_meet_at_a_place_rather_than_by_video() -> None:
    hers, his = ways_of(["place", "video"], "The Café", []), ways_of(["place", "video"], "the cafe", ["The Café"])
    assert common_way({"U1": hers, "U2": his}, {"U1": "The Café", "U2": "the cafe"}) == "place:The Café"
    assert common_way({"U1": ["video"], "U2": his}, {"U1": "", "U2": "the cafe"}) == "video"
    assert [way_in_words(ENGLISH, way) for way in ("place:The Café", "video")] == ["The Café", "by video"]


async def test_a_lunch_on_the_monday_after_the_clocks_change(library: Library) -> None:
    """On 14 March 2027 an hour is left out in Toronto: asked on Friday at nine, answered by four, met at noon."""
    await library.pass_until(datetime(2027, 3, 11, 15, 0, tzinfo=UTC))
    people = await crowd(library, "Mia Chen", "Sam Osei", days=("Monday",))
    await library.pass_until(datetime(2027, 3, 12, 13, 58, tzinfo=UTC))
    assert asked(people) == []
    await library.pass_until(datetime(2027, 3, 12, 14, 1, tzinfo=UTC))
    assert asked(people) == people
    await library.press(people[0], "Accept")
    await library.pass_until(datetime(2027, 3, 12, 21, 1, tzinfo=UTC))
    assert OFF in newest(people[0])
    await library.pass_until(datetime(2027, 3, 15, 15, 36, tzinfo=UTC))
    assert len(cards(people[0], NOBODY)) == 1


async def test_a_process_that_was_away_for_days_says_what_is_true_and_goes_on(library: Library) -> None:
    """Monday's proposals stand when it stops; it starts again on Friday, and asks about the next Tuesday as ever."""
    people = await crowd(library, "Mia Chen", "Sam Osei")
    mia, sam = people
    await library.pass_time(minutes=6)
    await library.press(mia, "Accept")
    library.clock.advance_to(toronto(27, 10))
    await library.settle()
    assert await states(library) == [GroupState.DISSOLVED]
    assert len(cards(mia, NOBODY)) == 1
    assert "The time to answer has passed" in newest(sam)
    await library.pass_until(toronto(30, 9, 1))
    assert asked(people) == people

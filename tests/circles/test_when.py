"""When a meeting is announced, reminded of and decided about."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cadence import Cadence, Recurs, Weekday
from bot.circles import rules

pytestmark = pytest.mark.one_database

ZONES = ["America/Toronto", "Europe/Vienna", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
RHYTHMS = [Recurs.EVERY_WEEK, Recurs.EVERY_TWO_WEEKS, Recurs.EVERY_FOUR_WEEKS]


def toronto(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("America/Toronto"))


@settings(max_examples=50)
@given(
    minutes=st.integers(0, 3 * 365 * 24 * 60),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    recurs=st.sampled_from(RHYTHMS),
)
def test_what_is_said_of_a_meeting_comes_in_order_and_by_day(minutes: int, zone: ZoneInfo, recurs: Recurs) -> None:
    starts_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    weekday = list(Weekday)[starts_at.astimezone(zone).weekday()]
    cadence = Cadence(recurs=recurs, weekday=weekday, at=time(15), zone=zone.key, starts_on=date(2026, 1, 1))
    announced, reminded = rules.announced_at(starts_at, cadence), rules.reminded_at(starts_at, zone)
    decided = rules.decided_at(starts_at, zone)
    assert announced < reminded < decided < starts_at
    assert decided - reminded >= rules.TIME_TO_SAY
    assert starts_at - decided >= rules.DECIDED_BEFORE
    for instant in (announced, reminded, decided):
        assert time(9) <= instant.astimezone(zone).time() < time(20)


@pytest.mark.parametrize(
    ("starts_at", "decided"),
    [
        pytest.param(toronto(24, 15), toronto(24, 13), id="in the afternoon: two hours before"),
        pytest.param(toronto(24, 19), toronto(24, 17), id="in the evening: two hours before"),
        pytest.param(toronto(24, 10), toronto(23, 16), id="early: at the end of the working day before"),
        pytest.param(toronto(23, 8), toronto(20, 16), id="on Monday morning: on Friday"),
        pytest.param(toronto(24, 23), toronto(24, 16), id="late at night: in the afternoon"),
    ],
)
def test_people_know_two_hours_before_whether_it_is_on(starts_at: datetime, decided: datetime) -> None:
    assert rules.decided_at(starts_at, ZoneInfo("America/Toronto")) == decided


def test_what_was_suggested_shows_at_the_next_full_five_minutes() -> None:
    assert rules.published_at(toronto(24, 15, 1)) == toronto(24, 15, 5)
    assert rules.published_at(toronto(24, 15, 5)) == toronto(24, 15, 10)

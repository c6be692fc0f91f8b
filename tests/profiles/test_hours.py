"""Working hours: every promise as a rule, in zones with summer time, without, and half an hour off."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis.strategies import dates, datetimes, integers, just, lists, sampled_from

from bot.profiles.working_hours import (
    DAY_ENDS,
    DAY_STARTS,
    at_work,
    half_hours_at_work,
    next_working_moment,
    shared_hours,
    working_days_later,
)

ZONES = [
    ZoneInfo(name)
    for name in (
        "America/Toronto",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
        "Asia/Kathmandu",
        "Pacific/Chatham",
        "UTC",
        "America/Los_Angeles",
        "Pacific/Kiritimati",
        "Africa/Casablanca",
    )
]
zones = sampled_from(ZONES)
instants = datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=just(UTC))  # noqa: DTZ001 - hypothesis wants them naive


def working_days_after(zone: tzinfo, instant: datetime, until: datetime) -> int:
    """How many working days begin after the day of one instant, up to the day of another."""
    day, last = instant.astimezone(zone).date(), until.astimezone(zone).date()
    count = 0
    while day < last:
        day += timedelta(days=1)
        count += day.weekday() < 5
    return count


@given(zones, instants)
def test_the_next_working_moment_is_at_work_and_not_before(zone: tzinfo, instant: datetime) -> None:
    moment = next_working_moment(zone, instant)
    assert moment >= instant
    assert at_work(zone, moment)
    assert moment.utcoffset() == timedelta(0)


@given(zones, instants)
def test_nobody_waits_who_is_at_work(zone: tzinfo, instant: datetime) -> None:
    assert (next_working_moment(zone, instant) == instant) == at_work(zone, instant)


@given(zones, instants)
def test_no_working_minute_is_passed_over(zone: tzinfo, instant: datetime) -> None:
    moment = next_working_moment(zone, instant)
    before = [instant + timedelta(minutes=30 * half) for half in range(int((moment - instant) / timedelta(minutes=30)))]
    assert not any(at_work(zone, earlier) for earlier in before if earlier < moment)


@given(zones, instants, integers(0, 12))
def test_so_many_working_days_later_is_exactly_so_many(zone: tzinfo, instant: datetime, days: int) -> None:
    later = working_days_later(zone, instant, days)
    begins = next_working_moment(zone, instant)
    assert at_work(zone, later)
    assert later >= begins >= instant
    assert working_days_after(zone, begins, later) == days
    assert later.astimezone(zone).time() == begins.astimezone(zone).time()


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        ("America/Toronto", datetime(2026, 3, 6, 20, 0, tzinfo=UTC), datetime(2026, 3, 9, 19, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 23, 12, 0, tzinfo=UTC), datetime(2026, 10, 26, 13, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 4, 2, 22, 0, tzinfo=UTC), datetime(2026, 4, 5, 23, 0, tzinfo=UTC)),
    ],
)
def test_across_a_change_of_clocks_it_is_the_same_time_of_day(zone: str, friday: datetime, monday: datetime) -> None:
    assert working_days_later(ZoneInfo(zone), friday, 1) == monday


def test_asked_on_a_friday_afternoon_it_is_due_on_monday_afternoon() -> None:
    toronto = ZoneInfo("America/Toronto")
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=toronto)
    assert working_days_later(toronto, friday, 1) == datetime(2026, 11, 30, 16, 0, tzinfo=toronto)


def test_asked_at_night_it_is_counted_from_the_next_morning() -> None:
    toronto = ZoneInfo("America/Toronto")
    night = datetime(2026, 11, 24, 23, 0, tzinfo=toronto)
    assert working_days_later(toronto, night, 1) == datetime(2026, 11, 26, 9, 0, tzinfo=toronto)


def test_the_day_ends_at_its_end() -> None:
    toronto = ZoneInfo("America/Toronto")
    monday = datetime(2026, 11, 23, tzinfo=toronto).date()
    assert at_work(toronto, datetime.combine(monday, DAY_STARTS, toronto))
    assert not at_work(toronto, datetime.combine(monday, DAY_ENDS, toronto))


def first_shared_half_hour(several: list[ZoneInfo], instant: datetime) -> datetime | None:
    """The oracle: look at every half hour of the coming week."""
    begin = instant.replace(minute=0 if instant.minute < 30 else 30, second=0, microsecond=0)
    halves = (begin + timedelta(minutes=30 * half) for half in range(2 * 24 * 7))
    return next((half for half in halves if half > instant and all(at_work(zone, half) for zone in several)), None)


@given(lists(zones, min_size=1, max_size=3), instants)
@example([ZoneInfo("America/Los_Angeles"), ZoneInfo("Pacific/Auckland")], datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
@example([ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Toronto")], datetime(2026, 11, 27, 23, 0, tzinfo=UTC))
def test_shared_hours_are_those_when_everybody_is_at_work(several: list[ZoneInfo], instant: datetime) -> None:
    """Also where one's Monday afternoon is the other's Tuesday morning."""
    found = shared_hours(list(several), instant)
    first = first_shared_half_hour(several, instant)
    if found is None:
        assert first is None
        return
    starts, ends = found
    assert starts < ends
    assert ends > instant
    assert all(at_work(zone, starts) and at_work(zone, ends - timedelta(minutes=1)) for zone in several)
    if first is not None:
        assert starts <= first < ends or ends <= first


def test_people_on_opposite_sides_of_the_earth_may_share_none() -> None:
    assert (
        shared_hours([ZoneInfo("Europe/London"), ZoneInfo("Pacific/Auckland")], datetime(2026, 1, 5, tzinfo=UTC))
        is None
    )


def within(zone: tzinfo, day: date, half_hour: datetime) -> bool:
    """Whether all of a half hour lies in the working hours of a date there."""
    begins, ends = half_hour.astimezone(zone), (half_hour + timedelta(minutes=30)).astimezone(zone)
    return begins.date() == ends.date() == day and begins.time() >= DAY_STARTS and ends.time() <= DAY_ENDS


@given(zones, dates(date(2024, 1, 1), date(2032, 1, 1)))
def test_half_hours_at_work_are_those_wholly_inside_the_day(zone: tzinfo, day: date) -> None:
    """Found by looking at every half hour of the date in UTC, and of those before and after it."""
    before = datetime.combine(day - timedelta(days=1), time(), UTC)
    halves = (before + timedelta(minutes=30 * number) for number in range(3 * 48))
    inside = {half.hour * 2 + half.minute // 30 for half in halves if within(zone, day, half)}
    assert half_hours_at_work(zone, day) == sum(1 << number for number in inside)


@pytest.mark.parametrize(
    ("zone", "first", "count"),
    [
        ("UTC", 18, 16),
        ("America/Toronto", 28, 16),
        ("Asia/Kathmandu", 7, 15),  # 9:00 there is 3:15 in UTC
        ("Pacific/Chatham", 39, 15),  # 9:00 there is 19:15 of the day before
        ("Australia/Lord_Howe", 44, 16),
        ("Pacific/Kiritimati", 38, 16),
    ],
)
def test_a_working_day_is_sixteen_half_hours_or_fifteen_where_clocks_stand_at_a_quarter(
    zone: str, first: int, count: int
) -> None:
    hours = half_hours_at_work(ZoneInfo(zone), date(2026, 11, 23))
    assert hours == sum(1 << (first + number) % 48 for number in range(count))

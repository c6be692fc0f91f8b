"""Cadences: every rhythm against a calendar that is read day by day, and what becomes of single dates."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cadence import (
    Cadence,
    CadenceError,
    Move,
    Nth,
    Occurrence,
    On,
    Recurs,
    Weekday,
    next_after,
    next_five,
    occurrences,
)

BY_THE_WEEK = {
    Recurs.EVERY_WEEK: 7,
    Recurs.EVERY_TWO_WEEKS: 14,
    Recurs.EVERY_THREE_WEEKS: 21,
    Recurs.EVERY_FOUR_WEEKS: 28,
    Recurs.EVERY_FIVE_WEEKS: 35,
    Recurs.EVERY_SIX_WEEKS: 42,
    Recurs.EVERY_EIGHT_WEEKS: 56,
}
MONTHS_AFTER_THE_FIRST = {
    Recurs.EVERY_MONTH: set(range(12)),
    Recurs.EVERY_OTHER_MONTH: {0, 2, 4, 6, 8, 10},
    Recurs.EVERY_THREE_MONTHS: {0, 3, 6, 9},
    Recurs.EVERY_FOUR_MONTHS: {0, 4, 8},
    Recurs.EVERY_SIX_MONTHS: {0, 6},
    Recurs.EVERY_YEAR: {0},
    Recurs.SIX_TIMES_A_YEAR: {0, 2, 4, 6, 8, 10},
    Recurs.SEVEN_TIMES_A_YEAR: {0, 2, 3, 5, 7, 9, 10},
}
ZONES = sorted(available_timezones())
TEN_YEARS = timedelta(days=3_653)
DAY = timedelta(days=1)

days = st.dates(date(2005, 1, 1), date(2040, 1, 1))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days_of_weeks = st.sampled_from(Weekday).map(On)
days_of_months = st.builds(On, st.sampled_from(Weekday), st.sampled_from(Nth))


def planned(cadence: Cadence, start: date, until: date) -> list[date]:
    """The dates of the rhythm, found by looking at every day of the calendar in turn."""
    if cadence.recurs is Recurs.CHOSEN_DATES:
        return list(cadence.dates)
    calendar = (start + ahead * DAY for ahead in range((until - start).days))
    own = [(cadence.weekday, cadence.nth), *cadence.also]
    fitting = [day for day in calendar if any(day.weekday() == weekday and is_nth(day, nth) for weekday, nth in own)]
    if cadence.recurs in BY_THE_WEEK:
        monday = fitting[0] - fitting[0].weekday() * DAY
        return [day for day in fitting if (day - monday).days % BY_THE_WEEK[cadence.recurs] < 7]
    months = MONTHS_AFTER_THE_FIRST[cadence.recurs]
    return [day for day in fitting if (day.month - fitting[0].month) % 12 in months]


def is_nth(day: date, nth: Nth | None) -> bool:
    if nth is Nth.LAST:
        return (day + 7 * DAY).month != day.month
    return nth is None or (day.day + 6) // 7 == nth


def on_the_wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first instant at which a clock on the wall shows this time or, where none ever does, a later one."""
    wanted = datetime.combine(day, at, UTC)
    offsets = {(wanted + days * DAY).astimezone(zone).utcoffset() or timedelta() for days in (-1.5, 0, 1.5)}
    instants = [wanted - offset for offset in offsets if shown(wanted - offset, zone) == wanted]
    if instants:
        return min(instants)
    instant = wanted - max(offsets)
    while shown(instant, zone) < wanted:
        instant += timedelta(minutes=1)
    return instant


def shown(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=UTC)


@st.composite
def plans(draw: st.DrawFn, kinds: Iterable[Recurs] = Recurs) -> tuple[Cadence, date]:
    """A cadence of one of the kinds, with skipped and moved dates, and the date that it was asked to start on."""
    start, recurs = draw(days), draw(st.sampled_from(list(kinds)))
    by_hand, by_the_month = recurs is Recurs.CHOSEN_DATES, recurs in MONTHS_AFTER_THE_FIRST
    plain = Cadence(
        recurs=recurs,
        weekday=None if by_hand else draw(st.sampled_from(Weekday)),
        nth=draw(st.sampled_from(Nth)) if by_the_month else None,
        also=() if by_hand else tuple(draw(st.lists(days_of_months if by_the_month else days_of_weeks, max_size=6))),
        dates=tuple(draw(st.lists(days, min_size=1, max_size=9))) if by_hand else (),
        at=draw(times),
        zone=draw(st.sampled_from(ZONES)),
        starts_on=start,
    )
    own = planned(plain, start, start + 1_200 * DAY)
    moves = [
        Move(day, day + draw(st.integers(-40, 40)) * DAY, draw(st.none() | times))
        for day in draw(st.lists(st.sampled_from(own[:12]), unique=True, max_size=3))
    ]
    skips = draw(st.lists(st.sampled_from(own[:30]) | days, max_size=4))
    skipped = tuple(day for day in skips if day not in [move.original for move in moves])
    return Cadence(**{**plain.__dict__, "skipped": skipped, "moved": tuple(moves)}), start


cadences = plans().map(lambda plan: plan[0])


def expected(cadence: Cadence, start: date, after: datetime, until: datetime) -> list[Occurrence]:
    """What should happen between two instants, by the calendar on the wall."""
    zone = ZoneInfo(cadence.zone)
    moves = {move.original: (move.to, move.at or cadence.at) for move in cadence.moved}
    kept = [day for day in planned(cadence, start, until.date() + 50 * DAY) if day not in cadence.skipped]
    when = {day: on_the_wall(*moves.get(day, (day, cadence.at)), zone) for day in kept}
    all_of_them = [Occurrence(str(day), at, shown(at, zone).date()) for day, at in when.items() if after < at <= until]
    return sorted(all_of_them, key=lambda occurrence: (occurrence.at, occurrence.key))


def agree(plan: tuple[Cadence, date], hours: int) -> None:
    cadence, start = plan
    after = datetime.combine(start, time(), UTC) + timedelta(hours=hours)
    actual = takewhile(lambda occurrence: occurrence.at <= after + TEN_YEARS, occurrences(cadence, after))
    assert list(actual) == expected(cadence, start, after, after + TEN_YEARS)


hours_later = st.integers(-2_000, 20_000)


def unhurried(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried(200)
@given(plans(), hours_later)
def test_ten_years_of_any_cadence_agree_with_the_calendar_on_the_wall(plan: tuple[Cadence, date], hours: int) -> None:
    agree(plan, hours)


@pytest.mark.soak
@unhurried(10_000)
@given(plans(), hours_later)
def test_ten_years_of_ten_thousand_cadences_agree_with_the_calendar_on_the_wall(
    plan: tuple[Cadence, date], hours: int
) -> None:
    agree(plan, hours)


@given(cadences, hours_later)
def test_the_next_occurrence_after_each_is_the_following_one(cadence: Cadence, hours: int) -> None:
    """A programme that asks for the next one only, each time, misses none; those of one instant count as one."""
    after = datetime.combine(cadence.starts_on, time(), UTC) + timedelta(hours=hours)
    instants = [occurrence.at for occurrence in islice(occurrences(cadence, after), 20)]
    asked: list[datetime] = []
    while len(asked) < len(set(instants)) and (following := next_after(cadence, after)):
        after = following.at
        asked.append(after)
    assert asked == sorted(set(instants))


@given(cadences)
def test_no_two_occurrences_have_the_same_key(cadence: Cadence) -> None:
    after = datetime.combine(cadence.starts_on, time(), UTC) - 90 * DAY
    keys = [occurrence.key for occurrence in islice(occurrences(cadence, after), 100)]
    assert len(set(keys)) == len(keys)


@given(plans([Recurs.SIX_TIMES_A_YEAR, Recurs.SEVEN_TIMES_A_YEAR]))
def test_six_and_seven_times_a_year_are_that_many_each_year_a_month_or_two_apart(plan: tuple[Cadence, date]) -> None:
    cadence, _ = plan
    times_a_year = 6 if cadence.recurs is Recurs.SIX_TIMES_A_YEAR else 7
    dates = list(islice(cadence.dates_from(cadence.starts_on), 10 * times_a_year * len(cadence.days)))
    months = sorted({day.year * 12 + day.month for day in dates})
    assert months[::times_a_year] == [month for month in months if (month - cadence.starts_on.month) % 12 == 0]
    assert {later - sooner for sooner, later in pairwise(months)} <= {1, 2}


TUESDAYS = Cadence(
    recurs=Recurs.EVERY_TWO_WEEKS,
    weekday=Weekday.TUESDAY,
    at=time(15),
    zone="America/Toronto",
    starts_on=date(2027, 1, 1),
)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)


def dates_of(cadence: Cadence) -> list[tuple[str, date]]:
    return [(occurrence.key, occurrence.local_date) for occurrence in next_five(cadence, NEW_YEAR)]


def test_every_second_week_counts_from_the_first_such_weekday() -> None:
    assert TUESDAYS.starts_on == date(2027, 1, 5)
    assert [str(day) for _, day in dates_of(TUESDAYS)] == [
        "2027-01-05",
        "2027-01-19",
        "2027-02-02",
        "2027-02-16",
        "2027-03-02",
    ]


def test_a_moved_date_keeps_the_key_it_had() -> None:
    moved = TUESDAYS.moving(date(2027, 1, 19), date(2027, 2, 3), time(9))
    assert next_five(moved, NEW_YEAR)[2] == Occurrence(
        "2027-01-19", datetime(2027, 2, 3, 14, tzinfo=UTC), date(2027, 2, 3)
    )
    assert [key for key, _ in dates_of(moved)] == ["2027-01-05", "2027-02-02", "2027-01-19", "2027-02-16", "2027-03-02"]


def test_a_date_can_be_skipped_moved_instead_and_restored() -> None:
    day = date(2027, 1, 19)
    skipped = TUESDAYS.skipping(day)
    assert day not in [local for _, local in dates_of(skipped)]
    assert skipped.moving(day, day + DAY).moving(day, day + 2 * DAY) == TUESDAYS.moving(day, day + 2 * DAY)
    assert skipped.moving(day, day + DAY).skipping(day) == skipped
    assert skipped.restoring(day) == TUESDAYS.moving(day, day + DAY).restoring(day) == TUESDAYS


def test_a_move_to_where_it_was_is_no_move() -> None:
    assert TUESDAYS.moving(date(2027, 1, 19), date(2027, 1, 19), time(15)) == TUESDAYS


def test_holidays_on_other_days_change_nothing() -> None:
    assert dates_of(TUESDAYS.skipping(date(2027, 1, 20))) == dates_of(TUESDAYS)


def test_single_dates_may_be_given_in_any_order() -> None:
    sooner, later = date(2027, 1, 19), date(2027, 2, 16)
    assert TUESDAYS.skipping(later).skipping(sooner) == TUESDAYS.skipping(sooner).skipping(later)
    moved = TUESDAYS.moving(later, later + DAY)
    assert moved.moving(sooner, sooner + DAY) == TUESDAYS.moving(sooner, sooner + DAY).moving(later, later + DAY)


def test_dates_that_were_moved_past_each_other_come_in_order_of_time() -> None:
    swapped = TUESDAYS.moving(date(2027, 1, 5), date(2027, 1, 20)).moving(date(2027, 1, 19), date(2027, 1, 6))
    assert [key for key, _ in dates_of(swapped)][:2] == ["2027-01-19", "2027-01-05"]


def test_chosen_dates_come_to_an_end() -> None:
    dates = (date(2027, 4, 14), date(2027, 3, 3), date(2027, 3, 3))
    cadence = Cadence(recurs=Recurs.CHOSEN_DATES, dates=dates, at=time(9), zone="UTC", starts_on=date(2027, 1, 1))
    assert [local for _, local in dates_of(cadence)] == [date(2027, 3, 3), date(2027, 4, 14)]
    assert next_after(cadence, datetime(2027, 4, 14, 9, tzinfo=UTC)) is None


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        next_after(TUESDAYS, datetime(2027, 1, 1))  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    ("parts", "complaint"),
    [
        ({"weekday": None}, "day of the week"),
        ({"recurs": Recurs.EVERY_MONTH}, "which week of the month"),
        ({"nth": Nth.LAST}, "Only something monthly"),
        ({"also": (On(Weekday.FRIDAY, Nth.LAST),)}, "Only something monthly"),
        ({"recurs": Recurs.EVERY_MONTH, "nth": Nth.LAST, "also": (On(Weekday.FRIDAY),)}, "which week of the month"),
        (
            {"recurs": Recurs.CHOSEN_DATES, "weekday": None, "dates": (TUESDAYS.starts_on,), "also": (On(Weekday(4)),)},
            "not both",
        ),
        ({"recurs": Recurs.CHOSEN_DATES, "weekday": None}, "at least one date"),
        ({"dates": (date(2027, 1, 5),)}, "not both"),
        ({"recurs": Recurs.CHOSEN_DATES, "dates": (date(2027, 1, 5),)}, "not both"),
        ({"zone": "Europe/Toronto"}, "time zone “Europe/Toronto”"),
        ({"zone": "europe/berlin"}, "time zone"),
        ({"at": time(15, 0, 1)}, "whole minutes"),
        ({"at": time(15, tzinfo=UTC)}, "local time"),
        ({"starts_on": date(9999, 12, 31)}, "too far away"),
        ({"skipped": (date(1, 1, 1),)}, "too far away"),
        ({"moved": (Move(date(2027, 1, 5), date(2027, 1, 6), time(9, 0, 30)),)}, "whole minutes"),
        ({"moved": (Move(date(2027, 1, 12), date(2027, 1, 13)),)}, "12 January 2027 can't be moved"),
        ({"moved": [Move(date(2027, 1, 5), date(2027, 1, day)) for day in (6, 7)]}, "one other date only"),
        ({"moved": (Move(date(2027, 1, 5), date(2027, 1, 6)),), "skipped": (date(2027, 1, 5),)}, "one of the two"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(parts: dict[str, object], complaint: str) -> None:
    with pytest.raises(CadenceError, match=complaint):
        Cadence(**{**TUESDAYS.__dict__, **parts})

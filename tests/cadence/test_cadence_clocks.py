"""The two days a year when clocks are changed: each occurrence at its local hour, none lost and none twice."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest

from bot.cadence import Cadence, Nth, Occurrence, Recurs, Weekday, next_after, occurrences

GAPS = {
    "Europe/Berlin": (date(2027, 3, 28), Nth.LAST, time(2), time(3)),
    "America/Toronto": (date(2027, 3, 14), Nth.SECOND, time(2), time(3)),
    "Australia/Sydney": (date(2027, 10, 3), Nth.FIRST, time(2), time(3)),
    "Australia/Lord_Howe": (date(2027, 10, 3), Nth.FIRST, time(2), time(2, 30)),
}
"""The day, which Sunday of its month that is, and what the clock on the wall leaves out."""

FOLDS = {
    "Europe/Berlin": (date(2027, 10, 31), Nth.LAST, time(2), time(3)),
    "America/Toronto": (date(2027, 11, 7), Nth.FIRST, time(1), time(2)),
    "Australia/Sydney": (date(2027, 4, 4), Nth.FIRST, time(2), time(3)),
    "Australia/Lord_Howe": (date(2027, 4, 4), Nth.FIRST, time(1, 30), time(2)),
}
"""The day, which Sunday of its month that is, and what the clock on the wall shows twice."""

CHANGES = [(zone, change) for changes in (GAPS, FOLDS) for zone, change in changes.items()]
HOURS = [time(hour, minute) for hour in (0, 1, 2, 3, 15, 23) for minute in (0, 15, 30, 59)]


def cadence_over(day: date, nth: Nth, recurs: Recurs, at: time, zone: str) -> Cadence:
    """A cadence that falls on the day of the change and after it, and before it where it falls there by itself."""
    by_hand, by_the_week = recurs is Recurs.CHOSEN_DATES, recurs.value.endswith(("week", "weeks"))
    weeks_before = day - timedelta(weeks=4)
    before_it = {Recurs.EVERY_WEEK, Recurs.EVERY_TWO_WEEKS, Recurs.EVERY_FOUR_WEEKS, Recurs.EVERY_MONTH}
    return Cadence(
        recurs=recurs,
        weekday=None if by_hand else Weekday.SUNDAY,
        nth=None if by_hand or by_the_week else nth,
        dates=tuple(day + timedelta(days=later) for later in range(-2, 3)) if by_hand else (),
        at=at,
        zone=zone,
        starts_on=weeks_before if recurs in before_it else day,
    )


@pytest.mark.parametrize("recurs", Recurs)
@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_each_occurrence_is_at_its_local_hour_and_there_once(
    recurs: Recurs, zone: str, change: tuple[date, Nth, time, time]
) -> None:
    day, nth, _, _ = change
    for at in HOURS:
        cadence = cadence_over(day, nth, recurs, at, zone)
        after = datetime.combine(cadence.starts_on, time(), UTC) - timedelta(days=2)
        year = list(takewhile(lambda each: each.at < datetime(2028, 2, 1, tzinfo=UTC), occurrences(cadence, after)))
        keys = [date.fromisoformat(occurrence.key) for occurrence in year]
        assert day in keys
        assert keys == list(islice(cadence.dates_from(cadence.starts_on), len(keys)))
        assert [occurrence.local_date for occurrence in year] == keys
        hours = [occurrence.at.astimezone(ZoneInfo(zone)).time() for occurrence in year]
        assert hours == [shown_instead(zone, own, at) for own in keys]


def shown_instead(zone: str, day: date, at: time) -> time:
    gap_day, _, gap_begins, gap_ends = GAPS[zone]
    return gap_ends if day == gap_day and gap_begins <= at < gap_ends else at


@pytest.mark.parametrize("recurs", Recurs)
@pytest.mark.parametrize(("zone", "change"), FOLDS.items())
def test_an_hour_that_comes_twice_happens_at_the_first(
    recurs: Recurs, zone: str, change: tuple[date, Nth, time, time]
) -> None:
    day, nth, begins, _ = change
    cadence = cadence_over(day, nth, recurs, begins, zone)
    of_the_day = [each for each in occurrences_around(cadence, day) if each.key == str(day)]
    assert [each.at.astimezone(ZoneInfo(zone)).fold for each in of_the_day] == [0]
    again = next_after(cadence, of_the_day[0].at)
    assert again is not None
    assert again.key != str(day)


def occurrences_around(cadence: Cadence, day: date) -> list[Occurrence]:
    noon = datetime.combine(day, time(12), UTC)
    return list(takewhile(lambda each: each.at < noon + timedelta(days=2), occurrences(cadence, noon - timedelta(2))))


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30), "2027-03-28T01:00:00+00:00"),
        ("Europe/Berlin", date(2027, 10, 31), time(2, 30), "2027-10-31T00:30:00+00:00"),
        ("America/Toronto", date(2027, 3, 14), time(2, 30), "2027-03-14T07:00:00+00:00"),
        ("America/Toronto", date(2027, 11, 7), time(1, 30), "2027-11-07T05:30:00+00:00"),
        ("Australia/Sydney", date(2027, 10, 3), time(2, 30), "2027-10-02T16:00:00+00:00"),
        ("Australia/Sydney", date(2027, 4, 4), time(2, 30), "2027-04-03T15:30:00+00:00"),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15), "2027-10-02T15:30:00+00:00"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "2027-04-03T14:45:00+00:00"),
        # Nuuk's gap ends at midnight: the next time that exists is on the next day.
        ("America/Nuuk", date(2027, 3, 27), time(23, 30), "2027-03-28T01:00:00+00:00"),
        # Samoa crossed the date line: there was no 30 December 2011.
        ("Pacific/Apia", date(2011, 12, 30), time(15), "2011-12-30T10:00:00+00:00"),
    ],
)
def test_clocks_are_read_as_the_people_there_read_them(zone: str, day: date, at: time, instant: str) -> None:
    """Instants worked out by hand from the published changes of each zone."""
    cadence = Cadence(recurs=Recurs.CHOSEN_DATES, dates=(day,), at=at, zone=zone, starts_on=day)
    occurrence = next_after(cadence, datetime.combine(day, time(), UTC) - timedelta(days=3))
    assert occurrence is not None
    assert occurrence.at.isoformat() == instant
    assert occurrence.key == str(day)
    assert occurrence.local_date == occurrence.at.astimezone(ZoneInfo(zone)).date()


def test_a_moved_date_obeys_the_clock_of_its_new_day() -> None:
    sunday = date(2027, 3, 28)
    cadence = Cadence(
        recurs=Recurs.EVERY_WEEK, weekday=Weekday.FRIDAY, at=time(2, 30), zone="Europe/Berlin", starts_on=sunday
    ).moving(date(2027, 4, 2), sunday)
    occurrence = next_after(cadence, datetime(2027, 3, 1, tzinfo=UTC))
    assert occurrence is not None
    assert (occurrence.key, occurrence.at.isoformat()) == ("2027-04-02", "2027-03-28T01:00:00+00:00")

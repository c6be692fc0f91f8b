"""A cadence in one column of the database: RFC 5545 that comes back as it went in."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Component, Event

from bot.cadence import Cadence, CadenceError, Recurs, Weekday, from_rule, parse_words, to_rule
from tests.cadence.test_cadence import cadences, unhurried

STORED = """\
DTSTART;TZID=America/Toronto:20270105T150000
RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU
EXDATE;TZID=America/Toronto:20270119T150000

RECURRENCE-ID;TZID=America/Toronto:20270202T150000
DTSTART;TZID=America/Toronto:20270203T140000"""

CADENCE = (
    Cadence(
        recurs=Recurs.EVERY_TWO_WEEKS,
        weekday=Weekday.TUESDAY,
        at=time(15),
        zone="America/Toronto",
        starts_on=date(2027, 1, 5),
    )
    .skipping(date(2027, 1, 19))
    .moving(date(2027, 2, 2), date(2027, 2, 3), time(14))
)


def test_what_is_stored_stays_readable_by_later_versions() -> None:
    """Rows that have been written must be understood for as long as there are any."""
    assert to_rule(CADENCE) == STORED
    assert from_rule(STORED) == CADENCE


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (
            "seven times a year on the last Tuesday of the month at 15:00 UTC, starting 26 January 2027",
            "DTSTART;TZID=UTC:20270126T150000\nRRULE:FREQ=YEARLY;BYMONTH=1,3,4,6,8,10,11;BYDAY=-1TU",
        ),
        (
            "the first and third Tuesday of every month at 15:00 UTC, starting 5 January 2027",
            "DTSTART;TZID=UTC:20270105T150000\nRRULE:FREQ=MONTHLY;BYDAY=1TU,3TU",
        ),
        (
            "every three weeks on Tuesday and Thursday at 15:00 UTC, starting 5 January 2027",
            "DTSTART;TZID=UTC:20270105T150000\nRRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH",
        ),
        (
            "on 3 March 2027, 14 April 2027, 12 May 2027, 9 June 2027 and 7 July 2027 at 08:05 Berlin time",
            "DTSTART;TZID=Europe/Berlin:20270303T080500\n"
            "RDATE;TZID=Europe/Berlin:20270414T080500,20270512T080500,20270609T080500,20270707T080500",
        ),
        (
            "every Sunday at 02:30 UTC, starting 3 January 2027, with 10 January 2027 moved to 11 January 2027",
            "DTSTART;TZID=UTC:20270103T023000\nRRULE:FREQ=WEEKLY;BYDAY=SU\n\n"
            "RECURRENCE-ID;TZID=UTC:20270110T023000\nDTSTART;TZID=UTC:20270111T023000",
        ),
    ],
)
def test_what_is_stored_is_not_what_icalendar_would_write(words: str, stored: str) -> None:
    """It leaves TZID=UTC out, puts BYDAY before BYMONTH, and folds long lines; older versions know none of these."""
    assert to_rule(parse_words(words, "UTC", date(2027, 1, 1))) == stored
    assert to_rule(from_rule(stored)) == stored


@unhurried(200)
@given(cadences)
def test_every_cadence_comes_back_from_the_database_as_it_was(cadence: Cadence) -> None:
    assert from_rule(to_rule(cadence)) == cadence


@given(cadences)
def test_a_calendar_reads_what_is_stored(cadence: Cadence) -> None:
    """Each paragraph is the time of an event by RFC 5545, as another library understands it."""
    series, *moves = [Event.from_ical(f"BEGIN:VEVENT\n{part}\nEND:VEVENT\n") for part in to_rule(cadence).split("\n\n")]
    assert moments(series, "DTSTART") == at_its_time(cadence, [cadence.starts_on])
    assert moments(series, "RDATE") == at_its_time(cadence, cadence.dates[1:])
    assert moments(series, "EXDATE") == at_its_time(cadence, cadence.skipped)
    assert [moments(move, "RECURRENCE-ID") for move in moves] == [
        at_its_time(cadence, [move.original]) for move in cadence.moved
    ]
    assert [moments(move, "DTSTART") for move in moves] == [
        [datetime.combine(move.to, move.at or cadence.at)] for move in cadence.moved
    ]


def moments(event: Component, name: str) -> list[datetime]:
    """The local times of a property."""
    if name not in event:
        return []
    return [moment.dt.replace(tzinfo=None) for moment in getattr(event[name], "dts", [event[name]])]


def at_its_time(cadence: Cadence, days: Iterable[date]) -> list[datetime]:
    return [datetime.combine(day, cadence.at) for day in days]


@given(cadences.filter(lambda cadence: cadence.rule is not None))
def test_the_rule_gives_the_same_dates_to_whoever_reads_it(cadence: Cadence) -> None:
    start = datetime.combine(cadence.starts_on, cadence.at)
    stored = next(line for line in to_rule(cadence).splitlines() if line.startswith("RRULE"))
    dates = [moment.date() for moment in islice(rrulestr(stored, dtstart=start), 30)]
    assert dates == list(islice(cadence.dates_from(cadence.starts_on), 30))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every week",
        STORED.replace("RRULE:FREQ=WEEKLY", "RRULE:FREQ=DAILY"),
        STORED.replace("INTERVAL=2", "INTERVAL=7"),
        STORED.replace("BYDAY=TU", "BYDAY=XX"),
        STORED.replace("BYDAY=TU", "COUNT=2"),
        STORED.replace("BYDAY=TU", "BYDAY=WE"),
        STORED.replace("Toronto", "Tornto"),
        STORED.replace(";TZID=America/Toronto", ""),
        STORED.replace("America/Toronto", "America/Toronto,UTC"),
        STORED.replace("America/Toronto", "Eastern Standard Time"),
        STORED.replace("20270105", "20270106"),
        STORED.replace("20270105T", "20271305T"),
        STORED.replace("RECURRENCE-ID", "RDATE"),
        STORED.replace("EXDATE", "X-NOTE"),
        STORED + "\n",
    ],
)
def test_a_rule_that_klatch_did_not_write_is_refused(text: str) -> None:
    with pytest.raises(CadenceError, match="stored rule"):
        from_rule(text)


@given(cadences, st.data())
def test_a_damaged_rule_is_refused_or_read_to_the_letter(cadence: Cadence, data: st.DataObject) -> None:
    text = to_rule(cadence)
    place = data.draw(st.integers(0, len(text) - 1))
    damaged = text[:place] + data.draw(st.sampled_from(["", "0", "1", "-", ";", ",", "A", "\n"])) + text[place + 1 :]
    try:
        read = from_rule(damaged)
    except CadenceError:
        return
    assert to_rule(read) == damaged

"""Cadences in words: said so that a member recognises them, and read back as they were meant."""

from dataclasses import replace
from datetime import date, time
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import Cadence, CadenceError, Recurs, Weekday, in_words, parse_words, rhythm_in_words
from bot.cadence.languages import LANGUAGES, SOURCE
from bot.cadence.zones import zone_from_words, zone_in_words
from tests.cadence.test_cadence import cadences, days, unhurried

TODAY = date(2027, 1, 1)
HOME = "America/Toronto"


def read(words: str) -> Cadence:
    return parse_words(words, HOME, TODAY)


@unhurried(200)
@given(cadences, days, st.sampled_from(LANGUAGES.codes), st.sampled_from(LANGUAGES.codes))
def test_what_is_said_is_read_back_whenever_and_wherever(cadence: Cadence, today: date, said: str, own: str) -> None:
    assert parse_words(in_words(cadence, said), "Asia/Tokyo", today, own) == cadence


@pytest.mark.parametrize("language", LANGUAGES.codes)
def test_every_zone_that_is_said_is_read_back(language: str) -> None:
    zones = sorted(available_timezones())
    spoken = LANGUAGES.of(language)
    for home in (HOME, "Europe/London", "America/Phoenix", "Etc/UTC"):
        said = [zone_in_words(zone, spoken) for zone in zones]
        assert [zone_from_words(words, home, TODAY, spoken) for words in said] == zones


@pytest.mark.parametrize("language", LANGUAGES.codes)
def test_every_minute_of_the_day_that_is_said_is_read_back(language: str) -> None:
    minutes = [time(hour, minute) for hour in range(24) for minute in range(60)]
    cadences = [replace(read("every Tuesday at 15:00"), at=at) for at in minutes]
    assert [parse_words(rhythm_in_words(one, language), HOME, TODAY).at for one in cadences] == minutes


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Toronto", "Toronto time"),
        ("America/New_York", "New York time"),
        ("America/Port-au-Prince", "Port-au-Prince time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("America/Argentina/San_Juan", "San Juan time"),
        ("America/Buenos_Aires", "America/Buenos_Aires"),
        ("Europe/Istanbul", "Istanbul time"),
        ("Asia/Singapore", "Singapore time"),
        ("Singapore", "Singapore"),
        ("US/Pacific", "US/Pacific"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_said_by_its_city_unless_that_would_mislead(zone: str, words: str) -> None:
    assert zone_in_words(zone, LANGUAGES.of(SOURCE)) == words


@pytest.mark.parametrize(
    "words",
    [
        "every Tuesday at 15:00 Toronto time, starting 5 January 2027",
        "every second Tuesday at 15:00 Toronto time, starting 5 January 2027",
        "every four weeks on Tuesday at 15:00 Toronto time, starting 5 January 2027",
        "the third Thursday of every month at 09:05 Kolkata time, starting 21 January 2027",
        "the last Thursday of every other month at 15:00 Toronto time, starting 28 January 2027",
        "six times a year on the first Monday of the month at 15:00 UTC, starting 4 January 2027",
        "seven times a year on the first Monday of the month at 15:00 UTC, starting 4 January 2027",
        "on 3 March 2027, 14 April 2027 and 9 June 2027 at 15:00 Toronto time",
        "every Tuesday at 15:00 Toronto time, starting 5 January 2027, but not on 12 January 2027 "
        "and 25 December 2027, with 19 January 2027 moved to 20 January 2027 at 14:00, "
        "with 26 January 2027 moved to 27 January 2027",
    ],
)
def test_a_cadence_is_said_in_plain_words(words: str) -> None:
    assert in_words(read(words)) == words


def test_a_line_in_a_message_says_the_rhythm_alone() -> None:
    cadence = read("every second Tuesday at 15:00, starting 5 January, but not on 19 January")
    assert rhythm_in_words(cadence) == "every second Tuesday at 15:00 Toronto time"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Every Tuesday at 3 pm", "every Tuesday at 15:00 Toronto time"),
        ("  weekly on  Tuesdays at 15.00. ", "every Tuesday at 15:00 Toronto time"),
        ("every other Tuesday at 12:30 a.m.", "every second Tuesday at 00:30 Toronto time"),
        ("every two weeks on Tuesday, at 12pm", "every second Tuesday at 12:00 Toronto time"),
        ("fortnightly on Tuesday at 3:15 p.m. in Berlin", "every second Tuesday at 15:15 Berlin time"),
        ("every fourth Tuesday at 15:00, Berlin time", "every four weeks on Tuesday at 15:00 Berlin time"),
        ("every second Tuesday of the month at 15:00", "the second Tuesday of every month at 15:00 Toronto time"),
        ("monthly on the 3rd Thursday at 15:00", "the third Thursday of every month at 15:00 Toronto time"),
        ("every two months on the last Friday at 15:00", "the last Friday of every other month at 15:00 Toronto time"),
        (
            "7 times a year, on the first Monday at 15:00 america/toronto",
            "seven times a year on the first Monday of the month at 15:00 Toronto time",
        ),
        (
            "June 9, March 3rd, 2027 and 2027-04-14 at 15:00",
            "on 3 March 2027, 14 April 2027 and 9 June 2027 at 15:00 Toronto time",
        ),
        (
            "on Wednesday, 3 March and Wednesday 9 June at 15:00",
            "on 3 March 2027 and 9 June 2027 at 15:00 Toronto time",
        ),
    ],
)
def test_other_ways_of_saying_it_mean_the_same(words: str, said: str) -> None:
    assert rhythm_in_words(read(words)) == said


@pytest.mark.parametrize(
    ("said", "home", "meant"),
    [
        ("EST", "Europe/Berlin", "America/New_York"),
        ("EST", "America/Toronto", "America/Toronto"),
        ("ET", "America/Toronto", "America/Toronto"),
        ("ET", "America/Vancouver", "America/New_York"),
        ("CST", "America/Toronto", "America/Chicago"),
        ("CST", "Asia/Shanghai", "Asia/Shanghai"),
        ("MST", "America/Toronto", "America/Denver"),
        ("MST", "America/Phoenix", "America/Phoenix"),
        ("PT", "America/Toronto", "America/Los_Angeles"),
        ("PDT", "America/Toronto", "America/Los_Angeles"),
        ("GMT", "Europe/London", "Europe/London"),
        ("CET", "America/Toronto", "CET"),
        ("UTC", "America/Toronto", "UTC"),
        ("EST without summer time", "America/Toronto", "EST"),
    ],
)
def test_an_abbreviation_means_the_clocks_of_a_place_summer_time_and_all(said: str, home: str, meant: str) -> None:
    assert parse_words(f"every Tuesday at 15:00 {said}", home, TODAY).zone == meant


def test_who_says_greenwich_time_from_elsewhere_is_asked_what_they_mean() -> None:
    with pytest.raises(CadenceError, match="the same in summer and in winter"):
        read("every Tuesday at 15:00 GMT")


def test_dates_with_the_dashes_that_phones_make_are_read() -> None:
    assert read("on 2027\N{EN DASH}04\N{EM DASH}14 at 15:00") == read("on 2027-04-14 at 15:00")


def test_a_date_without_a_year_is_the_next_one() -> None:
    chosen = parse_words("on 28 February, 29 February and 1 March at 15:00", HOME, date(2097, 3, 1))
    assert chosen.dates == (date(2097, 3, 1), date(2098, 2, 28), date(2104, 2, 29))


def test_without_a_start_it_starts_today() -> None:
    assert read("every Friday at 15:00").starts_on == TODAY
    assert read("every Friday at 15:00 from 2 January").starts_on == date(2027, 1, 8)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("", "Say how often and at what time"),
        ("every Tuesday", "Say how often and at what time"),
        ("every blue moon at 15:00", "For example, I understand:"),
        ("the fifth Tuesday of every month at 15:00", "For example, I understand:"),
        ("every Tuesday at 24:00", "no 24:00 on a clock"),
        ("every Tuesday at 13 pm", "no 13 pm on a clock"),
        ("every Tuesday at 0 am", "no 0 am on a clock"),
        ("every Tuesday at 15:00 Tornto time", "time zone “Tornto time”"),
        ("every Tuesday at 15:00 starting 31 April", "no 31 April in the calendar"),
        ("every Tuesday at 15:00 starting 29 February 2027", "no 29 February 2027"),
        ("every Tuesday at 15:00 starting Monday 5 January 2027", "5 January 2027 is a Tuesday"),
        ("every Tuesday at 15:00 starting soon", "the date “soon”"),
        ("every Tuesday at 15:00 starting 5 January, starting 6 January", "two start dates"),
        ("every Tuesday at 15:00 with cake", "everything after the time"),
        ("every Tuesday at 15:00 with 6 January moved to 7 January", "nothing is planned for that day"),
        ("on 3 March, 30 February at 15:00", "no 30 February"),
        ("on Tue 3 March at 15:00", "3 March 2027 is a Wednesday"),
        ("on 3 March 0001 at 15:00", "too far away"),
    ],
)
def test_words_that_cannot_be_read_are_answered_with_what_can(words: str, complaint: str) -> None:
    with pytest.raises(CadenceError, match=complaint):
        read(words)


SCRAPS = (
    "every",
    "second",
    "last",
    "at",
    "starting",
    "not on",
    "with",
    "tuesday",
    "15:00",
    "31",
    "2027",
    ",",
    "²",
    "<!x>",
)


@st.composite
def muddled_words(draw: st.DrawFn) -> str:
    """What could be said, with a few words lost, doubled or put in."""
    words = in_words(draw(cadences)).split(" ")
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(words) - 1))
        words[place : place + draw(st.integers(0, 2))] = draw(st.lists(st.sampled_from((words[place], *SCRAPS))))
        words = words or ["every"]
    return " ".join(words)


@unhurried(200)
@given(muddled_words() | st.text(max_size=200))
def test_any_words_at_all_are_read_or_refused(words: str) -> None:
    try:
        cadence = read(words)
    except CadenceError:
        return
    assert read(in_words(cadence)) == cadence


@pytest.mark.parametrize(
    "words",
    ["{}", "every {} at 15:00", "every Tuesday at {}", "every Tuesday at 15:00 {} time", "on 3 {}, 9 June at 15:00"],
)
def test_a_refusal_is_short_however_much_was_said(words: str) -> None:
    with pytest.raises(CadenceError) as refusal:
        read(words.format("march" * 1_000))
    assert len(str(refusal.value)) < 600


def test_the_words_of_a_form_are_those_of_the_command() -> None:
    form = Cadence(
        recurs=Recurs.EVERY_TWO_WEEKS, weekday=Weekday.TUESDAY, at=time(15), zone=HOME, starts_on=date(2027, 1, 2)
    )
    assert read("every second Tuesday at 15:00") == form

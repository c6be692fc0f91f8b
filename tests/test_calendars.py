"""Calendar files, read by icalendar and by the tables of RFC 5546; links, read by what they open."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from bot.calendar_files import LINK_LIMIT, CalendarEntry, add_link, calendar_file

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")
CALL = "https://call.example/klatch?room=4&name=coffee"
ENTRY = CalendarEntry(
    uid="meeting-7.T1@klatch",
    title="Coffee Klatch",
    starts_at=datetime(2026, 11, 24, 15, tzinfo=TORONTO),
    ends_at=datetime(2026, 11, 24, 16, tzinfo=TORONTO),
    place="Room 4",
)
CALLED_OFF = replace(ENTRY, changes=2, is_called_off=True)

AT_MOST_ONCE = range(2)
ONCE = range(1, 2)
NEVER = range(1)
PUBLISH = {
    "UID": ONCE,
    "DTSTAMP": ONCE,
    "DTSTART": ONCE,
    "ORGANIZER": ONCE,
    "SUMMARY": ONCE,
    "SEQUENCE": AT_MOST_ONCE,
    "DTEND": AT_MOST_ONCE,
    "LOCATION": AT_MOST_ONCE,
    "STATUS": AT_MOST_ONCE,
    "URL": AT_MOST_ONCE,
    "ATTENDEE": NEVER,
    "REQUEST-STATUS": NEVER,
}
"""RFC 5546, 3.2.1: how often each property stands in an event that is published."""
CANCEL = {**PUBLISH, "SEQUENCE": ONCE, "DTSTART": AT_MOST_ONCE, "SUMMARY": AT_MOST_ONCE}
"""3.2.5, for an event that was published: 4.1.3 cancels one without attendees."""


def read(entry: CalendarEntry) -> tuple[str, dict[str, str]]:
    """The method and the event's properties, read without a library: RFC 5545, 3.1."""
    content = calendar_file(entry, NOW)
    lines = content.split("\r\n")
    assert lines.pop() == ""
    assert [line for line in lines if len(line.encode()) > 75 or "\n" in line or "\r" in line] == []
    unfolded = content.replace("\r\n ", "").split("\r\n")
    begins, ends = unfolded.index("BEGIN:VEVENT"), unfolded.index("END:VEVENT")
    assert (unfolded[0], unfolded[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    outside = dict(line.split(":", 1) for line in unfolded[1:begins])
    assert outside["VERSION"] == "2.0"
    assert outside["PRODID"]
    inside = [line.split(":", 1) for line in unfolded[begins + 1 : ends]]
    times = Counter(name.split(";")[0] for name, _ in inside)
    allowed = {"PUBLISH": PUBLISH, "CANCEL": CANCEL}[outside["METHOD"]]
    assert {name: count for name in (*times, *allowed) if (count := times[name]) not in allowed[name]} == {}
    return outside["METHOD"], {name.split(";")[0]: value for name, value in inside}


def text(value: str) -> str:
    """A TEXT as it was before it was escaped: RFC 5545, 3.3.11."""
    escapes = {"\\\\": "\\", "\\,": ",", "\\;": ";", "\\n": "\n", "\\N": "\n"}
    said, rest = "", value
    while rest:
        width = 2 if rest[0] == "\\" else 1
        said, rest = said + escapes.get(rest[:width], rest[:width]), rest[width:]
    return said


def test_an_event_is_published_with_all_that_a_calendar_needs() -> None:
    method, event = read(ENTRY)
    assert method == "PUBLISH"
    assert event == {
        "UID": "meeting-7.T1@klatch",
        "SEQUENCE": "0",
        "DTSTAMP": "20261123T140000Z",
        "DTSTART": "20261124T200000Z",
        "DTEND": "20261124T210000Z",
        "SUMMARY": "Coffee Klatch",
        "LOCATION": "Room 4",
        "STATUS": "CONFIRMED",
        "ORGANIZER": "mailto:klatch@klatch.invalid",
    }


def test_an_event_that_is_called_off_is_taken_out_under_the_same_identity() -> None:
    method, event = read(CALLED_OFF)
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", "2")
    _, before = read(ENTRY)
    assert (event["UID"], event["ORGANIZER"]) == (before["UID"], before["ORGANIZER"])


@pytest.mark.parametrize(("day", "utc"), [((10, 27), "20261027T190000Z"), ((11, 3), "20261103T200000Z")])
def test_the_same_hour_by_the_wall_is_another_one_in_utc_after_clocks_go_back(day: tuple[int, int], utc: str) -> None:
    starts = datetime(2026, *day, 15, tzinfo=TORONTO)
    assert read(replace(ENTRY, starts_at=starts, ends_at=starts + timedelta(hours=1)))[1]["DTSTART"] == utc


@pytest.mark.parametrize(
    ("place", "url"),
    [
        (CALL, CALL),
        (f" {CALL}\n", CALL),
        (f"Room 4, or {CALL}", None),
        ("https://", None),
        ("https://[", None),
        ("https://café.example/", None),
        ("javascript:alert(1)", None),
        ("Room 4", None),
        ("", None),
    ],
)
def test_a_place_that_is_a_link_can_be_opened_from_the_calendar(place: str, url: str | None) -> None:
    _, event = read(replace(ENTRY, place=place))
    assert event.get("URL") == url
    assert text(event.get("LOCATION", "")) == place.strip()


CONTROLS = (*range(32), *range(127, 160))
words = st.text(max_size=60) | st.text(alphabet='\r\n\t ,;:\\"n😀é\x00\x7f\x85\u2028', max_size=60)


@settings(max_examples=40)
@given(words, words)
def test_no_words_break_a_line_or_add_one(title: str, place: str) -> None:
    entry = replace(ENTRY, title=f"Klatch {title}\nEND:VEVENT\r\n", place=place)
    _, event = read(entry)
    (parsed,) = [part for part in Calendar.from_ical(calendar_file(entry, NOW)).walk() if isinstance(part, Event)]
    said = text(event["SUMMARY"])
    assert str(parsed["SUMMARY"]) == said
    assert said.startswith("Klatch")
    assert said.endswith("END:VEVENT")
    assert said == " ".join(entry.title.split()).translate(dict.fromkeys(CONTROLS))
    assert {*map(ord, text(event.get("LOCATION", "")))}.isdisjoint(CONTROLS)


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=60), st.text(max_size=200))
def test_a_link_carries_the_event_whole_and_stays_short(title: str, place: str) -> None:
    link = add_link(replace(ENTRY, title=f"Klatch {title}", place=place))
    parts = urlsplit(link)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "calendar.google.com", "/calendar/render")
    assert fields["action"] == ["TEMPLATE"]
    assert fields["dates"] == ["20261124T200000Z/20261124T210000Z"]
    assert fields["text"] == [text(read(replace(ENTRY, title=f"Klatch {title}"))[1]["SUMMARY"])]
    assert len(link) <= LINK_LIMIT
    assert not set(link) & set(' <>|"\n')


def test_a_place_that_would_make_a_link_too_long_stays_out_of_it() -> None:
    assert "location" in parse_qs(urlsplit(add_link(ENTRY)).query)
    assert "location" not in parse_qs(urlsplit(add_link(replace(ENTRY, place="😀" * 200))).query)

"""Calendar files (RFC 5545): one event, published, and later changed or taken back (RFC 5546). Pure."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

from icalendar import Calendar, Event, vCalAddress

LINK_LIMIT = 1_500
"""Characters of a link; with a place that makes it longer, the place is left out. A message's paragraph has 3,000."""

_direction = unicodedata.bidirectional
_DIRECTIONS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_GOOGLE = "https://calendar.google.com/calendar/render"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One event in somebody's calendar. Calendars are often shared: nothing private belongs into it."""

    uid: str
    """The same in every file about this event, by which a calendar knows it again."""
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    """The address, or the link of the call."""
    changes: int = 0
    """The number of changes since its first file: SEQUENCE (RFC 5545, 3.8.7.4)."""
    is_called_off: bool = False


def calendar_file(entry: CalendarEntry, now: datetime) -> str:
    """Return the file that puts an event into a calendar, changes it there, or takes it out.

    It has what RFC 5546 asks of PUBLISH (3.2.1) and CANCEL (3.2.5): no attendees, always an organizer.
    """
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.changes)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", _one_line(entry.title))
    event.add("organizer", _organizer())
    event.add("status", "CANCELLED" if entry.is_called_off else "CONFIRMED")
    if place := _one_line(entry.place):
        event.add("location", place)
        if _is_link(place):
            event.add("url", place)
    calendar = Calendar()
    calendar.add("prodid", "-//Klatch//Klatch//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.is_called_off else "PUBLISH")
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def add_link(entry: CalendarEntry) -> str:
    """Return a link that opens Google Calendar with the event filled in. It is not escaped for Slack."""
    when = "/".join(f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}" for instant in (entry.starts_at, entry.ends_at))
    fields = {"action": "TEMPLATE", "text": _one_line(entry.title), "dates": when}
    with_place = {**fields, "location": place} if (place := _one_line(entry.place)) else fields
    links = [f"{_GOOGLE}?{urlencode(some, quote_via=quote)}" for some in (with_place, fields)]
    return links[0] if len(links[0]) <= LINK_LIMIT else links[1]


def _organizer() -> vCalAddress:
    """Return Klatch, at an address that cannot exist (RFC 2606): answers go by the buttons in Slack."""
    organizer = vCalAddress("mailto:klatch@klatch.invalid")
    organizer.params["CN"] = "Klatch"
    return organizer


def _one_line(text: str) -> str:
    """Return a text without line breaks and control characters, which TEXT must not hold (RFC 5545, 3.3.11).

    Signs that turn the direction of what follows (UAX 9, 2.1 to 2.3) are left out too.
    """
    words = " ".join(text.split())
    return "".join(one for one in words if unicodedata.category(one) != "Cc" and _direction(one) not in _DIRECTIONS)


def _is_link(place: str) -> bool:
    """Return whether a place is a link and no more, in the characters that a URL has (RFC 3986)."""
    if not place.isascii() or " " in place:
        return False
    try:
        parts = urlsplit(place)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.netloc)

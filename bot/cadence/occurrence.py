"""The occurrences of a cadence: local dates and times turned into instants."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.tz import datetime_exists

from bot.cadence.cadence import Cadence


@dataclass(frozen=True)
class Occurrence:
    """One time that a cadence happens.

    ``key`` is the date that the rhythm gave it, in ISO format: it stays the same when the occurrence is moved, and no
    two occurrences of a cadence share one. ``at`` is the instant, in UTC; ``local_date`` the date in the cadence's zone
    at that instant.
    """

    key: str
    at: datetime
    local_date: date


def occurrences(cadence: Cadence, after: datetime) -> Iterator[Occurrence]:
    """Yield the occurrences later than an instant, in order of time; endless, but for chosen dates.

    Skipped dates are left out and moved ones come when they happen. Raises ValueError when the instant is naive.
    """
    if after.tzinfo is None:
        raise ValueError("occurrences come after an aware instant")
    # A time is the first at which the clock there shows it or a later one, so earlier dates have all gone by.
    since = after.astimezone(ZoneInfo(cadence.zone)).date()
    in_order = merge(_unmoved(cadence, since), _moved(cadence), key=lambda occurrence: (occurrence.at, occurrence.key))
    return (occurrence for occurrence in in_order if occurrence.at > after)


def next_after(cadence: Cadence, after: datetime) -> Occurrence | None:
    """Return the first occurrence later than an instant; None when no chosen date is left."""
    return next(occurrences(cadence, after), None)


def next_five(cadence: Cadence, after: datetime) -> list[Occurrence]:
    """Return the next five occurrences, which a form shows before it is saved, or the chosen dates that are left."""
    return list(islice(occurrences(cadence, after), 5))


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time in whole minutes, in UTC.

    A local time that comes twice means the first; one that does not exist is moved to the next that does, so 02:30 in
    a spring gap is 03:00. (RFC 5545 would say 03:30 here, which nobody's clock suggests.)
    """
    # PEP 495: fold=0, the default, is the first of two.
    local = datetime.combine(day, at, zone)
    while not datetime_exists(local):
        local += timedelta(minutes=1)
    return local.astimezone(UTC)


def _unmoved(cadence: Cadence, since: date) -> Iterator[Occurrence]:
    left_out = {*cadence.skipped, *(move.original for move in cadence.moved)}
    return (_occurrence(cadence, day, day, cadence.at) for day in cadence.dates_from(since) if day not in left_out)


def _moved(cadence: Cadence) -> list[Occurrence]:
    moved = [_occurrence(cadence, move.original, move.to, move.at or cadence.at) for move in cadence.moved]
    return sorted(moved, key=lambda occurrence: (occurrence.at, occurrence.key))


def _occurrence(cadence: Cadence, original: date, day: date, at: time) -> Occurrence:
    zone = ZoneInfo(cadence.zone)
    instant = instant_of(day, at, zone)
    return Occurrence(key=original.isoformat(), at=instant, local_date=instant.astimezone(zone).date())

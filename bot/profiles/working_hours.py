"""Working hours, on a member's own clock. Pure functions; every instant comes in and goes out aware.

A working day is Monday to Friday, 9:00 to 17:00 local time: Slack knows a member's zone, not their hours.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from bot.matching.round_input import HALF_HOURS

DAY_STARTS = time(9)
DAY_ENDS = time(17)
LAST_HOUR = time(16)
WORKING_WEEKDAYS = range(5)
"""Monday is 0, as in ``date.weekday``."""
_SECONDS = 1_800
"""In half an hour. Seconds since 1970 are counted from a midnight in UTC, so half hours are too."""


def at_work(zone: tzinfo, instant: datetime) -> bool:
    """Return whether it is working hours there."""
    local = instant.astimezone(zone)
    return local.weekday() in WORKING_WEEKDAYS and DAY_STARTS <= local.time() < DAY_ENDS


def next_working_moment(zone: tzinfo, instant: datetime) -> datetime:
    """Return the instant itself in working hours, otherwise the next start of a working day there, in UTC."""
    if at_work(zone, instant):
        return instant.astimezone(UTC)
    local = instant.astimezone(zone)
    before = local.date() - timedelta(days=1) if local.time() < DAY_STARTS else local.date()
    day = _next_working_day(before)
    return datetime.combine(day, DAY_STARTS, zone).astimezone(UTC)


def in_working_hours(zone: tzinfo, now: datetime, before: datetime, least: timedelta) -> datetime:
    """Return the reader's next working moment, where it leaves them so much time before an instant; else now."""
    then = next_working_moment(zone, now)
    return then if before - then >= least else now


def working_days_later(zone: tzinfo, instant: datetime, days: int) -> datetime:
    """Return the same time of day so many working days on, moved into working hours, in UTC.

    Asked on a Friday at 16:00 with one day: Monday at 16:00. Asked at night: counted from the next morning.
    """
    local = next_working_moment(zone, instant).astimezone(zone)
    day = local.date()
    for _ in range(days):
        day = _next_working_day(day)
    return next_working_moment(zone, datetime.combine(day, local.time(), zone))


def working_day_before(zone: tzinfo, instant: datetime) -> datetime:
    """Return the same time of day on the working day before, moved into working hours, in UTC.

    Before a Monday at 10:00: Friday at 10:00. Before a Tuesday at 20:00: Monday at 16:00, an hour before its end.
    """
    local = instant.astimezone(zone)
    day = _next_working_day(local.date(), timedelta(days=-1))
    at = min(max(local.time(), DAY_STARTS), LAST_HOUR)
    return datetime.combine(day, at, zone).astimezone(UTC)


def _next_working_day(day: date, step: timedelta = timedelta(days=1)) -> date:
    day += step
    while day.weekday() not in WORKING_WEEKDAYS:
        day += step
    return day


def shared_hours(zones: Sequence[tzinfo], instant: datetime) -> tuple[datetime, datetime] | None:
    """Return the next stretch of hours, within a week, when all of them are at work; None if there is none.

    It may have begun already. Far-off zones share hours too: one's Monday afternoon is another's Tuesday morning.
    """
    stretches, *others = [_working_stretches(zone, instant) for zone in zones]
    for other in others:
        pairs = [(max(a, c), min(b, d)) for a, b in stretches for c, d in other]
        stretches = [(starts, ends) for starts, ends in pairs if starts < ends]
    return next((stretch for stretch in sorted(stretches) if stretch[1] > instant), None)


def _working_stretches(zone: tzinfo, instant: datetime) -> list[tuple[datetime, datetime]]:
    today = instant.astimezone(zone).date()
    days = [today + timedelta(days=ahead) for ahead in range(-1, 8)]
    return [
        (
            datetime.combine(day, DAY_STARTS, zone).astimezone(UTC),
            datetime.combine(day, DAY_ENDS, zone).astimezone(UTC),
        )
        for day in days
        if day.weekday() in WORKING_WEEKDAYS
    ]


@lru_cache(maxsize=1_000)
def half_hours_at_work(zone: tzinfo, day: date) -> int:
    """Return the half hours in UTC that lie wholly inside the working hours of a date there, as bits.

    Bit 0 is 00:00 to 00:30 UTC, bit 47 the last half hour before midnight; hours that reach into another date in
    UTC come round, so that days which are alike compare alike. Whether it is a working weekday is not asked.
    """
    starts, ends = (int(datetime.combine(day, hour, zone).timestamp()) for hour in (DAY_STARTS, DAY_ENDS))
    return sum(1 << half_hour % HALF_HOURS for half_hour in range(-(-starts // _SECONDS), ends // _SECONDS))

"""The tokens of ``<!date^…>``: Slack's clients write them in the reader's time zone and language."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta

from playground.people import User

_TOKEN = re.compile(r"\{(\w+)\}")


def date_words(timestamp: int, template: str, reader: User, now: datetime) -> str:
    """What ``<!date^…>`` shows: the template with its tokens in the reader's time zone and manner."""
    zone = ZoneInfo(reader.tz or "UTC")
    moment = datetime.fromtimestamp(timestamp, UTC).astimezone(zone)
    today = now.astimezone(zone)
    manner = _FRENCH if reader.language == "fr" else _ENGLISH
    twelve_hours = reader.locale == "en-US"
    return _TOKEN.sub(lambda match: _token(match[1], moment, today, manner, twelve_hours) or match[0], template)


@dataclass(frozen=True)
class _Manner:
    """How dates are written in one language."""

    near: tuple[str, str, str]
    """Yesterday, today, tomorrow."""
    ago: Callable[[timedelta], str]
    dates: dict[str, Callable[[date], str]]


def _token(name: str, moment: datetime, today: datetime, manner: _Manner, twelve_hours: bool) -> str | None:
    bare = name.removesuffix("_pretty")
    days = (moment.date() - today.date()).days
    if name == "ago":
        return manner.ago(moment - today)
    if bare != name and abs(days) <= 1:
        return manner.near[days + 1]
    if bare in ("time", "time_secs"):
        return _time(moment, f":{moment:%S}" if bare == "time_secs" else "", twelve_hours)
    form = manner.dates.get(bare)
    return None if form is None else form(moment)


def _time(moment: datetime, seconds: str, twelve_hours: bool) -> str:
    if twelve_hours:
        return f"{moment.hour % 12 or 12}:{moment:%M}{seconds} {moment:%p}"
    return f"{moment:%H:%M}{seconds}"


def _ago(until: timedelta) -> str:
    seconds = -int(until / timedelta(seconds=1))
    size, unit = abs(seconds), "second"
    for length, name in ((60, "minute"), (3600, "hour"), (86400, "day")):
        if abs(seconds) >= length:
            size, unit = abs(seconds) // length, name
    words = f"{size} {unit}{'' if size == 1 else 's'}"
    return f"{words} ago" if seconds >= 0 else f"in {words}"


def _il_y_a(until: timedelta) -> str:
    return format_timedelta(until, add_direction=True, locale="fr")


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _long_date(day: date) -> str:
    return f"{day:%A}, {day:%B} {_ordinal(day.day)}, {day.year}"


def _in_french(pattern: str) -> Callable[[date], str]:
    """A pattern of CLDR; the first of a month is "1er"."""
    first = pattern.replace("d ", "d'er' ", 1)
    return lambda day: format_date(day, first if day.day == 1 else pattern, locale="fr")


_ENGLISH = _Manner(
    near=("yesterday", "today", "tomorrow"),
    ago=_ago,
    dates={
        "date_num": lambda day: f"{day:%Y-%m-%d}",
        "date_slash": lambda day: f"{day:%m/%d/%Y}",
        "date": lambda day: f"{day:%B} {_ordinal(day.day)}, {day.year}",
        "date_short": lambda day: f"{day:%b} {day.day}, {day.year}",
        "date_long": _long_date,
        "date_long_full": _long_date,
    },
)
_FRENCH = _Manner(
    near=("hier", "aujourd’hui", "demain"),
    ago=_il_y_a,
    dates={
        "date_num": lambda day: f"{day:%Y-%m-%d}",
        "date_slash": lambda day: f"{day:%d/%m/%Y}",
        "date": _in_french("d MMMM y"),
        "date_short": _in_french("d MMM y"),
        "date_long": _in_french("EEEE d MMMM y"),
        "date_long_full": _in_french("EEEE d MMMM y"),
    },
)

"""Slack's mrkdwn as words in a terminal: names for ids, dates in the reader's zone, links spelled out."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playground.people import User
from playground.workspace import Workspace

_SPECIAL = re.compile(r"<([^<>\n]+)>")
_DATE = re.compile(r"!date\^(-?\d+)\^([^^|]*)(?:\^([^|]*))?(?:\|(.*))?", re.DOTALL)
_TOKEN = re.compile(r"\{(\w+)\}")


def plain(text: str, reader: User, workspace: Workspace) -> str:
    """The words of a mrkdwn text as this reader would see them; *bold* and _italics_ keep their signs."""
    return html.unescape(_SPECIAL.sub(lambda match: spelled(match[1], reader, workspace), text))


def spelled(inside: str, reader: User, workspace: Workspace) -> str:
    """The words for what stands between ``<`` and ``>``, its entities still escaped."""
    target, _, label = inside.partition("|")
    match inside[0]:
        case "@":
            return _name(target[1:], label, workspace)
        case "#":
            return _channel(target[1:], label, workspace)
        case "!":
            return _command(inside, target, label, reader, workspace)
        case _:
            return f"{label} ({target.removeprefix('mailto:')})" if label and label != target else target


def _name(user_id: str, label: str, workspace: Workspace) -> str:
    user = workspace.people.get(user_id)
    return f"@{user.real_name}" if user is not None else f"@{label or user_id}"


def _channel(channel_id: str, label: str, workspace: Workspace) -> str:
    channel = workspace.channels.get(channel_id)
    return f"#{channel.name}" if channel is not None else f"#{label or channel_id}"


def _command(inside: str, target: str, label: str, reader: User, workspace: Workspace) -> str:
    date = date_of(inside, reader, workspace.now)
    if date is not None:
        return f"{date.words} ({date.link})" if date.link else date.words
    return label or "@" + target[1:].partition("^")[0]


@dataclass(frozen=True)
class Date:
    """A ``!date^…`` as its reader sees it; ``link`` is empty when it is none."""

    words: str
    moment: datetime
    link: str


def date_of(inside: str, reader: User, now: datetime) -> Date | None:
    """The date that stands between ``<`` and ``>``, or None when none does, or none that there can be."""
    found = _DATE.fullmatch(inside)
    if found is None:
        return None
    try:
        moment = datetime.fromtimestamp(int(found[1]), UTC)
        words = date_words(int(found[1]), found[2], reader, now)
    except (OverflowError, ValueError, OSError):
        return None
    return Date(words, moment, found[3] or "")


def date_words(timestamp: int, template: str, reader: User, now: datetime) -> str:
    """What ``<!date^…>`` shows: the template with its tokens in the reader's time zone and manner."""
    zone = ZoneInfo(reader.tz or "UTC")
    moment = datetime.fromtimestamp(timestamp, UTC).astimezone(zone)
    today = now.astimezone(zone)
    twelve_hours = reader.locale == "en-US"
    return _TOKEN.sub(lambda match: _date_token(match[1], moment, today, twelve_hours, match[0]), template)


def _date_token(name: str, moment: datetime, today: datetime, twelve_hours: bool, otherwise: str) -> str:
    bare = name.removesuffix("_pretty")
    if name == "ago":
        return _ago(moment, today)
    near = _near(moment, today) if bare != name else None
    form = _FORMS.get(bare)
    if near is not None or form is None:
        return near or otherwise
    return form(moment, twelve_hours)


def _near(moment: datetime, today: datetime) -> str | None:
    days = (moment.date() - today.date()).days
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)


def _ago(moment: datetime, today: datetime) -> str:
    seconds = int((today - moment) / timedelta(seconds=1))
    size, unit = abs(seconds), "second"
    for length, name in ((60, "minute"), (3600, "hour"), (86400, "day")):
        if abs(seconds) >= length:
            size, unit = abs(seconds) // length, name
    words = f"{size} {unit}{'' if size == 1 else 's'}"
    return f"{words} ago" if seconds >= 0 else f"in {words}"


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _time(moment: datetime, twelve_hours: bool, seconds: str = "") -> str:
    if twelve_hours:
        return f"{moment.hour % 12 or 12}:{moment:%M}{seconds} {moment:%p}"
    return f"{moment:%H:%M}{seconds}"


_FORMS: dict[str, Callable[[datetime, bool], str]] = {
    "date_num": lambda moment, _: f"{moment:%Y-%m-%d}",
    "date_slash": lambda moment, _: f"{moment:%m/%d/%Y}",
    "date": lambda moment, _: f"{moment:%B} {_ordinal(moment.day)}, {moment.year}",
    "date_short": lambda moment, _: f"{moment:%b} {moment.day}, {moment.year}",
    "date_long": lambda moment, _: f"{moment:%A}, {moment:%B} {_ordinal(moment.day)}, {moment.year}",
    "date_long_full": lambda moment, _: f"{moment:%A}, {moment:%B} {_ordinal(moment.day)}, {moment.year}",
    "time": _time,
    "time_secs": lambda moment, twelve: _time(moment, twelve, f":{moment:%S}"),
}

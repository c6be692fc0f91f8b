"""The timed parts of a mini-retreat, as lines that a member writes: "30 Arriving and saying why we came"."""

import re
from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from bot.circles.rules import MINUTES_AT_MOST, PART_LIMIT, PARTS_AT_MOST

Parts = Sequence[Sequence[Any]]
"""Minutes and words of each, as the database keeps them."""

_LINE = re.compile(r"(?P<minutes>\d{1,4}) ?(?:minutes?|mins?|m|')?\.?[ :,–-]+(?P<words>.*\w.*)", re.IGNORECASE)


class TimetableError(ValueError):
    """The lines are no timed parts. Its message is a sentence or two for who wrote them; escape it for Slack."""


def timetable_from_words(text: str) -> list[list[Any]]:
    """Return the parts that the lines describe, in their order; empty lines say nothing. Raises TimetableError."""
    written = [(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), start=1)]
    parts = [_part(number, line) for number, line in written if line]
    if not parts:
        raise TimetableError("Please write at least one part: its minutes and what happens, like “30 Arriving”.")
    if len(parts) > PARTS_AT_MOST:
        raise TimetableError(f"These are {len(parts)} parts. A meeting has {PARTS_AT_MOST} at most.")
    if minutes_of(parts) > MINUTES_AT_MOST:
        raise TimetableError(f"Together these are more than {MINUTES_AT_MOST // 60} hours. Please make them shorter.")
    return parts


def timetable_in_words(parts: Parts) -> str:
    """Return the lines that `timetable_from_words` reads."""
    return "\n".join(_line(minutes, words) for minutes, words in parts)


def minutes_of(parts: Parts) -> int:
    """Return how long they are together."""
    return sum(int(minutes) for minutes, _ in parts)


def _line(minutes: int, words: str) -> str:
    """Return a line that is read as it was meant, also before a unit: "10 minutes: Minutes of silence"."""
    line = f"{minutes} {words}"
    said = _LINE.fullmatch(line)
    return line if said is not None and said["words"] == words else f"{minutes} minutes: {words}"


def _part(number: int, line: str) -> list[Any]:
    said = _LINE.fullmatch(line)
    begin = f"Line {number} (“{shorten(line, width=40, placeholder=' …')}”)"
    if said is None:
        raise TimetableError(f"{begin}: please begin it with the minutes, then what happens, like “30 Arriving”.")
    minutes, words = int(said["minutes"]), said["words"]
    if not minutes:
        raise TimetableError(f"{begin}: a part takes a minute at least.")
    if len(words) > PART_LIMIT:
        raise TimetableError(f"{begin}: please say it in {PART_LIMIT} characters.")
    return [minutes, words]

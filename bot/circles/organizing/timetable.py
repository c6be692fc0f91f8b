"""The timed parts of a mini-retreat, as lines that a member writes: "30 Arriving and saying why we came"."""

import re
from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from bot.circles.rules import MINUTES_AT_MOST, PART_LIMIT, PARTS_AT_MOST
from bot.languages.reader import Reader

Parts = Sequence[Sequence[Any]]
"""Minutes and words of each, as the database keeps them."""

_LINE = re.compile(r"(?P<minutes>\d{1,4}) ?(?:minutes?|mins?|m|')?\.?[ :,–-]+(?P<words>.*\w.*)", re.IGNORECASE)


class TimetableError(ValueError):
    """The lines are no timed parts. Its message is a sentence or two for who wrote them; escape it for Slack."""


def timetable_from_words(reader: Reader, text: str) -> list[list[Any]]:
    """Return the parts that the lines describe, in their order; empty lines say nothing. Raises TimetableError."""
    written = [(number, " ".join(line.split())) for number, line in enumerate(text.splitlines(), start=1)]
    parts = [_part(reader, number, line) for number, line in written if line]
    if fault := _fault(reader, parts):
        raise TimetableError(fault)
    return parts


def _fault(reader: Reader, parts: Parts) -> str | None:
    if not parts:
        return reader.gettext("Please write at least one part: its minutes and what happens, like “30 Arriving”.")
    if len(parts) > PARTS_AT_MOST:
        return reader.gettext(
            "That's {count} parts. A meeting has {most} at most.", count=len(parts), most=PARTS_AT_MOST
        )
    if minutes_of(parts) > MINUTES_AT_MOST:
        return reader.gettext(
            "Together that's more than {hours} hours. Please make the parts shorter.", hours=MINUTES_AT_MOST // 60
        )
    return None


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


def _part(reader: Reader, number: int, line: str) -> list[Any]:
    said = _LINE.fullmatch(line)
    place = {"number": number, "line": shorten(line, width=40, placeholder=" …")}
    if said is None:
        raise TimetableError(
            reader.gettext(
                "Line {number} (“{line}”): please start it with the minutes, then what happens, like “30 Arriving”.",
                **place,
            )
        )
    minutes, words = int(said["minutes"]), said["words"]
    if not minutes:
        raise TimetableError(reader.gettext("Line {number} (“{line}”): a part takes at least a minute.", **place))
    if len(words) > PART_LIMIT:
        raise TimetableError(
            reader.gettext("Line {number} (“{line}”): please keep it to {most} characters.", **place, most=PART_LIMIT)
        )
    return [minutes, words]

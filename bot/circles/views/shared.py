"""Words and blocks that several messages of circles have in common."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, SectionBlock

from bot.blocks import SECTION_LIMIT, date_and_time, inline, note, paragraph, person
from bot.circles.models import Circle, Meeting
from bot.languages.reader import Reader
from bot.outbox.message import cut

MISSED_SHOWN = 5
"""Missed meetings that are named; more are counted."""

ROOM = 9_000
"""Characters of a message's blocks that a listing takes: Slack refuses them from some 10,000 on."""
BLOCKS = 46
"""Slack takes 50; some are around the listing."""


def when(reader: Reader, instant: datetime, zone: tzinfo) -> str:
    """Return a day and an hour, in the reader's own zone: no preposition stands before it."""
    return date_and_time(reader, instant, zone)


def name_of(circle: Circle) -> str:
    """Return a circle's name, to be read first."""
    return f"*{inline(circle.name)}*"


def in_channel(circle: Circle) -> str:
    """Return the channel that a circle belongs to, as Slack shows it."""
    return f"<#{circle.channel}>"


def shortened(words: str, limit: int) -> str:
    """Return a member's words for a sentence of ours, cut to the limit, never inside an escape."""
    return cut(inline(words), limit)


def lasting(reader: Reader, minutes: int) -> str:
    """Return how long something is, as one would say it: 45 minutes, an hour and a half, two hours."""
    hours, rest = divmod(minutes, 60)
    match hours, rest:
        case 0, _:
            return reader.ngettext("a minute", "{number} minutes", rest)
        case _, 0:
            return reader.ngettext("an hour", "{number} hours", hours)
        case _, 30:
            return reader.ngettext("an hour and a half", "{number} and a half hours", hours)
    return reader.ngettext("an hour and {minutes} minutes", "{number} hours and {minutes} minutes", hours, minutes=rest)


def meeting_of_day(reader: Reader, circle: Circle, meeting: Meeting) -> str:
    """Return a meeting by its circle and its day: the subject of a sentence about it."""
    return reader.gettext(
        "{circle} ({day})", circle=name_of(circle), day=_long_day(reader, meeting.starts_at, circle.zone)
    )


def missed_in_words(reader: Reader, circle: Circle, instants: Sequence[datetime]) -> str:
    """Return that meetings were not announced, because nothing was running: which, and that their topics are kept."""
    return reader.ngettext(
        "Sorry, I was offline and couldn't announce this meeting: {days}. Its topics are kept.",
        "Sorry, I was offline and couldn't announce these meetings: {days}. Their topics are kept.",
        len(instants),
        days=days_missed(reader, circle, instants),
    )


def days_missed(reader: Reader, circle: Circle, instants: Sequence[datetime]) -> str:
    """Return the days of meetings that were not announced, the first few by name."""
    days = [_long_day(reader, instant, circle.zone) for instant in instants[:MISSED_SHOWN]]
    if more := len(instants) - len(days):
        days.append(reader.ngettext("one more meeting", "{number} more meetings", more))
    return reader.listed(days)


def _long_day(reader: Reader, instant: datetime, zone: tzinfo) -> str:
    return date_and_time(reader, instant, zone, "{date_long}")


def in_paragraphs(heading: str, lines: Iterable[str]) -> Sequence[SectionBlock]:
    """Return lines under a heading, in as many paragraphs as Slack's limit asks for."""
    texts = [heading]
    for line in lines:
        if len(texts[-1]) + len(line) + 1 > SECTION_LIMIT:
            texts.append(line)
        else:
            texts[-1] = f"{texts[-1]}\n{line}"
    return [paragraph(text) for text in texts]


def as_many_as_fit(rows: Sequence[Sequence[Block]], room: int = ROOM) -> tuple[list[Block], int]:
    """Return the blocks of the first rows, as many as a message has room for, and how many rows those are."""
    shown, count = list[Block](), 0
    for row in rows:
        room -= sum(len(json.dumps(block.to_dict(), ensure_ascii=False)) for block in row)
        if shown and (room < 0 or len(shown) + len(row) > BLOCKS):
            break
        shown += row
        count += 1
    return shown, count


def and_more(reader: Reader, word: str, more: int) -> Sequence[Block]:
    """Return how to see the circles for which there was no room, if there are any."""
    said = reader.ngettext(
        "And one more. To see it, type `/klatch {word}` in its channel, or add its name.",
        "And {number} more. To see one of them, type `/klatch {word}` in its channel, or add its name.",
        more,
        word=word,
    )
    return [note(said)] if more else []


def who_hosts(reader: Reader, meeting: Meeting, *, has_begun: bool) -> str:
    """Return who hosts a meeting, on a line by itself. Nothing is said of who is asked whether they would."""
    if meeting.hosted_by is not None:
        return reader.gettext("Host: {host}", host=person(meeting.hosted_by))
    if meeting.host is not None and not has_begun:
        return reader.gettext("I'm looking for a host. Would you like to? Type `/klatch host`.")
    return reader.gettext("No host this time: whoever arrives first gets things going.")

"""Words and blocks that several messages of circles have in common."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from slack_sdk.models.blocks import Block, SectionBlock

from bot.blocks import SECTION_LIMIT, counted, date_and_time, inline, listed, note, paragraph, person
from bot.circles.models import Circle, Meeting
from bot.languages.reader import ENGLISH
from bot.outbox.message import cut

MISSED_SHOWN = 5
"""Missed meetings that are named; more are counted."""

ROOM = 9_000
"""Characters of a message's blocks that a listing takes: Slack refuses them from some 10,000 on."""
BLOCKS = 46
"""Slack takes 50; some are around the listing."""


def when(instant: datetime, zone: tzinfo) -> str:
    """Return a day and an hour, in the reader's own zone."""
    return date_and_time(ENGLISH, instant, zone)


def on(instant: datetime, zone: tzinfo) -> str:
    """Return the same after "on", where "tomorrow" would be out of place."""
    return date_and_time(ENGLISH, instant, zone, "{date_long} at {time}")


def name_of(circle: Circle) -> str:
    """Return a circle's name, to be read first."""
    return f"*{inline(circle.name)}*"


def in_channel(circle: Circle) -> str:
    """Return the channel that a circle belongs to, as Slack shows it."""
    return f"<#{circle.channel}>"


def shortened(words: str, limit: int) -> str:
    """Return a member's words for a sentence of ours, cut to the limit, never inside an escape."""
    return cut(inline(words), limit)


def lasting(minutes: int) -> str:
    """Return how long something is, as one would say it.

    >>> [lasting(minutes) for minutes in (45, 60, 90, 210)]
    ['45 minutes', 'an hour', 'an hour and a half', 'three and a half hours']
    """
    hours, rest = divmod(minutes, 60)
    match hours, rest:
        case 0, _:
            return f"{minutes} minutes"
        case 1, 0:
            return "an hour"
        case 1, 30:
            return "an hour and a half"
        case _, 0:
            return counted(hours, "hour")
        case _, 30:
            return f"{counted(hours, 'hour').removesuffix(' hours')} and a half hours"
    return f"{counted(hours, 'hour')} and {rest} minutes"


def meeting_of_day(circle: Circle, meeting: Meeting) -> str:
    """Return a meeting by its circle and its day: for a sentence about it."""
    return f"{name_of(circle)} of {date_and_time(ENGLISH, meeting.starts_at, circle.zone, '{date_long}')}"


def missed_in_words(circle: Circle, instants: Sequence[datetime]) -> str:
    """Return that meetings were not announced, for nothing was running: which, and what becomes of their topics."""
    days = [date_and_time(ENGLISH, instant, circle.zone, "{date_long}") for instant in instants[:MISSED_SHOWN]]
    more = len(instants) - len(days)
    named = listed([*days, *([counted(more, "more", "more")] if more else [])])
    which = "the meeting" if len(instants) == 1 else "the meetings"
    was = "was" if len(instants) == 1 else "were"
    return f"Klatch was not running, so {which} of {named} {was} not announced. Sorry. Topics have waited."


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


def and_more(word: str, more: int) -> Sequence[Block]:
    """Return how to see the circles for which there was no room, if there are any."""
    said = f"And {more} more. Type `/klatch {word}` in the channel of the one that you mean, or with its name."
    return [note(said)] if more else []


def who_hosts(meeting: Meeting, *, has_begun: bool) -> str:
    """Return who hosts a meeting, on a line by itself. Nothing is said of who is asked whether they would."""
    if meeting.hosted_by is not None:
        return f"Host: {person(meeting.hosted_by)}"
    if meeting.host is not None and not has_begun:
        return "A host is being found. Would you like to? Type `/klatch host`."
    return "Nobody hosts: whoever is there first begins."

"""Words that several messages of pairings have in common."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from bot.blocks import date_and_time, inline
from bot.languages.reader import Reader
from bot.matching.round_input import Because
from bot.pairings.models import Programme
from bot.profiles.names_of_choices import values_in_sentences
from bot.profiles.values import Value
from bot.topics.names import topic_name

REASONS_SHOWN = 3
"""Reasons that are said, the foremost first: more would be read as an excuse."""


def because(reader: Reader, reasons: Sequence[Sequence[str]], size: int) -> str:
    """Return why these people, in a sentence for each reason; empty when there is nothing to say.

    >>> because(ENGLISH, [["another_team"], ["topics", "Writing"]], 2)
    'You work on different teams. Topics you both chose: Writing.'
    """
    said = [_reason(reader, Because(kind), detail, size) for kind, *detail in reasons]
    return " ".join([sentence for sentence in said if sentence][:REASONS_SHOWN])


def _reason(reader: Reader, kind: Because, detail: Sequence[str], size: int) -> str:
    match kind:
        case Because.ANOTHER_TEAM:
            return reader.gettext("You work on different teams.")
        case Because.ANOTHER_PLACE:
            return reader.gettext("You work in different places.")
        case Because.ANOTHER_STAGE:
            return reader.gettext("You're at different points in your working lives.")
        case Because.TOPICS:
            return _topics(reader, reader.listed(inline(topic_name(reader, topic)) for topic in detail), size)
        case Because.VALUES:
            names = values_in_sentences(reader)
            return _values(reader, reader.listed(names[Value(value)] for value in detail), size)
        case Because.LONGEST_AGO:
            return reader.gettext("It's been a while since you were last introduced.")
        case Because.NEW_TO_EACH_OTHER | Because.HOURS:
            return ""  # that they are new to each other is no reason; their hours are said by themselves


def _topics(reader: Reader, topics: str, size: int) -> str:
    if size == 2:
        return reader.gettext("Topics you both chose: {topics}.", topics=topics)
    return reader.gettext("Topics you all chose: {topics}.", topics=topics)


def _values(reader: Reader, values: str, size: int) -> str:
    if size == 2:
        return reader.gettext("What matters to both of you: {values}.", values=values)
    return reader.gettext("What matters to all of you: {values}.", values=values)


def when(reader: Reader, instant: datetime, zone: tzinfo) -> str:
    """Return a day and an hour, which Slack shows in each reader's own zone. No preposition stands before it."""
    return date_and_time(reader, instant, zone)


def in_channel(programme: Programme) -> str:
    """Return the channel that a random coffee belongs to, as Slack shows it."""
    return f"<#{programme.channel}>" if programme.channel else inline(programme.name)

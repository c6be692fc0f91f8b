"""Messages about tables in the thread of a meeting's announcement. Pure functions."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.blocks import message, note, paragraph, people, said
from bot.languages.reader import Reader
from bot.outbox.message import Message

TABLES_IN_A_MESSAGE = 20
"""With six people each they are some 2,500 characters: a message's text has 4,000."""


def messages_for(seated: Sequence[Sequence[str]]) -> int:
    """Return how many messages the tables need."""
    return -(-len(seated) // TABLES_IN_A_MESSAGE)


def tables(reader: Reader, seated: Sequence[Sequence[str]], number: int) -> Message:
    """Return the tables of one of these messages, counted from 1, by their own numbers."""
    start = (number - 1) * TABLES_IN_A_MESSAGE
    shown = list(enumerate(seated, start=1))[start : start + TABLES_IN_A_MESSAGE]
    blocks: list[Block] = [
        paragraph(reader.gettext("*Table {number}:* {people}", number=table, people=people(reader, at_it)))
        for table, at_it in shown
    ]
    if number == 1:
        blocks.insert(0, paragraph(_find_yours(reader, len(seated))))
    if number == messages_for(seated):
        blocks.append(note(_if_not_named(reader)))
    return message(reader, *blocks)


def no_tables(reader: Reader) -> Message:
    """Return what replaces tables that were made for a day on which there is no meeting."""
    return said(reader, reader.gettext("I had set up tables here, but the meeting is no longer on that day."))


def _find_yours(reader: Reader, count: int) -> str:
    return reader.ngettext(
        "There are many of you today, so I've set up one table.",
        "There are many of you today, so I've set up {number} tables. On a call, take a breakout room for each.",
        count,
    )


def _if_not_named(reader: Reader) -> str:
    return reader.gettext("Not named here? Sit wherever you like. Each table can start with the topic it likes best.")

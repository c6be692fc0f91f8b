"""Messages about tables in the thread of a meeting's announcement. Pure functions."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.blocks import counted, message, note, paragraph, people, said
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message

TABLES_IN_A_MESSAGE = 20
"""With six people each they are some 2,500 characters: a message's text has 4,000."""


def tables(seated: Sequence[Sequence[str]]) -> Sequence[Message]:
    """Return the tables by their numbers, in as many messages as they need."""
    starts = range(0, len(seated), TABLES_IN_A_MESSAGE)
    return [_some(seated, start, is_last=start == starts[-1]) for start in starts]


def no_tables() -> Message:
    """Return what replaces tables that were made for a day on which there is no meeting."""
    return said(ENGLISH, "The meeting of which these were the tables is not on that day any more.")


def _some(seated: Sequence[Sequence[str]], start: int, *, is_last: bool) -> Message:
    numbered = list(enumerate(seated, start=1))[start : start + TABLES_IN_A_MESSAGE]
    blocks: list[Block] = [paragraph(f"*Table {number}:* {people(ENGLISH, table)}") for number, table in numbered]
    if start == 0:
        number = counted(len(seated), "table")
        blocks.insert(
            0, paragraph(f"You are many today, so you sit at {number}; in a call, take a breakout room for each.")
        )
    if is_last:
        blocks.append(
            note("You are not named here? Sit wherever you like. Each table begins with the topic that it likes best.")
        )
    return message(ENGLISH, *blocks)

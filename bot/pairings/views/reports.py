"""The report of a round, as its organizer reads it: never who, and no count of fewer than five people or groups.

It counts answers alone. How many were in, skipped or were left over is not told: a round before and a round after would
tell what one person chose, or that somebody would rather not meet somebody.
"""

from datetime import datetime

from bot.blocks import day_of, inline, message, note, paragraph
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.pairings.models import Programme
from bot.pairings.rules import COUNTS_FROM


def people_counted(number: int) -> str:
    """Return how many people there are, as organizers may see it.

    >>> people_counted(3)
    'fewer than five people'
    """
    if number == 0:
        return "nobody"
    return "fewer than five people" if number < COUNTS_FROM else f"{number} people"


def report(programme: Programme, meets_at: datetime, met: int, met_before: int | None) -> Message:
    """Say how many groups said that they met in a round, beside the one before."""
    lines = [
        f"*{inline(programme.name)}*: the round of {day_of(meets_at, programme.zone)} is over.",
        f"• {_sentence(_met(met))}",
    ]
    if met_before is not None:
        lines.append(f"The round before: {_met(met_before)}.")
    return message(
        ENGLISH,
        paragraph("\n".join(lines)),
        note(
            "This counts what people said, from five groups on, and there are no other counts. Who was in, met, skipped or turned something down stays with them."
        ),
    )


def _met(groups: int) -> str:
    return "too few answers to say how many met" if groups < COUNTS_FROM else f"{groups} groups say that they met"


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]

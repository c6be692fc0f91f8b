"""The report of a round, as its organizer reads it: never who, and no count of fewer than five people or groups.

It counts answers alone. How many were in, skipped or were left over is not told: a round before and a round after would
tell what one person chose, or that somebody would rather not meet somebody.
"""

from datetime import datetime

from bot.blocks import message, note, paragraph
from bot.languages.reader import Reader
from bot.outbox.message import Message
from bot.pairings.models import Programme
from bot.pairings.rules import COUNTS_FROM
from bot.recurring.views import name_of


def report(reader: Reader, programme: Programme, meets_at: datetime, met: int, met_before: int | None) -> Message:
    """Say how many groups said that they met in a round, beside the one before."""
    over = reader.gettext(
        "{coffee}: the coffee on {day} is over.", coffee=name_of(programme), day=reader.day(meets_at, programme.zone)
    )
    before = [] if met_before is None else [_met_before(reader, met_before)]
    return message(
        reader,
        paragraph("\n".join([over, _met(reader, met), *before])),
        note(reader.gettext("I only count what people tell me, and I never show names, or numbers below five.")),
    )


def _met(reader: Reader, groups: int) -> str:
    if groups < COUNTS_FROM:
        return reader.gettext("Too few answers to show how many groups met.")
    return reader.gettext("Groups that told me they met: {number}.", number=reader.number(groups))


def _met_before(reader: Reader, groups: int) -> str:
    if groups < COUNTS_FROM:
        return reader.gettext("Last time: too few answers.")
    return reader.gettext("Last time: {number}.", number=reader.number(groups))


def in_its_channel(reader: Reader, people: int) -> str:
    """Say how many people are in a channel, as organizers may see it."""
    if people == 0:
        return reader.gettext("There's nobody in its channel.")
    if people < COUNTS_FROM:
        return reader.gettext("There are fewer than five people in its channel.")
    return reader.ngettext("There's one person in its channel.", "There are {number} people in its channel.", people)

"""Cadences: when programmes recur, on the local clock of their members, whatever that clock does in spring and autumn.

>>> cadence = parse_words("every second Tuesday at 15:00", "America/Toronto", today)
>>> next_five(cadence, now)     # what a form shows before it is saved
>>> to_rule(cadence)            # RFC 5545, for one column of the database
"""

from bot.agenda.cadence.cadence import Cadence, Move
from bot.agenda.cadence.error import CadenceError
from bot.agenda.cadence.occurrences import Occurrence, next_after, next_five, occurrences
from bot.agenda.cadence.reading import parse_words
from bot.agenda.cadence.rhythm import Nth, Recurs, Weekday
from bot.agenda.cadence.rule import from_rule, to_rule
from bot.agenda.cadence.words import in_words, rhythm_in_words

__all__ = [
    "Cadence",
    "CadenceError",
    "Move",
    "Nth",
    "Occurrence",
    "Recurs",
    "Weekday",
    "from_rule",
    "in_words",
    "next_after",
    "next_five",
    "occurrences",
    "parse_words",
    "rhythm_in_words",
    "to_rule",
]

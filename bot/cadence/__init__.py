"""Cadences: when programmes recur, on the local clock of their members, whatever that clock does in spring and autumn.

This is the front door: everything else of the bot imports from here, which a contract in pyproject.toml holds.

>>> cadence = parse_words("every second Tuesday at 15:00", "America/Toronto", today)
>>> next_five(cadence, now)     # what a form shows before it is saved
>>> to_rule(cadence)            # RFC 5545, for one column of the database
"""

from bot.cadence.cadence import Cadence, Move
from bot.cadence.error import CadenceError, CadenceRefusal, refusal_in_words
from bot.cadence.ical import from_rule, to_rule
from bot.cadence.language import Fault
from bot.cadence.occurrence import Occurrence, instant_of, next_after, next_five, occurrences
from bot.cadence.recurrence import Nth, On, Recurs, Weekday
from bot.cadence.typed import parse_day, parse_words
from bot.cadence.wording import in_words, rhythm_and_start_in_words, rhythm_in_words

__all__ = [
    "Cadence",
    "CadenceError",
    "CadenceRefusal",
    "Fault",
    "Move",
    "Nth",
    "Occurrence",
    "On",
    "Recurs",
    "Weekday",
    "from_rule",
    "in_words",
    "instant_of",
    "next_after",
    "next_five",
    "occurrences",
    "parse_day",
    "parse_words",
    "refusal_in_words",
    "rhythm_and_start_in_words",
    "rhythm_in_words",
    "to_rule",
]

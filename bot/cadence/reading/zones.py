"""The time zone that is said after a time."""

import re
from datetime import date

from bot.cadence.error import CadenceError
from bot.cadence.language import Fault
from bot.cadence.reading.cursor import PlaceInText
from bot.cadence.reading.text import pieces_of
from bot.cadence.vocabulary import Meaning
from bot.cadence.zones import zone_if_any

_NAME = re.compile(r"[^\s,;()]+")
_WORDS_AT_MOST = 7
"""Heure avancée de l'est, and one to spare."""


def read_zone(place: PlaceInText, home: str, today: date) -> str | None:
    """Return the zone that is said next, and go past it; None and stay where none is. Raises CadenceError."""
    before = place.at
    while True:
        if (zone := _longest(place, home, today)) is not None:
            return zone
        if not place.next_is(Meaning.AND, Meaning.FILLER, Meaning.AT, Meaning.AHEAD):
            break
        place.at += 1
    _refuse_unknown(place)
    place.at = before
    return None


def _longest(place: PlaceInText, home: str, today: date) -> str | None:
    """Return the zone that as many of the next words as possible name."""
    if place.word is None:
        return None
    begins = place.word.begins
    names = list(_NAME.finditer(_up_to_a_comma(place.text.plain, begins), begins))[:_WORDS_AT_MOST]
    for last in reversed(names):
        words = place.text.plain[begins : last.end()].rstrip(".")
        # The French "et" is and, the Dutch "met" is with; at the end they can only be ET and MET.
        if last is not names[-1] and pieces_of(words) in place.language.words.senses:
            continue
        if (zone := zone_if_any(words, home, today, place.language)) is not None:
            place.at = next((at for at, word in enumerate(place.words) if word.begins >= last.end()), len(place.words))
            return zone
    return None


def _up_to_a_comma(text: str, begins: int) -> str:
    found = re.compile(r"[,;()]").search(text, begins)
    return text[: found.start()] if found is not None else text


def _refuse_unknown(place: PlaceInText) -> None:
    """Raise CadenceError where unknown words are called a zone."""
    before = place.at
    is_called_so = place.takes(Meaning.ZONE)
    begins = place.at
    while place.word is not None and not place.word.senses:
        place.at += 1
    if place.at > begins and (is_called_so or place.takes(Meaning.ZONE)):
        raise CadenceError(Fault.UNKNOWN_ZONE, place.since(before))
    place.at = before

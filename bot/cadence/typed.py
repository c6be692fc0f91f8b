"""What members type: rhythms, and the days that commands ask for; in any language, whichever is their own."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from bot.cadence.cadence import Cadence
from bot.cadence.error import CadenceError
from bot.cadence.language import Fault, Language
from bot.cadence.languages import LANGUAGES, SOURCE, Languages
from bot.cadence.reading.cursor import PlaceInText
from bot.cadence.reading.days import read_day
from bot.cadence.reading.sentence import read_cadence
from bot.cadence.reading.text import Text
from bot.cadence.vocabulary import Meaning

_T = TypeVar("_T")


def parse_words(
    text: str, default_zone: str, today: date, locale: str = SOURCE, languages: Languages = LANGUAGES
) -> Cadence:
    """Return the cadence that a member's words describe, in their zone unless they name another.

    It starts on ``today``, the member's own, unless the words say when; dates without a year are the next such, and a
    date by itself is a cadence that happens once. The language of ``locale``, the member's own such as fr-CA, is tried
    first and then the others. Raises CadenceError with what was not understood.
    """
    return _in_any_language(text, languages.tried_for(locale), lambda place: read_cadence(place, default_zone, today))


def parse_day(text: str, today: date, locale: str = SOURCE) -> date:
    """Return the day that a member's words name: 11 January, until Monday, in two weeks, jusqu'à lundi, 2027-01-11.

    A weekday is the next one after today. Raises CadenceError as `parse_words` does.
    """

    def read(place: PlaceInText) -> date:
        place.skip(Meaning.UNTIL, Meaning.FILLER)
        day = read_day(place, today)
        place.skip(Meaning.FILLER, Meaning.AND)
        if day is None or place.word is not None:
            raise CadenceError(Fault.UNREAD_DATE, text)
        return day

    return _in_any_language(text, LANGUAGES.tried_for(locale), read)


def _in_any_language(text: str, languages: Iterable[Language], read: Callable[[PlaceInText], _T]) -> _T:
    """Return what is read in the first language that allows it; the refusal is of the one that knows most words."""
    refusals: list[tuple[int, CadenceError]] = []
    typed = Text(text)
    for language in languages:
        place = PlaceInText(typed, language)
        try:
            return read(place)
        except CadenceError as refusal:
            refusals.append((sum(not word.senses for word in place.words), refusal))
    _, nearest = min(refusals, key=lambda counted: counted[0])
    raise nearest

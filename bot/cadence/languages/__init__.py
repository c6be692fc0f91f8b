"""The languages that rhythms are read and said in. A third one is two modules here, and its name below."""

from bot.cadence.language import Language
from bot.cadence.languages.english import ENGLISH
from bot.cadence.languages.french import FRENCH

LANGUAGES = {language.code: language for language in (ENGLISH, FRENCH)}


def language_of(locale: str) -> Language:
    """Return the language of a locale, such as fr or fr-CA; English where Klatch does not know it."""
    return LANGUAGES.get(locale.casefold().replace("_", "-").partition("-")[0], ENGLISH)


def languages_for(locale: str) -> tuple[Language, ...]:
    """Return all languages, a reader's own first."""
    own = language_of(locale)
    return (own, *(language for language in LANGUAGES.values() if language is not own))

"""The catalogues of sentences: a folder for each language, in it a file of gettext's for each room of the code.

English stands in the code. ``fr`` is French; a folder such as ``fr_CA`` has what differs there, and ``en_US`` how
English dates are written in the United States. docs/languages.md says how a language is added.
"""

import gettext
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
"""The language of the sentences in the code."""

FOLDER = Path(__file__).with_name("catalogues")
"""The folder of catalogues, with one in it for each language."""

ELSEWHERE = "en_GB"
"""For whom there is no catalogue: English, with dates and hours as most of the world writes them."""


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are, English first: ``("en", "fr")``."""
    names = (folder.name for folder in FOLDER.iterdir() if folder.is_dir())
    return SOURCE, *sorted(name for name in names if "_" not in name and name != SOURCE)


def known(language: str | None) -> str | None:
    """Return a language that was chosen; None where none was, or there is no such language any more."""
    return language if language in languages() else None


def name_of(language: str) -> str:
    """Return the name of a language in that language: Français."""
    name = Locale.parse(language).get_display_name() or language
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=256)
def nearest_locale(wanted: str) -> str:
    """Return the locale in which somebody is written to whose Slack is in ``wanted``, such as ``fr-CA``.

    Raises nothing: what nobody knows is answered in English.
    """
    plain = wanted.replace("-", "_").partition("@")[0]
    for name in (plain, plain.partition("_")[0]):
        try:
            locale = Locale.parse(name)
        except (ValueError, UnknownLocaleError):
            continue
        return str(locale) if locale.language in languages() else ELSEWHERE
    return ELSEWHERE


@lru_cache(maxsize=64)
def translations(locale: str) -> gettext.NullTranslations:
    """Return the sentences of a locale: its own, else its language's, else the English ones of the code."""
    chain: gettext.NullTranslations = gettext.NullTranslations()
    for name in (locale.partition("_")[0], locale):
        for catalogue in _read(name):
            catalogue.add_fallback(chain)
            chain = catalogue
    return chain


def _read(name: str) -> Iterator[gettext.GNUTranslations]:
    for file in sorted((FOLDER / name).glob("*.po")):
        compiled = BytesIO()
        write_mo(compiled, read_po(BytesIO(file.read_bytes()), locale=name))
        compiled.seek(0)
        yield gettext.GNUTranslations(compiled)

"""A language that nobody speaks: every piece of every sentence stands within ⟦ ⟧, and is a third longer.

What is seen outside of them never came from a catalogue; what lost its ⟧ was cut. It takes the place of Esperanto,
for which CLDR has names of days and months that are not the English ones.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.languages import catalogues, reader
from tests.words.catalogues import extracted

LANGUAGE = "eo"
OPENS, CLOSES = "⟦", "⟧"

_KEPT = re.compile(r"(\{\w+\}|\{\{|\}\}|`[^`{]*`|[\n<>|])")
"""What is the same in every language: places, commands, and what links and lines are made of."""

_AS_IT_IS = ("CLDR", "command word")
"""Contexts of what is no sentence: patterns of dates, and words that are typed."""


def made_up(source: str) -> str:
    """Return a sentence in the made-up language.

    >>> made_up("Hello, {person}!")
    '⟦Hello, ··⟧{person}!'
    """
    return "".join(_piece(piece) for piece in _KEPT.split(source))


def made_up_catalogues() -> Mapping[str, Catalog]:
    """Return the catalogues of all that the code says, by room."""
    rooms = {}
    for room, template in extracted().items():
        rooms[room] = Catalog(locale=LANGUAGE, fuzzy=False)
        for message in template:
            if message.id:
                rooms[room].add(message.id, _said(message), context=message.context)
    return rooms


@contextmanager
def spoken_here(rooms: Mapping[str, Catalog], folder: Path) -> Iterator[None]:
    """Have the made-up language beside all others, for as long as the block lasts."""
    shutil.copytree(catalogues.FOLDER, folder, dirs_exist_ok=True)
    (folder / LANGUAGE).mkdir()
    for room, catalogue in rooms.items():
        with (folder / LANGUAGE / f"{room}.po").open("wb") as file:
            write_po(file, catalogue)
    before, catalogues.FOLDER = catalogues.FOLDER, folder
    _forget()
    try:
        yield
    finally:
        catalogues.FOLDER = before
        _forget()


def _forget() -> None:
    """What was read of the files is read anew."""
    for known in (catalogues.languages, catalogues.nearest_locale, catalogues.translations, reader.reader_of):
        known.cache_clear()


def _said(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.id, str):
        return message.id if (message.context or "").startswith(_AS_IT_IS) else made_up(message.id)
    return tuple(made_up(each) for each in message.id)


def _piece(piece: str) -> str:
    if _KEPT.fullmatch(piece) or not any(sign.isalpha() or sign in "“”" for sign in piece):
        return piece
    return f"{OPENS}{piece}{'·' * (-(-len(piece) // 3) - 2)}{CLOSES}"

"""The catalogues as files: what the code says, room by room, and what each language has of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from bot.languages.catalogues import FOLDER

_BREAKABLE = re.compile(r" (?=[:»])|(?<=«) ")
KEYWORDS: dict[str, Any] = {"gettext": None, "pgettext": ((1, "c"), 2), "ngettext": (1, 2)}
PLURALS = {"fr": "nplurals=2; plural=(n > 1);"}
"""Babel has three for French since 2.19; the third is for millions, and left empty it would be said in English."""


def extracted(root: Path = Path("bot")) -> dict[str, Catalog]:
    """What the code says, in a catalogue for each room: ``flash``, ``circles``; a file of its own is a room too."""
    rooms: dict[str, Catalog] = defaultdict(Catalog)
    for file in sorted(root.rglob("*.py")):
        room = file.relative_to(root).parts[0].removesuffix(".py")
        for _line, words, comments, context in extract_from_file(
            "python", file, keywords=KEYWORDS, comment_tags=["T:"]
        ):
            rooms[room].add(words, locations=[(file.as_posix(), 1)], auto_comments=comments, context=context)
    return dict(rooms)


def of_language(language: str) -> dict[str, Catalog]:
    """Return its catalogues by room."""
    files = sorted((FOLDER / language).glob("*.po"))
    return {file.stem: read_po(BytesIO(file.read_bytes()), locale=language) for file in files}


def update(language: str, rooms: Mapping[str, Catalog]) -> None:
    """Write a language's catalogues anew: what is new is empty, what is said no more is gone."""
    kept = of_language(language)
    for room, template in rooms.items():
        catalogue = kept.get(room) or _empty(language)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        for message in _said(catalogue) if language == "fr" else ():
            _keep_together(message)
        written = _written(catalogue)
        file = FOLDER / language / f"{room}.po"
        if not file.exists() or file.read_bytes() != written:
            file.write_bytes(written)
    for room in kept.keys() - rooms.keys():
        (FOLDER / language / f"{room}.po").unlink()


def is_current(language: str, room: str, template: Catalog) -> bool:
    """Whether a catalogue has exactly the sentences of the code."""
    catalogue = of_language(language).get(room)
    return catalogue is not None and _ids(catalogue) == _ids(template)


def faults_of(catalogue: Catalog) -> Iterator[str]:
    """What must not be in a catalogue: an empty or a fuzzy sentence, or one with other places than the English."""
    for message in _said(catalogue):
        said, sources = _forms(message.string), _forms(message.id)
        if message.fuzzy or not all(said):
            yield f"is not said: {sources[0]}"
            continue
        wanted = _places(sources)
        # A form for one thing may do without the number itself.
        if any(_places([form]) - wanted or wanted - _places([form]) - {"number"} for form in said):
            yield f"has other places: {sources[0]}"


def _keep_together(message: Message) -> None:
    """Put no-break spaces where French has spaces that no line may break at: « Ainsi : ceci »."""
    if not message.string or (message.context or "").startswith("CLDR"):
        return
    kept = [_BREAKABLE.sub("\u00a0", form) for form in _forms(message.string)]
    message.string = tuple(kept) if isinstance(message.string, tuple | list) else kept[0]


def _forms(sentence: object) -> list[str]:
    return [str(each or "") for each in (sentence if isinstance(sentence, tuple | list) else [sentence])]


def _said(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _ids(catalogue: Catalog) -> set[tuple[object, str | None]]:
    return {
        (message.id if isinstance(message.id, str) else tuple(message.id), message.context)
        for message in _said(catalogue)
    }


def _places(sentences: Iterable[str]) -> set[str]:
    return {name for each in sentences for _, name, _, _ in Formatter().parse(each) if name}


def _empty(language: str) -> Catalog:
    catalogue = Catalog(locale=language, fuzzy=False)
    if language in PLURALS:
        catalogue.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalogue


def _written(catalogue: Catalog) -> bytes:
    """The file: in the order of the sentences, without dates, names or lines that would change by themselves."""
    catalogue.obsolete.clear()
    out = BytesIO()
    write_po(out, catalogue, width=120, no_location=False, omit_header=True, sort_output=True, include_lineno=False)
    return (
        _HEADER.format(
            plurals=PLURALS.get(
                str(catalogue.locale), f"nplurals={catalogue.num_plurals}; plural={catalogue.plural_expr};"
            )
        ).encode()
        + out.getvalue()
    )


_HEADER = """msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""

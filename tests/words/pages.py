"""All that people read in the story, once each: the pages of docs/messages, one for each language.

A sentence is read once, with whatever stands in its places. Of a message that comes later only what is new is there,
and a sign for the rest.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bot.languages.catalogues import SOURCE, name_of
from bot.prompts.library import library
from playground import Message, Person
from playground.call_records import Json
from playground.elements import interactive_elements, words_on
from playground.rehearsal.rehearsal import Rehearsal
from tests.words.catalogues import extracted, of_language
from tests.words.overheard import Overheard
from tests.words.sentences import Sentences, pieces
from tests.words.stage import TranslatedStage
from tests.words.telling import Tongue, tell_in
from tests.words.translation import Translation

WIDTH = 100
LEFT_OUT, CHANGED, PRIVATE = "…", "↻", "◌"
FOLDER = Path("docs/messages")
LOCALES = {"en": "en-US", "fr": "fr-CA"}
"""In which a page is read; that of any other language in the language itself."""

CHOICES = 8
"""Of a menu that are read; a longer one is cut after three."""
COLLEAGUES_WORDS = 4
"""Of what a colleague wrote that are read."""
LONGEST_VALUE = 8
"""The most words of what a field or a label has."""
NAMED = 2
"""Of those who read the same."""
_MENU = re.compile(r"(?<=: )([^\[\]]+ / [^\[\]]+)(?=\])")
_TYPED = re.compile(r"(?<=: \[)([^\[\]]+)(?=\]$)")
_NOT_OURS = re.compile(r" \(optional\)|(?<=:) \[…\]|[═─]+")
"""What Slack puts there, or nobody has filled in."""
_SIGN = f"{LEFT_OUT} "
_OPENING = """# {language}

The story of `make demo` as people read it, each sentence once. … is what was read before, ↻ a message that changed,
◌ one that nobody else sees. Made by `make messages`, and best read aloud.
"""


class Page:
    """What was read of the story so far."""

    members_words: Iterable[str] = ()
    """Which are cut short."""

    def __init__(self, language: str, sentences: Sentences) -> None:
        self._sentences = sentences
        self._prompts = [prompt.text for prompt in library(language)]
        self._known = set[str]()
        self._heading = self._who = ""
        self._lines = _OPENING.format(language=name_of(language)).splitlines()

    def begin(self, chapter: str) -> None:
        """Begin a chapter."""
        self._lines += ["", f"## {chapter}"]
        self._who = ""

    def read(self, who: str, words: str) -> None:
        """Somebody reads a message or a form."""
        lines = [line for each in words.splitlines() if (line := self._shortened(each)).strip()]
        news = [self._news(line) for line in lines]
        if not any(news):
            return
        shown = [lines[0] if _is_title(lines[0]) else news[0], *news[1:]]
        self._lines += ["", f"**{who}**", ""] if who != self._who else [""]
        self._who = who
        self._lines += [f"    {part}" for line in _joined(shown) for part in _wrapped(line)]

    def text(self) -> str:
        """Return the page."""
        return "\n".join([*self._lines, ""])

    def _shortened(self, line: str) -> str:
        """A line without the end of long menus, and of what colleagues and prompts say at length."""
        for words in sorted([*self.members_words, *self._prompts], key=len, reverse=True):
            if len(begin := words.split()) > COLLEAGUES_WORDS + 1 and words in line:
                line = line.replace(words, " ".join([*begin[:COLLEAGUES_WORDS], LEFT_OUT]))
        return _NOT_OURS.sub("", _MENU.sub(_first_choices, _TYPED.sub(self._begun, line)))

    def _begun(self, found: re.Match[str]) -> str:
        """What somebody has typed into a form that is not sent yet."""
        words = found[1].split()
        is_typed = len(words) > COLLEAGUES_WORDS + 1 and not self._sentences.within(found[1])
        return " ".join([*words[:COLLEAGUES_WORDS], LEFT_OUT]) if is_typed else found[1]

    def _news(self, line: str) -> str:
        """What is new in a line, with names and the like that stand there, and signs for the rest."""
        shown: list[str] = []
        with_next, is_new = "", False
        for piece in pieces(line):
            said = self._sentences.within(piece.strip())
            if not said and not is_new:
                with_next += piece
                continue
            is_new = not said or bool(said - self._known)
            self._known |= said
            is_shown = is_new or _is_named_by(shown, piece)
            shown.append(with_next + piece if is_shown else _SIGN)
            with_next = ""
        parts = (part for part, before in zip(shown, ["", *shown], strict=False) if part != _SIGN or before != _SIGN)
        return _closed("".join(parts).rstrip()) if {*shown} - {_SIGN} else ""


class PageStage(TranslatedStage):
    """A stage on which all that people see is written into a page."""

    def __init__(self, here: Rehearsal, translation: Translation, page: Page) -> None:
        super().__init__(here, translation)
        self.page = page
        page.members_words = translation.written

    def scene(self, title: str) -> None:
        """Begin a chapter."""
        self.page.begin(title)

    def show(self, title: str, words: str) -> None:
        """Read a message or a form."""
        self.page.read(self._who, words)

    def _panel(self, people: Sequence[Person], words: str, where: str) -> None:
        others = f" + {len(people) - NAMED}" if len(people) > NAMED else ""
        sign = f" {where}" if where in (CHANGED, PRIVATE) else ""
        self._who = ", ".join(_first_name(person) for person in people[:NAMED]) + others + sign
        super()._panel(people, words, where)

    def _where(self, people: Sequence[Person], message: Message) -> str:
        return CHANGED if message.edited else PRIVATE if message.is_ephemeral else ""

    def _show_everyone(self) -> None:
        super()._show_everyone()
        for person in self.playground.people:
            for message in person.messages():
                for _, element in interactive_elements(message.blocks):
                    if dialog := element.get("confirm"):
                        button = " / ".join(words_on(element))
                        self.page.read(f"{_first_name(person)}, [{button}]", _dialog_in_words(dialog))


async def told(language: str, database_url: str) -> tuple[str, Overheard]:
    """Have the story played in a language, and return its page, and all that was said."""
    rooms = extracted() if language == SOURCE else of_language(language)
    page = Page(language, Sentences(rooms.values(), is_source=language == SOURCE))
    tongue = Tongue(LOCALES.get(language, language), rooms.values())
    heard = await tell_in(tongue, database_url, partial(PageStage, page=page))
    return page.text(), heard


def _is_named_by(shown: Sequence[str], piece: str) -> bool:
    """Whether this is what the piece before it names: the choice in a field, or a day."""
    return bool(shown) and shown[-1].rstrip().endswith(":") and len(piece.split()) <= LONGEST_VALUE


def _closed(line: str) -> str:
    """A line with the signs that were left out with what they end."""
    line += "]" * (line.count("[") - line.count("]"))
    return line + "*" if line.count("*") % 2 else line


def _first_choices(found: re.Match[str]) -> str:
    choices = found[0].split(" / ")
    return found[0] if len(choices) <= CHOICES else " / ".join([*choices[:3], LEFT_OUT])


def _dialog_in_words(dialog: Json) -> str:
    texts = [dialog[part]["text"] for part in ("title", "text")]
    return "\n".join([*texts, f"[{dialog['deny']['text']}] [{dialog['confirm']['text']}]"])


def _first_name(person: Person) -> str:
    return person.name.partition(" ")[0]


def _is_title(line: str) -> bool:
    return line.startswith("==")


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """The lines that have news, with one sign for each row of those that have none."""
    is_left_out = False
    for line in lines:
        if not line:
            is_left_out = True
            continue
        if is_left_out:
            yield LEFT_OUT
        is_left_out = False
        yield line


def _wrapped(line: str) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)

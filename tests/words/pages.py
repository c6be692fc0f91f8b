"""All that people read in the story, once each: the pages of docs/messages, one for each language.

What differs only in names, numbers and days from something before it is not read again; of a message that is mostly
known, only what is new.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

from babel.dates import get_day_names, get_month_names

from bot.languages.catalogues import SOURCE, name_of
from bot.languages.reader import reader_of
from bot.prompts.library import library
from bot.topics.starter_topics import starter_topics, starter_topics_elsewhere
from playground.call_records import Json
from playground.elements import interactive_elements, words_on
from playground.rehearsal.rehearsal import Rehearsal
from tests.words.catalogues import extracted, of_language
from tests.words.overheard import Overheard
from tests.words.stage import TranslatedStage
from tests.words.telling import Tongue, tell_in
from tests.words.translation import Translation

WIDTH = 100
LEFT_OUT = "…"
FOLDER = Path("docs/messages")
LOCALES = {"en": "en-US", "fr": "fr-CA"}
"""In which a page is read; that of any other language in the language itself."""

CHOICES = 8
"""Of a menu that are read; a longer one is cut after three."""
_CHOICES = re.compile(r"(?<=: )([^\[\]]+ / [^\[\]]+)(?=\])")
_SENTENCES = re.compile(r"(?<=[.?!:])\s+|(?<=\])\s+|\s+(?=[\[(])|\s·\s")
_OPENING = """# {language}

All that members read in the story of `make demo`, in its order: each message and form once, and of one that was here
before, what is new in it. Made by `make messages`, and best read aloud. What people type is in English everywhere.
"""


class Page:
    """What was read of the story so far."""

    members_words: Iterable[str] = ()
    """Which are not read."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._known = set[str]()
        self._begun = list[str]()
        self._lines = _OPENING.format(language=name_of(language)).splitlines()

    def begin(self, heading: str) -> None:
        """Begin a chapter or a step; it stands there once something is read in it."""
        self._begun = [each for each in self._begun if heading.startswith("###") and each.startswith("## ")]
        self._begun.append(heading)

    def read(self, who: str, words: str) -> None:
        """Somebody reads a message or a form."""
        lines = [_CHOICES.sub(_first_choices, line) for line in words.splitlines() if line.strip("─ ")]
        news = [self._has_news(line) for line in lines]
        if not any(news):
            return
        shown = lines if 2 * sum(news) > len(news) else _only_news(lines, news)
        for heading in self._begun:
            self._lines += ["", heading]
        self._begun = []
        self._lines += ["", f"**{who}**", "", "```text", *(part for line in shown for part in _wrapped(line)), "```"]

    def text(self) -> str:
        """Return the page."""
        return "\n".join([*self._lines, ""])

    def _has_news(self, line: str) -> bool:
        shapes = {self._shape(piece) for piece in _SENTENCES.split(self._varying.sub("", line))}
        news = {shape for shape in shapes if shape.strip()} - self._known
        self._known |= news
        return bool(news)

    def _shape(self, piece: str) -> str:
        """A piece without what members wrote, and without signs and numbers."""
        for words in sorted(self.members_words, key=len, reverse=True):
            piece = piece.replace(words, "") if len(words) > 1 else piece
        return re.sub(r"[\W\d_]+", " ", piece).strip()

    @cached_property
    def _varying(self) -> re.Pattern[str]:
        """Days, months, numbers, topics, prompts."""
        reader, topics = reader_of(self._language), starter_topics_elsewhere().get(self._language, {})
        words = [*get_day_names("wide", locale=reader.locale).values()]
        words += [*get_month_names("wide", locale=reader.locale).values()]
        words += [reader.number(number) for number in range(11)]
        words += [topic.name for topic in (*starter_topics(), *topics.values())]
        words += [prompt.text for prompt in library(self._language)]
        return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)


class PageStage(TranslatedStage):
    """A stage on which all that people see is written into a page."""

    def __init__(self, here: Rehearsal, translation: Translation, page: Page) -> None:
        super().__init__(here, translation)
        self.page = page
        page.members_words = translation.written

    def scene(self, title: str) -> None:
        """Begin a chapter."""
        self.page.begin(f"## {title}")

    def narrate(self, words: str) -> None:
        """Begin a step."""
        self.page.begin(f"### {words}")

    def show(self, title: str, words: str) -> None:
        """Read a message or a form."""
        self.page.read(title, words)

    def _show_everyone(self) -> None:
        super()._show_everyone()
        for person in self.playground.people:
            for message in person.messages():
                for _, element in interactive_elements(message.blocks):
                    if dialog := element.get("confirm"):
                        button = " / ".join(words_on(element))
                        self.page.read(f"{person.name} is asked first, at [{button}]", _dialog_in_words(dialog))


async def told(language: str, database_url: str) -> tuple[str, Overheard]:
    """Have the story played in a language, and return its page, and all that was said."""
    page, rooms = Page(language), extracted() if language == SOURCE else of_language(language)
    tongue = Tongue(LOCALES.get(language, language), rooms.values())
    heard = await tell_in(tongue, database_url, partial(PageStage, page=page))
    return page.text(), heard


def _first_choices(found: re.Match[str]) -> str:
    choices = found[0].split(" / ")
    return found[0] if len(choices) <= CHOICES else " / ".join([*choices[:3], LEFT_OUT])


def _dialog_in_words(dialog: Json) -> str:
    texts = [dialog[part]["text"] for part in ("title", "text")]
    return "\n".join([*texts, f"[{dialog['deny']['text']}] [{dialog['confirm']['text']}]"])


def _only_news(lines: Sequence[str], news: Sequence[bool]) -> Iterator[str]:
    """The lines that are new, and a sign for each row of those that are not."""
    for line, is_new, was_new in zip(lines, news, [True, *news], strict=False):
        if is_new:
            yield line
        elif was_new:
            yield LEFT_OUT


def _wrapped(line: str) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)

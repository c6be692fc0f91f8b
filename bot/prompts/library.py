"""The library of prompts: read from the files in ``sections``, which anyone may edit, and checked as a whole.

Every language has prompts of its own, in a folder there with its name; the English ones stand beside the folders.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path

from bot.languages.catalogues import SOURCE

LONGEST_TEXT = 159
"""Characters of a prompt: what can be read aloud in one breath."""

ID_LENGTH = 16

_FOLDER = Path(__file__).with_name("sections")
_LIST_ITEM = re.compile(r"[-*+](?:\s+(?P<text>.*))?")
_QUESTION = re.compile(r"\w.*\?")
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""All but the no-break spaces, which are part of French."""
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"


class Section(StrEnum):
    """The occasion that a prompt is for; its value is also the name of its file."""

    QUESTIONS_FOR_A_KLATCH = "questions_for_a_klatch"
    RESEARCH_LIFE = "research_life"
    REFLECTION = "reflection"
    VALUES = "values"
    LUNCH_AND_COFFEE = "lunch_and_coffee"


class PromptKind(StrEnum):
    """The kind of question, the lightest first; its value is also the heading that it stands under."""

    ICEBREAKER = "icebreaker"
    STORY = "story"
    OPINION = "opinion"
    PRACTICE = "practice"
    """How the others go about something."""
    DILEMMA = "dilemma"
    REFLECTION = "reflection"

    @property
    def position(self) -> int:
        """Return 0 for the lightest kind, counting up."""
        return list(PromptKind).index(self)


class LibraryError(ValueError):
    """A file of prompts is not as it should be; the message names the file and the line, for its editor."""


class NotAdded(StrEnum):
    """The reason for which words are not added as a prompt."""

    THERE_ALREADY = "there_already"
    """In the library, or among the workspace's own: in these words, whatever their commas and capitals."""
    NO_QUESTION = "no_question"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    """A character that could not be read stands in it."""
    ENOUGH = "enough"
    """The workspace has as many of its own as it may."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question to talk about. The id comes from its words: other commas or capitals leave it the same prompt."""

    id: str
    section: Section
    kind: PromptKind
    text: str
    is_own: bool = False
    """A member added it; it does not come with Klatch."""


@cache
def library(language: str = SOURCE) -> tuple[Prompt, ...]:
    """Return every prompt that comes with Klatch in a language, read once; the English ones where it has none.

    Raises LibraryError when a file is broken.
    """
    theirs = _FOLDER / language
    return read_library(theirs if theirs.is_dir() else _FOLDER)


def read_library(folder: Path) -> tuple[Prompt, ...]:
    """Return the prompts of a folder with one Markdown file for each section, in the order of the files.

    Raises LibraryError when a file is broken, holds nothing, or two prompts have the same words; OSError when a
    file is not there.
    """
    places: dict[str, str] = {}
    found: list[Prompt] = []
    for section in Section:
        before = len(found)
        for place, prompt in _read_section(folder / f"{section}.md", section):
            if prompt.id in places:
                raise LibraryError(f"{place}: this prompt already stands in {places[prompt.id]}")
            places[prompt.id] = place
            found.append(prompt)
        if len(found) == before:
            raise LibraryError(f"{section}.md, line 1: this file has no prompt")
    return tuple(found)


def _read_section(path: Path, section: Section) -> Iterator[tuple[str, Prompt]]:
    """Each prompt of a file, after the place where it stands."""
    kind: PromptKind | None = None
    # Read as a person's file: it may begin with a byte order mark, and a stray byte should cost one line, not all.
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").split("\n"), 1):
        place, words = f"{path.name}, line {number}", _SPACES.sub(" ", line).strip()
        if words.startswith("##"):
            kind = _kind(place, words)
        elif item := _LIST_ITEM.fullmatch(words):
            yield place, _prompt(place, section, kind, item["text"] or "")
        elif words and kind:
            raise LibraryError(f'{place}: a prompt is one line that begins with a dash and a space ("- ")')


def _kind(place: str, heading: str) -> PromptKind:
    name = heading.strip("# ")
    try:
        return PromptKind(name.casefold())
    except ValueError:
        kinds = ", ".join(kind.capitalize() for kind in PromptKind)
        raise LibraryError(f'{place}: there is no kind of prompt "{name}", only {kinds}') from None


def _prompt(place: str, section: Section, kind: PromptKind | None, text: str) -> Prompt:
    if kind is None:
        raise LibraryError(f'{place}: a prompt stands below the heading of its kind, such as "## Story"')
    match fault_in(text):
        case NotAdded.NO_QUESTION:
            raise LibraryError(f"{place}: a prompt asks a question, with a question mark")
        case NotAdded.TOO_LONG:
            raise LibraryError(f"{place}: this prompt has {len(text)} characters, and may have {LONGEST_TEXT}")
        case NotAdded.UNREADABLE:
            raise LibraryError(f"{place}: a character cannot be read; save the file as UTF-8")
    return Prompt(id_of(text), section, kind, text)


def fault_in(text: str) -> NotAdded | None:
    """Return what keeps a line, in which single spaces stand between words, from being a prompt."""
    if not _QUESTION.search(text):
        return NotAdded.NO_QUESTION
    if len(text) > LONGEST_TEXT:
        return NotAdded.TOO_LONG
    return NotAdded.UNREADABLE if _UNREADABLE in text else None


def id_of(text: str) -> str:
    """Return the id of a prompt with these words."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return sha256(" ".join(words).encode()).hexdigest()[:ID_LENGTH]

"""What is said in English, as it reads in another language: so that a story is played in that language too.

The acts of the story name buttons, labels, options and sentences by their English words. Here is what these read like
by the catalogues of a language; of a sentence with places, whatever stands in them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from babel.messages.catalog import Catalog, Message

Pair = tuple[str, str]
"""What is said in English, and in the other language; both with places."""

_PLACE = re.compile(r"\{\w+\}")
_MENTION = re.compile(r"<[@#]\w*>?")
_GAP = "\0"
_NUMBERS = re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|ten)\b")


class Translation:
    """A language, from its catalogues and its names of topics. ``written`` are words of members: the same in all."""

    def __init__(
        self, catalogues: Iterable[Catalog], topics: Mapping[str, str], written: Mapping[str, object] | None = None
    ) -> None:
        self._pairs = [*topics.items(), *(pair for catalogue in catalogues for pair in _pairs_of(catalogue))]
        self.written = {} if written is None else written
        self._known: dict[str, list[re.Pattern[str]]] = {}

    def of(self, words: str) -> str:
        """Return what says the same; the words themselves where no sentence without places does."""
        return self._whole.get(words, words)

    def found(self, words: str, offered: Iterable[str]) -> str:
        """Return what says the same among what is offered; the words themselves where nothing does."""
        ready = [*offered]
        if words not in self._known:
            self._known[words] = [pattern_of(said) for looks, said in self._looks if looks.fullmatch(words)]
        return next((one for pattern in self._known[words] for one in ready if pattern.fullmatch(one)), words)

    def says(self, words: str, text: str) -> bool:
        """Whether a text says this piece of an English sentence, with the same names and words of members in it."""
        named = {name: name for name in self.written if name in words}
        sentences = self._with(_gapped(words, named))
        if not sentences:
            named |= {one: said for one, said in self._whole.items() if re.search(rf"\b{re.escape(one)}\b", words)}
            sentences = self._with(_gapped(words, named))
        regions = (region for said in sentences for region in _regions(pattern_of(said), text))
        found = any(all(name in region for name in named.values()) for region in regions)
        return found if sentences else words in text

    def _with(self, gapped: str) -> Sequence[str]:
        """What the sentences say in whose English these words stand."""
        return [said for source, said in self._sources if gapped in source] if has_words(gapped) else []

    @cached_property
    def _looks(self) -> Sequence[tuple[re.Pattern[str], str]]:
        """What the English sentences look like, but for those of which nothing is left without their places."""
        return [(pattern_of(source), said) for source, said in self._pairs if has_words(*pieces_of(source))]

    @cached_property
    def _sources(self) -> Sequence[Pair]:
        return [(_gapped(source, ()), said) for source, said in self._pairs]

    @cached_property
    def _whole(self) -> Mapping[str, str]:
        return {source: said for source, said in self._pairs if not _PLACE.search(source)}


def has_words(*pieces: str) -> bool:
    """Whether there are letters in any of these pieces."""
    return any(letter.isalpha() for piece in pieces for letter in piece)


def pattern_of(sentence: str) -> re.Pattern[str]:
    """Return what a sentence looks like whose places are filled in."""
    pieces = [re.escape(piece) for piece in pieces_of(sentence)]
    return re.compile(r"[^\n]+?".join(pieces))


def pieces_of(sentence: str) -> Sequence[str]:
    """Return what stands between the places of a sentence, as it is said."""
    return [piece.replace("{{", "{").replace("}}", "}") for piece in _PLACE.split(sentence)]


def _gapped(words: str, named: Iterable[str]) -> str:
    """Words in which a gap stands for what differs from one time to the next."""
    for name in sorted(named, key=len, reverse=True):
        words = words.replace(f"@{name}", _GAP).replace(name, _GAP)
    gapped = _NUMBERS.sub(_GAP, _MENTION.sub(_GAP, _PLACE.sub(_GAP, words)))
    return gapped.replace(f"*{_GAP}*", _GAP)


def _regions(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    """What of a text is like a sentence, to the end of its line: what stands in its last place."""
    for found in pattern.finditer(text):
        yield text[found.start() :].partition("\n")[0] if "\n" not in found[0] else found[0]


def _pairs_of(catalogue: Catalog) -> Iterator[Pair]:
    for message in catalogue:
        if message.id and not (message.context or "").startswith("CLDR"):
            yield from _forms(message)


def _forms(message: Message) -> Iterator[Pair]:
    for source in [message.id] if isinstance(message.id, str) else message.id:
        for said in message.string if isinstance(message.string, tuple | list) else [message.string]:
            yield source, said or source  # what is not said in a language is said in English

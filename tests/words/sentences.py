"""Which sentences of a language somebody has read, whatever stood in their places."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property

from babel.messages.catalog import Catalog, Message

from tests.words.translation import has_words, pieces_of

_ENDS = re.compile(r"(?<=[.?!:])[*_]?\s+|(?<=\])\s+|(?<=\([ x]\))\s+|\s+(?=\[|\([ x]\))|\s[·/]\s")
"""Where one thing that is read ends and the next begins: sentences, buttons, choices."""
_FRAME = re.compile(r"^(?:[^\w{]|_)+|(?:[^\w}]|_)+$")
"""Signs around a sentence: brackets of a button, marks of a list, stars."""

Known = frozenset[str]
"""Sentences, each by what it reads like with its places empty."""


class Sentences:
    """All sentences of a language, from its catalogues; ``is_source`` for the language of the code."""

    def __init__(self, catalogues: Iterable[Catalog], *, is_source: bool) -> None:
        self._catalogues = [*catalogues]
        self._is_source = is_source
        self.within = cache(self._within)

    def _within(self, words: str) -> Known:
        """The sentence that these words are, and those that stand in its places."""
        bare = _FRAME.sub("", words)
        for longest, looks, said in self._looks:
            if longest in bare and (found := looks.fullmatch(bare)):
                return frozenset({said}).union(*(self.within(place) for place in found.groups()))
        return frozenset()

    @cached_property
    def _looks(self) -> list[tuple[str, re.Pattern[str], str]]:
        """The longest piece of each sentence, what it looks like, and itself; the longest of them first."""
        said = sorted({bare for one in self._said() if has_words(*pieces_of(bare := _FRAME.sub("", one)))})
        said.sort(key=lambda one: -sum(map(len, pieces_of(one))))
        return [(max(pieces_of(one), key=len), _looks_like(one), one) for one in said]

    def _said(self) -> Iterator[str]:
        for catalogue in self._catalogues:
            for message in catalogue:
                if message.id and not (message.context or "").startswith(("CLDR", "command word")):
                    for form in self._forms(message):
                        yield from (one for line in form.splitlines() for one in pieces(line))

    def _forms(self, message: Message) -> Iterable[str]:
        forms = message.id if self._is_source else message.string
        return [forms] if isinstance(forms, str) else [*(forms or ())]


def pieces(line: str) -> Iterator[str]:
    """What a line is read in, each piece with the space behind it."""
    begin = 0
    for end in _ENDS.finditer(line):
        yield line[begin : end.end()]
        begin = end.end()
    yield line[begin:]


def _looks_like(sentence: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(piece) for piece in pieces_of(sentence)))

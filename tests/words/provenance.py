"""Where the words come from that people read: which sentences were asked for of a catalogue, with what in them.

It sees in English what never was in a catalogue, so that any scene will do as it is.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.blocks import inline, linked
from bot.languages.reader import Reader

GIVES = ("gettext", "pgettext", "ngettext", "number", "listed", "day", "hour", "weekday", "moment")
"""By which a reader gives words."""
SHORT = 6
"""Letters of words that are only looked for whole: "no" is in "another"."""

_SAME_EVERYWHERE = re.compile(
    r"<!date\^[^>]*>"  # its words are Slack's, and before the bar our own dates
    r"|<[@#!][^>]*>"  # people and channels, as Slack names them
    r"|\{\w+\}"  # tokens of Slack's dates
    r"|`[^`\n]*`"  # what is typed
    r"|\b[A-Z]{2,5}\b"  # time zones: EST, UTC
    r"|\b\w+\.ics\b"
)
_ADDRESS = re.compile(r"<?https?:[^\s|>]*")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Provenance:
    """All that readers were given by catalogues and by CLDR, and what was put into it."""

    said: set[str] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)
    """It has to come from somewhere too."""

    def bare(self, texts: Iterable[str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Each text with what in it nobody gave; ``others`` are words of members and names."""
        known = {
            _ADDRESS.sub("", way) for words in (*self.said, *others) for way in (words, linked(words), inline(words))
        }
        ready = [(words, _found(words)) for words in sorted(known, key=len, reverse=True) if _LETTERS.search(words)]
        for text in (*texts, *self.placed):
            rest = _ADDRESS.sub("", text)
            for words, looks in ready:
                rest = looks.sub(" ", rest) if words in rest else rest
            rest = _SAME_EVERYWHERE.sub(" ", rest)
            if _LETTERS.search(rest):
                yield text, " ".join(rest.split())

    def hear(self, give: Callable[..., str], *asked: Any, **places: Any) -> str:
        """Have a reader be given words, and write down which."""
        words = give(*asked, **places)
        # A word that is chosen from a list begins with a capital.
        self.said |= {words, words[:1].upper() + words[1:]}
        self.placed |= {place for place in places.values() if isinstance(place, str)}
        return words


@contextmanager
def provenance() -> Iterator[Provenance]:
    """Write down what readers are given for as long as the block lasts."""
    kept = Provenance()
    _forget_what_is_ready()
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in GIVES:
            monkeypatch.setattr(Reader, name, _heard(kept, getattr(Reader, name)))
        yield kept


def _forget_what_is_ready() -> None:
    """Have forms be made again that are kept for all who read alike: readers are asked for words only then."""
    for name, module in [*sys.modules.items()]:
        if ".views" in name and name.startswith("bot."):
            for made in vars(module).values():
                if callable(forget := getattr(made, "cache_clear", None)):
                    forget()


def _heard(kept: Provenance, give: Callable[..., str]) -> Callable[..., str]:
    def heard(reader: Reader, *asked: Any, **places: Any) -> str:
        if give.__name__ == "listed":
            asked = ([*asked[0]], *asked[1:])
            kept.placed |= {*asked[0]}
        return kept.hear(give, reader, *asked, **places)

    return heard


def _found(words: str) -> re.Pattern[str]:
    looks = re.escape(words)
    return re.compile(rf"(?<!\w){looks}(?!\w)" if len(words) < SHORT else looks)

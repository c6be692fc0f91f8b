"""The names of topics: telling which mean the same topic, and reading a list of them that a member typed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.matching.asks.spelling import SINGULARS, american
from bot.matching.asks.words import normalised, words

MOST_NAME_CHARACTERS = 60
"""A topic's name has to fit an option of a Slack menu (75 characters) with room for a count."""

_LOOKALIKES_TEXT = """
    casual causal lightening lighting lightning marital martial mediation medication meditation planing planning
"""
_LOOKALIKES = frozenset(_LOOKALIKES_TEXT.split())
"""Words rightly spelled though a slip away from one another: neither of two such words is a misspelling."""

_DOUBLED = re.compile(r"(.)\1")
_SIBILANT = re.compile("[cst](?=i[aou])")

_BULLET = re.compile(r"^(?:[-–—•·*]|\d{1,2}[.)])\s+|^and\s+(?=\S)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_MARKUP = re.compile(r"[<>]|(?<!\w)@(?:channel|everyone|here)\b", re.IGNORECASE)


class Refusal(StrEnum):
    """Why a typed name cannot be a topic."""

    EMPTY = "empty"
    """No letter and no number in it."""
    TOO_LONG = "too_long"
    """More than MOST_NAME_CHARACTERS characters."""
    MARKUP = "markup"
    """Slack would read it as a mention or a link."""


@dataclass(frozen=True, slots=True)
class RefusedName:
    """A name that was typed and not taken, and why."""

    name: str
    reason: Refusal


@lru_cache(maxsize=4_096)
def topic_key(name: str) -> str:
    """Return the key under which a workspace's topics are one: the same for "Grant Proposals!" and "grant proposal".

    Case, spacing, punctuation, accents, "&" or "and", British or American spelling, and the plural do not
    matter. The plural is found by a rule of our own rather than the stemmer: keys are kept in the database, so
    they may not change with a library's version, and "Publications" is not "Public". Where our own rules
    change, `same_topic` still finds what was kept, by its name. The key of a key is itself, and no key is
    empty unless the name is blank.
    """
    spelled = words(normalised(name).replace("&", " and "))
    said = [word for word in spelled if word != "and"] or spelled
    return " ".join(american(_singular(word)) for word in said) or " ".join(normalised(name).split())


def same_topic(name: str, known: Iterable[tuple[str, str]]) -> str | None:
    """Return the key of the known topic, of (key, name), that a name means; None if it is a topic of its own.

    Small misspellings are forgiven by the length of the word and where its first letter is right; short words
    and numbers never are, so that "R" is not "C" and "Python 2" not "Python 3". The nearest wins, then the
    first key by alphabet, whatever the order of the known.
    """
    asked = topic_key(name)
    distances = ((min(_slips(asked, key), _slips(asked, topic_key(said))), key) for key, said in known)
    nearest = min(distances, default=(_TOO_FAR, ""))
    return nearest[1] if nearest[0] < _TOO_FAR else None


def tidy_topic_names(text: str) -> tuple[list[str], list[RefusedName]]:
    """Return (names, refused names with the reason) of a list that a member typed.

    Commas, semicolons and new lines separate. Names keep their capitals and lose bullets, outer spaces,
    invisible controls and a last full stop; a name typed twice stands once. Nothing between two commas is
    no mistake, so it is skipped.
    """
    names: dict[str, str] = {}
    refused: list[RefusedName] = []
    for piece in re.split(r"[,;\n\r\v\f\x85\u2028\u2029、，；]", text):
        name = _tidied(piece)
        reason = _refusal(name)
        if reason is None:
            names.setdefault(topic_key(name), name)
        elif name:
            refused.append(RefusedName(name, reason))
    return list(names.values()), refused


def _tidied(piece: str) -> str:
    spaced = " ".join(unicodedata.normalize("NFC", _CONTROLS.sub("", piece)).split())
    return _BULLET.sub("", spaced).rstrip(".").strip()


def _refusal(name: str) -> Refusal | None:
    if _MARKUP.search(name):
        return Refusal.MARKUP
    if len(name) > MOST_NAME_CHARACTERS:
        return Refusal.TOO_LONG
    if not words(name):
        return Refusal.EMPTY
    return None


def _singular(word: str) -> str:
    """Return the singular by Harman's "S" stemmer (1991), sibilants put right; short words are initials (GIS)."""
    irregular = SINGULARS.get(word)
    if irregular is not None:
        return irregular
    if len(word) < 4 or word.endswith(("is", "ss", "us")) or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    singular = word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zzes")) else word[:-1]
    return SINGULARS.get(singular, singular)


_TOO_FAR = 3
"""More slips of the pen than any misspelling is forgiven."""


def _slips(one: str, other: str) -> int:
    """Return the number of slips of the pen between two keys; _TOO_FAR when they are different topics."""
    if one == other:
        return 0
    if len(one) > 5 and one.replace(" ", "") == other.replace(" ", ""):
        return 1
    ours, theirs = one.split(), other.split()
    if len(ours) != len(theirs):
        return _TOO_FAR
    return min(_TOO_FAR, sum(_word_slips(*pair) for pair in zip(ours, theirs, strict=True)))


def _word_slips(one: str, other: str) -> int:
    """Count a slip that leaves the word as it sounds, swaps two letters, or leaves one out amid a long word.

    No letter stands for another that sounds otherwise, and none is missing at the beginning or end: there is another
    word too often ("literary" and "literacy", "simulation" and "stimulation", "discover" and "discovery").
    """
    if one == other:
        return 0
    shorter = min(len(one), len(other))
    if shorter < 6 or one[0] != other[0] or not (one + other).isalpha() or {one, other} <= _LOOKALIKES:
        return _TOO_FAR
    slips = OSA.distance(one, other, score_cutoff=2)
    if shorter >= 7 and _as_heard(one) == _as_heard(other):
        return slips if slips == 1 or max(len(one), len(other)) >= 13 else _TOO_FAR
    is_swapped = sorted(one) == sorted(other)
    is_left_out = len(one) != len(other) and shorter >= 8 and (one[:3], one[-1]) == (other[:3], other[-1])
    return 1 if slips == 1 and (is_swapped or is_left_out) else _TOO_FAR


def _as_heard(word: str) -> str:
    """Return the word with one letter for two, and one for those that sound alike in "-tion", "-sion" and "-cian"."""
    return _DOUBLED.sub(r"\1", _SIBILANT.sub("c", word))

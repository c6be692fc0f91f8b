"""What stands in a text outside of all sentences of a language: English that no catalogue knows, or cut words."""

import re
from collections.abc import Iterable

from babel.dates import get_day_names, get_month_names
from babel.lists import format_list

from tests.words.pseudo import CLOSES, LANGUAGE, OPENS

_SENTENCE = re.compile(rf"{OPENS}[^{OPENS}{CLOSES}]*{CLOSES}")
_DATE = re.compile(r"<!date\^\d+\^([^|^>]*)(?:\^[^|>]*)?\|([^>]*)>")
_TOKEN = re.compile(r"\{\w+\}")
_LINK = re.compile(r"<(?:https?:[^|>]*|mailto:[^|>]*)\|?([^>]*)>")
_SAME_EVERYWHERE = re.compile(
    r"<[@#!][^>]*>"  # people and channels, as Slack names them
    r"|`[^`\n]*`"  # what is typed
    r"|\(?\b[A-Z]{2,5}\b\)?"  # time zones: EST, UTC
    r"|\b\w+\.ics\b"
)


def bare(text: str, members_words: Iterable[str]) -> str:
    """Return what stands bare in a text, without names, commands, dates of CLDR's and what members wrote."""
    rest = _LINK.sub(r"\1", _DATE.sub(lambda found: f"{_TOKEN.sub('', found[1])} {found[2]}", text))
    for words in sorted(members_words, key=len, reverse=True):
        rest = rest.replace(words, " ")
    while (inner := _SENTENCE.sub(" ", rest)) != rest:
        rest = inner
    rest = _CLDR.sub(" ", _SAME_EVERYWHERE.sub(" ", rest))
    return " ".join(rest.split()) if re.search(rf"[^\W\d_]|[“”{OPENS}{CLOSES}]", rest) else ""


_NAMED = [
    *(name for width in ("wide", "abbreviated") for name in get_day_names(width, locale=LANGUAGE).values()),
    *(name for width in ("wide", "abbreviated") for name in get_month_names(width, locale=LANGUAGE).values()),
    *(format_list(["", ""], style=style, locale=LANGUAGE).strip() for style in ("standard", "or")),
]
"""Days, months, and what stands before the last of a list."""

_CLDR = re.compile("|".join(rf"\b{name}\b" for name in _NAMED))

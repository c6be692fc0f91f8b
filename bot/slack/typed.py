"""Reading with care what members typed and what buttons carried: nothing in it can be relied on."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

_REFERENCE = re.compile(r"<((?P<sign>[@#])[^<>|]*|[^<>|]*)(?:\|(?P<label>[^<>]*))?>")


def number_in(value: str) -> int:
    """The row that a button or form is about; 0, which no row is, for anything else than a number."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def numbers_in(values: Sequence[str]) -> list[int]:
    """The rows that a menu's options are about."""
    return [number for number in map(number_in, values) if number]


def words_typed(text: str) -> str:
    """What a member typed or wrote, from Slack's way of sending it: people by name, and three signs unescaped.

    https://docs.slack.dev/messaging/formatting-message-text/#escaping
    """
    spoken = _REFERENCE.sub(lambda found: f"{found['sign']}{found['label']}" if found["label"] else found[1], text)
    return spoken.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def likely_meant(typed: str, known: Sequence[str]) -> str | None:
    """The known word of which one typed word is a slip; None for a sentence or for something else."""
    matches = get_close_matches(typed.casefold(), known, n=1, cutoff=0.75)
    return matches[0] if matches and " " not in typed else None

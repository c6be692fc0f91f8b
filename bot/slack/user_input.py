"""Reading with care what members typed and what buttons carried: nothing in it can be relied on."""

import re
from collections.abc import Sequence
from typing import TypeGuard

_KEYBOARD = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
    }
)
"""Signs that phones and Macs type by themselves for those that a keyboard has."""

_REFERENCE = re.compile(r"<((?P<sign>[@#])[^<>|]*|[^<>|]*)(?:\|(?P<label>[^<>]*))?>")


def is_id(value: object) -> TypeGuard[str]:
    """Return whether this is an id as Slack gives them to members and channels, and not whatever a payload may hold."""
    return isinstance(value, str) and 0 < len(value) <= 32 and value.isascii() and value.isalnum()


def row_id(value: str) -> int:
    """Return the row that a button or form is about; 0, which no row is, for anything else than a number."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def row_ids(values: Sequence[str]) -> list[int]:
    """Return the rows that a menu's options are about."""
    return [number for number in map(row_id, values) if number]


def keyboard_signs(text: str) -> str:
    """Return the text in the signs of a keyboard, for words, days and names that Klatch has to recognize.

    >>> keyboard_signs("pause 2027–01–11")
    'pause 2027-01-11'
    """
    return text.translate(_KEYBOARD)


def words_typed(text: str) -> str:
    """Return what a member wrote from Slack's way of sending it: people by name, and three signs unescaped.

    https://docs.slack.dev/messaging/formatting-message-text/#escaping
    """
    spoken = _REFERENCE.sub(lambda found: f"{found['sign']}{found['label']}" if found["label"] else found[1], text)
    return spoken.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

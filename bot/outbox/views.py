"""The words that the outbox itself says."""

from collections.abc import Mapping
from typing import Any

from bot.languages.reader import Reader
from bot.outbox.message import TEXT_LIMIT

BLOCK_LIMIT = 50
"""Blocks in a message, by Slack's limit."""


def perhaps_twice(reader: Reader) -> str:
    """Say that a message may be there a second time."""
    return reader.gettext("You may have this message already: Slack didn't tell me. If so, answer either one.")


def said_again(reader: Reader, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same message, saying first that it may be there a second time."""
    again = dict(payload)
    twice = perhaps_twice(reader)
    words = f"{twice}\n\n{payload['text']}"
    again["text"] = words if len(words) <= TEXT_LIMIT else words[: TEXT_LIMIT - 1] + "…"
    if blocks := payload.get("blocks"):
        warning = {"type": "context", "elements": [{"type": "mrkdwn", "text": twice}]}
        again["blocks"] = [warning, *blocks] if len(blocks) < BLOCK_LIMIT else blocks
    return again

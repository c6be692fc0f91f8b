"""The words that the outbox itself says."""

from collections.abc import Mapping
from typing import Any

from bot.outbox.message import TEXT_LIMIT

SAID_AGAIN = "This may have reached you already: Slack did not tell us. If it did, answering one of them is enough."

BLOCK_LIMIT = 50
"""Blocks in a message, by Slack's limit."""


def said_again(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same message, saying first that it may be there a second time."""
    again = dict(payload)
    words = f"{SAID_AGAIN}\n\n{payload['text']}"
    again["text"] = words if len(words) <= TEXT_LIMIT else words[: TEXT_LIMIT - 1] + "…"
    if blocks := payload.get("blocks"):
        warning = {"type": "context", "elements": [{"type": "mrkdwn", "text": SAID_AGAIN}]}
        again["blocks"] = [warning, *blocks] if len(blocks) < BLOCK_LIMIT else blocks
    return again

"""The content of a letter: text for screen readers, blocks for eyes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from bot.block_kit import as_json
from bot.languages.reader import Reader

LOCALE = "locale"
"""The name of its reader's locale beside a message's content, while it waits: the outbox adds words of its own."""

TEXT_LIMIT = 4_000
"""Slack advises 4,000 characters for a message's text; chat.update refuses more."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as views make it. ``text`` says everything that matters: screen readers read it alone."""

    text: str
    blocks: Sequence[Block] = ()

    def to_payload(self) -> dict[str, Any]:
        """Return the arguments of chat.postMessage and its like.

        Raises slack_sdk.errors.SlackObjectFormationError when a block breaks a limit of Block Kit.
        """
        payload: dict[str, Any] = {"text": cut(self.text, TEXT_LIMIT)}
        if self.blocks:
            payload["blocks"] = [as_json(block) for block in self.blocks]
        return payload


Words = Message | Callable[[Reader], Message]
"""A message, or how it is made for whoever reads it."""


def for_reader(words: Words, reader: Reader) -> Message:
    """Return the message that somebody reads."""
    return words if isinstance(words, Message) else words(reader)


def cut(text: str, limit: int) -> str:
    """Return Slack's markup cut to a limit of characters, never inside a mention, a link or an escape."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    for begins, ends in (("<", ">"), ("&", ";")):
        start = kept.rfind(begins)
        if start >= 0 and ends not in kept[start:]:
            kept = kept[:start]
    return f"{kept}…"

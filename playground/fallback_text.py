"""The text that Slack builds for notifications and screen readers when a message has only blocks."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def fallback_text(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The words of the blocks in reading order, without what can be pressed."""
    return " ".join(word for block in blocks for word in _words(block))


def _words(block: Mapping[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "section":
            yield from _texts([block.get("text"), *block.get("fields", [])])
        case "header":
            yield from _texts([block["text"]])
        case "context":
            yield from _texts([each for each in block["elements"] if each["type"] != "image"])
        case "markdown":
            yield block["text"]
        case "image":
            yield block["alt_text"]
        case _:
            return


def _texts(texts: Iterable[Mapping[str, Any] | None]) -> Iterator[str]:
    return (text["text"] for text in texts if text is not None)

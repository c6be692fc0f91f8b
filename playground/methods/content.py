"""What a message may say: the checks that chat.postMessage, chat.update and the others share."""

import re
from dataclasses import dataclass
from typing import Any

from playground.arguments import Arguments
from playground.block_check import MESSAGE, block_faults, too_long_together
from playground.call_records import Json, SlackError

MOST_TEXT = 40_000
MOST_UPDATED_TEXT = 4_000
MOST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100
MOST_METADATA = 16_000
_EVENT_TYPE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Content:
    """The words and blocks of a message that Slack has accepted. None means: not given."""

    text: str | None
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None


def read_content(arguments: Arguments, most_text: int = MOST_TEXT) -> Content:
    """The content of a message; raises SlackError when Slack would not take it."""
    text = _words(arguments, most_text)
    blocks = read_blocks(arguments)
    attachments = arguments.structure("attachments", "invalid_attachments")
    if not isinstance(attachments, list | None):
        raise SlackError("invalid_attachments")
    if len(attachments or []) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    return Content(text, blocks, attachments, read_metadata(arguments))


def read_blocks(arguments: Arguments) -> list[Json] | None:
    """The blocks of a message; raises SlackError ``invalid_blocks_format``, ``invalid_blocks`` or
    ``msg_blocks_too_long``.
    """
    blocks = arguments.structure("blocks", "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    check_message_blocks(blocks)
    return blocks


def check_message_blocks(blocks: list[Any]) -> None:
    """Raise SlackError ``invalid_blocks`` or ``msg_blocks_too_long`` when Slack would not take them."""
    faults = tuple(block_faults(blocks, MESSAGE))
    if faults:
        raise SlackError("invalid_blocks", faults)
    if too_long_together(blocks):
        raise SlackError("msg_blocks_too_long")


def read_metadata(arguments: Arguments) -> Json | None:
    """A message's metadata; raises SlackError ``invalid_metadata_format`` or ``metadata_too_large``."""
    metadata = arguments.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or set(metadata) - {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not _EVENT_TYPE.fullmatch(event_type):
        raise SlackError("invalid_metadata_format")
    if not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if len(str(payload)) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def _words(arguments: Arguments, most_text: int) -> str | None:
    if "markdown_text" in arguments:
        if "text" in arguments or "blocks" in arguments:
            raise SlackError("markdown_text_conflict")
        return _not_longer(arguments.text("markdown_text"), MOST_MARKDOWN)
    return _not_longer(arguments.text("text"), most_text) if "text" in arguments else None


def _not_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise SlackError("msg_too_long")
    return text

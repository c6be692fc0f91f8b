"""Slack's mrkdwn as words in a terminal: names for ids, dates in the reader's zone, links spelled out."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from playground.date_tokens import date_words
from playground.people import User
from playground.workspace import Workspace

_SPECIAL = re.compile(r"<([^<>\n]+)>")
_DATE = re.compile(r"!date\^(-?\d+)\^([^^|]*)(?:\^([^|]*))?(?:\|(.*))?", re.DOTALL)


def plain(text: str, reader: User, workspace: Workspace) -> str:
    """The words of a mrkdwn text as this reader would see them; *bold* and _italics_ keep their signs."""
    return html.unescape(_SPECIAL.sub(lambda match: spelled(match[1], reader, workspace), text))


def spelled(inside: str, reader: User, workspace: Workspace) -> str:
    """The words for what stands between ``<`` and ``>``, its entities still escaped."""
    target, _, label = inside.partition("|")
    match inside[0]:
        case "@":
            return _name(target[1:], label, workspace)
        case "#":
            return _channel(target[1:], label, workspace)
        case "!":
            return _command(inside, target, label, reader, workspace)
        case _:
            return f"{label} ({target.removeprefix('mailto:')})" if label and label != target else target


def _name(user_id: str, label: str, workspace: Workspace) -> str:
    user = workspace.people.get(user_id)
    return f"@{user.real_name}" if user is not None else f"@{label or user_id}"


def _channel(channel_id: str, label: str, workspace: Workspace) -> str:
    channel = workspace.channels.get(channel_id)
    return f"#{channel.name}" if channel is not None else f"#{label or channel_id}"


def _command(inside: str, target: str, label: str, reader: User, workspace: Workspace) -> str:
    date = date_of(inside, reader, workspace.now)
    if date is not None:
        return f"{date.words} ({date.link})" if date.link else date.words
    return label or "@" + target[1:].partition("^")[0]


@dataclass(frozen=True)
class Date:
    """A ``!date^…`` as its reader sees it; ``link`` is empty when it is none."""

    words: str
    moment: datetime
    link: str


def date_of(inside: str, reader: User, now: datetime) -> Date | None:
    """The date that stands between ``<`` and ``>``, or None when none does, or none that there can be."""
    found = _DATE.fullmatch(inside)
    if found is None:
        return None
    try:
        moment = datetime.fromtimestamp(int(found[1]), UTC)
        words = date_words(int(found[1]), found[2], reader, now)
    except (OverflowError, ValueError, OSError):
        return None
    return Date(words, moment, found[3] or "")

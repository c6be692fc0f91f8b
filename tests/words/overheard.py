"""All that is said in a playground, heard on the wire: what the bot says, and what members write themselves."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playground import Playground
from playground.traffic_log import Direction, TrafficEntry, presentable

_SPEAKING = ("chat.", "views.", "files.complete", "response_url", "assistant.")
"""Calls by which the bot says something."""

_UNSEEN = re.compile(
    r"type|style|channel|thread_ts|ts|users?|url|image_url|hash|id|.*_id|value|private_metadata|include"
    r"|initial_(channel|conversation|date|time|users?)|response_(action|type)|dispatch_action_config"
)
"""What nobody reads of what is sent."""


@dataclass
class Overheard:
    """What was said, each thing once and in its order, with where it was said first."""

    playground: Playground
    by_bot: dict[str, str] = field(default_factory=dict)
    by_members: dict[str, str] = field(default_factory=dict)

    def note(self, entry: TrafficEntry) -> None:
        """Keep what was said in a request and in its answer."""
        self._names()
        if entry.way is Direction.TO_BOT:
            self.by_members |= {text: entry.what for text in _typed(presentable(entry.asked)) if text.strip()}
            self._keep(entry.what, presentable(entry.answered))
        elif entry.what.startswith(_SPEAKING):
            self._keep(entry.what, presentable(entry.asked))

    def files(self) -> None:
        """Keep what stands in the files that were sent, unfolded as RFC 5545 has it."""
        for file in self.playground.workspace.files:
            content = (file.content or b"").decode().replace("\r\n ", "")
            self.by_bot |= {text: file.name for text in _in_calendar(content)}

    def _names(self) -> None:
        """Names and titles are nobody's sentences."""
        users = [person.user for person in self.playground.people]
        names = [*(user.real_name for user in users), *(user.title for user in users)]
        names += [channel.name for channel in self.playground.workspace.channels]
        self.by_members |= {name: "a name" for name in names if name}

    def _keep(self, where: str, sent: Any) -> None:
        for text in _read(sent):
            self.by_bot.setdefault(text, where)


@contextmanager
def overheard(playground: Playground) -> Iterator[Overheard]:
    """Hear what is said in a playground for as long as the block lasts."""
    heard = Overheard(playground)
    with playground.workspace.journal.heard_by(heard.note):
        yield heard
    heard.files()


def _read(sent: Any) -> Iterator[str]:
    """Every text that somebody reads of what was sent."""
    match sent:
        case Mapping():
            for key, value in sent.items():
                yield from _read(value) if not _UNSEEN.fullmatch(key) else ()
        case list() | tuple():
            for each in sent:
                yield from _read(each)
        case str() if sent.strip():
            yield sent


def _typed(asked: Any) -> Iterator[str]:
    """What a member typed after a command or into fields of a form."""
    if not isinstance(asked, Mapping):
        return
    yield str(asked.get("text", "")) if "command" in asked else ""
    payload = asked.get("payload", asked)
    view = payload.get("view") if isinstance(payload, Mapping) else None
    for fields in view["state"]["values"].values() if view else ():
        for state in fields.values():
            yield str(state.get("value") or "")


def _in_calendar(content: str) -> Iterator[str]:
    for line in content.splitlines():
        name, _, text = line.partition(":")
        if name.partition(";")[0] in ("SUMMARY", "DESCRIPTION", "LOCATION"):
            yield text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")

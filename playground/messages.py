"""What has been said: messages, edits, and what only one person sees."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from playground.call_records import Json
from playground.change_feed import ChangeFeed, MessageChange, MessageGone
from playground.elements import interactive_elements, words_on


@dataclass(frozen=True)
class Message:
    """A message as it stood at one moment; an edit makes another one with the same channel and ``ts``.

    ``reader`` is set when it is ephemeral: only they see it. ``revision`` grows with every change in
    the workspace, so that "what is new since" has an answer. ``edited`` is true after any change.
    """

    channel: str
    ts: str
    author: str
    text: str
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    thread_ts: str | None = None
    reader: str | None = None
    edited: bool = False
    files: tuple[Json, ...] = ()
    metadata: Json | None = None
    from_app: bool = False
    revision: int = 0

    @property
    def is_ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.reader is not None

    @property
    def instant(self) -> tuple[int, int]:
        """When it was said, in seconds and microseconds."""
        seconds, _, microseconds = self.ts.partition(".")
        return int(seconds), int(microseconds)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in the thread of another message."""
        return self.thread_ts is not None

    @property
    def buttons(self) -> list[str]:
        """The words on its buttons, and behind its three dots, in reading order."""
        return [words for _, element in interactive_elements(self.blocks) for words in words_on(element)]


class Messages:
    """All messages of one workspace, in the order they were posted."""

    def __init__(self, feed: ChangeFeed) -> None:
        self._news = feed
        self._messages: dict[tuple[str, str], Message] = {}
        self._by_channel: defaultdict[str, dict[str, Message]] = defaultdict(dict)
        self._by_revision: dict[tuple[str, str], Message] = {}
        self._replies: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
        self.revision = 0

    def __iter__(self) -> Iterator[Message]:
        return iter(list(self._messages.values()))

    def get(self, channel: str, ts: str) -> Message | None:
        """The message at this place as it stands now, or None; ephemeral ones too."""
        return self._messages.get((channel, ts))

    def newest_first(self, channel: str) -> Iterator[Message]:
        """What was said in a conversation, from the newest back; ephemeral messages and replies too."""
        return reversed(self._by_channel[channel].values()) if channel in self._by_channel else iter(())

    def since(self, revision: int) -> list[Message]:
        """What is new or changed after a revision, in the order of the changes."""
        fresh = list(takewhile(lambda message: message.revision > revision, reversed(self._by_revision.values())))
        return fresh[::-1]

    def replies(self, message: Message) -> list[str]:
        """The ``ts`` of what stands in a message's thread for everybody, in the order it came."""
        return self._replies.get((message.channel, message.ts), [])

    def post(self, message: Message) -> Message:
        """Add a message; its ``ts`` is the caller's to make unique."""
        if message.is_reply and not message.is_ephemeral:
            self._replies[message.channel, message.thread_ts].append(message.ts)
        return self._keep(message)

    def bring_back(self, messages: Iterable[Message], revision: int) -> None:
        """What was said before, in whatever order, and the revision that was reached with it; nobody is told."""
        by_time = sorted(messages, key=lambda message: message.instant)
        for message in by_time:
            self._messages[message.channel, message.ts] = message
            self._by_channel[message.channel][message.ts] = message
            if message.is_reply:
                self._replies[message.channel, message.thread_ts].append(message.ts)
        for message in sorted(by_time, key=lambda message: message.revision):
            self._by_revision[message.channel, message.ts] = message
        self.revision = revision

    def change(self, message: Message, **changes: object) -> Message:
        """Put a changed version in the message's place."""
        return self._keep(replace(message, edited=True, **changes))  # type: ignore[arg-type]

    def delete(self, message: Message) -> None:
        """Take a message away; deleting it twice is no error."""
        known = self._messages.pop((message.channel, message.ts), None)
        self._by_revision.pop((message.channel, message.ts), None)
        self._by_channel[message.channel].pop(message.ts, None)
        if known is not None and known.is_reply and not known.is_ephemeral:
            self._replies[known.channel, known.thread_ts].remove(known.ts)
        if known is not None:
            self._news.tell(MessageGone(known.channel, known.ts))

    def move(self, old: str, new: str) -> None:
        """A conversation has another id: what was said in it stands there from now on, in the same order."""

        def moved(place: tuple[str, str], message: Message) -> tuple[tuple[str, str], Message]:
            return ((new, place[1]), replace(message, channel=new)) if place[0] == old else (place, message)

        self._messages = dict(moved(*each) for each in self._messages.items())
        self._by_revision = dict(moved(*each) for each in self._by_revision.items())
        for parent in [parent for parent in self._replies if parent[0] == old]:
            self._replies[new, parent[1]] = self._replies.pop(parent)
        for ts in self._by_channel.pop(old, {}):
            self._by_channel[new][ts] = self._messages[new, ts]
            self._news.tell(MessageGone(old, ts))
            self._news.tell(MessageChange(new, ts, self._messages[new, ts].reader))

    def _keep(self, message: Message) -> Message:
        self.revision += 1
        kept = replace(message, revision=self.revision)
        place = (kept.channel, kept.ts)
        self._messages[place] = kept
        self._by_channel[kept.channel][kept.ts] = kept
        self._by_revision.pop(place, None)
        self._by_revision[place] = kept
        self._news.tell(MessageChange(kept.channel, kept.ts, kept.reader))
        return kept

"""What has been said: messages, edits, and what only one person sees."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .answers import Json
from .elements import interactive_elements


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
    def buttons(self) -> list[str]:
        """The words on its buttons, in reading order."""
        return [
            element["text"]["text"] for _, element in interactive_elements(self.blocks) if element["type"] == "button"
        ]


class Messages:
    """All messages of one workspace, in the order they were posted."""

    def __init__(self) -> None:
        self._messages: dict[tuple[str, str], Message] = {}
        self.revision = 0

    def __iter__(self) -> Iterator[Message]:
        return iter(list(self._messages.values()))

    def get(self, channel: str, ts: str) -> Message | None:
        """The message at this place as it stands now, or None; ephemeral ones too."""
        return self._messages.get((channel, ts))

    def post(self, message: Message) -> Message:
        """Add a message; its ``ts`` is the caller's to make unique."""
        return self._keep(message)

    def change(self, message: Message, **changes: object) -> Message:
        """Put a changed version in the message's place."""
        return self._keep(replace(message, edited=True, **changes))  # type: ignore[arg-type]

    def delete(self, message: Message) -> None:
        """Take a message away; deleting it twice is no error."""
        self._messages.pop((message.channel, message.ts), None)

    def _keep(self, message: Message) -> Message:
        self.revision += 1
        kept = replace(message, revision=self.revision)
        self._messages[(kept.channel, kept.ts)] = kept
        return kept

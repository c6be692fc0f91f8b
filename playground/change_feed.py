"""What changes in a workspace, told in the same moment to whoever listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class MessageChange:
    """A message was posted or edited; ``reader`` is set when only one person sees it."""

    channel: str
    ts: str
    reader: str | None = None


@dataclass(frozen=True)
class MessageGone:
    """A message was taken away."""

    channel: str
    ts: str


@dataclass(frozen=True)
class ViewChange:
    """A form or Home tab of this person was opened, changed, laid over another or closed."""

    user: str


@dataclass(frozen=True)
class RoomChange:
    """A conversation came to be or went, or is otherwise: its name, who is in it, whether it is archived or read."""

    channel: str


Change = MessageChange | MessageGone | ViewChange | RoomChange
Listener = Callable[[Change], None]


class ChangeFeed:
    """Hands every change to all who listen. They must be quick: they run inside of the change itself."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    @contextmanager
    def heard_by(self, listener: Listener) -> Iterator[None]:
        """Call ``listener`` with every change for as long as the block lasts."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def tell(self, change: Change) -> None:
        """Something has changed."""
        for listener in list(self._listeners):
            listener(change)

"""Server-sent events: what changes in the workspace is on the screen in the same moment."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playground.change_feed import Change, ChangeFeed

SILENCE_SECONDS = 20
"""After which a line is sent that says nothing, so that a connection that is gone is noticed."""


@dataclass(frozen=True)
class Told:
    """One event for the browser, by its name there."""

    event: str
    data: Any

    def encode(self) -> bytes:
        """As the wire has it; JSON has no line breaks of its own."""
        return f"event: {self.event}\ndata: {json.dumps(self.data, ensure_ascii=False)}\n\n".encode()


class Streams:
    """Every open page's ear."""

    def __init__(self, feed: ChangeFeed) -> None:
        self._news = feed
        self._listeners: list[Callable[[Told | None], None]] = []
        self.closed = False

    def tell(self, event: str, data: Any) -> None:
        """Tell every open page something that is the same for all."""
        self._say(Told(event, data))

    def close(self) -> None:
        """End every stream, and let no new one begin."""
        self.closed = True
        self._say(None)

    @contextmanager
    def heard_by(self, listener: Callable[[Told | None], None]) -> Iterator[None]:
        """Call ``listener`` with what every page is told, and with None at the end, for as long as the block lasts."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    async def listen(self) -> AsyncIterator[list[Change | Told]]:
        """What happens, several at once when several have happened.

        The list is empty at the very beginning, when the listening has begun, and after a silence.
        """
        queue: asyncio.Queue[Change | Told | None] = asyncio.Queue()
        with self.heard_by(queue.put_nowait), self._news.heard_by(queue.put_nowait):
            yield []
            while not self.closed:
                heard = await _some(queue)
                if None in heard:
                    return
                yield [each for each in heard if each is not None]

    def _say(self, told: Told | None) -> None:
        for listener in list(self._listeners):
            listener(told)


async def _some(queue: "asyncio.Queue[Change | Told | None]") -> list[Change | Told | None]:
    try:
        first = await asyncio.wait_for(queue.get(), SILENCE_SECONDS)
    except TimeoutError:
        return []
    return [first, *(queue.get_nowait() for _ in range(queue.qsize()))]


def encoded(events: Iterable[Told]) -> bytes:
    """Events as the wire has them; a comment, which browsers pass over, when there are none."""
    return b"".join(each.encode() for each in events) or b": still here\n\n"

"""Server-sent events: what changes in the workspace is on the screen in the same moment."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from ..news import Change, News

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

    def __init__(self, news: News) -> None:
        self._news = news
        self._open: set[asyncio.Queue[Change | Told | None]] = set()
        self._closed = False

    def tell(self, event: str, data: Any) -> None:
        """Tell every open page something that is the same for all."""
        for queue in self._open:
            queue.put_nowait(Told(event, data))

    def close(self) -> None:
        """End every stream, and let no new one begin."""
        self._closed = True
        for queue in self._open:
            queue.put_nowait(None)

    async def listen(self) -> AsyncIterator[list[Change | Told]]:
        """What happens, several at once when several have happened.

        The list is empty at the very beginning, when the listening has begun, and after a silence.
        """
        queue: asyncio.Queue[Change | Told | None] = asyncio.Queue()
        self._open.add(queue)
        try:
            with self._news.heard_by(queue.put_nowait):
                yield []
                while not self._closed:
                    heard = await _some(queue)
                    if None in heard:
                        return
                    yield [each for each in heard if each is not None]
        finally:
            self._open.discard(queue)


async def _some(queue: "asyncio.Queue[Change | Told | None]") -> list[Change | Told | None]:
    try:
        first = await asyncio.wait_for(queue.get(), SILENCE_SECONDS)
    except TimeoutError:
        return []
    return [first, *(queue.get_nowait() for _ in range(queue.qsize()))]


def encoded(events: Iterable[Told]) -> bytes:
    """Events as the wire has them; a comment, which browsers pass over, when there are none."""
    return b"".join(each.encode() for each in events) or b": still here\n\n"

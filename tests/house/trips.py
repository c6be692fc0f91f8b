"""Which files a request passes, and how often it goes from one to another: traced while the story is played once."""

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from io import StringIO
from types import FrameType
from typing import Any

from rich.console import Console

from playground.rehearsal.commands import play_story
from tests.house.source import ROOT

GROUND = (
    "blocks.py",
    "clock.py",
    "confinement/",
    "correlation.py",
    "database/",
    "form_fields.py",
    "logs.py",
    "metrics/",
    "moment.py",
    "outbox/",
    "schedule/",
)
"""What everything stands on, and nobody reads to follow one request: left out, as are the tables."""

_BOT = str(ROOT / "bot") + os.sep
_NOT_READ = frozenset({"<dictcomp>", "<genexpr>", "<lambda>", "<listcomp>", "<module>", "<setcomp>"})


@dataclass
class Trip:
    """One way through the code: ``kind`` and ``name`` say what of."""

    kind: str = ""
    name: str = ""
    files: list[str] = field(default_factory=list)
    """The file of each function that was called, in order, without the ground."""

    @property
    def passed(self) -> int:
        """How many files it passes."""
        return len(set(self.files))

    @property
    def moves(self) -> int:
        """How often the file changes from one call to the next."""
        return sum(before != after for before, after in zip(self.files, self.files[1:], strict=False))

    def then(self, *others: "Trip") -> "Trip":
        """Return this trip and what followed from it as one."""
        return Trip(self.kind, self.name, [*self.files, *(file for other in others for file in other.files)])


class Tracer:
    """Follows calls from when a request comes in, or a due row is taken up, through all tasks that it begins."""

    def __init__(self) -> None:
        self.trips: list[Trip] = []
        self._current: ContextVar[Trip | None] = ContextVar("trip", default=None)
        self._seen: dict[int, FrameType] = {}  # kept, so that no other frame gets the number of one that is gone

    @contextmanager
    def following(self) -> Iterator[None]:
        """Trace what is called within."""
        sys.setprofile(self._called)
        threading.setprofile(self._called)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    def _called(self, frame: FrameType, event: str, _argument: Any) -> None:
        path, function = frame.f_code.co_filename, frame.f_code.co_name
        if event != "call" or not path.startswith(_BOT) or function in _NOT_READ or id(frame) in self._seen:
            return  # what goes on after it waited is no new call
        self._seen[id(frame)] = frame
        file = path.removeprefix(_BOT)
        trip = self._trip(file, function, frame)
        if not file.startswith(GROUND) and not file.endswith("models.py"):
            trip.files.append(file)

    def _trip(self, file: str, function: str, frame: FrameType) -> Trip:
        trip = self._current.get()
        is_at_the_door = file == "server/web.py" and (trip is None or set(trip.files) - {file})
        if trip is None or is_at_the_door or (file, function) in _BEGINNINGS:
            trip = Trip()
            self.trips.append(trip)
            self._current.set(trip)
        if (file, function) == _REQUEST:
            sent = next(value for name, value in frame.f_locals.items() if name != "self")
            trip.kind, trip.name = str(sent.kind), sent.name
        elif (file, function) == _DUE_ROW:
            trip.kind, trip.name = "due", frame.f_locals["due"].kind
        return trip


_REQUEST = ("slack/edge.py", "receive")
_DUE_ROW = ("schedule/worker.py", "_handle")
_BEGINNINGS = frozenset({("schedule/worker.py", "handle_next"), ("outbox/postman.py", "deliver")})


async def trace_the_story() -> Sequence[Trip]:
    """Play the story once, unseen, and return every trip in it, in order."""
    tracer = Tracer()
    with tracer.following():
        await play_story(Console(file=StringIO()))
    return [trip for trip in tracer.trips if trip.name]

"""What time it is. Handed to whoever needs it, so that tests and the playground can move it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The present instant, in UTC and aware of it."""
        ...

    def elapsed(self) -> float:
        """Seconds since some moment or other: how long something took is what lies between two of these."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant of this machine."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds that nobody sets back or forth, as the present instant is when the machine's clock is mended."""
        return time.perf_counter()


class MovableClock:
    """A clock that stands still until it is moved; never backwards."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware instant")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The instant that the clock was last moved to."""
        return self._now

    def elapsed(self) -> float:
        """Seconds by which it was moved, and some: between two moves everything takes no time at all."""
        return self._now.timestamp()

    def advance(self, by: timedelta) -> None:
        """Move forward by a duration. Raises ValueError for a negative one."""
        if by < timedelta(0):
            raise ValueError("time does not run backwards")
        self._now += by

    def advance_to(self, instant: datetime) -> None:
        """Move forward to an instant; one that has passed leaves the clock where it is."""
        self._now = max(self._now, instant.astimezone(UTC))

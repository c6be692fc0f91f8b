"""What time it is. Handed to whoever needs it, so that tests and the playground can move it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

JUMP = timedelta(seconds=2)
"""A clock that is off its seconds by more than this was set; by less, it was led gently, or read late."""

# It goes on while the machine sleeps; not every system has it.
_ASLEEP_TOO = getattr(time, "CLOCK_BOOTTIME", None)


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
        return time.perf_counter() if _ASLEEP_TOO is None else time.clock_gettime(_ASLEEP_TOO)


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


@dataclass(frozen=True, slots=True)
class Look:
    """A clock as it was looked at."""

    now: datetime
    elapsed: float
    jump: timedelta | None
    """By how much it was set since it was believed last; None when it never was, and may have been wrong."""

    @property
    def was_set(self) -> bool:
        """Whether there may be instants that were written by another time than this."""
        return self.jump is None or self.jump != timedelta(0)

    @property
    def was_set_forth(self) -> bool:
        """Whether time seems to have passed that has not."""
        return self.jump is not None and self.jump > timedelta(0)


class JumpWatch:
    """Notices that a clock was set, back or forth, by the seconds that nobody sets."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._believed: Look | None = None

    def look(self) -> Look:
        """What time it is, and whether the clock was set."""
        now, elapsed, before = self._clock.now(), self._clock.elapsed(), self._believed
        if before is None:
            return Look(now, elapsed, None)
        jump = now - before.now - timedelta(seconds=max(0.0, elapsed - before.elapsed))
        return Look(now, elapsed, jump if abs(jump) > JUMP else timedelta(0))

    def believe(self, look: Look) -> None:
        """What was to be done about that jump is done: count on from there."""
        self._believed = look

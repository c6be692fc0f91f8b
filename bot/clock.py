"""Clocks. One is handed to all that needs the time, so that tests and the playground can move it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

JUMP = timedelta(seconds=2)
"""A clock that is off its seconds by more than this was set; by less, it was slewed, or read late."""

# It goes on while the machine sleeps; not every system has it.
_ASLEEP_TOO = getattr(time, "CLOCK_BOOTTIME", None)


class Clock(Protocol):
    """The time, as a wall clock and as a stopwatch."""

    def now(self) -> datetime:
        """Return the present instant, as an aware datetime in UTC."""
        ...

    def elapsed(self) -> float:
        """Return seconds since an arbitrary moment; two of them tell how long something took."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant of this machine."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Return seconds of a clock that nobody can set."""
        return time.perf_counter() if _ASLEEP_TOO is None else time.clock_gettime(_ASLEEP_TOO)


class MovableClock:
    """A clock that stands still until it is moved; never backwards."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware instant")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant that the clock was last moved to."""
        return self._now

    def elapsed(self) -> float:
        """Return the instant in seconds: between two moves everything takes no time at all."""
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
class ClockReading:
    """One reading of a clock."""

    now: datetime
    elapsed: float
    jump: timedelta | None
    """The time by which it was set since the last accepted reading; None when there is none yet."""

    @property
    def was_set(self) -> bool:
        """Return True when instants may have been written by another time than this."""
        return self.jump is None or self.jump != timedelta(0)

    @property
    def was_set_forward(self) -> bool:
        """Return True when time seems to have passed that has not."""
        return self.jump is not None and self.jump > timedelta(0)


class JumpWatch:
    """Notices that a clock was set, back or forward, by the seconds that nobody can set."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._accepted: ClockReading | None = None

    def read(self) -> ClockReading:
        """Read the clock, and compare it with the last accepted reading."""
        now, elapsed, before = self._clock.now(), self._clock.elapsed(), self._accepted
        if before is None:
            return ClockReading(now, elapsed, None)
        jump = now - before.now - timedelta(seconds=max(0.0, elapsed - before.elapsed))
        return ClockReading(now, elapsed, jump if abs(jump) > JUMP else timedelta(0))

    def accept(self, reading: ClockReading) -> None:
        """Count on from a reading: its jump has been handled."""
        self._accepted = reading

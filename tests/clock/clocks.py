"""Clocks that are set, as people and NTP set them."""

from datetime import UTC, datetime, timedelta

from bot.clock import MovableClock, SystemClock


class SettableClock(MovableClock):
    """A clock that is moved by hand, and can be set besides: then it says another time, and no second has passed."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._set_by = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self._set_by

    def advance_to(self, instant: datetime) -> None:
        super().advance_to(instant - self._set_by)

    def set_by(self, by: timedelta) -> None:
        """Set it forth, or back."""
        self._set_by += by


class WrongClock(SystemClock):
    """The machine's clock, which is wrong by so much."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by

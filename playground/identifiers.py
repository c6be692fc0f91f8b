"""Identifiers and message timestamps: the same in every run, and never given twice."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from playground.clock import Clock

_MICROSECOND = timedelta(microseconds=1)


class Identifiers:
    """Gives out Slack-like ids (``U0000000001``) and timestamps that only ever grow."""

    def __init__(self, clock: Clock, team_id: str) -> None:
        self._clock = clock
        self._given: Counter[str] = Counter()
        self._team = team_id[-4:]
        self._last: datetime | None = None

    @property
    def given(self) -> dict[str, int]:
        """How many ids of each kind were given out."""
        return dict(self._given)

    @property
    def last(self) -> datetime | None:
        """The instant of the newest timestamp, None before the first."""
        return self._last

    def go_on_from(self, given: Mapping[str, int], last: datetime | None) -> None:
        """Give out nothing that was given out before: what ``given`` and ``last`` were then."""
        self._given = Counter(given)
        self._last = last

    def new(self, prefix: str) -> str:
        """The next id of one kind, for instance ``D`` for a direct message."""
        self._given[prefix] += 1
        return f"{prefix}{self._team}{self._given[prefix]:07d}"

    def timestamp(self) -> str:
        """A message's ``ts``: seconds on the clock, made unique (and thereby ordered) in its microseconds."""
        now = self._clock.now()
        if self._last is not None and now <= self._last:
            now = self._last + _MICROSECOND
        self._last = now
        return f"{int(now.timestamp())}.{now.microsecond:06d}"

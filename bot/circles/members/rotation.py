"""Whose turn it is to host: a pure choice, fair over the meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HostCandidate:
    """A member of a circle who could host the meeting that comes."""

    member: str
    since: datetime
    """When they joined."""
    last_turn: datetime | None
    would_host: bool
    """They have said that they would like to."""
    lot: str
    """What they drew: the lowest goes first, of those whose turn is equally long ago."""


def next_in_turn(candidates: Iterable[HostCandidate], previous_at: datetime | None) -> str | None:
    """Whose turn it is; None when there is nobody.

    First who said that they would like to host; then whose last turn is longest ago, who never had one before all
    others; among these the lot decides. Who joined after the previous meeting, at ``previous_at``, comes last: nobody
    has to begin with hosting.
    """

    def place_in_line(one: HostCandidate) -> tuple[bool, bool, datetime, str]:
        is_new = previous_at is not None and one.since > previous_at
        return not one.would_host, is_new, one.last_turn or _LONG_AGO, one.lot

    first = min(candidates, key=place_in_line, default=None)
    return first.member if first is not None else None

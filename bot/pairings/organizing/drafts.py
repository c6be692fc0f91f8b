"""The content of the form of a random coffee, and the dates that come of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from bot.cadence import Cadence, Nth, Occurrence, Recurs, Weekday, from_rule, occurrences
from bot.matching.round_input import SMALLEST_GROUP, Reach
from bot.pairings.models import Programme
from bot.pairings.rules import JoinMode, notice_before

DATES_SHOWN = 5
FIRST_ROUND_WITHIN = timedelta(days=366)
"""Why: a typing error in the year of the first round should be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoffeeDraft:
    """The content of the form; ``starts_on`` is the day on or after which the first round is."""

    name: str
    channel: str | None
    joining: JoinMode
    recurs: Recurs
    nth: Nth | None
    weekday: Weekday
    at: time
    zone: str
    starts_on: date
    size: int
    reach: Reach

    @property
    def cadence(self) -> Cadence:
        """Return when its rounds are. Raises CadenceError when there is no such cadence."""
        return Cadence(
            recurs=self.recurs,
            nth=self.nth,
            weekday=self.weekday,
            at=self.at,
            zone=self.zone,
            starts_on=self.starts_on,
        )


def first_draft(name: str, channel: str | None, zone: str, tomorrow: date) -> CoffeeDraft:
    """Return what the form of a new random coffee begins with."""
    return CoffeeDraft(
        name=name,
        channel=channel,
        joining=JoinMode.WHO_JOINS,
        recurs=Recurs.EVERY_TWO_WEEKS,
        nth=None,
        weekday=Weekday.TUESDAY,
        at=time(10),
        zone=zone,
        starts_on=tomorrow,
        size=SMALLEST_GROUP,
        reach=Reach.FAR,
    )


def draft_of(programme: Programme) -> CoffeeDraft:
    """Return what the form of a random coffee shows: how it is now."""
    cadence = from_rule(programme.cadence)
    return CoffeeDraft(
        name=programme.name,
        channel=programme.channel,
        joining=programme.joining,
        recurs=cadence.recurs,
        nth=cadence.nth,
        weekday=cadence.weekday if cadence.weekday is not None else Weekday.TUESDAY,
        at=cadence.at,
        zone=cadence.zone,
        starts_on=cadence.starts_on,
        size=programme.size,
        reach=programme.reach,
    )


def rounds_ahead(cadence: Cadence, now: datetime) -> list[Occurrence]:
    """Return the next five rounds for which there is still a working day's notice."""
    return list(islice(announceable(cadence, now), DATES_SHOWN))


def announceable(cadence: Cadence, now: datetime) -> Iterator[Occurrence]:
    """Return all such rounds, in order of time."""
    return (one for one in occurrences(cadence, now) if notice_before(one.at, cadence.zone) > now)

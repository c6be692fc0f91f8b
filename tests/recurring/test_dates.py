"""What is next, the channel that is gone, and new dates after those that people know of: without a database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import Cadence, CadenceError, Recurs, Weekday, next_after, next_five, to_rule
from bot.circles.models import Circle
from bot.pairings.models import Programme
from bot.recurring.columns import Recurring
from bot.recurring.planning import begin_after
from bot.recurring.rules import RecurringState

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
ZONES = ("America/Toronto", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Honolulu", "UTC")
KINDS = pytest.mark.parametrize("kind", [Programme, Circle])

cadences = st.builds(
    Cadence,
    recurs=st.sampled_from([Recurs.EVERY_WEEK, Recurs.EVERY_TWO_WEEKS, Recurs.EVERY_FOUR_WEEKS]),
    weekday=st.sampled_from(Weekday),
    at=st.builds(time, st.integers(0, 23)),
    zone=st.sampled_from(ZONES),
    starts_on=st.builds(lambda days: date(2026, 11, 23) + timedelta(days=days), st.integers(-400, 100)),
)
known_instants = st.builds(lambda hours: NOW + timedelta(hours=hours), st.integers(-24 * 60, 24 * 60))


@given(cadences, cadences, known_instants)
def test_no_new_date_is_on_a_day_that_people_know_of_in_either_zone(
    old: Cadence, new: Cadence, known: datetime
) -> None:
    begun = begin_after(new, Circle(cadence=to_rule(old)), known)
    for zone in (ZoneInfo(old.zone), ZoneInfo(new.zone)):
        assert begun.starts_on > known.astimezone(zone).date()


@given(cadences, cadences, known_instants)
def test_new_dates_are_those_of_the_rhythm_and_none_after_the_known_one_is_lost(
    old: Cadence, new: Cadence, known: datetime
) -> None:
    begun = begin_after(new, Circle(cadence=to_rule(old)), known)
    since = max(NOW, known) + timedelta(days=2)
    assert next_five(begun, since) == next_five(new, since)


def test_a_cadence_is_as_it_is_where_nobody_knows_of_a_date() -> None:
    cadence = weekly()
    assert begin_after(cadence, Circle(cadence=to_rule(cadence)), None) is cadence


def test_chosen_dates_that_are_all_known_leave_none() -> None:
    chosen = Cadence(recurs=Recurs.CHOSEN_DATES, at=time(10), zone="UTC", starts_on=NOW.date(), dates=(NOW.date(),))
    with pytest.raises(CadenceError):
        begin_after(chosen, Circle(cadence=to_rule(chosen)), NOW)


@KINDS
def test_what_comes_next_is_a_key_and_an_instant_or_neither(kind: type[Recurring]) -> None:
    thing, following = kind(), next_after(weekly(), NOW)
    assert following is not None
    thing.come_next(following)
    assert (thing.next_key, thing.next_at) == (following.key, following.at)
    thing.come_next(None)
    assert (thing.next_key, thing.next_at) == (None, None)


@KINDS
@pytest.mark.parametrize("state", RecurringState)
def test_only_what_runs_is_paused_by_a_channel_that_is_gone(kind: type[Recurring], state: RecurringState) -> None:
    thing = kind()
    thing.state, was_running = state, state is RecurringState.RUNNING
    assert thing.lose_channel(NOW) is was_running
    assert thing.state is (RecurringState.PAUSED if was_running else state)
    assert thing.gone_at == (NOW if was_running else None)


@KINDS
def test_its_hours_are_in_the_zone_of_its_cadence(kind: type[Recurring]) -> None:
    thing = kind()
    thing.cadence = to_rule(weekly())
    assert thing.zone == ZoneInfo("America/Toronto")


def weekly() -> Cadence:
    return Cadence(
        recurs=Recurs.EVERY_WEEK,
        weekday=Weekday.TUESDAY,
        at=time(10),
        zone="America/Toronto",
        starts_on=NOW.date(),
    )

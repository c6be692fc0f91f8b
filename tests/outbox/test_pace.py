"""Never more calls than Slack allows, in any span of time, whoever makes them."""

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.database.database import Database
from bot.outbox.letters import to_members
from bot.outbox.models import Method, RateLimit
from bot.outbox.rate_limits import (
    CHANNEL_INFO,
    CHANNEL_MEMBERS,
    CHANNEL_MESSAGES,
    LIMITS,
    MINUTE,
    OPEN_CHANNEL,
    UPLOAD_FILE,
    USER_INFO,
    WINDOW,
    WORKSPACE_MEMBERS,
    acquire,
    pause,
    scopes_of,
)
from tests.databases import opened
from tests.outbox.office import START, Office

pytestmark = pytest.mark.either_database

A_MINUTE = {
    OPEN_CHANNEL: 50,
    UPLOAD_FILE: 100,
    CHANNEL_INFO: 50,
    CHANNEL_MEMBERS: 100,
    USER_INFO: 100,
    WORKSPACE_MEMBERS: 20,
    Method.POST: 300,
    Method.EPHEMERAL: 100,
    Method.UPDATE: 50,
    Method.FILE: 100,
}

SCOPES = st.sampled_from([*A_MINUTE])
ARRIVALS = st.lists(
    st.one_of(st.just(0.0), st.floats(0, 0.5), st.floats(0, 3), st.floats(0, 90)), min_size=1, max_size=400
)  # seconds since the one before


def most_in_any(span: timedelta, calls: Sequence[datetime]) -> int:
    """How many of the calls, which are in order, fall into one half-open span, at the most."""
    return max(bisect_left(calls, first + span) - index for index, first in enumerate(calls))


def new_pace(scope: str, held_until: datetime | None = None) -> RateLimit:
    opens_at = LIMITS.get(scope, CHANNEL_MESSAGES).first_open_at(START)
    if held_until is None:
        return RateLimit(workspace="T1", scope=scope, open_at=opens_at, calls=[], spread_until=None)
    return RateLimit(workspace="T1", scope=scope, open_at=held_until, calls=[], spread_until=held_until + MINUTE)


def granted(pace: RateLimit, arrivals: Iterable[float]) -> list[datetime]:
    """When calls that come at random, and come again when they are told to, may go."""
    allowance = LIMITS.get(pace.scope, CHANNEL_MESSAGES)
    now, went = START, []
    for seconds in arrivals:
        now = max(now + timedelta(seconds=seconds), pace.open_at)
        went.append(now)
        allowance.count(pace, now)
        assert len(pace.calls) <= 62
    return went


@settings(deadline=None)
@given(SCOPES, ARRIVALS)
def test_in_no_minute_do_more_calls_go_than_slack_allows(scope: str, arrivals: list[float]) -> None:
    assert most_in_any(MINUTE, granted(new_pace(scope), arrivals)) <= A_MINUTE[scope]


@settings(deadline=None)
@given(SCOPES, st.lists(st.tuples(st.floats(0.01, 0.99), st.floats(55, 61)), min_size=2, max_size=4))
def test_nor_in_a_minute_that_two_bursts_share(scope: str, bursts: list[tuple[float, float]]) -> None:
    """Each burst is a share of what a minute allows, and comes about a minute after the one before."""
    shares = [(max(1, int(share * A_MINUTE[scope])), seconds) for share, seconds in bursts]
    arrivals = [wait for calls, seconds in shares for wait in (seconds, *[0.0] * (calls - 1))]

    assert most_in_any(MINUTE, granted(new_pace(scope), arrivals)) <= A_MINUTE[scope]


@settings(deadline=None)
@given(SCOPES, ARRIVALS, st.floats(0, 100))
def test_nor_after_slack_has_asked_to_wait(scope: str, arrivals: list[float], seconds: float) -> None:
    until = START + timedelta(seconds=seconds)
    went = granted(new_pace(scope, until), arrivals)

    assert went[0] >= until
    assert most_in_any(MINUTE, went) <= A_MINUTE[scope]
    in_the_first_minute = [call for call in went if call < until + MINUTE]
    assert all(later - earlier >= LIMITS[scope].interval for earlier, later in pairwise(in_the_first_minute))


@settings(deadline=None)
@given(ARRIVALS, st.integers(1, 60))
def test_a_channel_gets_one_message_a_second_and_a_short_burst(arrivals: list[float], seconds: int) -> None:
    most = most_in_any(timedelta(seconds=seconds), granted(new_pace("#C1"), arrivals))

    assert most <= seconds + CHANNEL_MESSAGES.burst


@settings(deadline=None)
@given(SCOPES, ARRIVALS)
def test_after_a_minute_of_silence_all_of_a_minutes_calls_go_at_once(scope: str, arrivals: list[float]) -> None:
    pace = new_pace(scope)
    silence = granted(pace, arrivals)[-1] + WINDOW - START
    went = granted(pace, [silence.total_seconds(), *[0.0] * A_MINUTE[scope]])

    assert went[A_MINUTE[scope] - 1] == went[0]
    assert went[A_MINUTE[scope]] == went[0] + WINDOW


@settings(deadline=None)
@given(SCOPES, st.lists(st.floats(0, 2), max_size=50), st.integers(100, 1_000))
def test_a_long_run_has_the_whole_pace(scope: str, arrivals: list[float], calls: int) -> None:
    """No more than 2 % and a second longer than if every call were counted to the microsecond."""
    arrivals = arrivals + [0.0] * calls
    took = granted(new_pace(scope), arrivals)[-1] - START

    assert took <= 1.02 * (at_the_soonest(A_MINUTE[scope], arrivals) - START) + timedelta(seconds=1)


def at_the_soonest(calls_a_minute: int, arrivals: Iterable[float]) -> datetime:
    """When the last call goes, where as many go in any minute and all of them are remembered."""
    now = START
    went: list[datetime] = []
    for seconds in arrivals:
        now += timedelta(seconds=seconds)
        if len(went) >= calls_a_minute:
            now = max(now, went[-calls_a_minute] + MINUTE)
        went.append(now)
    return now


def test_five_hundred_calls_of_fifty_a_minute_take_nine_minutes() -> None:
    went = granted(new_pace(Method.UPDATE), [0.0] * 500)

    assert went[-1] - went[0] <= 1.02 * 9 * MINUTE


def test_every_method_has_an_allowance_and_its_first_burst_goes_at_once() -> None:
    assert set(LIMITS) == set(A_MINUTE)
    assert all(allowance.burst >= 1 for allowance in LIMITS.values())
    assert CHANNEL_MESSAGES.burst >= 1


async def test_two_processes_share_a_pace(database: Database, database_url: str) -> None:
    """On SQLite there is one, which has two transactions at once."""
    async with opened(database_url) as other:
        pair = (database, database) if database.is_sqlite else (database, other)
        now = START
        went: list[datetime] = []
        while len(went) < 120:
            opens_at = await asyncio.gather(*(taken(each, now) for each in pair))
            went += [now] * opens_at.count(now)
            now = min(opens_at) if now not in opens_at else now + timedelta(milliseconds=100)

    assert most_in_any(MINUTE, went) == 50
    assert went[-1] - went[0] <= 2 * WINDOW + timedelta(seconds=3)


async def taken(database: Database, now: datetime) -> datetime:
    async with database.transaction() as session:
        return await acquire(session, "T1", [Method.UPDATE], now)


async def test_calls_are_counted_for_all_scopes_or_for_none(database: Database) -> None:
    async with database.transaction() as session:
        burst = [await acquire(session, "T1", ["#C1", Method.POST], START) for _ in range(3)]
        refused = await acquire(session, "T1", ["#C1", Method.POST], START)
        elsewhere = [await acquire(session, "T1", ["#C2", Method.POST], START) for _ in range(3)]
        other_workspace = await acquire(session, "T2", ["#C1", Method.POST], START)

    assert burst == elsewhere == [START] * 3
    assert refused == START + timedelta(seconds=1)
    assert other_workspace == START


async def test_a_hold_is_kept_and_is_not_followed_by_a_burst(database: Database) -> None:
    until = START + timedelta(seconds=40)
    async with database.transaction() as session:
        await pause(session, "T1", Method.UPDATE, until, START)
        held = await acquire(session, "T1", [Method.UPDATE], START)
        first = await acquire(session, "T1", [Method.UPDATE], until)
        second = await acquire(session, "T1", [Method.UPDATE], until)

    assert (held, first) == (until, until)
    assert second == until + LIMITS[Method.UPDATE].interval


async def test_a_shorter_hold_does_not_end_a_longer_one(database: Database) -> None:
    async with database.transaction() as session:
        await pause(session, "T1", Method.POST, START + MINUTE, START)
        await pause(session, "T1", Method.POST, START + timedelta(seconds=1), START)

        assert await acquire(session, "T1", [Method.POST], START) == START + MINUTE


@pytest.mark.parametrize("method", list(Method))
def test_what_has_no_channel_yet_counts_as_opening_one(method: Method) -> None:
    assert scopes_of(method, None) == [OPEN_CHANNEL]
    assert method in scopes_of(method, "C1")


async def test_conversations_are_opened_at_their_own_pace_and_hold_up_no_open_ones(office: Office) -> None:
    await office.write("open", to_members("U0"))
    await office.postman.deliver()
    for number in range(1, 53):
        await office.write(f"new {number}", to_members(f"U{number}"))
    await office.write("to the open one", to_members("U0"))

    assert await office.postman.deliver() == START + WINDOW
    states = await office.states()
    assert states["to the open one"] == "sent"
    assert list(states.values()).count("sent") == 1 + 1 + 49

"""Never more calls than Slack allows, in any span of time, whoever makes them."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.database import Database
from bot.outbox.models import Letter, Method
from bot.outbox.pace import ALLOWANCES, CHANNEL_MESSAGES, OPENING, UPLOADING, hold, scopes_of, take
from bot.outbox.service import to_members
from tests.outbox.office import START, Office

MINUTE = timedelta(minutes=1)
A_MINUTE = {
    OPENING: 50,
    UPLOADING: 100,
    Method.POST: 300,
    Method.EPHEMERAL: 100,
    Method.UPDATE: 50,
    Method.FILE: 100,
}

SCOPES = st.sampled_from([*A_MINUTE, "#C1"])
ARRIVALS = st.lists(
    st.one_of(st.just(0.0), st.floats(0, 3), st.floats(0, 90)), min_size=1, max_size=400
)  # seconds since the one before


def most_in_any(span: timedelta, calls: Sequence[datetime]) -> int:
    """How many of the calls, which are in order, fall into one half-open span, at the most."""
    return max(bisect_left(calls, first + span) - index for index, first in enumerate(calls))


def granted(scope: str, arrivals: Sequence[float]) -> list[datetime]:
    """When calls that come at random, and come again when they are told to, may go."""
    allowance = ALLOWANCES.get(scope, CHANNEL_MESSAGES)
    now, open_at, went = START, START - allowance.tolerance, []
    for seconds in arrivals:
        now = max(now + timedelta(seconds=seconds), open_at)
        went.append(now)
        open_at = allowance.after(open_at, now)
    return went


@settings(deadline=None)
@given(SCOPES, ARRIVALS)
def test_in_no_minute_do_more_calls_go_than_slack_allows(scope: str, arrivals: list[float]) -> None:
    most = most_in_any(MINUTE, granted(scope, arrivals))

    assert most <= A_MINUTE.get(scope, 60 + CHANNEL_MESSAGES.burst)


@settings(deadline=None)
@given(ARRIVALS, st.integers(1, 60))
def test_a_channel_gets_one_message_a_second_and_a_short_burst(arrivals: list[float], seconds: int) -> None:
    most = most_in_any(timedelta(seconds=seconds), granted("#C1", arrivals))

    assert most <= seconds + CHANNEL_MESSAGES.burst


def test_every_method_has_an_allowance_and_its_first_burst_goes_at_once() -> None:
    assert set(ALLOWANCES) == set(A_MINUTE)
    for allowance in [*ALLOWANCES.values(), CHANNEL_MESSAGES]:
        assert allowance.burst >= 1


async def test_calls_are_counted_for_all_scopes_or_for_none(database: Database) -> None:
    async with database.transaction() as session:
        burst = [await take(session, "T1", ["#C1", Method.POST], START) for _ in range(3)]
        refused = await take(session, "T1", ["#C1", Method.POST], START)
        elsewhere = [await take(session, "T1", ["#C2", Method.POST], START) for _ in range(3)]
        other_workspace = await take(session, "T2", ["#C1", Method.POST], START)

    assert burst == elsewhere == [START] * 3
    assert refused == START + timedelta(seconds=1)
    assert other_workspace == START


async def test_a_hold_is_kept_and_is_not_followed_by_a_burst(database: Database) -> None:
    until = START + timedelta(seconds=40)
    async with database.transaction() as session:
        await hold(session, "T1", Method.UPDATE, until, START)
        held = await take(session, "T1", [Method.UPDATE], START)
        first = await take(session, "T1", [Method.UPDATE], until)
        second = await take(session, "T1", [Method.UPDATE], until)

    assert (held, first) == (until, until)
    assert second == until + ALLOWANCES[Method.UPDATE].interval


async def test_a_shorter_hold_does_not_end_a_longer_one(database: Database) -> None:
    async with database.transaction() as session:
        await hold(session, "T1", Method.POST, START + MINUTE, START)
        await hold(session, "T1", Method.POST, START + timedelta(seconds=1), START)

        assert await take(session, "T1", [Method.POST], START) == START + MINUTE


@pytest.mark.parametrize("method", list(Method))
def test_what_has_no_channel_yet_counts_as_opening_one(method: Method) -> None:
    assert scopes_of(method, None) == [OPENING]
    assert method in scopes_of(method, "C1")


async def write_many(office: Office, count: int) -> None:
    async with office.database.transaction() as session:
        session.add_all(
            Letter(
                workspace="T1",
                key=f"{n}",
                method=Method.POST,
                address=f"#C{n % 97}",
                payload={"text": f"{n}"},
                when_unknown="let_go",
                not_before=START,
                try_at=START,
                written_at=START,
            )
            for n in range(count)
        )


async def test_a_workspace_gets_its_messages_at_the_pace_that_was_promised(office: Office) -> None:
    await write_many(office, 120)
    went: list[datetime] = []
    while (instant := await office.postman.deliver()) is not None:
        went += [office.clock.now()] * (len(office.slack.posts) - len(went))
        office.clock.advance_to(instant)
    went += [office.clock.now()] * (len(office.slack.posts) - len(went))

    allowance = ALLOWANCES[Method.POST]
    assert len(went) == 120
    assert went[-1] - went[0] == 90 * allowance.interval
    assert most_in_any(MINUTE, went) <= 300


async def test_conversations_are_opened_at_their_own_pace_and_hold_up_no_open_ones(office: Office) -> None:
    await office.write("open", to_members("U0"))
    await office.postman.deliver()
    for number in range(1, 13):
        await office.write(f"new {number}", to_members(f"U{number}"))
    await office.write("to the open one", to_members("U0"))

    assert await office.postman.deliver() == START + ALLOWANCES[OPENING].interval
    states = await office.states()
    assert states["to the open one"] == "sent"
    assert list(states.values()).count("sent") == 1 + 1 + 9

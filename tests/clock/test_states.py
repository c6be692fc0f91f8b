"""What else is believed for a while is not believed for longer because a clock was ahead when it was written."""

from datetime import timedelta
from random import Random

import pytest

from bot.database.database import Database
from bot.installing.oauth import STATE_LIVES, StateStore
from bot.members.directory import STALE_AFTER, is_stale
from bot.members.models import NEVER, Member
from bot.workspaces.models import Grant, Installation
from bot.workspaces.workspaces import KEPT_SECONDS, Workspaces
from playground.rate_limits import CHANNEL_BURST, RateLimits, Tier
from tests.clock.clocks import SettableClock
from tests.outbox.office import START

pytestmark = pytest.mark.either_database

AHEAD = timedelta(days=5)
SECOND = timedelta(seconds=1)


async def test_a_state_of_an_installation_that_was_begun_in_the_future_is_none(database: Database) -> None:
    clock = SettableClock(START + AHEAD)
    states = StateStore(database, clock, Random(1))  # noqa: S311  the same chance on each run
    state = await states.async_issue()
    clock.set_by(-AHEAD)
    other = await states.async_issue()

    assert not await states.async_consume(state)
    clock.set_by(STATE_LIVES - SECOND)
    assert await states.async_consume(other)


def test_what_slack_said_of_a_person_in_the_future_is_stale() -> None:
    def described(at: timedelta) -> Member:
        return Member(workspace="T1", id="U1", name="Ana", refreshed_at=START + at)

    assert is_stale(described(AHEAD), START)
    assert not is_stale(described(STALE_AFTER / 2), START)
    assert not is_stale(described(-STALE_AFTER / 2), START)
    assert is_stale(Member(workspace="T1", id="U1", name="Ana", refreshed_at=NEVER), START)


async def test_a_workspace_is_not_believed_for_longer_when_the_clock_is_set_back(database: Database) -> None:
    clock = SettableClock(START)
    async with database.transaction() as session:
        who = {"name": "Library", "holder": "T1", "bot_user": "UKLATCH"}
        session.add(Grant(token="xoxb-1", scopes=[], installed_at=START, **who))
        session.add(Installation(workspace="T1", refreshed_at=START, **who))
    workspaces = Workspaces(database, clock, "http://127.0.0.1:9/api/")
    await workspaces.open()
    await workspaces.installed("T1")
    clock.set_by(-AHEAD)
    clock.advance(timedelta(seconds=KEPT_SECONDS))

    assert workspaces.kept("T1") is None
    await workspaces.close()


def test_slack_in_the_playground_counts_on_though_the_bots_clock_is_set_back() -> None:
    clock = SettableClock(START)
    pace = RateLimits(clock)
    for _ in range(CHANNEL_BURST + 1):
        waits = pace.wait_for("chat.postMessage", Tier.MESSAGES, "C1")
    assert waits == 1
    clock.set_by(-AHEAD)

    assert pace.wait_for("chat.postMessage", Tier.MESSAGES, "C1") == 0

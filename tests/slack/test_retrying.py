"""Slack that does not let us in is asked again; only what stays so ends a process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import structlog
import yaml
from pydantic import SecretStr

from bot.clock import MovableClock, SystemClock
from bot.doctor.slack_checks import MANIFEST
from bot.settings import Settings
from bot.slack.retrying import LONGEST_ASKED_SECONDS, LONGEST_WAIT_SECONDS, PROVEN_SECONDS, UNPROVEN_SECONDS, Retrying
from bot.wiring import Klatch
from bot.workspaces.identity import CredentialsError, UnreachableError
from playground import Playground
from tests.slack.stage import SECRET

pytestmark = pytest.mark.one_database

REFUSED = CredentialsError("invalid_auth")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def patience(clock: MovableClock) -> Retrying:
    return Retrying("SLACK_BOT_TOKEN", clock.elapsed)


def turned_away_for(patience: Retrying, clock: MovableClock, seconds: float, error: CredentialsError) -> None:
    """Slack refuses it, as often as it is asked, for so long."""
    until = clock.now() + timedelta(seconds=seconds)
    while clock.now() < until:
        clock.advance(timedelta(seconds=patience.turned_away(error)))


def test_each_wait_is_twice_the_one_before_up_to_a_minute(patience: Retrying) -> None:
    waits = [patience.turned_away(UnreachableError("fatal_error")) for _ in range(9)]
    assert waits == [1, 2, 4, 8, 16, 32, LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS]


def test_what_slack_asks_to_wait_is_waited_within_reason(patience: Retrying) -> None:
    assert patience.turned_away(UnreachableError("ratelimited", 45)) == 45
    assert patience.turned_away(UnreachableError("ratelimited", 1e12)) == LONGEST_ASKED_SECONDS


def test_a_token_that_was_never_accepted_is_given_up_within_seconds(patience: Retrying, clock: MovableClock) -> None:
    with pytest.raises(CredentialsError, match="invalid_auth"):
        turned_away_for(patience, clock, 2 * UNPROVEN_SECONDS + 2, REFUSED)


def test_a_token_that_was_accepted_is_given_up_after_an_hour_and_not_before(
    patience: Retrying, clock: MovableClock
) -> None:
    patience.let_in()
    turned_away_for(patience, clock, PROVEN_SECONDS - LONGEST_WAIT_SECONDS, REFUSED)
    with pytest.raises(CredentialsError):
        turned_away_for(patience, clock, 3 * LONGEST_WAIT_SECONDS, REFUSED)


def test_who_is_let_in_again_begins_anew(patience: Retrying, clock: MovableClock) -> None:
    for _ in range(3):
        patience.let_in()
        turned_away_for(patience, clock, PROVEN_SECONDS - LONGEST_WAIT_SECONDS, REFUSED)


def test_what_passes_by_itself_is_never_given_up(patience: Retrying, clock: MovableClock) -> None:
    for _ in range(10_000):
        clock.advance(timedelta(seconds=patience.turned_away(UnreachableError("team_added_to_org"))))


def test_each_reason_is_one_line_with_what_to_do(patience: Retrying) -> None:
    with structlog.testing.capture_logs() as log:
        for _ in range(3):
            patience.turned_away(UnreachableError("accesslimited"))
        patience.turned_away(UnreachableError("fatal_error"))
        patience.let_in()
        patience.turned_away(UnreachableError("fatal_error"))
    assert [line["error"] for line in log] == ["accesslimited", "fatal_error", "fatal_error"]
    assert {line["see"] for line in log} == {".venv/bin/python app.py doctor"}


def test_only_where_the_token_is_refused_it_is_said_where_it_stands(patience: Retrying) -> None:
    with structlog.testing.capture_logs() as log:
        patience.turned_away(UnreachableError("ClientConnectorDNSError"))
        patience.turned_away(REFUSED)
    assert [line.get("setting") for line in log] == [None, "SLACK_BOT_TOKEN"]


@asynccontextmanager
async def at_work(playground: Playground, database_url: str) -> AsyncIterator[Klatch]:
    """The whole bot, doing by itself what is due."""
    settings = Settings(
        slack_bot_token=SecretStr(playground.bot_token),
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=playground.api_url,
        database_url=database_url,
    )
    klatch = Klatch(settings)
    await klatch.start()
    await klatch.work(on_failure=lambda: None)
    yield klatch
    await klatch.stop()


@pytest.mark.parametrize("code", ["invalid_auth", "team_added_to_org", "accesslimited", "link_disabled"])
async def test_a_passing_refusal_at_the_start_is_survived(database_url: str, code: str) -> None:
    async with Playground(yaml.safe_load(MANIFEST.read_text()), SystemClock(), SECRET) as playground:
        playground.faults.refuse("auth.test", code)
        async with at_work(playground, database_url) as klatch:
            await klatch._working[0]
            assert not klatch.workspaces.is_starting

"""What a 429 asks for is waited for, as far as Slack can mean it; whatever it says, nothing is said twice for it."""

from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.metrics.recording import Metrics
from bot.metrics.slack_calls import watch_calls
from bot.outbox.models import Method
from bot.outbox.rate_limits import LONGEST_RETRY_AFTER, MINUTE, acquire, pause
from bot.workspaces.client import SlackClient, new_session
from tests.outbox.office import SECOND, START, Office
from tests.outbox.slack_server import limits

pytestmark = pytest.mark.either_database

POST = "chat.postMessage"
TOO_LONG = "told to wait too long; waiting less"
LONGEST = int(LONGEST_RETRY_AFTER.total_seconds())


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("1", 1),
        ("600", 600),
        (str(LONGEST), LONGEST),
        (str(LONGEST + 1), LONGEST),
        ("86400", LONGEST),
        ("1000000000000", LONGEST),
        ("9" * 4_000, LONGEST),
        ("9" * 5_000, 30),
        ("0", 1),
        ("-5", 1),
        ("", 30),
        ("soon", 30),
        ("1e9", 30),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 30),
        (None, 30),
    ],
)
async def test_a_429_is_waited_for_as_long_as_it_can_mean(office: Office, said: str | None, seconds: int) -> None:
    office.slack.will(POST, limits(said))
    await office.write("held")
    with capture_logs() as logs:
        assert await office.postman.deliver() == START + seconds * SECOND
        await office.deliver_all()

    assert office.slack.texts == ["held"]
    assert len(office.slack.called(POST)) == 2
    assert "a letter cannot be settled" not in {log["event"] for log in logs}


async def test_who_asks_for_a_day_is_asked_again_each_quarter_of_an_hour_and_the_log_says_so(office: Office) -> None:
    office.slack.will(POST, *[limits(86_400)] * 3)
    await office.write("held")
    with capture_logs() as logs:
        await office.deliver_all()

    assert office.slack.texts == ["held"]
    assert office.clock.now() == START + 3 * LONGEST_RETRY_AFTER
    told = [(log["scope"], log["seconds"]) for log in logs if log["event"] == TOO_LONG]
    assert told == [(POST, 86_400)] * 3


@pytest.mark.parametrize("said", ["1000000000000", "9" * 5_000, "-5", "soon"])
async def test_counting_how_long_slack_asks_to_wait_breaks_no_call(office: Office, said: str) -> None:
    async with new_session([watch_calls(Metrics(), f"{office.slack.url}api/")]) as session:

        async def watched(workspace: str) -> AsyncWebClient:
            return SlackClient(f"xoxb-{workspace}", f"{office.slack.url}api/", session)

        office.postman._clients = watched
        office.slack.will(POST, limits(said))
        await office.write("held")
        await office.deliver_all()

    assert (await office.letter("held")).is_in_doubt is False
    assert office.slack.texts == ["held"]


async def test_nobody_holds_a_scope_for_longer(office: Office) -> None:
    async with office.database.transaction() as session:
        await pause(session, "T1", Method.POST, START + timedelta(days=5), START)

        assert await acquire(session, "T1", [Method.POST], START) == START + LONGEST_RETRY_AFTER
        assert await acquire(session, "T1", [Method.POST], START + LONGEST_RETRY_AFTER) == START + LONGEST_RETRY_AFTER
        assert LONGEST_RETRY_AFTER > MINUTE

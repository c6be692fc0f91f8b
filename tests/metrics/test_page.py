"""``GET /metrics``: who may read it, and what stands there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from sqlalchemy import text

from bot.clock import MovableClock
from bot.outbox.letters import post
from bot.outbox.message import Message
from bot.schedule.scheduling import schedule
from bot.server.metrics_page import MetricsPage
from bot.settings import Settings
from bot.wiring import Klatch

pytestmark = pytest.mark.either_database

TOKEN = "to be read by a machine"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MAY_READ = {"Authorization": f"Bearer {TOKEN}"}


class Watched:
    """A bot that nobody has started, and what can be read of it."""

    def __init__(self, klatch: Klatch, clock: MovableClock, http: httpx.AsyncClient) -> None:
        self.klatch = klatch
        self.clock = clock
        self.http = http

    async def series(self) -> dict[str, float]:
        """Every series by its name and labels."""
        answer = await self.http.get("/metrics", headers=MAY_READ)
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.text)
        samples = (sample for family in families for sample in family.samples)
        return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


@asynccontextmanager
async def watched(database_url: str, token: str = TOKEN) -> AsyncIterator[Watched]:
    settings = Settings.model_validate(
        {
            "slack_bot_token": SecretStr("xoxb-1"),
            "slack_signing_secret": SecretStr("a signing secret"),
            "slack_api_url": "http://127.0.0.1:9/api/",
            "database_url": database_url,
            "klatch_metrics_token": SecretStr(token),
        }
    )
    clock = MovableClock(NOON)
    klatch = Klatch(settings, clock, Random(7))  # noqa: S311
    async with httpx.AsyncClient(transport=httpx.ASGITransport(klatch.asgi), base_url="http://klatch") as http:
        yield Watched(klatch, clock, http)
    await klatch.stop()


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Watched]:
    async with watched(database_url) as here:
        yield here


async def test_without_a_token_of_its_own_there_is_no_such_page(database_url: str) -> None:
    async with watched(database_url, token="") as here:
        answers = [await here.http.get("/metrics", headers=headers) for headers in ({}, {"Authorization": "Bearer "})]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        f"Bearer {TOKEN[:-1]}",
        f"Bearer {TOKEN} ",
        f"bearer{TOKEN}",
        TOKEN,
        "Basic x",
        "Bearer é",
    ],
)
async def test_who_does_not_know_the_token_reads_nothing(here: Watched, header: str | None) -> None:
    headers = [] if header is None else [(b"authorization", header.encode())]
    answer = await here.http.get("/metrics", headers=headers)
    assert (answer.status_code, answer.text, answer.headers["www-authenticate"]) == (401, "", "Bearer")


async def test_only_reading_is_possible(here: Watched) -> None:
    assert (await here.http.post("/metrics", headers=MAY_READ)).status_code == 405


def test_a_page_for_everybody_cannot_be_made(here: Watched) -> None:
    with pytest.raises(ValueError, match="need a token"):
        MetricsPage(here.klatch.metrics, here.klatch.database, here.clock, "")


async def test_it_tells_what_waits_and_for_how_long(here: Watched) -> None:
    async with here.klatch.database.transaction() as session:
        for key in ("one", "two"):
            await post(session, workspace="T1", key=key, to="#C1", message=Message("…"), now=NOON)
        await schedule(session, workspace="T1", kind="anything", subject=1, due_at=NOON, now=NOON)
    here.clock.advance_to(NOON.replace(minute=3))
    series = await here.series()
    told = {
        "klatch_database_read": 1,
        "klatch_letters_now waiting": 2,
        "klatch_letters_now held": 0,
        "klatch_oldest_letter_seconds": 180,
        "klatch_oldest_free_letter_seconds": 180,
        "klatch_dues_overdue": 1,
        "klatch_dues_lag_seconds": 180,
        "klatch_dues_failing": 0,
        "klatch_workspaces here": 0,
    }
    assert {name: series[name] for name in told} == told


async def test_while_the_database_is_away_it_tells_that_and_what_this_process_has_counted(here: Watched) -> None:
    await here.http.post("/slack/events", content=b"{}")
    async with here.klatch.database.transaction() as session:
        await session.execute(text("DROP TABLE dues"))
    series = await here.series()
    assert series["klatch_database_read"] == 0
    assert series["klatch_requests_turned_away_total 401"] == 1
    assert [name for name in series if name.startswith(("klatch_letters_now", "klatch_dues_lag"))] == []


async def test_a_machine_that_asks_for_the_newer_format_gets_it(here: Watched) -> None:
    accept = "application/openmetrics-text; version=1.0.0"
    answer = await here.http.get("/metrics", headers={**MAY_READ, "Accept": accept})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")

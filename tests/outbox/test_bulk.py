"""Many letters go at the pace that Slack allows, however many postmen share it, and Slack never has to say so."""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime
from random import Random

import pytest

from bot.clock import MovableClock, SystemClock
from bot.database.database import Database
from bot.outbox.models import Letter, Method
from bot.outbox.postman import Postman
from bot.outbox.rate_limits import MINUTE, WINDOW
from tests.databases import opened
from tests.outbox.office import START, new_postman
from tests.outbox.slack_server import SlackServer
from tests.outbox.strict_pace import StrictPace

MINUTES = 3
AT_MOST = 1.05
"""Of the least time that Slack allows."""


def letters(workspace: str, addresses: list[str], now: datetime, method: Method = Method.POST) -> list[Letter]:
    return [
        Letter(
            workspace=workspace,
            key=f"{number}",
            method=method,
            address=address,
            reader="U1" if method is Method.EPHEMERAL else None,
            payload={"text": f"{number}"},
            when_unknown="let_go",
            not_before=now,
            try_at=now,
            written_at=now,
        )
        for number, address in enumerate(addresses)
    ]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_three_postmen_send_a_minutes_worth_at_once_and_the_rest_a_minute_later(
    database: Database, slack: SlackServer
) -> None:
    clock = MovableClock(START)
    pace = slack.asks_to_wait = StrictPace(clock.now)
    async with database.transaction() as session:
        session.add_all(letters("T1", [f"#C{n}" for n in range(110)], START, Method.EPHEMERAL))
    async with opened(database.url.render_as_string()) as second, opened(database.url.render_as_string()) as third:
        postmen = [new_postman(each, slack, clock, seed) for seed, each in enumerate([database, second, third])]
        went: list[datetime] = []
        while any(instants := await asyncio.gather(*(postman.deliver() for postman in postmen))):
            went += [clock.now()] * (len(slack.calls) - len(went))
            clock.advance_to(min(instant for instant in instants if instant))
        went += [clock.now()] * (len(slack.calls) - len(went))

    assert pace.refused == {}
    assert went == [START] * 100 + [START + WINDOW] * 10


@pytest.mark.soak
@pytest.mark.parametrize("postmen", [1, 3])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_bulk_runs_within_five_percent_of_what_slack_allows(
    database: Database, slack: SlackServer, postmen: int
) -> None:
    """In real time, for three minutes and the burst before them: messages, conversations to open, and one channel."""
    clock = SystemClock()
    pace = slack.asks_to_wait = StrictPace(clock.now)
    began = clock.now()
    await write_bulk(database, began)
    stop = asyncio.Event()
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        url = database.url.render_as_string()
        for seed in range(postmen):
            own = await stack.enter_async_context(opened(url))
            postman = Postman(own, clock, slack.client, Random(seed))  # noqa: S311  the same chance on each run
            group.create_task(postman.run(stop))
        ends = await finished(slack, MINUTES * 300 + 1 + MINUTES * 50 + 1 + MINUTES * 60 + 5, began)
        stop.set()

    assert pace.refused == {}
    assert ends - began <= AT_MOST * MINUTES * MINUTE


async def write_bulk(database: Database, now: datetime) -> None:
    """The least for each is three minutes: so many, and one more, which has to wait for the third to pass."""
    async with database.transaction() as session:
        session.add_all(letters("T1", [f"#C{n}" for n in range(MINUTES * 300 + 1)], now))
        session.add_all(letters("T2", [f"@U{n}" for n in range(MINUTES * 50 + 1)], now))
        session.add_all(letters("T3", ["#C1"] * (MINUTES * 60 + 5), now))


async def finished(slack: SlackServer, messages: int, began: datetime) -> datetime:
    """When the last of so many messages has arrived, or twice the time has passed."""
    clock = SystemClock()
    while len(slack.posts) < messages and clock.now() < began + 2 * MINUTES * MINUTE:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    assert len(slack.posts) == messages
    return clock.now()

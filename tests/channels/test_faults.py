"""Whatever Slack answers, or does not, a reading goes on where it was."""

import asyncio
import random
from datetime import timedelta

import pytest

from bot.channels.membership_sync import AGAIN_AFTER
from bot.channels.models import SyncState
from bot.schedule.tasks import LEASE
from bot.wiring import Klatch
from playground.rehearsal.rehearsal import settings_for
from tests.channels.channels import Channels, ids
from tests.library import MONDAY_MORNING

pytestmark = pytest.mark.either_database

METHODS = ["conversations.info", "conversations.members", "users.list", "users.info"]


@pytest.mark.parametrize("method", METHODS)
async def test_slack_is_given_the_time_that_it_asks_for(shaken: Channels, method: str) -> None:
    people = shaken.people(1 if method == "users.info" else 30)
    channel = shaken.channel(people)
    shaken.library.playground.faults.rate_limit(method, 40, times=2)
    await shaken.sync(channel)
    await shaken.go_on()

    assert shaken.told[0][1] >= MONDAY_MORNING + timedelta(seconds=80)
    assert shaken.told[0][1] < MONDAY_MORNING + timedelta(seconds=82)
    assert await shaken.inside(channel) == ids(people, shaken.bot)


@pytest.mark.parametrize("method", METHODS)
async def test_while_slack_is_down_it_is_asked_less_and_less_often(shaken: Channels, method: str) -> None:
    people = shaken.people(1 if method == "users.info" else 30)
    channel, faults = shaken.channel(people), shaken.library.playground.faults
    await shaken.sync(channel)
    faults.drop_request(method)
    faults.server_error(method, 503)
    faults.refuse(method, "fatal_error")
    await shaken.go_on()

    assert shaken.told == [(1, MONDAY_MORNING + timedelta(seconds=30 + 60 + 120))]
    assert await shaken.inside(channel) == ids(people, shaken.bot)
    assert set(ids(people)) <= set(await shaken.directory())


async def test_what_an_operator_has_to_mend_is_tried_again_later(shaken: Channels) -> None:
    channel = shaken.channel(shaken.people(2))
    shaken.library.playground.faults.refuse("conversations.members", "missing_scope")
    await shaken.sync(channel)
    await shaken.go_on()

    assert shaken.told == [(1, MONDAY_MORNING + timedelta(seconds=30))]
    assert (await shaken.sync_of(channel)).state is SyncState.READ


@pytest.mark.parametrize("method", ["conversations.members", "users.list"])
async def test_pages_are_turned_from_the_first_when_slack_has_forgotten_the_place(
    shaken: Channels, method: str
) -> None:
    people = shaken.people(1_100)
    channel = shaken.channel(people)
    faults = shaken.library.playground.faults
    faults.refuse(method, "invalid_cursor", when=lambda arguments: bool(arguments.get("cursor")))
    await shaken.sync(channel)
    await shaken.go_on()

    assert shaken.told == [(1, MONDAY_MORNING + AGAIN_AFTER)]
    assert await shaken.inside(channel) == ids(people, shaken.bot)


@pytest.mark.parametrize("method", METHODS)
async def test_after_a_kill_another_process_goes_on_where_the_reading_was(shaken: Channels, method: str) -> None:
    people = shaken.people(1 if method == "users.info" else 30)
    channel, faults = shaken.channel(people), shaken.library.playground.faults
    await shaken.sync(channel)
    faults.stall(method)
    beating = asyncio.create_task(shaken.heartbeat.beat())
    await faults.until_stalled()
    beating.cancel()
    with pytest.raises(asyncio.CancelledError):
        await beating
    faults.release()

    klatch = another_klatch(shaken)
    try:
        await klatch.start()
        restarted = Channels(shaken.library, klatch)
        await restarted.go_on()
        assert restarted.told == [(1, MONDAY_MORNING + LEASE)]
        assert await restarted.inside(channel) == ids(people, shaken.bot)
        assert set(ids(people)) <= set(await restarted.directory())
    finally:
        await klatch.stop()


def another_klatch(channels: Channels) -> Klatch:
    playground, url = channels.library.playground, channels.klatch.database.url
    settings = settings_for(playground, url.render_as_string(hide_password=False))
    return Klatch(settings, channels.library.clock, random.Random(2))  # noqa: S311  the same chance on each run

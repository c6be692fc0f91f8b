"""Between readings, and during one, a roll is kept current by what Slack tells of who comes and goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.models import ChannelMember, ChannelSync, SyncState
from playground import Channel
from tests.channels.registry import Registry, ids
from tests.library import MONDAY_MORNING

pytestmark = pytest.mark.either_database


@asynccontextmanager
async def asking(registry: Registry, method: str) -> AsyncIterator[None]:
    """While a call is on its way to Slack. The playground answers when this ends, with what it then knows."""
    faults = registry.library.playground.faults
    faults.stall(method)
    beating = asyncio.create_task(registry.heartbeat.beat())
    await faults.until_stalled()
    yield
    faults.release()
    await beating


async def read(registry: Registry, channel: Channel) -> None:
    await registry.call(channel)
    await registry.go_on()


async def test_who_joins_is_in_the_channel_and_in_the_directory(registry: Registry) -> None:
    people, newcomer = registry.people(3), registry.library.person("Newcomer")
    channel = registry.channel(people)
    await read(registry, channel)
    await registry.library.playground.invite(channel, newcomer)

    assert await registry.inside(channel) == ids([*people, newcomer], registry.bot)
    assert (await registry.directory())[newcomer.id].name == "Newcomer"


async def test_who_leaves_is_in_it_no_more_and_may_come_back(registry: Registry) -> None:
    one, two = registry.people(2)
    channel = registry.channel([one, two])
    await read(registry, channel)
    await registry.library.playground.remove(channel, one)
    assert await registry.inside(channel) == ids([two], registry.bot)

    await registry.library.playground.invite(channel, one)
    assert await registry.inside(channel) == ids([one, two], registry.bot)


async def test_where_nobody_called_the_roll_nothing_is_kept(registry: Registry) -> None:
    one, two = registry.people(2)
    channel = registry.channel([one])
    await registry.library.playground.invite(channel, two)
    await registry.library.playground.remove(channel, one)
    await registry.library.playground.archive(channel, two)

    assert await registry.library.rows(ChannelSync) == []
    assert await registry.library.rows(ChannelMember) == []


async def test_who_joins_during_a_reading_stays(registry: Registry) -> None:
    people, newcomer = registry.people(3), registry.library.person("Newcomer")
    channel = registry.channel(people)
    await registry.call(channel)
    async with asking(registry, "conversations.info"):
        await registry.library.playground.invite(channel, newcomer)
        channel.members.remove(newcomer.id)  # the page that is read next is as old as that
    await registry.go_on()

    assert await registry.inside(channel) == ids([*people, newcomer], registry.bot)


async def test_who_leaves_while_a_page_is_on_its_way_is_not_there_after_all(registry: Registry) -> None:
    one, two = registry.people(2)
    channel = registry.channel([one, two])
    await registry.call(channel)
    async with asking(registry, "conversations.members"):
        await registry.library.playground.remove(channel, one)
        channel.members.append(one.id)  # the page was made up before
    await registry.go_on()

    assert await registry.inside(channel) == ids([two], registry.bot)
    assert all(row.is_there for row in await registry.library.rows(ChannelMember))


async def test_who_leaves_and_comes_back_during_a_reading_is_there(registry: Registry) -> None:
    one, two = registry.people(2)
    channel = registry.channel([one, two])
    await registry.call(channel)
    async with asking(registry, "conversations.members"):
        await registry.library.playground.remove(channel, one)
        await registry.library.playground.invite(channel, one)
    await registry.go_on()

    assert await registry.inside(channel) == ids([one, two], registry.bot)


async def test_when_klatch_is_removed_or_the_channel_goes_nobody_is_in_it(registry: Registry) -> None:
    playground, (one, two) = registry.library.playground, registry.people(2)
    for private in (False, True):
        channels = [registry.channel([one, two], private=private) for _ in range(3)]
        for channel in channels:
            await read(registry, channel)
        await playground.archive(channels[0], one)
        await playground.delete_channel(channels[1])
        await playground.remove_bot(channels[2])

        assert [(await registry.roll(channel)).state for channel in channels] == [SyncState.GONE] * 3
        assert [await registry.inside(channel) for channel in channels] == [[]] * 3


async def test_a_channel_that_goes_during_a_reading_ends_it(registry: Registry) -> None:
    one, two = registry.people(2)
    channel = registry.channel([one, two])
    await registry.call(channel)
    async with asking(registry, "conversations.members"):
        await registry.library.playground.archive(channel, one)
        assert (await registry.roll(channel)).state is SyncState.GONE
    await registry.go_on()

    assert (await registry.roll(channel)).state is SyncState.GONE
    assert await registry.inside(channel) == []
    assert registry.told == [(1, MONDAY_MORNING)]


async def test_who_joins_a_channel_that_is_gone_is_not_kept(registry: Registry) -> None:
    one, two = registry.people(2)
    channel = registry.channel([one])
    await read(registry, channel)
    await registry.library.playground.remove_bot(channel)
    event = {"type": "member_joined_channel", "user": two.id, "channel": channel.id}
    await registry.library.playground.send_event(event)

    assert await registry.inside(channel) == []


@pytest.mark.parametrize("private", [False, True])
async def test_who_is_in_a_channel_is_read_anew_when_it_is_archived_no_more(registry: Registry, private: bool) -> None:
    playground, (one, two) = registry.library.playground, registry.people(2)
    channel = registry.channel([one], private=private)
    await read(registry, channel)
    await playground.archive(channel, one)
    channel.members.append(two.id)  # of that nobody is told while it is archived
    await playground.unarchive(channel, one)
    await registry.go_on()

    assert (await registry.roll(channel)).state is SyncState.READ
    assert await registry.inside(channel) == ids([one, two], registry.bot)


async def test_a_channel_that_comes_back_without_klatch_is_gone_still(registry: Registry) -> None:
    playground, (one, two) = registry.library.playground, registry.people(2)
    channel = registry.channel([one, two])
    await read(registry, channel)
    await playground.archive(channel, one)
    channel.members.remove(registry.bot)  # and nobody said so
    await playground.unarchive(channel, one)
    await registry.go_on()

    assert (await registry.roll(channel)).state is SyncState.GONE

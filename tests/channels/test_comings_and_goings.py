"""Between readings, and during one, who is in a channel is kept current by what Slack tells of who comes and goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.models import ChannelMember, ChannelSync, SyncState
from playground import Channel
from tests.channels.channels import Channels, ids
from tests.library import MONDAY_MORNING

pytestmark = pytest.mark.either_database


@asynccontextmanager
async def asking(channels: Channels, method: str) -> AsyncIterator[None]:
    """While a call is on its way to Slack. The playground answers when this ends, with what it then knows."""
    faults = channels.library.playground.faults
    faults.stall(method)
    beating = asyncio.create_task(channels.heartbeat.beat())
    await faults.until_stalled()
    yield
    faults.release()
    await beating


async def read(channels: Channels, channel: Channel) -> None:
    await channels.sync(channel)
    await channels.go_on()


async def test_who_joins_is_in_the_channel_and_in_the_directory(channels: Channels) -> None:
    people, newcomer = channels.people(3), channels.library.person("Newcomer")
    channel = channels.channel(people)
    await read(channels, channel)
    await channels.library.playground.invite(channel, newcomer)

    assert await channels.inside(channel) == ids([*people, newcomer], channels.bot)
    assert (await channels.directory())[newcomer.id].name == "Newcomer"


async def test_who_leaves_is_in_it_no_more_and_may_come_back(channels: Channels) -> None:
    one, two = channels.people(2)
    channel = channels.channel([one, two])
    await read(channels, channel)
    await channels.library.playground.remove(channel, one)
    assert await channels.inside(channel) == ids([two], channels.bot)

    await channels.library.playground.invite(channel, one)
    assert await channels.inside(channel) == ids([one, two], channels.bot)


async def test_where_nobody_asked_who_is_there_nothing_is_kept(channels: Channels) -> None:
    one, two = channels.people(2)
    channel = channels.channel([one])
    await channels.library.playground.invite(channel, two)
    await channels.library.playground.remove(channel, one)
    await channels.library.playground.archive(channel, two)

    assert await channels.library.rows(ChannelSync) == []
    assert await channels.library.rows(ChannelMember) == []


async def test_who_joins_during_a_reading_stays(channels: Channels) -> None:
    people, newcomer = channels.people(3), channels.library.person("Newcomer")
    channel = channels.channel(people)
    await channels.sync(channel)
    async with asking(channels, "conversations.info"):
        await channels.library.playground.invite(channel, newcomer)
        channel.members.remove(newcomer.id)  # the page that is read next is as old as that
    await channels.go_on()

    assert await channels.inside(channel) == ids([*people, newcomer], channels.bot)


async def test_who_leaves_while_a_page_is_on_its_way_is_not_there_after_all(channels: Channels) -> None:
    one, two = channels.people(2)
    channel = channels.channel([one, two])
    await channels.sync(channel)
    async with asking(channels, "conversations.members"):
        await channels.library.playground.remove(channel, one)
        channel.members.append(one.id)  # the page was made up before
    await channels.go_on()

    assert await channels.inside(channel) == ids([two], channels.bot)
    assert all(row.is_there for row in await channels.library.rows(ChannelMember))


async def test_who_leaves_and_comes_back_during_a_reading_is_there(channels: Channels) -> None:
    one, two = channels.people(2)
    channel = channels.channel([one, two])
    await channels.sync(channel)
    async with asking(channels, "conversations.members"):
        await channels.library.playground.remove(channel, one)
        await channels.library.playground.invite(channel, one)
    await channels.go_on()

    assert await channels.inside(channel) == ids([one, two], channels.bot)


async def test_when_klatch_is_removed_or_the_channel_goes_nobody_is_in_it(channels: Channels) -> None:
    playground, (one, two) = channels.library.playground, channels.people(2)
    for private in (False, True):
        three = [channels.channel([one, two], private=private) for _ in range(3)]
        for channel in three:
            await read(channels, channel)
        await playground.archive(three[0], one)
        await playground.delete_channel(three[1])
        await playground.remove_bot(three[2])

        assert [(await channels.sync_of(channel)).state for channel in three] == [SyncState.GONE] * 3
        assert [await channels.inside(channel) for channel in three] == [[]] * 3


async def test_a_channel_that_goes_during_a_reading_ends_it(channels: Channels) -> None:
    one, two = channels.people(2)
    channel = channels.channel([one, two])
    await channels.sync(channel)
    async with asking(channels, "conversations.members"):
        await channels.library.playground.archive(channel, one)
        assert (await channels.sync_of(channel)).state is SyncState.GONE
    await channels.go_on()

    assert (await channels.sync_of(channel)).state is SyncState.GONE
    assert await channels.inside(channel) == []
    assert channels.told == [(1, MONDAY_MORNING)]


async def test_who_joins_a_channel_that_is_gone_is_not_kept(channels: Channels) -> None:
    one, two = channels.people(2)
    channel = channels.channel([one])
    await read(channels, channel)
    await channels.library.playground.remove_bot(channel)
    event = {"type": "member_joined_channel", "user": two.id, "channel": channel.id}
    await channels.library.playground.send_event(event)

    assert await channels.inside(channel) == []


@pytest.mark.parametrize("private", [False, True])
async def test_who_is_in_a_channel_is_read_anew_when_it_is_archived_no_more(channels: Channels, private: bool) -> None:
    playground, (one, two) = channels.library.playground, channels.people(2)
    channel = channels.channel([one], private=private)
    await read(channels, channel)
    await playground.archive(channel, one)
    channel.members.append(two.id)  # of that nobody is told while it is archived
    await playground.unarchive(channel, one)
    await channels.go_on()

    assert (await channels.sync_of(channel)).state is SyncState.READ
    assert await channels.inside(channel) == ids([one, two], channels.bot)


async def test_a_channel_that_comes_back_without_klatch_is_gone_still(channels: Channels) -> None:
    playground, (one, two) = channels.library.playground, channels.people(2)
    channel = channels.channel([one, two])
    await read(channels, channel)
    await playground.archive(channel, one)
    channel.members.remove(channels.bot)  # and nobody said so
    await playground.unarchive(channel, one)
    await channels.go_on()

    assert (await channels.sync_of(channel)).state is SyncState.GONE

"""Who is in a channel is read from Slack, with everybody in it described, and whoever waits for that is told."""

from datetime import timedelta

import pytest

from bot.channels.membership import sync_members
from bot.channels.membership_sync import FEW
from bot.channels.models import SyncState, SyncWaiter
from bot.installing.erasing import ERASE
from bot.moment import Moment
from bot.outbox.rate_limits import WINDOW
from tests.channels.channels import TOLD, Channels, ids
from tests.library import MONDAY_MORNING

pytestmark = pytest.mark.either_database


async def test_everybody_in_a_large_channel_is_found_and_described_and_nobody_else(channels: Channels) -> None:
    people, outsiders = channels.people(1_200), channels.people(300)
    channel = channels.channel(people)
    await channels.sync(channel)
    await channels.go_on()

    assert await channels.inside(channel) == ids(people, channels.bot)
    directory = await channels.directory()
    assert {member.id for member in directory.values() if member.time_zone == "America/Toronto"} == set(ids(people))
    assert not set(directory) & set(ids(outsiders))
    # An organization's token is for several workspaces; Slack has to be told for which.
    pages = channels.library.playground.calls_of("users.list")
    assert {call.arguments["team_id"] for call in pages} == {channels.library.playground.workspace.team_id}
    assert channels.told == [(1, MONDAY_MORNING)]
    sync = await channels.sync_of(channel)
    assert (sync.state, sync.read_at) == (SyncState.READ, MONDAY_MORNING)
    assert channels.calls("conversations.members") == 2
    assert channels.calls("users.list") <= 4
    assert channels.calls("users.info") <= FEW


async def test_a_few_are_looked_up_one_by_one(channels: Channels) -> None:
    people = channels.people(FEW - 1)
    channel = channels.channel(people)
    await channels.sync(channel)
    await channels.go_on()

    assert set(ids(people, channels.bot)) <= set(await channels.directory())
    assert (channels.calls("users.info"), channels.calls("users.list")) == (FEW, 0)


async def test_whom_the_directory_knows_is_asked_about_again_only_when_that_is_long_ago(channels: Channels) -> None:
    channel = channels.channel(channels.people(5))
    await channels.sync(channel)
    await channels.go_on()
    await channels.sync(channel, 2)
    await channels.go_on()
    assert channels.calls("users.info") == 6

    channels.library.clock.advance(timedelta(days=2))
    await channels.sync(channel, 3)
    await channels.go_on()
    assert channels.calls("users.info") == 12
    assert [subject for subject, _ in channels.told] == [1, 2, 3]


async def test_two_who_wait_for_the_same_channel_are_both_told_of_one_reading(channels: Channels) -> None:
    channel = channels.channel(channels.people(3))
    await channels.sync(channel, 1)
    await channels.sync(channel, 2)
    await channels.sync(channel, 2)
    await channels.go_on()

    assert sorted(subject for subject, _ in channels.told) == [1, 2]
    assert channels.calls("conversations.members") == 1
    assert await channels.library.rows(SyncWaiter) == []


async def test_a_private_channel_is_read_as_well(channels: Channels) -> None:
    people = channels.people(3)
    channel = channels.channel(people, private=True)
    await channels.sync(channel)
    await channels.go_on()

    assert await channels.inside(channel) == ids(people, channels.bot)


async def test_who_is_from_elsewhere_is_described_though_the_workspace_does_not_list_them(channels: Channels) -> None:
    guest = channels.library.person("From elsewhere", team_id="T2222222222")
    channel = channels.channel([*channels.people(50), guest])
    await channels.sync(channel)
    await channels.go_on()

    assert (await channels.directory())[guest.id].is_stranger
    assert (channels.calls("users.list"), channels.calls("users.info")) == (1, 1)


async def test_who_cannot_be_described_is_in_the_directory_all_the_same(shaken: Channels) -> None:
    one, other = shaken.people(2)
    channel = shaken.channel([one, other])
    faults = shaken.library.playground.faults
    faults.refuse("users.info", "user_not_visible", when=lambda arguments: arguments["user"] == one.id)
    await shaken.sync(channel)
    await shaken.go_on()

    directory = await shaken.directory()
    assert (directory[one.id].name, directory[other.id].name) == (one.id, "Person 1")
    assert shaken.told == [(1, MONDAY_MORNING)]


async def test_who_came_and_went_unheard_is_found_by_the_next_reading(channels: Channels) -> None:
    one, two, three = channels.people(3)
    channel = channels.channel([one, two])
    await channels.sync(channel)
    await channels.go_on()
    channel.members.remove(one.id)
    channel.members.append(three.id)
    await channels.sync(channel)
    await channels.go_on()

    assert await channels.inside(channel) == ids([two, three], channels.bot)


async def test_what_was_known_stands_while_it_is_read_anew(shaken: Channels) -> None:
    people = shaken.people(3)
    channel = shaken.channel(people)
    await shaken.sync(channel)
    await shaken.go_on()
    shaken.library.playground.faults.rate_limit("conversations.members", 30)
    await shaken.sync(channel)
    await shaken.go_on(seconds=10)

    assert (await shaken.sync_of(channel)).state is SyncState.READING
    assert await shaken.inside(channel) == ids(people, shaken.bot)


@pytest.mark.parametrize("how", ["archived", "deleted", "removed", "never there"])
async def test_of_a_channel_that_is_gone_whoever_waits_is_told_too(channels: Channels, how: str) -> None:
    people = channels.people(3)
    channel = channels.channel(people)
    match how:
        case "archived":
            channel.archived = True
        case "deleted":
            channels.library.playground.workspace.channels.delete(channel)
        case "removed":
            channel.members.remove(channels.bot)
        case _:
            channel = channels.library.playground.add_channel("closed", people, private=True)
    await channels.sync(channel)
    await channels.go_on()
    refusals = channels.library.playground.refusals
    refusals[:] = [refusal for refusal in refusals if refusal.error != "channel_not_found"]

    assert (await channels.sync_of(channel)).state is SyncState.GONE
    assert await channels.inside(channel) == []
    assert channels.told == [(1, MONDAY_MORNING)]


async def test_a_channel_that_came_back_is_read_when_somebody_asks_again(channels: Channels) -> None:
    people = channels.people(3)
    channel = channels.channel(people)
    channel.archived = True
    await channels.sync(channel, 1)
    await channels.go_on()
    channel.archived = False
    await channels.sync(channel, 2)
    await channels.go_on()

    assert (await channels.sync_of(channel)).state is SyncState.READ
    assert await channels.inside(channel) == ids(people, channels.bot)
    assert [subject for subject, _ in channels.told] == [1, 2]


async def test_many_readings_at_once_keep_to_slacks_pace(channels: Channels) -> None:
    people = channels.people(3)
    for subject, channel in enumerate([channels.channel(people) for _ in range(120)]):
        await channels.sync(channel, subject)
    await channels.go_on()

    assert sorted(subject for subject, _ in channels.told) == list(range(120))
    assert max(when for _, when in channels.told) == MONDAY_MORNING + 2 * WINDOW
    assert channels.library.playground.refusals == []


async def test_klatch_itself_goes_about_it(channels: Channels) -> None:
    people = channels.people(3)
    channel = channels.channel(people)
    klatch, workspace = channels.klatch, channels.library.playground.workspace.team_id
    async with klatch.database.transaction() as session:
        moment = Moment(session, workspace, klatch.clock.now(), "test")
        await sync_members(moment, channel.id, ERASE, 7)  # of which nothing comes where Klatch is at home
    await channels.library.settle()

    assert await channels.inside(channel) == ids(people, channels.bot)
    assert (await channels.library.rows(SyncWaiter), await channels.library.due(ERASE)) == ([], [])
    assert await channels.library.due(TOLD) == []

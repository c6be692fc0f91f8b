"""Who is in a channel is read from Slack, with everybody in it described, and whoever waits for that is told."""

from datetime import timedelta

import pytest

from bot.channels.membership import sync_members
from bot.channels.membership_sync import FEW
from bot.channels.models import MembershipSync, SyncState
from bot.installing.erasing import ERASE
from bot.moment import Moment
from bot.outbox.rate_limits import WINDOW
from tests.channels.registry import TOLD, Registry, ids
from tests.library import MONDAY_MORNING

pytestmark = pytest.mark.either_database


async def test_everybody_in_a_large_channel_is_found_and_described_and_nobody_else(registry: Registry) -> None:
    people, outsiders = registry.people(1_200), registry.people(300)
    channel = registry.channel(people)
    await registry.call(channel)
    await registry.go_on()

    assert await registry.inside(channel) == ids(people, registry.bot)
    directory = await registry.directory()
    assert {member.id for member in directory.values() if member.time_zone == "America/Toronto"} == set(ids(people))
    assert not set(directory) & set(ids(outsiders))
    # An organization's token is for several workspaces; Slack has to be told for which.
    pages = registry.library.playground.calls_of("users.list")
    assert {call.arguments["team_id"] for call in pages} == {registry.library.playground.workspace.team_id}
    assert registry.told == [(1, MONDAY_MORNING)]
    roll = await registry.roll(channel)
    assert (roll.state, roll.read_at) == (SyncState.READ, MONDAY_MORNING)
    assert registry.calls("conversations.members") == 2
    assert registry.calls("users.list") <= 4
    assert registry.calls("users.info") <= FEW


async def test_a_few_are_looked_up_one_by_one(registry: Registry) -> None:
    people = registry.people(FEW - 1)
    channel = registry.channel(people)
    await registry.call(channel)
    await registry.go_on()

    assert set(ids(people, registry.bot)) <= set(await registry.directory())
    assert (registry.calls("users.info"), registry.calls("users.list")) == (FEW, 0)


async def test_whom_the_directory_knows_is_asked_about_again_only_when_that_is_long_ago(registry: Registry) -> None:
    channel = registry.channel(registry.people(5))
    await registry.call(channel)
    await registry.go_on()
    await registry.call(channel, 2)
    await registry.go_on()
    assert registry.calls("users.info") == 6

    registry.library.clock.advance(timedelta(days=2))
    await registry.call(channel, 3)
    await registry.go_on()
    assert registry.calls("users.info") == 12
    assert [subject for subject, _ in registry.told] == [1, 2, 3]


async def test_two_who_call_the_same_roll_are_both_told_of_one_reading(registry: Registry) -> None:
    channel = registry.channel(registry.people(3))
    await registry.call(channel, 1)
    await registry.call(channel, 2)
    await registry.call(channel, 2)
    await registry.go_on()

    assert sorted(subject for subject, _ in registry.told) == [1, 2]
    assert registry.calls("conversations.members") == 1
    assert await registry.library.rows(MembershipSync) == []


async def test_a_private_channel_is_read_as_well(registry: Registry) -> None:
    people = registry.people(3)
    channel = registry.channel(people, private=True)
    await registry.call(channel)
    await registry.go_on()

    assert await registry.inside(channel) == ids(people, registry.bot)


async def test_who_is_from_elsewhere_is_described_though_the_workspace_does_not_list_them(registry: Registry) -> None:
    guest = registry.library.person("From elsewhere", team_id="T2222222222")
    channel = registry.channel([*registry.people(50), guest])
    await registry.call(channel)
    await registry.go_on()

    assert (await registry.directory())[guest.id].is_stranger
    assert (registry.calls("users.list"), registry.calls("users.info")) == (1, 1)


async def test_who_cannot_be_described_is_in_the_directory_all_the_same(shaken: Registry) -> None:
    one, other = shaken.people(2)
    channel = shaken.channel([one, other])
    faults = shaken.library.playground.faults
    faults.refuse("users.info", "user_not_visible", when=lambda arguments: arguments["user"] == one.id)
    await shaken.call(channel)
    await shaken.go_on()

    directory = await shaken.directory()
    assert (directory[one.id].name, directory[other.id].name) == (one.id, "Person 1")
    assert shaken.told == [(1, MONDAY_MORNING)]


async def test_who_came_and_went_unheard_is_found_by_the_next_reading(registry: Registry) -> None:
    one, two, three = registry.people(3)
    channel = registry.channel([one, two])
    await registry.call(channel)
    await registry.go_on()
    channel.members.remove(one.id)
    channel.members.append(three.id)
    await registry.call(channel)
    await registry.go_on()

    assert await registry.inside(channel) == ids([two, three], registry.bot)


async def test_the_old_roll_stands_while_it_is_read_anew(shaken: Registry) -> None:
    people = shaken.people(3)
    channel = shaken.channel(people)
    await shaken.call(channel)
    await shaken.go_on()
    shaken.library.playground.faults.rate_limit("conversations.members", 30)
    await shaken.call(channel)
    await shaken.go_on(seconds=10)

    assert (await shaken.roll(channel)).state is SyncState.READING
    assert await shaken.inside(channel) == ids(people, shaken.bot)


@pytest.mark.parametrize("how", ["archived", "deleted", "removed", "never there"])
async def test_of_a_channel_that_is_gone_whoever_waits_is_told_too(registry: Registry, how: str) -> None:
    people = registry.people(3)
    channel = registry.channel(people)
    match how:
        case "archived":
            channel.archived = True
        case "deleted":
            registry.library.playground.workspace.channels.delete(channel)
        case "removed":
            channel.members.remove(registry.bot)
        case _:
            channel = registry.library.playground.add_channel("closed", people, private=True)
    await registry.call(channel)
    await registry.go_on()
    refusals = registry.library.playground.refusals
    refusals[:] = [refusal for refusal in refusals if refusal.error != "channel_not_found"]

    assert (await registry.roll(channel)).state is SyncState.GONE
    assert await registry.inside(channel) == []
    assert registry.told == [(1, MONDAY_MORNING)]


async def test_a_channel_that_came_back_is_read_when_its_roll_is_called_again(registry: Registry) -> None:
    people = registry.people(3)
    channel = registry.channel(people)
    channel.archived = True
    await registry.call(channel, 1)
    await registry.go_on()
    channel.archived = False
    await registry.call(channel, 2)
    await registry.go_on()

    assert (await registry.roll(channel)).state is SyncState.READ
    assert await registry.inside(channel) == ids(people, registry.bot)
    assert [subject for subject, _ in registry.told] == [1, 2]


async def test_many_rolls_at_once_keep_to_slacks_pace(registry: Registry) -> None:
    people = registry.people(3)
    channels = [registry.channel(people) for _ in range(120)]
    for subject, channel in enumerate(channels):
        await registry.call(channel, subject)
    await registry.go_on()

    assert sorted(subject for subject, _ in registry.told) == list(range(120))
    assert max(when for _, when in registry.told) == MONDAY_MORNING + 2 * WINDOW
    assert registry.library.playground.refusals == []


async def test_klatch_itself_goes_about_it(registry: Registry) -> None:
    people = registry.people(3)
    channel = registry.channel(people)
    klatch, workspace = registry.klatch, registry.library.playground.workspace.team_id
    async with klatch.database.transaction() as session:
        moment = Moment(session, workspace, klatch.clock.now(), "test")
        await sync_members(moment, channel.id, ERASE, 7)  # of which nothing comes where Klatch is at home
    await registry.library.settle()

    assert await registry.inside(channel) == ids(people, registry.bot)
    assert (await registry.library.rows(MembershipSync), await registry.library.due(ERASE)) == ([], [])
    assert await registry.library.due(TOLD) == []

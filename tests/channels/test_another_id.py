"""A channel has another id for good, as when it is shared with another organization: all that stands on it follows."""

from datetime import timedelta

import pytest

from bot.blocks import message, paragraph
from bot.channels.models import ChannelMember, ChannelSync, SyncState, SyncWaiter
from bot.database.columns import Base
from bot.languages.reader import ENGLISH
from bot.organizers.models import AskChannel, Hello
from bot.outbox.letters import post, to_channel
from bot.outbox.models import Letter, LetterState
from bot.pairings.models import Programme
from playground import Channel, Message, Person
from tests.channels.channels import Channels, ids
from tests.circles.klatch import open_klatch
from tests.library import Library, card, cards, seen
from tests.pairings.cafe import open_cafe

pytestmark = pytest.mark.either_database

FOLLOWING = {
    "ask_channels.channel",
    "asks.channel",
    "channel_locales.channel",
    "channel_members.channel",
    "channel_roll_calls.channel",
    "channel_rolls.channel",
    "circles.channel",
    "direct_channels.address",  # which names members alone
    "direct_channels.channel",
    "hellos.channel",
    "letters.address",
    "letters.channel",
    "pairing_groups.address",  # so does that of a group
    "programmes.channel",
}
GRANT = "How do I write my first grant proposal?"


@pytest.fixture
def library(channels: Channels) -> Library:
    """In which nothing may go wrong unnoticed; Slack refuses whatever still names the old id."""
    return channels.library


def standing_in(channel: Channel, reader: Person, button: str) -> list[Message]:
    """What somebody sees in a channel that has this button."""
    return [one for one in reader.messages() if one.channel == channel.id and button in one.buttons]


async def change(library: Library, channel: Channel) -> str:
    """Give a channel another id, and let happen what follows; the id that it had."""
    old = channel.id
    answer = await library.playground.change_id(channel)
    assert answer is not None
    assert answer.accepted
    await library.settle()
    return old


async def test_who_is_in_it_is_known_and_read_anew(channels: Channels) -> None:
    people, newcomer = channels.people(3), channels.library.person("Newcomer")
    channel = channels.channel(people, private=True)
    await channels.sync(channel)
    await channels.go_on()
    channel.members.append(newcomer.id)  # whom no event has told of
    await channels.library.playground.change_id(channel)
    assert await channels.inside(channel) == ids(people, channels.bot)
    await channels.go_on()
    assert await channels.inside(channel) == ids([*people, newcomer], channels.bot)
    assert [sync.channel for sync in await channels.library.rows(ChannelSync)] == [channel.id]


async def test_who_waits_for_a_reading_of_the_old_one_is_told_of_the_new_one(channels: Channels) -> None:
    channel = channels.channel(channels.people(2))
    await channels.sync(channel, subject=7)
    await channels.library.playground.change_id(channel)
    await channels.go_on()
    assert [subject for subject, _ in channels.told] == [7]
    assert await channels.library.rows(SyncWaiter) == []
    assert (await channels.sync_of(channel)).state is SyncState.READ


async def test_what_was_heard_of_the_new_id_before_the_change_was_does_no_harm(channels: Channels) -> None:
    people = channels.people(2)
    channel = channels.channel(people)
    await channels.sync(channel, subject=1)
    await channels.go_on()
    old = channel.id
    channels.library.playground.workspace.channels.change_id(channel)
    await channels.sync(channel, subject=2)
    await channels.sync(channel, subject=3)
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": channel.id}
    for _ in range(2):
        await channels.library.playground.send_event(event)
    await channels.go_on()
    assert sorted(subject for subject, _ in channels.told) == [1, 2, 3]
    assert {row.channel for row in await channels.library.rows(ChannelMember)} == {channel.id}


async def test_random_coffee_goes_on_there(library: Library) -> None:
    cafe = await open_cafe(library, [library.person(f"Person {number}") for number in range(4)])
    await library.pass_time(days=2)
    met = len(await cafe.introduced())
    assert met == 2
    await change(library, cafe.channel)
    assert [one.channel for one in await library.rows(Programme)] == [cafe.channel.id]
    await library.pass_time(days=7)
    assert len(await cafe.introduced()) > met
    assert "Random coffee" in (await cafe.people[0].command("/coffee", channel=cafe.channel)).text


async def test_a_circle_is_announced_there_and_answers_to_what_stood_there_before_count(library: Library) -> None:
    klatch = await open_klatch(library, [library.person(f"Person {number}") for number in range(3)])
    ana = klatch.people[1]
    (announced,) = standing_in(klatch.channel, ana, "I'm in")
    await change(library, klatch.channel)
    (announced,) = standing_in(klatch.channel, ana, "I'm in")
    await library.press(ana, "I'm in", announced)
    (announced,) = standing_in(klatch.channel, ana, "I'm in")
    assert ana.id in announced.text
    before = len(await klatch.meetings())
    await library.pass_time(days=14)
    assert len(await klatch.meetings()) > before


async def test_questions_stand_there_and_can_be_answered_there(library: Library) -> None:
    ana, mia = library.person("Ana Ruiz"), library.person("Mia Chen")
    channel = await library.open_ask_channel(ana)
    more = {"Ask more widely": [f"Also show it in <#{channel.id}>, where anyone can offer"]}
    await library.ask(mia, GRANT, **more)
    await change(library, channel)
    assert f"It also stands in <#{channel.id}>" in card(mia, GRANT).text
    await library.press(ana, "I can help")
    assert len(cards(mia, "Ana Ruiz can help with")) == 1
    assert [one.channel for one in await library.rows(AskChannel)] == [channel.id]


async def test_a_hello_however_old_still_works_there(library: Library) -> None:
    ana = library.person("Ana Ruiz")
    channel = await library.open_ask_channel(ana)
    await library.playground.remove_bot(channel)
    await library.playground.invite_bot(channel, ana)
    await library.settle()
    await change(library, channel)
    older, newest = cards(ana, "Hello, I'm Klatch")
    await library.press(ana, "Post questions here", newest)
    assert all("Stop posting questions here" in hello.buttons for hello in cards(ana, "Hello, I'm Klatch")[1:])
    await library.press(ana, "Stop posting questions here", older)
    assert all("Post questions here" in hello.buttons for hello in cards(ana, "Hello, I'm Klatch"))


async def test_klatch_that_has_said_hello_there_before_it_heard_of_the_change_knows_who_invited_it(
    library: Library,
) -> None:
    ana, ben = library.person("Ana Ruiz"), library.person("Ben Okafor")
    channel = await library.open_ask_channel(ana)
    old = channel.id
    library.playground.workspace.channels.change_id(channel)
    await library.playground.remove_bot(channel)
    await library.playground.invite_bot(channel, ben)
    await library.settle()
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": channel.id}
    assert (await library.playground.send_event(event)).accepted
    await library.settle()
    (hello,) = await library.rows(Hello)
    assert (hello.channel, hello.invited_by) == (channel.id, ana.id)
    assert [one.channel for one in await library.rows(AskChannel)] == [channel.id]


async def test_letters_that_wait_for_it_go_there(library: Library) -> None:
    ana = library.person("Ana Ruiz")
    channel = library.playground.add_channel("general", [ana], with_bot=True)
    team, later = library.playground.workspace.team_id, library.clock.now() + timedelta(hours=1)
    async with library.klatch.database.transaction() as session:
        to, words = to_channel(channel.id), message(ENGLISH, paragraph("It goes there."))
        await post(session, workspace=team, key="waits", to=to, message=words, now=later)
    await change(library, channel)
    await library.pass_time(hours=2)
    assert "It goes there." in seen(ana)
    assert [one.state for one in await library.rows(Letter)] == [LetterState.SENT]


async def test_a_conversation_of_several_that_has_become_a_channel_is_remembered_by_its_new_id(
    library: Library,
) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    (together,) = [one for one in library.playground.workspace.channels if {mia.id, sam.id} <= set(one.members)]
    await change(library, together)
    await library.pass_time(days=4)
    assert (await library.press(mia, "We talked")).ok


def test_every_column_that_names_a_channel_is_one_that_follows() -> None:
    """Whoever adds one has its room follow (``channel_id_changed`` in its ``routes.py``), and adds it here."""
    named = {f"{name}.{column.name}" for name, table in Base.metadata.tables.items() for column in table.columns}
    assert {column for column in named if column.endswith(("channel", "address"))} == FOLLOWING


@pytest.mark.parametrize("pair", [("C1", ""), ("", "C1"), (None, "C1"), ("C1", {"id": "C2"}), ("<!channel>", "C1")])
async def test_what_names_no_two_channels_changes_nothing(library: Library, pair: tuple[object, object]) -> None:
    old, new = pair
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
    assert (await library.playground.send_event(event)).status == 200

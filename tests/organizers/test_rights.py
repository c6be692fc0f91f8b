"""Rights follow the membership of a private channel, at once: without it nobody looks into it, nor organizes it.

An admin of the workspace who was never in it may pause and end what it has, and sees nobody. What is not known is not.
"""

import pytest
from sqlalchemy import delete

from bot.channels.models import ChannelSync
from bot.pairings.models import Programme, Round
from bot.recurring.rules import RecurringState
from playground import Channel, Message, Person
from tests.flash.test_without_a_name import everything_shown_to
from tests.library import Library, card, cards, last_seen, whispers
from tests.pairings.office import FORM, admin, fill, toronto
from tests.pairings.test_rounds import people

pytestmark = pytest.mark.either_database

BUTTONS = ("Change", "Preview", "Run now", "Pause", "End")
SET_UP = "is set up in"


async def private_channel(library: Library, inside: list[Person]) -> Channel:
    """A private channel to which the first of these people has invited Klatch."""
    channel = library.playground.add_channel("quiet", inside, private=True)
    await library.playground.invite_bot(channel, inside[0])
    await library.settle()
    return channel


async def with_coffee(library: Library, count: int = 4) -> tuple[Channel, list[Person]]:
    """A private channel with a random coffee that everybody is in; who invited Klatch has set it up."""
    inside = people(library, count)
    channel = await private_channel(library, inside)
    await inside[0].press("Set up random coffee here")
    await fill(inside[0], FORM)
    assert (await inside[0].submit()).errors == {}
    await library.settle()
    return channel, inside


async def overview(person: Person, channel: Channel | None = None) -> Message:
    """What /mentor-admin shows."""
    await person.command("/mentor-admin", channel=channel)
    return person.messages()[-1]


async def put_out(library: Library, channel: Channel, person: Person) -> None:
    await library.playground.remove(channel, person)
    await library.settle()


async def only(library: Library) -> Programme:
    (found,) = await library.rows(Programme)
    return found


async def test_who_is_put_out_of_it_organizes_it_no_more(library: Library) -> None:
    channel, (ana, *_) = await with_coffee(library)
    shown = await overview(ana, channel)
    assert tuple(shown.buttons) == BUTTONS
    told = card(ana, SET_UP)
    await put_out(library, channel, ana)
    assert card(ana, "somebody else looks after it now").buttons == []
    before = await only(library)
    for button in BUTTONS:
        await library.press(ana, button, shown)
        assert "Only organizers can do this." in last_seen(ana)
    await library.press(ana, "Preview", told)
    assert (ana.form, await library.rows(Round)) == (None, [])
    after = await only(library)
    assert (after.state, after.rounds, after.preview_for) == (before.state, before.rounds, None)
    assert cards(ana, "what people get") == []
    assert (await overview(ana)).buttons == []


async def test_who_comes_back_into_it_organizes_it_again(library: Library) -> None:
    channel, (ana, ben, *_) = await with_coffee(library)
    await put_out(library, channel, ana)
    await library.playground.invite(channel, ana, ben)
    await library.settle()
    assert tuple((await overview(ana, channel)).buttons) == BUTTONS


async def test_a_form_that_is_sent_late_changes_nothing_and_shows_nothing_new(library: Library) -> None:
    channel, (ana, *_) = await with_coffee(library)
    await overview(ana, channel)
    await ana.press("Change")
    before = (await only(library)).cadence
    await put_out(library, channel, ana)
    assert ana.form is not None
    shown = ana.form.blocks
    await ana.fill("Day", "Thursday")
    assert ana.form is not None
    assert [block for block in ana.form.blocks if block["type"] == "section"] == [
        block for block in shown if block["type"] == "section"
    ]
    await library.send(ana)
    assert "Only organizers can do this." in last_seen(ana)
    assert (await only(library)).cadence == before


async def test_a_preview_that_was_asked_for_before_comes_to_nobody_who_is_out(library: Library) -> None:
    """Slack's event was missed; that they are in it no more is seen when the channel is read for the preview."""
    channel, (ana, *_) = await with_coffee(library)
    channel.members.remove(ana.id)
    await library.press(ana, "Preview", card(ana, SET_UP))
    assert cards(ana, "what people get") == []
    assert "There's no preview for you" in last_seen(ana)
    assert (await only(library)).preview_for is None


async def test_who_is_out_of_it_hears_of_no_round(library: Library) -> None:
    channel, (ana, *_) = await with_coffee(library)
    await put_out(library, channel, ana)
    before = len(ana.messages())
    await library.pass_until(toronto(12, 1, 12))
    assert len(ana.messages()) == before
    await ana.command("/coffee")
    assert "None of your channels has random coffee yet" in last_seen(ana)


async def test_an_admin_who_was_never_in_it_sees_nobody_and_may_pause_and_end_it(library: Library) -> None:
    channel, inside = await with_coffee(library)
    ada = await admin(library)
    shown = await overview(ada)
    assert "running. That channel is private, and as far as I know you're not in it." in shown.text
    assert {button for button in shown.buttons if button in BUTTONS} == {"Pause", "End"}
    of_ana = await overview(inside[0], channel)
    for button in ("Change", "Preview", "Run now"):
        await library.forge_press(ada, button, of_ana)
        assert "Only people in its private channel can do that." in whispers(ada)[-1]
    assert (ada.form, await library.rows(Round), (await only(library)).preview_for) == (None, [], None)

    await library.press(ada, "Pause", shown)
    assert (await only(library)).state is RecurringState.PAUSED
    assert (last_seen(ada).count("is paused"), ada.messages()[-1].buttons) == (1, [])
    await library.press(ada, "End", await overview(ada))
    assert (await only(library)).state is RecurringState.ENDED
    held = everything_shown_to(ada)
    assert [person for person in inside if person.id in held or person.name in held] == []


async def test_an_admin_who_is_in_it_organizes_it(library: Library) -> None:
    channel, (ana, *_) = await with_coffee(library)
    ada = await admin(library)
    await library.playground.invite(channel, ada, ana)
    await library.settle()
    assert set(BUTTONS) <= set((await overview(ada)).buttons)


async def test_an_admin_sets_nothing_up_in_a_private_channel_that_they_are_not_in(library: Library) -> None:
    inside, ada = people(library, 3), await admin(library)
    mine = library.playground.add_channel("general", [ada])
    quiet = await private_channel(library, inside)
    await overview(ada, mine)
    await ada.press("New random coffee")
    await fill(ada, {"Channel": quiet, **FORM})
    assert list((await ada.submit()).errors) == ["Channel"]
    assert await library.rows(Programme) == []


async def test_of_a_channel_whose_members_are_not_known_nobody_organizes_anything_until_it_has_been_read(
    library: Library,
) -> None:
    ana, *_ = inside = people(library, 3)
    await private_channel(library, inside)
    async with library.klatch.database.transaction() as session:
        await session.execute(delete(ChannelSync))
    await library.press(ana, "Set up random coffee here")
    assert "still reading who's in this channel" in whispers(ana)[-1]
    assert ana.form is None
    await ana.press("Set up random coffee here")
    assert ana.form is not None


async def test_who_left_a_public_channel_organizes_what_they_set_up_there(library: Library) -> None:
    """Anybody may look into it; they can come back at any time."""
    ana, *_ = inside = people(library, 3)
    channel = library.playground.add_channel("open", inside)
    await library.playground.invite_bot(channel, ana)
    await library.settle()
    await ana.press("Set up random coffee here")
    await fill(ana, FORM)
    await ana.submit()
    await library.settle()
    await put_out(library, channel, ana)
    assert tuple((await overview(ana)).buttons) == BUTTONS

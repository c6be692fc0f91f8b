"""Choosing: one of the offers becomes a conversation, and everybody is told which."""

import pytest

from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import AskState, InvitationState
from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen, whispers

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
ONE = {"Conversations a month, at most": "1"}


async def offers(library: Library, asker: Person, *mentors: Person, **offered: str) -> None:
    """The mentors volunteer, are asked, and offer."""
    for mentor in mentors:
        await library.volunteer(mentor, "Grant writing", **offered)
    await library.ask(asker, GRANT)
    for mentor in mentors:
        await library.press(mentor, "I can help")


async def test_the_others_get_thanks_and_their_time_back(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await offers(library, mia, sam, zoe)
    await library.press(mia, "Choose", card(mia, "@Sam Roy can help"))
    assert "Thank you for offering" in last_seen(zoe)
    assert "has chosen someone else this time" in last_seen(zoe)
    assert "Sam" not in "".join(seen(zoe))
    assert live_buttons(zoe) == []
    assert live_buttons(mia) == ["Ask someone else", "Propose a time", "Step back"]
    assert cards(zoe, ", meet") == []


async def test_a_second_choice_is_told_the_truth_and_changes_nothing(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await offers(library, mia, sam, zoe)
    first, second = card(mia, "@Sam Roy can help"), card(mia, "@Zoe Park can help")
    await library.press(mia, "Choose", first)
    await library.press(mia, "Choose", second)
    await library.press(mia, "Choose", first)
    await library.press(mia, "Keep looking", first)
    assert ["chosen someone else" in whispers(mia)[0], "already chosen them" in whispers(mia)[1]] == [True, True]
    assert len(whispers(mia)) == 3
    assert len(await library.rows(Conversation)) == 1
    assert len(cards(zoe, "Thank you for offering")) == 1


async def test_a_mentor_whose_month_has_filled_up_cannot_be_chosen(library: Library) -> None:
    mia, kim, sam = library.person("Mia Chen"), library.person("Kim Lee"), library.person("Sam Roy")
    channel = await library.open_ask_channel(sam)
    widely = {"Ask more widely": [f"Also show it in <#{channel.id}>, where anyone can offer"]}
    await library.volunteer(sam, "Grant writing", **ONE)
    for asker in (mia, kim):
        await library.ask(asker, GRANT, **widely)
        await library.press(sam, "I can help", card(sam, f"@{asker.name} has a question"))
    await library.press(mia, "Choose", card(mia, "@Sam Roy can help"))
    await library.press(kim, "Choose", card(kim, "@Sam Roy can help"))
    assert "reached their limit" in whispers(kim)[-1]
    assert "Choose" not in live_buttons(kim)
    assert [conversation.asker for conversation in await library.rows(Conversation)] == [mia.id]


async def test_the_asker_is_reminded_once_and_then_the_mentors_get_their_time_back(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offers(library, mia, sam)
    await library.pass_time(days=2, minutes=5)
    assert len(cards(mia, "waiting to hear from you")) == 1
    assert "Monday, November 30" in card(mia, "waiting to hear from you").text
    await library.pass_time(days=5)
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.UNDECIDED]
    assert live_buttons(mia) == ["Ask again"]
    assert "Thank you for offering" in last_seen(sam)
    assert live_buttons(sam) == []


async def test_a_reminder_of_what_was_chosen_has_no_buttons_left(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offers(library, mia, sam)
    await library.pass_time(days=2, minutes=5)
    await library.press(mia, "Choose")
    assert live_buttons(mia) == ["Ask someone else", "Propose a time", "Step back"]
    assert cards(mia, "waiting to hear from you") == []


async def test_an_offer_after_the_reminder_has_a_time_of_its_own(library: Library) -> None:
    """The first offer is withdrawn after the reminder; the next one must not be forgotten, nor be cut short."""
    mia, mentors = library.person("Mia Chen"), [library.person(f"Mentor {number}") for number in range(4)]
    for mentor in mentors:
        await library.volunteer(mentor, "Grant writing")
    await library.ask(mia, GRANT)
    first = next(mentor for mentor in mentors if live_buttons(mentor))
    (fourth,) = [mentor for mentor in mentors if not live_buttons(mentor)]
    await library.press(first, "I can help")
    await library.pass_time(days=2, minutes=5)
    await library.press(first, "Withdraw")
    assert cards(mia, "waiting to hear from you") == []
    await library.press(fourth, "I can help")
    await library.pass_time(days=1, hours=23)
    assert cards(mia, "waiting to hear from you") == []
    await library.pass_time(hours=2)
    assert len(cards(mia, "waiting to hear from you")) == 1
    await library.pass_time(days=6)
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.UNDECIDED]


async def test_who_would_rather_not_meet_after_all_is_not_introduced(library: Library) -> None:
    """Sam offers, and then puts Mia on the private list: choosing says what it says of any offer that is gone."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offers(library, mia, sam)
    outcome = await sam.command("/mentor-volunteer", "help")
    await sam.press("People I'd rather not meet", outcome.ephemeral[-1])
    await library.send(sam, People=[mia])
    await library.press(mia, "Choose")
    assert await library.rows(Conversation) == []
    assert "no longer there" in whispers(mia)[-1]
    assert [invitation.state for invitation in await library.rows(Invitation)] == [InvitationState.RELEASED]


async def test_an_invitation_from_before_the_private_list_leads_to_nothing(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    outcome = await mia.command("/mentor-volunteer", "help")
    await mia.press("People I'd rather not meet", outcome.ephemeral[-1])
    await library.send(mia, People=[sam])
    await library.press(sam, "I can help")
    assert cards(mia, "@Sam Roy") == []
    assert "enough offers" in whispers(sam)[-1]
    await library.press(sam, "Ask something first")
    assert sam.form is None


async def test_a_button_on_either_copy_of_an_offer_settles_both(library: Library) -> None:
    """Nobody knew whether the first copy arrived, so it was said again; Keep looking on the first settles it."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    library.playground.faults.drop_answer("chat.postMessage", when=lambda sent: "can help with" in str(sent["text"]))
    await library.press(sam, "I can help")
    copies = cards(mia, "@Sam Roy can help with")
    assert len(copies) == 2
    await library.press(mia, "Keep looking", copies[0])
    assert live_buttons(mia) == ["Ask again"]


async def test_four_introductions_at_once_are_four_conversations(library: Library) -> None:
    """One mentor for several askers: each pair has its own group message."""
    sam = library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing", **{"Conversations a month, at most": "12"})
    askers = [library.person(f"Asker {number}") for number in range(4)]
    for asker in askers:
        await library.ask(asker, GRANT)
        await library.press(sam, "I can help")
        await library.press(asker, "Choose")
    assert len({card(asker, ", meet").channel for asker in askers}) == 4

"""What a mentor does with an invitation: each button, and who learns what of it."""

import pytest

from bot.flash.models import Ask, Invitation, Mentor
from bot.flash.rules import AskState, InvitationState
from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen, whispers

pytestmark = pytest.mark.one_database

GRANT = "How do I write my first grant proposal?"
ANSWERS = ["I can help", "Not this time", "Ask something first", "I know someone", "Pause me"]


@pytest.fixture
async def people(library: Library) -> tuple[Person, Person, Person]:
    """Mia, who asks, and Sam and Zoe, who are invited; both in the same wave."""
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    for mentor in (sam, zoe):
        await library.volunteer(mentor, "Grant writing")
    return mia, sam, zoe


async def states(library: Library) -> dict[str, InvitationState]:
    return {invitation.mentor: invitation.state for invitation in await library.rows(Invitation)}


async def test_not_this_time_is_told_to_nobody(library: Library, people: tuple[Person, Person, Person]) -> None:
    mia, sam, zoe = people
    await library.ask(mia, GRANT)
    before = (seen(mia), seen(zoe))
    await library.press(sam, "Not this time")
    assert live_buttons(sam) == []
    assert (seen(mia), seen(zoe)) == before
    assert (await states(library))[sam.id] is InvitationState.DECLINED


async def test_when_everybody_has_said_no_the_asker_is_told_the_truth_at_once(
    library: Library, people: tuple[Person, Person, Person]
) -> None:
    mia, sam, zoe = people
    await library.ask(mia, GRANT)
    await library.press(sam, "Not this time")
    await library.press(zoe, "Not this time")
    assert "I asked two people" in last_seen(mia)
    assert live_buttons(mia) == ["Ask again"]


async def test_an_offer_can_be_withdrawn_while_the_asker_chooses(
    library: Library, people: tuple[Person, Person, Person]
) -> None:
    mia, sam, zoe = people
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    offer = card(mia, "@Sam Roy can help")
    await library.press(sam, "Withdraw")
    assert live_buttons(sam) == []
    assert live_buttons(mia) == ["Withdraw"]
    await library.press(mia, "Choose", offer)
    assert "no longer there" in whispers(mia)[-1]
    assert (await states(library)) == {sam.id: InvitationState.WITHDRAWN, zoe.id: InvitationState.INVITED}


async def test_what_stands_in_a_withdrawn_offers_place_is_true_when_nobody_is_left(library: Library) -> None:
    """The question closes with it, so nothing may say that the search goes on."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    await library.press(sam, "Withdraw")
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.UNANSWERED]
    assert "still looking" not in "".join(seen(mia))
    assert live_buttons(mia) == ["Ask again"]


async def test_a_pause_from_an_invitation_says_not_this_time_too(
    library: Library, people: tuple[Person, Person, Person]
) -> None:
    mia, sam, _ = people
    await library.ask(mia, GRANT)
    await sam.press("Pause me")
    await library.send(sam, Back_on="2026-12-04")
    assert (await states(library))[sam.id] is InvitationState.DECLINED
    assert "Friday, December 4" in last_seen(sam)
    paused = {mentor.member: mentor.paused_until is not None for mentor in await library.rows(Mentor)}
    assert paused[sam.id]


async def test_a_pause_has_to_end_in_the_future(library: Library, people: tuple[Person, Person, Person]) -> None:
    mia, sam, _ = people
    await library.ask(mia, GRANT)
    await sam.press("Pause me")
    outcome = await library.send(sam, Back_on="2026-11-23")
    assert "isn't in the future" in outcome.errors["Back on"]
    assert (await states(library))[sam.id] is InvitationState.INVITED


async def test_the_sixth_who_offers_keeps_their_time(library: Library) -> None:
    mia = library.person("Mia Chen")
    helpers = [library.person(f"Helper {number}") for number in range(6)]
    await library.open_ask_channel(*helpers)
    widely = f"Also show it in <#{library.playground.channel('questions').id}>, where anyone can offer"
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    for helper in helpers:
        await library.press(helper, "I can help")
    assert len(cards(mia, "can help with")) == 5
    assert "enough offers" in whispers(helpers[5])[-1]
    assert "Withdraw" not in live_buttons(helpers[5])


async def test_nobody_offers_to_themselves(library: Library) -> None:
    mia = library.person("Mia Chen")
    await library.open_ask_channel(mia)
    widely = f"Also show it in <#{library.playground.channel('questions').id}>, where anyone can offer"
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    await library.press(mia, "I can help")
    assert "your own question" in whispers(mia)[-1]
    assert await library.rows(Invitation) == []


async def test_a_full_month_is_told_and_can_be_raised(library: Library) -> None:
    mia, kim, sam = library.person("Mia Chen"), library.person("Kim Lee"), library.person("Sam Roy")
    await library.open_ask_channel(sam)
    widely = f"Also show it in <#{library.playground.channel('questions').id}>, where anyone can offer"
    await library.volunteer(sam, "Grant writing", **{"Conversations a month, at most": "1"})
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    await library.ask(kim, GRANT, **{"Ask more widely": [widely]})
    await library.press(sam, "I can help", card(sam, "@Kim Lee has a question"))
    assert "number of conversations you set" in whispers(sam)[-1]
    await library.volunteer(sam, **{"Conversations a month, at most": "2"})
    await library.press(sam, "I can help", card(sam, "@Kim Lee has a question"))
    assert cards(kim, "@Sam Roy can help") != []


async def test_an_answer_too_late_gets_one_true_word(library: Library, people: tuple[Person, Person, Person]) -> None:
    """After the asker chose somebody, every button of an old copy says so, and changes nothing."""
    mia, sam, zoe = people
    await library.ask(mia, GRANT)
    old = card(zoe, "hopes for")
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    settled = await states(library)
    for number, words in enumerate(ANSWERS[:4], start=1):
        await library.press(zoe, words, old)
        assert len(whispers(zoe)) == number
        assert "settled" in whispers(zoe)[-1]
        assert zoe.form is None
    assert await states(library) == settled
    assert live_buttons(zoe) == []


@pytest.mark.parametrize("then", ANSWERS[:4])
async def test_who_has_answered_is_told_so_whatever_they_press_on_an_old_copy(
    library: Library, people: tuple[Person, Person, Person], then: str
) -> None:
    mia, sam, _ = people
    await library.ask(mia, GRANT)
    old = card(sam, "hopes for")
    await library.press(sam, "Not this time")
    await library.press(sam, then, old)
    assert "already have your answer" in whispers(sam)[-1]
    assert sam.form is None
    assert live_buttons(sam) == []
    assert cards(mia, "can help with") == []


async def test_not_this_time_after_an_offer_says_that_the_offer_is_there(
    library: Library, people: tuple[Person, Person, Person]
) -> None:
    """Nothing was settled by anybody else; the offer is withdrawn by its own button, which still stands."""
    mia, sam, _ = people
    await library.ask(mia, GRANT)
    old = card(sam, "hopes for")
    await library.press(sam, "I can help")
    await library.press(sam, "Not this time", old)
    assert "already have your answer" in whispers(sam)[-1]
    assert live_buttons(sam) == ["Withdraw"]
    assert (await states(library))[sam.id] is InvitationState.OFFERED


async def test_a_mentor_whose_day_has_passed_can_still_offer(library: Library) -> None:
    mia = library.person("Mia Chen")
    first = [library.person(f"Mentor {number}") for number in range(4)]
    for mentor in first:
        await library.volunteer(mentor, "Grant writing")
    await library.ask(mia, GRANT)
    late = next(mentor for mentor in first if live_buttons(mentor))
    await library.pass_time(days=1, minutes=1)
    assert (await states(library))[late.id] is InvitationState.LAPSED
    await library.press(late, "I can help")
    assert "can help with" in last_seen(mia)


async def test_pressing_in_the_ask_channel_never_rewrites_what_everybody_reads(library: Library) -> None:
    """Also when nobody knows whether a mentor's private card arrived: the channel's card is not theirs."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    channel = await library.open_ask_channel(sam)
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await library.volunteer(sam, "Grant writing")
    library.playground.faults.drop_answer(
        "chat.postMessage", when=lambda sent: sent["channel"] == sam.dm.id and "hopes for" in str(sent["text"])
    )
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    in_channel = next(message for message in cards(sam, "hopes for") if message.channel == channel.id)
    await library.press(sam, "I can help", in_channel)
    (now,) = [message for message in sam.messages() if (message.channel, message.ts) == (channel.id, in_channel.ts)]
    assert now.buttons == ["I can help"]
    assert now.text == in_channel.text

"""Many at once: whoever presses when, there is one outcome, and everybody is told it once."""

import asyncio
from collections import Counter

import pytest

from bot.flash.models import Ask, Conversation, Invitation, Mentor, MentorTopic
from bot.flash.rules import OPEN_ASKS_AT_MOST, AskState, InvitationState
from playground import Person, payloads
from tests.library import Library, card, cards, live_buttons, seen, whispers

GRANT = "How do I write my first grant proposal?"
CROWD, LARGE_CROWD = 50, 200


async def test_two_forms_of_a_new_volunteer_sent_at_once_are_both_taken(library: Library) -> None:
    """From a phone and from a desk: neither finds the other's row, and on PostgreSQL one of them has to begin anew."""
    sam = library.person("Sam Roy")
    await sam.command("/mentor-volunteer", "stop")
    forms = []
    for topic in ("Grant writing", "Public speaking"):
        await sam.command("/mentor-volunteer")
        await sam.fill("Topics", [topic])
        await sam.fill("What you promise", ["I make time, I listen, and it stays between us."])
        forms.append(sam.form)
    answers = await asyncio.gather(
        *(sam._door.send_payload(payloads.submission(sam.workspace, sam.user, form)) for form in forms if form)
    )
    await library.settle()
    assert [one.body for one in answers] == [None, None]
    (mentor,) = await library.rows(Mentor)
    assert mentor.is_volunteering
    assert len(await library.rows(MentorTopic)) == 1


async def test_of_two_choices_at_once_one_becomes_a_conversation(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    for mentor in (sam, zoe):
        await library.volunteer(mentor, "Grant writing")
    await library.ask(mia, GRANT)
    for mentor in (sam, zoe):
        await library.press(mentor, "I can help")
    offers = cards(mia, "can help with")
    await asyncio.gather(*(mia.press("Choose", offer) for offer in offers for _ in range(3)))
    await library.settle()
    (conversation,) = await library.rows(Conversation)
    introduced = library.playground.person(conversation.mentor)
    (other,) = {sam, zoe} - {introduced}
    assert (len(cards(mia, ", meet")), len(cards(introduced, ", meet")), len(cards(other, ", meet"))) == (1, 1, 0)
    assert len(cards(other, "Thank you for offering")) == 1
    assert live_buttons(other) == []
    assert len(whispers(mia)) == 5


async def test_an_offer_and_its_withdrawal_and_the_choice_at_once_have_one_outcome(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    offer, offered, status = card(mia, "can help with"), card(sam, "passing your offer on"), card(mia, "on its way")
    await asyncio.gather(
        mia.press("Choose", offer),
        sam.press("Withdraw", offered),
        mia.press("Withdraw", status),
        mia.press("Keep looking", offer),
    )
    await library.settle()
    ((ask,), (invitation,)) = await library.rows(Ask), await library.rows(Invitation)
    was_chosen = ask.state is AskState.CHOSEN
    assert (invitation.state is InvitationState.CHOSEN) == was_chosen
    assert len(await library.rows(Conversation)) == was_chosen
    assert len(cards(mia, ", meet")) == len(cards(sam, ", meet")) == was_chosen
    assert live_buttons(sam) == (["Propose a time", "Step back"] if was_chosen else [])
    assert "Choose" not in live_buttons(mia)


async def test_two_askers_who_choose_the_same_last_hour_of_a_mentor_at_once_do_not_both_get_it(
    library: Library,
) -> None:
    mia, kim, sam = library.person("Mia Chen"), library.person("Kim Lee"), library.person("Sam Roy")
    channel = await library.open_ask_channel(sam)
    widely = {"Ask more widely": [f"Also show it in <#{channel.id}>, where anyone can offer"]}
    await library.volunteer(sam, "Public speaking", **{"Conversations a month, at most": "1"})
    for asker in (mia, kim):
        await library.ask(asker, GRANT, **widely)
        in_channel = [
            message for message in cards(sam, f"@{asker.name} has a question") if message.channel == channel.id
        ]
        await library.press(sam, "I can help", in_channel[0])
    await asyncio.gather(*(asker.press("Choose", card(asker, "can help with")) for asker in (mia, kim)))
    await library.settle()
    assert len(await library.rows(Conversation)) == 1
    assert sorted(len(cards(asker, ", meet")) for asker in (mia, kim)) == [0, 1]


async def test_questions_sent_at_once_are_no_more_than_three(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing", **{"Conversations a month, at most": "12"})
    for _ in range(5):
        await mia.command("/mentor-ask", GRANT)
    await asyncio.gather(*(mia.submit() for _ in range(5)))
    await library.settle()
    looking = [ask for ask in await library.rows(Ask) if ask.state is AskState.LOOKING]
    assert len(looking) <= OPEN_ASKS_AT_MOST


@pytest.mark.either_database
@pytest.mark.parametrize("count", [CROWD, pytest.param(LARGE_CROWD, marks=pytest.mark.soak)])
async def test_a_crowd_that_offers_at_once_and_two_choices_make_one_conversation(library: Library, count: int) -> None:
    """Five offers are shown, each of the crowd is answered once, and nobody is told anything twice."""
    mia, ana = library.person("Mia Chen"), library.person("Ana Ruiz")
    crowd = [library.person(f"Helper {number}") for number in range(count)]
    channel = await library.open_ask_channel(ana, *crowd)
    await library.enlist(crowd, "Public speaking")
    widely = {"Ask more widely": [f"Also show it in <#{channel.id}>, where anyone can offer"]}
    await library.ask(mia, GRANT, **widely)
    in_channel = next(message for message in crowd[0].messages() if message.buttons == ["I can help"])
    waiting, presses = crowd, 0
    while waiting:  # a database that is slow for so many tells some to press again, and they do
        await asyncio.gather(*(helper.press("I can help", in_channel) for helper in waiting))
        presses += 1
        waiting = [helper for helper in waiting if times_busy(helper) == presses]
    await library.pass_time(minutes=6)
    offers = cards(mia, "can help with")
    assert len(offers) == 5
    await asyncio.gather(*(mia.press("Choose", offer) for offer in offers[:2]))
    await library.pass_time(minutes=6)
    (conversation,) = await library.rows(Conversation)
    answered = Counter(kind_of_answer(helper, conversation.mentor) for helper in crowd)
    assert answered == {"introduced": 1, "thanked": 4, "enough": count - 5}
    for person in (mia, *crowd):
        assert [
            text for text, times in Counter(seen(person)).items() if times > 1 and "busy just now" not in text
        ] == []


def times_busy(helper: Person) -> int:
    """How often somebody was told to press again, for nothing was changed."""
    return sum("busy just now" in words for words in whispers(helper))


def kind_of_answer(helper: Person, chosen: str) -> str:
    """What somebody of the crowd was told in the end; each of these is told alone."""
    told = {
        "introduced": cards(helper, ", meet"),
        "thanked": cards(helper, "Thank you for offering"),
        "enough": cards(helper, "enough offers"),
    }
    (kind,) = [kind for kind, messages in told.items() if messages]
    assert len(told[kind]) == 1
    assert (kind == "introduced") == (helper.id == chosen)
    assert live_buttons(helper) == (["Propose a time", "Step back"] if kind == "introduced" else [])
    return kind

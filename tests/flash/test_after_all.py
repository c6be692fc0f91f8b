"""An introduction that was given up and stands in Slack all the same: a press on it opens it while that is wanted."""

import pytest

from bot.flash.actions import Later
from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import AskState, ConversationState, InvitationState
from playground import Person
from tests.library import Library, card, cards, live_buttons, seen, whispers

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
ONE = {"Conversations a month, at most": "1"}


def lose_sight_of_introductions(library: Library, times: int = 1) -> None:
    """The next introductions arrive, and Slack never says so."""
    faults = library.playground.faults
    for _ in range(times):
        faults.drop_answer("chat.postMessage", when=lambda sent: ", meet" in str(sent["text"]))
    faults.server_error("chat.postMessage", 503, times=9_999, when=lambda sent: ", meet" in str(sent["text"]))


async def given_up(library: Library, **fields: str) -> tuple[Person, Person, Person]:
    """Mia chose Sam, and nobody knew for a day whether their introduction had arrived. It had; now Zoe is asked."""
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await library.volunteer(sam, "Grant writing", **fields)
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    await library.volunteer(zoe, "Grant writing")
    lose_sight_of_introductions(library)
    await library.press(mia, "Choose")
    await library.pass_time(days=1, hours=2)
    library.playground.faults.clear()
    assert await states_of(library, Conversation) == [ConversationState.UNOPENED]
    assert await states_of(library, Invitation) == [InvitationState.UNOPENED, InvitationState.INVITED]
    return mia, sam, zoe


async def states_of(library: Library, table: type[Ask | Invitation | Conversation]) -> list[str]:
    return [one.state for one in await library.rows(table)]


@pytest.mark.parametrize("who", ["asker", "mentor"])
async def test_a_press_on_it_opens_it_while_the_question_looks_on(library: Library, who: str) -> None:
    mia, sam, zoe = await given_up(library)
    presser = mia if who == "asker" else sam
    await library.press(presser, "Propose a time", card(presser, ", meet"))
    assert presser.form is not None
    (conversation,) = await library.rows(Conversation)
    assert (conversation.state, conversation.closed_at) == (ConversationState.OPEN, None)
    assert conversation.opened_at == library.clock.now()
    assert await states_of(library, Ask) == [AskState.CHOSEN]
    assert await states_of(library, Invitation) == [InvitationState.CHOSEN, InvitationState.RELEASED]
    assert len(await library.due(Later.CHECK_IN)) == 1
    assert card(mia, ", meet").buttons == ["Propose a time", "Step back"]
    assert "came late" not in card(mia, ", meet").text
    assert live_buttons(zoe) == []


async def test_whoever_was_told_that_it_could_not_be_opened_reads_that_it_has(library: Library) -> None:
    mia, sam, _ = await given_up(library)
    assert [len(cards(person, "couldn't open a group DM")) for person in (mia, sam)] == [1, 1]
    await library.press(mia, "Propose a time", card(mia, ", meet"))
    for person in (mia, sam):
        assert not any("couldn't" in text or "looking for someone else" in text for text in seen(person))
        assert len(cards(person, "has opened after all")) == 1
    assert "find the conversation in your group DMs" in card(sam, "You were chosen").text
    assert "find the conversation in your group DMs" in card(mia, "Ask someone else").text


async def test_after_a_step_back_nobody_reads_that_it_has_opened(library: Library) -> None:
    mia, sam, _ = await given_up(library)
    await library.press(mia, "Propose a time", card(mia, ", meet"))
    await library.press(sam, "Step back", card(sam, ", meet"))
    for person in (mia, sam):
        assert not any("has opened" in text for text in seen(person))


async def test_where_somebody_else_has_offered_the_asker_decides(library: Library) -> None:
    mia, sam, zoe = await given_up(library)
    await library.press(zoe, "I can help")
    await library.press(sam, "Propose a time", card(sam, ", meet"))
    assert sam.form is None
    assert "If it suits you both, agree on one here" in whispers(sam)[-1]
    assert await states_of(library, Conversation) == [ConversationState.UNOPENED]
    assert await states_of(library, Invitation) == [InvitationState.UNOPENED, InvitationState.OFFERED]
    assert "Choose" in live_buttons(mia)


async def test_an_asker_who_goes_on_with_it_thanks_whoever_has_offered_since(library: Library) -> None:
    mia, _, zoe = await given_up(library)
    await library.press(zoe, "I can help")
    await library.press(mia, "Propose a time", card(mia, ", meet"))
    assert mia.form is not None
    assert await states_of(library, Conversation) == [ConversationState.OPEN]
    assert "has chosen someone else this time" in card(zoe, "Thank you for offering").text
    assert "Choose" not in live_buttons(mia)


async def test_where_the_two_are_too_late_they_are_told_what_they_can_do(library: Library) -> None:
    """Somebody else has been introduced meanwhile."""
    mia, sam, zoe = await given_up(library)
    await library.press(zoe, "I can help")
    await library.press(mia, "Choose")
    late = next(one for one in cards(mia, ", meet") if f"meet <@{sam.id}>" in one.text)
    await library.press(mia, "Propose a time", late)
    assert mia.form is None
    assert "This conversation opened late" in whispers(mia)[-1]
    assert await states_of(library, Conversation) == [ConversationState.UNOPENED, ConversationState.OPEN]
    assert card(sam, ", meet").buttons == ["Step back"]
    assert "This came late" in card(sam, ", meet").text


async def test_a_mentor_whose_month_has_filled_up_meanwhile_is_not_given_more(library: Library) -> None:
    mia, sam, _ = await given_up(library, **ONE)
    kim = library.person("Kim Lee")
    await library.ask(kim, "How do I write a budget for a grant?")
    await library.press(sam, "I can help")
    await library.press(kim, "Choose")
    late = next(one for one in cards(mia, ", meet"))
    await library.press(mia, "Propose a time", late)
    assert mia.form is None
    assert await states_of(library, Conversation) == [ConversationState.UNOPENED, ConversationState.OPEN]


@pytest.mark.parametrize("who", ["asker", "mentor"])
async def test_stepping_back_on_it_opens_nothing(library: Library, who: str) -> None:
    mia, sam, _ = await given_up(library)
    presser = mia if who == "asker" else sam
    await library.press(presser, "Step back", card(presser, ", meet"))
    await library.pass_time(minutes=5)
    assert await states_of(library, Conversation) == [ConversationState.UNOPENED]
    assert await states_of(library, Ask) == [AskState.LOOKING]
    assert not any("has opened" in text for text in seen(mia) + seen(sam))


async def test_of_two_that_were_given_up_the_one_that_opens_is_named(library: Library) -> None:
    mia, sam, zoe = await given_up(library)
    await library.press(zoe, "I can help")
    library.playground.faults.refuse(
        "conversations.open", "user_not_visible", when=lambda sent: "," in str(sent.get("users"))
    )
    await library.volunteer(library.person("Ada Ford"), "Grant writing")
    await library.press(mia, "Choose")
    assert await states_of(library, Conversation) == [ConversationState.UNOPENED] * 2
    await library.press(mia, "Propose a time", card(mia, ", meet"))
    assert await states_of(library, Conversation) == [ConversationState.OPEN, ConversationState.UNOPENED]
    assert f"You chose <@{sam.id}>" in card(mia, "Ask someone else").text


async def test_a_mentor_is_told_once_that_it_could_not_be_opened(library: Library) -> None:
    _, sam, _ = await given_up(library)
    assert len(cards(sam, "couldn't")) == 1
    assert len(cards(sam, "Thank you for offering")) == 1
    assert len(cards(sam, "There's a newer message about it below")) == 1

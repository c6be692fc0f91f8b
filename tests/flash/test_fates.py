"""What becomes of a letter: whoever was told that something happens is told when it does not, and what to do next."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.flash import queries
from bot.flash.actions import Later
from bot.flash.models import Ask, Conversation, Invitation, TimeProposal
from bot.flash.rules import AskState, ConversationState, InvitationState
from bot.outbox.models import Letter, LetterState
from playground import Person
from tests.library import Library, card, cards, is_for_several, last_seen, live_buttons, seen

pytestmark = pytest.mark.either_database

GRANT = "How do I write my first grant proposal?"
ONE = {"Conversations a month, at most": "1"}
FOR_GOOD = ["user_disabled", "user_not_visible", "user_not_found", "invalid_user_combination"]


def refuse_group(library: Library, code: str = "user_not_visible", times: int = 99) -> None:
    """No group message can be opened any more."""
    library.playground.faults.refuse("conversations.open", code, times=times, when=is_for_several)


def refuse_to(library: Library, person: Person, words: str) -> None:
    """No message with these words reaches a person any more."""
    library.playground.faults.refuse(
        "chat.postMessage",
        "is_archived",
        times=99,
        when=lambda sent: sent["channel"] == person.dm.id and words in str(sent["text"]),
    )


async def offered(library: Library, asker: Person, mentor: Person, **fields: str) -> None:
    await library.volunteer(mentor, "Grant writing", **fields)
    await library.ask(asker, GRANT)
    await library.press(mentor, "I can help")


async def test_a_conversation_opens_until_its_introduction_has_arrived(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offered(library, mia, sam)
    began = library.clock.now()
    library.playground.faults.server_error(
        "conversations.open",
        503,
        times=999,
        when=lambda sent: is_for_several(sent) and library.clock.now() < began + timedelta(minutes=10),
    )
    await library.press(mia, "Choose")
    assert "opening a group DM" in card(mia, "You chose").text
    assert "opening a group DM" in card(sam, "You were chosen").text
    assert not any("in your group DMs" in text for text in seen(mia) + seen(sam))
    assert [one.state for one in await library.rows(Conversation)] == [ConversationState.OPENING]
    assert await library.due(Later.CHECK_IN) == []
    await library.pass_time(hours=1)
    assert "find the conversation in your group DMs" in card(sam, "You were chosen").text
    assert card(mia, ", meet") == card(sam, ", meet")
    (conversation,) = await library.rows(Conversation)
    assert conversation.state is ConversationState.OPEN
    assert conversation.opened_at > began
    assert len(await library.due(Later.CHECK_IN)) == 1


@pytest.mark.parametrize("code", FOR_GOOD)
async def test_where_it_cannot_be_opened_both_are_told_and_the_question_looks_on(library: Library, code: str) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    await offered(library, mia, sam, **ONE)
    await library.volunteer(zoe, "Grant writing")
    refuse_group(library, code, times=1)
    await library.press(mia, "Choose")
    assert "couldn't open a group DM for the two of you" in card(mia, "write to them yourself").text
    assert "couldn't open a group DM" in card(sam, "nothing more for you to do").text
    assert "Mia" not in "".join(text for text in seen(sam) if "couldn't" in text)
    assert not any("in your group DMs" in text for text in seen(mia) + seen(sam))
    states = {one.mentor: one.state for one in await library.rows(Invitation)}
    assert states == {sam.id: InvitationState.UNOPENED, zoe.id: InvitationState.INVITED}
    assert [one.state for one in await library.rows(Ask)] == [AskState.LOOKING]
    assert cards(mia, "I'm still looking for someone for your question") != []
    await library.press(zoe, "I can help")
    await library.press(mia, "Choose")
    assert card(mia, ", meet") == card(zoe, ", meet")
    states_of_both = [one.state for one in await library.rows(Conversation)]
    assert states_of_both == [ConversationState.UNOPENED, ConversationState.OPEN]


async def test_where_nobody_is_left_it_ends_honestly_and_nobody_is_asked_whether_they_talked(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offered(library, mia, sam)
    refuse_group(library)
    await library.press(mia, "Choose")
    await library.pass_time(days=10)
    assert [one.state for one in await library.rows(Ask)] == [AskState.UNANSWERED]
    assert len(cards(mia, "didn't find anyone")) == 1
    assert cards(mia, "looking for someone else now") == []
    assert cards(mia, "talked?") == []
    assert (live_buttons(mia), live_buttons(sam)) == (["Ask again"], [])


async def test_what_an_admin_could_allow_is_waited_for_and_after_a_day_both_are_told(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offered(library, mia, sam)
    refuse_group(library, "restricted_action", times=9_999)
    await library.press(mia, "Choose")
    await library.pass_time(hours=20)
    assert "opening a group DM" in card(sam, "You were chosen").text
    await library.pass_time(hours=8)
    assert "couldn't open a group DM" in card(sam, "nothing more for you to do").text
    assert len(cards(mia, "couldn't open a group DM")) == 1


async def test_what_waits_to_be_opened_when_one_of_the_two_leaves_is_not_opened_any_more(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offered(library, mia, sam)
    refuse_group(library, "restricted_action", times=9_999)
    await library.press(mia, "Choose")
    await library.leave(sam)
    library.playground.faults.clear()
    await library.pass_time(hours=5)
    letters = {letter.key: letter for letter in await library.rows(Letter)}
    assert letters[queries.introduction_letter((await library.rows(Conversation))[0])].failure == "taken_back"
    assert "write to them yourself" not in card(mia, "couldn't open a group DM").text


async def test_what_could_not_be_opened_counts_for_nothing_in_the_mentors_month(library: Library) -> None:
    mia, kim, sam = library.person("Mia Chen"), library.person("Kim Lee"), library.person("Sam Roy")
    await offered(library, mia, sam, **ONE)
    refuse_group(library, times=1)
    await library.press(mia, "Choose")
    await library.ask(kim, GRANT)
    await library.press(sam, "I can help")
    await library.press(kim, "Choose")
    assert card(kim, ", meet") == card(sam, ", meet")


async def test_what_is_opening_counts_in_the_mentors_month(library: Library) -> None:
    mia, kim, sam = library.person("Mia Chen"), library.person("Kim Lee"), library.person("Sam Roy")
    await offered(library, mia, sam, **ONE)
    library.playground.faults.server_error("conversations.open", 503, times=99, when=is_for_several)
    await library.press(mia, "Choose")
    await library.ask(kim, GRANT)
    assert [one.mentor for one in await library.rows(Invitation)] == [sam.id]


async def test_an_introduction_that_arrives_too_late_says_so(library: Library) -> None:
    """Nobody knew for a day whether it had arrived: both were told that it could not be opened. It had."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offered(library, mia, sam)
    library.playground.faults.drop_answer("chat.postMessage", when=lambda sent: ", meet" in str(sent["text"]))
    library.playground.faults.server_error(
        "chat.postMessage", 503, times=9_999, when=lambda sent: ", meet" in str(sent["text"])
    )
    await library.press(mia, "Choose")
    await library.pass_time(days=2)
    assert [one.state for one in await library.rows(Conversation)] == [ConversationState.UNOPENED]
    library.playground.faults.clear()
    assert "Propose a time" in live_buttons(sam)
    await library.press(sam, "Propose a time")
    assert sam.form is None
    assert "This came late" in card(mia, ", meet").text
    assert card(mia, ", meet").buttons == ["Step back"]


async def test_a_mentor_who_cannot_be_reached_is_not_counted_and_the_next_is_asked(library: Library) -> None:
    mia = library.person("Mia Chen")
    mentors = [library.person(f"Mentor {number}") for number in range(4)]
    await mia.command("/mentor-ask")
    await library.enlist(mentors, "Grant writing")
    for mentor in mentors[:1]:
        refuse_to(library, mentor, "hopes for")
    await library.ask(mia, GRANT)
    await library.pass_time(days=3)
    states = {one.mentor: one.state for one in await library.rows(Invitation)}
    assert set(states) == {mentor.id for mentor in mentors}
    assert states[mentors[0].id] is InvitationState.UNREACHED
    assert "I asked three people" in last_seen(mia)


async def test_where_the_only_mentor_cannot_be_reached_the_asker_is_not_told_otherwise(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    refuse_to(library, sam, "hopes for")
    await library.ask(mia, GRANT)
    assert [one.state for one in await library.rows(Ask)] == [AskState.UNANSWERED]
    assert not any("privately" in text for text in seen(mia))
    assert "Nobody who could help has time" in "".join(seen(mia))


async def test_an_offer_that_cannot_be_brought_gives_the_mentor_their_time_back(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    for mentor in (sam, zoe):
        await library.volunteer(mentor, "Grant writing")
    await library.ask(mia, GRANT)
    refuse_to(library, mia, f"<@{sam.id}> can help")
    await library.press(sam, "I can help")
    assert "couldn't deliver your offer" in last_seen(sam)
    assert live_buttons(sam) == []
    states = {one.mentor: one.state for one in await library.rows(Invitation)}
    assert states == {sam.id: InvitationState.UNHEARD, zoe.id: InvitationState.INVITED}
    await library.pass_time(days=3)
    assert cards(mia, "waiting to hear from you") == []


async def test_a_question_of_the_mentors_that_cannot_be_brought_is_told_to_them(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    refuse_to(library, mia, "Which funder?")
    await library.press(sam, "Ask something first")
    await library.send(sam, **{"What would you like to know?": "Which funder?"})
    assert "couldn't get it to them" in last_seen(sam)
    assert live_buttons(sam) == ["I can help", "Not this time", "Ask something first", "I know someone", "Pause me"]


async def test_an_answer_that_cannot_be_brought_is_told_to_the_asker(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "Ask something first")
    await library.send(sam, **{"What would you like to know?": "Which funder?"})
    refuse_to(library, sam, "SSHRC")
    await library.press(mia, "Answer")
    await library.send(mia, Your_answer="SSHRC.")
    assert "couldn't get your answer to them" in card(mia, "Which funder?").text


async def test_a_question_that_cannot_stand_in_the_channel_is_told_to_its_asker(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    channel = await library.open_ask_channel(sam)
    library.playground.faults.refuse("chat.postMessage", "is_archived", when=lambda sent: sent["channel"] == channel.id)
    await library.volunteer(sam, "Grant writing")
    widely = f"Also show it in <#{channel.id}>, where anyone can offer"
    await library.ask(mia, GRANT, **{"Ask more widely": [widely]})
    assert len(cards(mia, "nobody sees it there")) == 1
    assert "also in" not in card(mia, "on its way").text


async def test_a_calendar_file_that_fails_is_replaced_by_a_link(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offered(library, mia, sam)
    await library.press(mia, "Choose")
    library.playground.faults.refuse("files.getUploadURLExternal", "missing_scope", times=9)
    await library.press(mia, "Propose a time")
    await library.send(mia)
    await library.press(sam, "Take time 1")
    assert [one.is_without_file for one in await library.rows(TimeProposal)] == [True]
    assert "file" not in card(mia, "Agreed").text
    assert "calendar.google.com" in card(mia, "Agreed").text
    assert "calendar.google.com" in card(sam, "couldn't send the calendar file").text


async def test_times_that_cannot_be_shown_are_told_to_who_proposed_them(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offered(library, mia, sam)
    await library.press(mia, "Choose")
    library.playground.faults.refuse(
        "chat.postMessage", "is_archived", times=9, when=lambda sent: "proposes" in str(sent["text"])
    )
    await library.press(mia, "Propose a time")
    await library.send(mia)
    assert "the times you proposed" in card(mia, "couldn't show @Sam Roy").text


async def test_thanks_that_cannot_be_brought_are_told_to_who_said_them(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await offered(library, mia, sam)
    await library.press(mia, "Choose")
    await library.pass_time(days=3, hours=1)
    await library.press(mia, "We talked")
    refuse_to(library, sam, "says thank you")
    await library.press(mia, "Say thanks")
    await library.send(mia, Your_words="You saved my week.")
    assert "couldn't deliver your thank-you" in last_seen(mia)


async def test_ten_bad_minutes_of_slack_lose_no_offer_and_no_introduction(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    began = library.clock.now()
    library.playground.faults.server_error(
        "chat.postMessage", 503, times=9_999, when=lambda _: library.clock.now() < began + timedelta(minutes=10)
    )
    await library.ask(mia, GRANT)
    await library.pass_time(minutes=30)
    await library.press(sam, "I can help")
    await library.press(mia, "Choose")
    assert card(mia, ", meet") == card(sam, ", meet")
    async with library.klatch.database.transaction() as session:
        lost = select(Letter.key).where(Letter.state.in_((LetterState.FAILED, LetterState.UNKNOWN)))
        assert list(await session.scalars(lost)) == []

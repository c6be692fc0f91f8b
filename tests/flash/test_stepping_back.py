"""Stepping back and leaving: at any moment, without a reason, and nobody can tell who chose it."""

from pathlib import Path

import pytest

from bot.flash.models import Ask, Conversation, Invitation
from bot.flash.rules import AskState, ConversationState, InvitationState
from bot.profiles.models import NeverPair
from playground import Message, Person, render_message, render_view
from tests.databases import migrate
from tests.flash.conftest import introduced
from tests.library import (
    Library,
    asked_first,
    card,
    cards,
    faultless_library,
    last_seen,
    live_buttons,
    seen,
    texts,
    whispers,
)

pytestmark = pytest.mark.one_database

GRANT = "How do I write my first grant proposal?"
MOMENTS = ["introduced", "time proposed", "time agreed", "checked in"]


async def come_to(library: Library, mia: Person, sam: Person, moment: str) -> None:
    if moment in ("time proposed", "time agreed"):
        await library.press(mia, "Propose a time")
        await library.send(mia)
    if moment == "time agreed":
        await library.press(sam, "Take time 1")
    if moment == "checked in":
        await library.pass_time(days=3, hours=1)


def new_messages(person: Person, before: list[Message]) -> list[str]:
    """What somebody was told since, without their own whispers."""
    old = {(message.channel, message.ts) for message in before}
    fresh = [one for one in person.messages() if (one.channel, one.ts) not in old and not one.is_ephemeral]
    return [message.text for message in fresh]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("who", ["asker", "mentor"])
async def test_both_get_the_same_words_whoever_steps_back_and_whenever(
    library: Library, pair: tuple[Person, Person], moment: str, who: str
) -> None:
    mia, sam = pair
    await come_to(library, mia, sam, moment)
    before = {person: person.messages() for person in pair}
    await library.press(mia if who == "asker" else sam, "Step back", card(mia, ", meet"))
    to_mia, to_sam = new_messages(mia, before[mia]), new_messages(sam, before[sam])
    assert [text.replace(sam.id, "NAME") for text in to_mia] == [text.replace(mia.id, "NAME") for text in to_sam]
    assert len(to_mia) == (2 if moment == "time agreed" else 1)  # the second takes it out of the calendar
    assert set(live_buttons(mia)) <= {"Step back", "Ask again"}
    assert live_buttons(sam) == ["Step back"]
    (conversation,) = await library.rows(Conversation)
    assert conversation.state is ConversationState.STEPPED_BACK
    await library.pass_time(days=10)
    assert (new_messages(mia, before[mia]), new_messages(sam, before[sam])) == (to_mia, to_sam)


async def as_it_ended(folder: Path, end: str) -> list[str]:
    """What the two can look up afterwards, in a library of its own: question, opening, whether they have talked."""
    url = f"sqlite:///{folder / end}.db"
    await migrate(url)
    async with faultless_library(url) as library:
        mia, sam = await introduced(library)
        await come_to(library, mia, sam, "checked in")
        question, opening, asked = card(mia, "You chose"), card(mia, ", meet"), card(mia, "Have you and")
        if end == "by itself":
            await library.pass_time(days=8)
        else:
            await library.press(mia if end == "by the asker" else sam, "Step back", opening)
        found = {(one.channel, one.ts): one for one in mia.messages()}
        shown = [found[one.channel, one.ts] for one in (question, opening, asked)]
        return [render_message(one, mia) for one in shown]


@pytest.mark.parametrize("end", ["by the asker", "by the mentor"])
async def test_what_stands_there_afterwards_is_what_stands_after_an_end_by_itself(tmp_path: Path, end: str) -> None:
    assert await as_it_ended(tmp_path, end) == await as_it_ended(tmp_path, "by itself")


@pytest.mark.parametrize("who", ["asker", "mentor"])
async def test_a_minute_after_the_choice_the_question_can_be_asked_again_without_typing_it_anew(
    library: Library, pair: tuple[Person, Person], who: str
) -> None:
    mia, sam = pair
    await library.pass_time(minutes=1)
    await library.press(mia if who == "asker" else sam, "Step back", card(mia, ", meet"))
    assert card(mia, "You chose @Sam Roy for").buttons == ["Ask again"]
    await library.press(mia, "Ask again", card(mia, "You chose @Sam Roy for"))
    assert mia.form is not None
    assert GRANT in render_view(mia.form, mia)


async def test_before_one_of_two_steps_back_they_read_that_the_other_can_tell(
    library: Library, pair: tuple[Person, Person]
) -> None:
    opening = card(pair[0], ", meet")
    assert "they'll know it was you" in asked_first(opening, "Step back")
    await library.pass_time(days=40)
    assert "Nobody is told." in asked_first(card(pair[0], ", meet"), "Step back")


@pytest.mark.parametrize("who", ["asker", "mentor"])
async def test_what_the_other_sees_does_not_depend_on_who_chose(
    library: Library, pair: tuple[Person, Person], who: str
) -> None:
    """Both end with the same room: the one note that differs is whispered to who pressed."""
    mia, sam = pair
    await library.press(mia if who == "asker" else sam, "Step back")
    visible = [[message.text for message in one.messages() if not message.is_ephemeral] for one in pair]
    assert [texts[-1].replace(mia.id, "").replace(sam.id, "") for texts in visible] == [
        visible[0][-1].replace(sam.id, "")
    ] * 2
    assert len(whispers(mia)) == (who == "asker")
    assert len(whispers(sam)) == (who == "mentor")


@pytest.mark.parametrize("who", ["asker", "mentor"])
async def test_they_are_never_matched_again_either_way(library: Library, pair: tuple[Person, Person], who: str) -> None:
    mia, sam = pair
    await library.volunteer(mia, "Grant writing")
    await library.press(mia if who == "asker" else sam, "Step back")
    for asker in (mia, sam):
        await library.ask(asker, GRANT)
        assert "didn't find anyone" in last_seen(asker)
    assert len(await library.rows(Invitation)) == 1


async def test_an_offer_for_another_question_of_the_same_asker_leads_nowhere_after_it(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    await library.ask(mia, "Where do I find small grants for a reading room?")
    for number in range(2):
        await library.press(sam, "I can help", next(one for one in cards(sam, "hopes for") if one.buttons))
        assert len(await library.rows(Invitation)) == 2, number
    offers = [message for message in cards(mia, "can help with") if message.buttons]
    await library.press(mia, "Choose", offers[0])
    await library.press(sam, "Step back")
    await library.press(mia, "Choose", offers[1])
    assert len(await library.rows(Conversation)) == 1
    assert "no longer there" in whispers(mia)[-1]


@pytest.mark.parametrize("words", ["We talked", "It won't happen"])
async def test_after_the_end_stepping_back_is_private_and_changes_only_the_future(
    library: Library, pair: tuple[Person, Person], words: str
) -> None:
    mia, sam = pair
    await come_to(library, mia, sam, "checked in")
    await library.press(mia, words)
    before = seen(mia)
    await library.press(sam, "Step back", card(sam, ", meet"))
    assert seen(mia) == before
    assert "won't introduce you" in whispers(sam)[-1]
    assert [(row.member, row.other) for row in await library.rows(NeverPair)] == [(sam.id, mia.id)]


async def test_nobody_else_can_end_a_conversation(library: Library, pair: tuple[Person, Person]) -> None:
    mia, _ = pair
    eve = library.person("Eve Moss")
    await library.forge_press(eve, "Step back", card(mia, ", meet"))
    assert (await library.rows(Conversation))[0].state is ConversationState.OPEN
    assert await library.rows(NeverPair) == []
    assert all(message.is_ephemeral for message in eve.messages())


# Leaving the workspace.


async def test_an_asker_who_leaves_gives_everybody_their_time_back(library: Library) -> None:
    mia, sam, zoe = library.person("Mia Chen"), library.person("Sam Roy"), library.person("Zoe Park")
    for mentor in (sam, zoe):
        await library.volunteer(mentor, "Grant writing")
    await library.ask(mia, GRANT)
    await library.press(sam, "I can help")
    await library.leave(mia)
    assert [ask.state for ask in await library.rows(Ask)] == [AskState.WITHDRAWN]
    assert (live_buttons(sam), live_buttons(zoe)) == ([], [])
    assert "Thank you for offering" in last_seen(sam)
    await library.pass_time(days=5)
    assert (await library.rows(Ask))[0].state is AskState.WITHDRAWN


@pytest.mark.parametrize("stage", ["invited", "asking", "offered"])
async def test_a_mentor_who_leaves_holds_nobody_up(library: Library, stage: str) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Roy")
    await library.volunteer(sam, "Grant writing")
    await library.ask(mia, GRANT)
    if stage == "asking":
        await library.press(sam, "Ask something first")
        await library.send(sam, **{"What would you like to know?": "Which funder?"})
    if stage == "offered":
        await library.press(sam, "I can help")
    await library.leave(sam)
    assert [invitation.state for invitation in await library.rows(Invitation)] == [InvitationState.RELEASED]
    assert live_buttons(mia) == ["Ask again"]
    assert len(cards(mia, "didn't find anyone")) == 1


@pytest.mark.parametrize("who", ["asker", "mentor"])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_whoever_leaves_a_conversation_the_other_is_told_and_left_with_nothing_to_do(
    library: Library, pair: tuple[Person, Person], moment: str, who: str
) -> None:
    mia, sam = pair
    await come_to(library, mia, sam, moment)
    leaver, other = (mia, sam) if who == "asker" else (sam, mia)
    await library.leave(leaver)
    assert len(cards(other, "no longer in this workspace")) == 1
    assert set(live_buttons(other)) <= {"Ask again", "Step back"}
    before = texts(other)
    await library.pass_time(days=10)
    assert texts(other) == before
    assert (await library.rows(Conversation))[0].state is ConversationState.DID_NOT_HAPPEN


async def test_thanks_to_someone_who_has_left_are_not_sent_into_the_void(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await come_to(library, mia, sam, "checked in")
    await library.press(mia, "We talked")
    await library.leave(sam)
    await library.press(mia, "Say thanks")
    assert mia.form is None
    assert "no longer in this workspace" in whispers(mia)[-1]

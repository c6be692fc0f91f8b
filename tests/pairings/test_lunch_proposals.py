"""A lunch is proposed to each alone, accepted by all or off, and matched again while there is time."""

import asyncio

import pytest

from bot.pairings.models import Group
from bot.pairings.rules import GroupState
from tests.library import Library, card, cards, last_seen, live_buttons, seen, texts
from tests.pairings.lunchroom import (
    ASKED,
    CAFE,
    EVERY_DAY,
    NOBODY,
    OFF,
    another_klatch,
    asked,
    crowd,
    join,
    newest,
    states,
    together,
    toronto,
    type_word,
)

pytestmark = pytest.mark.either_database


async def test_both_say_yes_and_are_introduced(library: Library) -> None:
    """The first yes is shown to nobody; the second introduces them, and after lunch they are asked whether they met."""
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    assert (asked([mia, sam]), await states(library)) == ([], [])
    await library.pass_time(minutes=6)
    assert asked([mia, sam]) == [mia, sam]
    proposal = card(mia, ASKED).text
    assert sam.id in proposal
    assert CAFE in proposal
    assert "Why you" not in proposal
    before = seen(sam)
    await library.press(mia, "Accept")
    assert seen(sam) == before
    assert "I'll tell you by" in card(mia, "You said yes").text
    await library.press(sam, "Accept")
    for one, other in ((mia, sam), (sam, mia)):
        assert other.id in card(one, "It's on").text
        assert "Lunch: " in card(one, ", meet").text
    assert await states(library) == [GroupState.INTRODUCED]
    await library.pass_until(toronto(24, 14, 1))
    assert cards(mia, "Did you have lunch together?") != []


async def test_a_no_is_matched_again_and_nobody_learns_who_said_it(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei", "Zoe Roy", "Kim Lau")
    await library.pass_time(minutes=6)
    assert asked(people) == people
    first = await together(library)
    one = next(person for person in people if person.id == first[0][0])
    partner = next(person for person in people if person.id == first[0][1])
    await library.press(partner, "Accept")
    await library.press(one, "Not this time")
    assert "OK, not this time" in card(one, "OK").text
    assert OFF in newest(partner)
    assert "I'm looking for somebody else" in newest(partner)
    third, fourth = (person for person in people if person.id in first[1])
    await library.press(third, "Accept")
    await library.press(fourth, "Not this time")
    await library.pass_time(minutes=6)
    assert asked(people) == [person for person in people if person in (partner, third)]
    await library.press(partner, "Accept")
    await library.press(third, "Accept")
    assert await states(library) == [GroupState.DISSOLVED, GroupState.DISSOLVED, GroupState.INTRODUCED]
    await library.pass_until(toronto(24, 13))
    for person in (one, fourth):
        assert cards(person, NOBODY) == []


async def test_what_is_off_sounds_the_same_whatever_happened(library: Library) -> None:
    """Whether the other said no, was silent, skipped the week, left Just Lunch or the workspace."""
    pairs = [await crowd(library, f"One {room}", f"Two {room}", place=f"Room {room}") for room in "ABCD"]
    await library.pass_time(minutes=6)
    for stays, _ in pairs:
        await library.press(stays, "Accept")
    (_, declines), (_, skips), (_, leaves), (_, is_gone) = pairs
    await library.press(declines, "Not this time")
    await skips.command("/just-lunch", "skip")
    await leaves.command("/just-lunch", "leave")
    await library.leave(is_gone)
    await library.settle()
    told = {newest(stays) for stays, _ in pairs}
    assert len(told) == 1
    assert OFF in told.pop()


async def test_silence_is_matched_again_and_then_the_truth_is_told(library: Library) -> None:
    """Nobody else is there: who said yes hears it before lunch, with a next step; who was silent is left in peace."""
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    stale = card(sam, ASKED)
    await library.press(mia, "Accept")
    await library.pass_until(toronto(23, 16, 1))
    assert "The time to answer has passed" in newest(sam)
    assert OFF in newest(mia)
    late = texts(sam)
    await library.press(sam, "Accept", stale)
    assert "The time to answer has passed" in newest(sam)
    assert await states(library) == [GroupState.DISSOLVED]
    assert texts(sam)[: len(late)] == late
    assert cards(mia, NOBODY) == []
    await library.pass_until(toronto(24, 11, 36))
    truth = card(mia, NOBODY)
    assert "nobody else was free" in truth.text
    assert "Wednesday, November 25 instead" in truth.buttons
    assert "/mentor-ask" in truth.text
    assert cards(sam, NOBODY) == []


async def test_who_does_not_answer_is_not_asked_again_about_that_lunch(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei", "Zoe Roy", "Kim Lau")
    await library.pass_until(toronto(24, 13))
    assert sorted(len(cards(person, "The time to answer has passed")) for person in people) == [1, 1, 1, 1]
    assert await states(library) == [GroupState.DISSOLVED, GroupState.DISSOLVED]


async def test_two_of_three_go_on(library: Library) -> None:
    """After a no, in words about the two who are left; and when the third is silent, both having said yes."""
    mia, sam, zoe = await crowd(library, "Mia Chen", "Sam Osei", "Zoe Roy")
    kim, ann, eve = await crowd(library, "Kim Lau", "Ann West", "Eve Hall", place="Law Library")
    await library.pass_time(minutes=6)
    assert all(person.id in card(mia, ASKED).text for person in (sam, zoe))
    for person in (sam, kim, ann):
        await library.press(person, "Accept")
    await library.press(mia, "Not this time")
    assert mia.id not in card(sam, "You said yes").text
    assert mia.id not in card(zoe, ASKED).text
    await library.press(zoe, "Accept")
    assert await states(library) == [GroupState.INTRODUCED, GroupState.PROPOSED]
    assert mia.id not in last_seen(zoe)
    await library.pass_until(toronto(23, 16, 1))
    assert await states(library) == [GroupState.INTRODUCED, GroupState.INTRODUCED]
    assert "The time to answer has passed" in newest(eve)


async def test_pressing_twice_and_at_once_has_one_outcome(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    hers, his = card(mia, ASKED), card(sam, ASKED)
    await asyncio.gather(mia.press("Accept", hers), sam.press("Accept", his), mia.press("Accept", hers))
    await library.settle()
    assert await states(library) == [GroupState.INTRODUCED]
    await library.press(mia, "Accept", hers)
    await library.press(sam, "Not this time", his)
    assert "This lunch is on" in newest(sam)
    assert await states(library) == [GroupState.INTRODUCED]
    assert len(cards(mia, "It's on")) == 1


async def test_a_yes_and_a_no_at_once_has_one_outcome(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    hers, his = card(mia, ASKED), card(sam, ASKED)
    await asyncio.gather(mia.press("Accept", hers), sam.press("Not this time", his))
    await library.settle()
    assert await states(library) == [GroupState.DISSOLVED]
    assert cards(mia, OFF)
    await library.press(mia, "Accept", hers)
    assert "This lunch is already off" in newest(mia)
    assert "Accept" not in live_buttons(mia)


async def test_nobody_answers_for_somebody_else_and_a_yes_can_be_taken_back(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    eve = library.person("Eve Hall")
    await library.pass_time(minutes=6)
    for words in ("Accept", "Not this time"):
        await library.forge_press(eve, words, card(mia, ASKED))
    assert asked([mia, sam]) == [mia, sam]
    assert all(message.is_ephemeral for message in eve.messages())
    await library.press(mia, "Accept")
    await library.press(mia, "Not this time")
    assert await states(library) == [GroupState.DISSOLVED]
    assert asked([sam]) == []


async def test_people_who_would_rather_not_meet_are_never_proposed(library: Library) -> None:
    """Neither when they are matched, nor when one of them says so while they are being asked."""
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    await mia.command("/just-lunch", "help")
    await mia.press("People I'd rather not meet")
    await mia.fill("People", [sam])
    await library.send(mia)
    await library.press(mia, "Accept", card(mia, ASKED))
    await library.press(sam, "Accept", card(sam, ASKED))
    assert await states(library) == [GroupState.DISSOLVED]
    assert OFF in newest(sam)
    await library.pass_time(days=21)
    assert await states(library) == [GroupState.DISSOLVED]


async def test_once_a_week_at_most(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei", days=("Tuesday", "Wednesday", "Thursday"))
    await library.pass_time(minutes=6)
    for person in people:
        await library.press(person, "Accept")
    await library.pass_until(toronto(27, 13))
    assert await states(library) == [GroupState.INTRODUCED]
    await library.pass_until(toronto(30, 9, 1))
    assert await states(library) == [GroupState.FADED, GroupState.PROPOSED]
    group = (await library.rows(Group))[1]
    assert group.answer_by == toronto(30, 16)


async def test_a_proposal_outlives_the_process_that_made_it(library: Library) -> None:
    """Another process takes over between the first yes and the second, and once more before the conversation opens."""
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    await library.press(mia, "Accept")
    async with another_klatch(library):
        await sam.press("Accept")
    async with another_klatch(library) as klatch:
        await klatch.settle()
        assert await states(library) == [GroupState.INTRODUCED]
    assert len(cards(mia, ", meet")) == 1


async def test_a_lunch_that_falls_through_leaves_room_for_another_day_of_the_week(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei", days=("Tuesday", "Thursday"))
    await library.pass_time(minutes=6)
    await library.press(people[0], "Not this time")
    await library.pass_until(toronto(25, 9, 1))
    assert asked(people) == people


async def test_silence_is_an_answer_for_the_whole_week(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei", days=EVERY_DAY)
    await library.pass_until(toronto(27, 8, 30))
    assert await states(library) == [GroupState.DISSOLVED]
    await library.pass_until(toronto(27, 9, 1))
    assert asked(people) == people


@pytest.mark.parametrize("place", ["Law Library", "at the café", "On the terrace"])
async def test_a_place_reads_right_however_it_is_written(library: Library, place: str) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei", place=place)
    assert f"You're in: Tuesdays ({place})." in newest(mia)
    await library.pass_time(minutes=6)
    assert f"\nWhen and where: Tuesday, November 24 at 12:00\u00a0PM, {place}\n" in card(mia, ASKED).text
    await library.press(mia, "Accept")
    assert f"at 12:00\u00a0PM, {place}. " in card(mia, "You said yes").text
    await library.press(sam, "Accept")
    assert f"> ({place})." in card(mia, "Lunch: ").text


async def test_a_proposal_that_lapsed_says_that_nothing_is_to_do(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_until(toronto(23, 16, 1))
    for person in (mia, sam):
        (said,) = cards(person, "The time to answer has passed")
        assert "that's fine" in said.text
        assert "I won't ask again this week" in said.text
        assert list(said.buttons) == []
        assert cards(person, ASKED) == []


async def test_who_never_answers_is_asked_three_times_and_then_no_more(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(days=40)
    assert len(await states(library)) == 3
    for person in people:
        assert len(cards(person, "The time to answer has passed")) == 2
        (last,) = cards(person, "so I'll stop asking")
        assert list(last.buttons) == ["Join again"]
        assert "You're not in Just Lunch any more" in card(person, "so I won't suggest anybody").text
        assert "You're not in Just Lunch" in await type_word(library, person, "status")
    await join(library, *people)
    await library.pass_time(days=7)
    assert len(await states(library)) == 4


async def test_what_lapsed_long_ago_keeps_its_words_when_somebody_leaves(library: Library) -> None:
    mia, _ = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_until(toronto(23, 16, 1))
    lapsed = card(mia, "The time to answer has passed")
    await library.pass_time(days=2)
    await type_word(library, mia, "leave")
    assert card(mia, "The time to answer has passed") == lapsed


async def test_while_one_lunch_is_looked_for_no_later_one_is_proposed(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei", days=("Tuesday", "Wednesday"))
    await library.pass_time(minutes=6)
    await library.press(sam, "Not this time")
    await library.pass_until(toronto(24, 11, 30))
    assert len(await states(library)) == 1
    await library.pass_until(toronto(24, 11, 45))
    assert NOBODY in "\n".join(message.text for message in mia.messages())
    assert asked([mia, sam]) == [mia, sam]

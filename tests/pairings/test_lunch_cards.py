"""What Just Lunch has said stays so: cards of any age, proposals that do not arrive, conversations that do not open."""

from datetime import UTC, datetime

import pytest

from bot.members.models import Member
from bot.moment import Moment
from bot.pairings.lunch.meeting_options import VIDEO as BY_VIDEO
from bot.pairings.lunch.meeting_options import LunchPreferences
from bot.pairings.lunch.participation import join as join_lunch
from bot.pairings.models import Membership, Seat
from bot.pairings.rules import GroupState, LunchAnswer
from playground import Person
from tests.library import Library, card, cards, is_for_several, last_seen, live_buttons
from tests.pairings.lunchroom import ASKED, CAFE, NOBODY, OFF, asked, crowd, join, newest, states, toronto, type_word
from tests.pairings.office import admin, press, remember

pytestmark = pytest.mark.either_database

FOR_GOOD = "invalid_blocks"
"""One of the codes after which a letter never goes."""


async def answers(library: Library) -> list[LunchAnswer]:
    return [seat.answer for seat in await library.rows(Seat)]


def cut_off(library: Library, person: Person, error: str) -> None:
    """Have Slack refuse whatever goes to somebody from now on."""
    library.playground.faults.refuse(
        "chat.postMessage", error, 1_000, when=lambda sent: sent.get("channel") == person.dm.id
    )


async def test_who_cannot_be_asked_is_out_without_blame_and_the_other_is_matched_again(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    cut_off(library, sam, FOR_GOOD)
    await library.pass_time(minutes=6)
    assert sorted(await answers(library)) == [LunchAnswer.UNREACHED, LunchAnswer.WAITING]
    assert "I'm looking for somebody else" in card(mia, OFF).text
    zoe = library.person("Zoe Roy")
    await remember(library, zoe)
    await join(library, zoe)
    await library.pass_time(minutes=6)
    assert asked([mia, sam, zoe]) == [mia, zoe]
    assert sorted(await states(library)) == [GroupState.DISSOLVED, GroupState.PROPOSED]


async def test_who_could_not_be_asked_in_time_is_not_silent(library: Library) -> None:
    """Slack answers nothing of sense all day, and the other hears the truth; three such weeks count for nothing."""
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    library.playground.faults.server_error(
        "chat.postMessage", 503, 1_000, when=lambda sent: sent.get("channel") == sam.dm.id
    )
    await library.pass_time(minutes=6)
    await library.press(mia, "Accept")
    await library.pass_until(toronto(23, 16, 1))
    assert sorted(await answers(library)) == [LunchAnswer.IN, LunchAnswer.UNREACHED]
    assert OFF in newest(mia)
    library.playground.faults.clear()
    await library.pass_until(toronto(24, 11, 36))
    assert len(cards(mia, NOBODY)) == 1
    assert "couldn't reach you in time" in last_seen(sam)
    assert [one.is_in for one in await library.rows(Membership)] == [True, True]


async def test_a_conversation_that_cannot_be_opened_is_said_to_be_none(library: Library) -> None:
    """Both can meet all the same: they read who, when and where. Nobody is asked whether they had lunch."""
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    library.playground.faults.refuse("conversations.open", "user_not_visible", 1_000, when=is_for_several)
    await library.press(mia, "Accept")
    await library.press(sam, "Accept")
    assert await states(library) == [GroupState.UNOPENED]
    for one, other in ((mia, sam), (sam, mia)):
        said = card(one, "I couldn't open a conversation for you").text
        assert other.id in said
        assert CAFE in said
        assert cards(one, "You'll find the conversation") == []
    await library.pass_until(toronto(25, 9))
    assert cards(mia, "Did you have lunch together?") == []


async def test_a_card_of_any_age_is_drawn_anew_where_it_is_pressed(library: Library) -> None:
    """The letters are forgotten after a month: the card of taking part says what is so, and can be pressed again."""
    (mia,) = await crowd(library, "Mia Chen")
    said = card(mia, "You're in: Tuesdays")
    await library.pass_time(days=35)
    await library.press(mia, "Skip this week", said)
    assert "End the skip" in next(one for one in mia.messages() if one.ts == said.ts).buttons
    await library.press(mia, "Leave", said)
    now = next(one for one in mia.messages() if one.ts == said.ts)
    assert (now.buttons, "You're not in Just Lunch any more" in now.text) == (["Join again"], True)


async def test_what_was_proposed_long_ago_can_be_pressed_and_says_what_became_of_it(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    hers, his = card(mia, ASKED), card(sam, ASKED)
    await library.press(mia, "Not this time")
    await type_word(library, mia, "leave")
    await type_word(library, sam, "leave")
    await library.pass_time(days=35)
    for person, old in ((mia, hers), (sam, his)):
        await library.press(person, "Accept", old)
        now = next(one for one in person.messages() if one.ts == old.ts)
        assert now.buttons == []
        assert old.text != now.text


async def test_skipping_on_a_card_of_long_ago_shows_that_card_anew(library: Library) -> None:
    """Also on a card about a lunch that is long over, and whose letter is forgotten."""
    mia, _sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    await library.press(mia, "Not this time")
    declined = card(mia, "OK, not this time")
    await library.pass_time(days=35)
    await library.press(mia, "Skip this week", declined)
    assert next(one for one in mia.messages() if one.ts == declined.ts).buttons == []


async def test_leaving_takes_what_can_only_refuse_off_every_card(library: Library) -> None:
    mia, _sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    await library.press(mia, "Not this time")
    assert "Skip this week" in card(mia, "OK, not this time").buttons
    await type_word(library, mia, "leave")
    assert live_buttons(mia) == ["Join again"]


async def test_leaving_takes_what_can_only_refuse_off_cards_of_weeks_ago(library: Library) -> None:
    (mia,) = await crowd(library, "Mia Chen")
    await library.pass_time(days=22)
    assert live_buttons(mia).count("Leave Just Lunch") > 2
    await type_word(library, mia, "leave")
    assert "Leave Just Lunch" not in live_buttons(mia)
    assert cards(mia, "I'll look again next week") == []


@pytest.mark.parametrize("opens", [True, False])
async def test_a_lunch_that_has_passed_reads_so_on_the_same_day(library: Library, opens: bool) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    if not opens:
        library.playground.faults.refuse("conversations.open", "user_not_visible", 99, is_for_several)
    await library.pass_time(minutes=6)
    for person in (mia, sam):
        await library.press(person, "Accept")
    words = "It's on: " if opens else "Just be there at that time"
    await library.pass_until(toronto(24, 13, 58))
    assert len(cards(mia, words)) == 1
    await library.pass_until(toronto(24, 14, 1))
    assert cards(mia, words) == []


async def test_a_day_that_is_offered_instead_is_offered_until_it_passes(library: Library) -> None:
    mia = library.person("Mia Chen")
    await mia.command("/just-lunch", "today")
    await mia.fill("Where?", "Café")
    await library.send(mia)
    await library.pass_until(toronto(23, 11, 36))
    assert "Tuesday, November 24 instead" in card(mia, NOBODY).buttons
    await library.pass_until(toronto(24, 12, 1))
    assert card(mia, NOBODY).buttons == ["Change days or place"]


async def test_who_was_in_for_a_week_reads_that_it_is_over(library: Library) -> None:
    (mia,) = (library.person("Mia Chen"),)
    await join(library, mia, only_this_week=True)
    assert "until Friday, November 27" in newest(mia)
    await library.pass_until(toronto(28, 9))
    assert live_buttons(mia) == ["Join again", "Change days or place"]
    assert "I'll look again next week" not in card(mia, f"{NOBODY} this week").text


async def test_leaving_is_read_on_a_card_of_any_age_that_was_drawn_anew(library: Library) -> None:
    (mia,) = await crowd(library, "Mia Chen")
    await library.pass_until(toronto(24, 12, 30))
    told = card(mia, f"{NOBODY} this week")
    await library.pass_time(days=75)
    await library.press(mia, "Change days or place", told)
    await mia.close_form()
    await type_word(library, mia, "leave")
    assert next(one for one in mia.messages() if one.ts == told.ts).buttons == ["Change days or place"]


async def test_a_week_is_not_skipped_on_the_card_of_a_lunch_that_has_passed(library: Library) -> None:
    mia, _sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    await library.press(mia, "Not this time")
    await library.pass_until(toronto(24, 14, 1))
    assert card(mia, "OK, not this time").buttons == []


async def test_changing_how_leaves_one_card_that_says_it(library: Library) -> None:
    (mia,) = await crowd(library, "Mia Chen")
    await library.pass_time(minutes=2)
    await join(library, mia, days=("Friday",))
    first, second = mia.messages()
    assert ("is further down" in first.text, first.buttons) == (True, [])
    assert "You're in: Fridays" in second.text


async def test_a_press_on_a_forgotten_card_of_which_there_is_a_newer_one_says_so_there(library: Library) -> None:
    (mia,) = await crowd(library, "Mia Chen")
    (first,) = mia.messages()
    await library.pass_time(days=40)
    await join(library, mia, days=("Friday",))
    await library.press(mia, "Leave", first)
    (drawn,) = (one for one in mia.messages() if one.ts == first.ts)
    assert ("is further down" in drawn.text, drawn.buttons) == (True, [])
    assert "Skip this week" not in live_buttons(mia)


async def test_members_read_that_lunch_rests_and_that_it_goes_on(library: Library) -> None:
    boss = await admin(library)
    (mia,) = await crowd(library, "Mia Chen")
    await press(library, boss, "Pause")
    assert "Just Lunch is paused" in card(mia, "You're in: Tuesdays").text
    await press(library, boss, "Resume")
    assert "is paused" not in card(mia, "You're in: Tuesdays").text


@pytest.mark.one_database
async def test_a_week_in_which_many_are_alone_is_told_page_by_page(library: Library) -> None:
    """Each would meet at a place of their own, so that nobody is found for anybody."""
    people = [library.person(f"Colleague {number}") for number in range(130)]
    for person in people:
        await remember(library, person)
    async with library.klatch.database.transaction() as session:
        for number, person in enumerate(people):
            member = await session.get_one(Member, (library.playground.workspace.team_id, person.id))
            moment = Moment(session, member.workspace, library.clock.now(), f"joined {number}")
            ways = ["place"] if number else [BY_VIDEO]
            await join_lunch(moment, member, LunchPreferences([1], ways, f"{number * 7919} Elsewhere Street", False))
            session.info.clear()
    await library.settle()
    await library.pass_until(datetime(2026, 11, 24, 17, 30, tzinfo=UTC))
    told = [len(cards(person, f"{NOBODY} this week")) for person in people]
    assert told == [1] * 130

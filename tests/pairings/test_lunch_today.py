"""Lunch today: a pool that closes before noon, on each member's own calendar."""

from datetime import UTC, datetime

import pytest

from bot.moment import Moment
from bot.pairings.lunch.history import pending_rounds
from bot.pairings.lunch.queries import lunch_of
from bot.pairings.models import Membership, Round
from bot.pairings.rules import GroupState
from playground import Person
from tests.library import Library, card, cards, with_values
from tests.pairings.lunchroom import ASKED, NOBODY, asked, crowd, join, newest, states, together, toronto, type_word

pytestmark = pytest.mark.one_database

SATURDAY = toronto(28, 10)


async def ask_first_time(library: Library, *people: Person, place: str = "Café") -> None:
    """`/just-lunch today` of somebody who has never said how they would meet."""
    for person in people:
        await person.command("/just-lunch", "today")
        await person.fill("Where?", place)
        assert (await person.submit()).errors == {}
    await library.settle()


async def test_two_who_ask_today_have_lunch_today(library: Library) -> None:
    """Neither has joined, and neither has by it."""
    mia, sam = library.person("Mia Chen"), library.person("Sam Osei")
    await ask_first_time(library, mia)
    assert "You're in for lunch today" in newest(mia)
    assert "You're already in for that lunch" in await type_word(library, mia, "today")
    await library.pass_time(minutes=30)
    assert asked([mia]) == []
    await ask_first_time(library, sam)
    await library.pass_time(minutes=6)
    assert asked([mia, sam]) == [mia, sam]
    assert "already suggested somebody for that lunch" in await type_word(library, sam, "today")
    for person in (mia, sam):
        await library.press(person, "Accept", card(person, ASKED))
    assert await states(library) == [GroupState.INTRODUCED]
    assert "You already have lunch with somebody that day" in await type_word(library, sam, "today")
    assert [membership.is_in for membership in await library.rows(Membership)] == [False, False]
    await library.pass_until(toronto(27, 13))
    assert len(await states(library)) == 1


async def test_a_pool_with_nobody_else_in_it_tells_the_truth(library: Library) -> None:
    mia = library.person("Mia Chen")
    await ask_first_time(library, mia)
    await library.pass_until(toronto(23, 11, 33))
    assert cards(mia, NOBODY) == []
    await library.pass_until(toronto(23, 11, 36))
    assert "nobody else was free" in card(mia, NOBODY).text
    await library.press(mia, "Tuesday, November 24 instead")
    assert "You're in for lunch on Tuesday, November 24" in newest(mia)
    await library.pass_until(toronto(24, 11, 36))
    assert len(cards(mia, NOBODY)) == 2


async def test_after_eleven_another_day_is_offered(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Osei")
    await library.pass_until(toronto(23, 10, 59))
    await ask_first_time(library, mia)
    assert "You're in for lunch today" in newest(mia)
    await library.pass_until(toronto(23, 11, 0))
    assert "too late for that lunch" in await type_word(library, sam, "today")
    await library.press(sam, "Lunch tomorrow")
    await sam.fill("Where?", "Café")
    await library.send(sam)
    assert "You're in for lunch on Tuesday, November 24" in newest(sam)
    await library.pass_until(toronto(23, 12))
    assert "You're already in for that lunch" not in newest(mia)


async def test_a_day_that_others_have_asked_for_is_not_known_to_who_asked_for_another(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Osei")
    await ask_first_time(library, mia)
    await library.pass_until(toronto(23, 11, 1))
    await type_word(library, sam, "today")
    await library.press(sam, "Lunch tomorrow")
    await sam.fill("Where?", "Café")
    await library.send(sam)
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, library.playground.workspace.team_id, library.clock.now(), "known")
        programme = await lunch_of(moment)
        assert programme is not None
        noons = [
            [
                (await session.get_one(Round, one)).meets_at
                for one in await pending_rounds(moment, programme, who.id, None)
            ]
            for who in (mia, sam)
        ]
    assert noons == [[toronto(23, 12)], [toronto(24, 12)]]


async def test_who_stands_in_the_pool_at_eleven_is_matched_then(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Osei")
    await library.pass_until(toronto(23, 10, 58))
    await ask_first_time(library, mia, sam)
    await library.pass_until(toronto(23, 11, 1))
    assert asked([mia, sam]) == [mia, sam]
    await library.press(mia, "Accept")
    await library.pass_until(toronto(23, 11, 36))
    assert len(cards(mia, NOBODY)) == 1
    assert "The time to answer has passed" in newest(sam)


async def test_noon_is_everybodys_own(library: Library) -> None:
    """At 17:30 in London it is too late, and in Los Angeles the morning has begun."""
    await library.pass_until(datetime(2026, 11, 23, 17, 30, tzinfo=UTC))
    zoe, ann = library.person("Zoe Roy", tz="Europe/London"), library.person("Ann West", tz="America/Tijuana")
    bob = library.person("Bob West", tz="America/Los_Angeles")
    assert "too late for that lunch" in await type_word(library, zoe, "today")
    await ask_first_time(library, ann, bob)
    await library.pass_time(minutes=6)
    assert await together(library) == [sorted([ann.id, bob.id])]


async def test_there_is_no_lunch_on_a_weekend(library: Library) -> None:
    await library.pass_until(SATURDAY)
    mia = library.person("Mia Chen")
    assert "It's the weekend" in await type_word(library, mia, "today")
    await library.press(mia, "Lunch on Monday, November 30")
    await mia.fill("Where?", "Café")
    await library.send(mia)
    assert "You're in for lunch on Monday, November 30" in newest(mia)


async def test_today_counts_whatever_was_before(library: Library) -> None:
    """After a no, in a skipped week, and beside the lunch of the week."""
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    await library.press(mia, "Not this time")
    await type_word(library, sam, "skip")
    await library.pass_until(toronto(24, 9))
    ann = library.person("Ann West")
    await ask_first_time(library, ann, place="main library cafés")
    await type_word(library, mia, "today")
    await library.pass_time(minutes=6)
    assert asked([mia, sam, ann]) == [mia, ann]
    await library.press(ann, "Not this time")
    await type_word(library, sam, "today")
    await library.pass_time(minutes=6)
    assert asked([mia, sam, ann]) == []  # the two have been put together for this lunch already
    await library.pass_until(toronto(24, 11, 36))
    assert [len(cards(person, NOBODY)) for person in (mia, sam, ann)] == [1, 1, 0]


async def test_a_wish_for_today_can_be_taken_back(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Osei")
    await ask_first_time(library, mia, sam)
    await library.pass_time(minutes=6)
    await library.press(sam, "Not after all")
    assert "Nobody is told" in newest(sam)
    assert await states(library) == [GroupState.DISSOLVED]
    await library.pass_until(toronto(23, 11, 36))
    assert cards(sam, NOBODY) == []
    assert len(cards(mia, NOBODY)) == 1
    assert "nothing to change" in await type_word(library, sam, "leave")


async def test_leaving_takes_a_wish_for_today_back(library: Library) -> None:
    mia = library.person("Mia Chen")
    await ask_first_time(library, mia)
    assert "You've left Just Lunch" in await type_word(library, mia, "leave")
    await library.pass_until(toronto(23, 12))
    assert cards(mia, NOBODY) == []


async def test_what_a_button_carries_is_never_believed(library: Library) -> None:
    """A day that is none, or far away, and a lunch that is none: words, and nothing happens."""
    mia, _sam = await crowd(library, "Mia Chen", "Sam Osei")
    await type_word(library, mia, "today")
    await library.pass_time(minutes=6)
    before = await states(library), len(await library.rows(Membership))
    for message in mia.messages():
        for words in set(message.buttons) & {"Lunch today", "Accept", "Not this time"}:
            for mangled in ("9999-12-31", "0001-01-01", "2026-11-21", "2026-12-24", "999999", "x" * 2000):
                forged = with_values(message, lambda _, value=mangled: value)  # type: ignore[misc]
                assert (await mia.press(words, forged)).status == 200
    await library.settle()
    assert (await states(library), len(await library.rows(Membership))) == before


async def test_joining_in_the_morning_is_in_time_for_today(library: Library) -> None:
    people = [library.person(name) for name in ("Mia Chen", "Sam Osei")]
    await library.pass_until(toronto(24, 10, 30))
    await join(library, *people)
    await library.pass_time(minutes=6)
    assert asked(people) == people


async def test_where_one_stands_names_the_day_that_one_has_asked_for(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Osei")
    await ask_first_time(library, mia)
    said = await type_word(library, mia, "status")
    assert (
        "You asked for lunch on Monday, November 23. I'm looking for somebody, and I'll tell you by 11:35\u00a0AM"
        in said
    )
    assert "Lunch today" not in mia.messages()[-1].buttons
    await ask_first_time(library, sam)
    await library.pass_time(minutes=6)
    said = await type_word(library, mia, "status")
    assert "You asked for lunch" not in said
    assert "Please answer by" in said
    await library.pass_until(toronto(23, 12))
    assert "You asked for lunch" not in await type_word(library, mia, "status")


async def test_who_has_asked_for_a_day_is_not_told_that_there_is_nothing_to_wait_for(library: Library) -> None:
    mia = library.person("Mia Chen")
    await join(library, mia)
    assert "Nothing to do until then." in await type_word(library, mia, "status")
    await type_word(library, mia, "today")
    said = await type_word(library, mia, "status")
    assert "You asked for lunch on Monday, November 23" in said
    assert "Nothing to do until then." not in said

"""Joining, skipping, leaving and where one stands."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.pairings.models import Membership, Programme, Round
from bot.pairings.rules import GroupState
from tests.library import Library, card, cards, live_buttons, texts
from tests.pairings.lunchroom import (
    EVERY_DAY,
    PLACE,
    VIDEO,
    asked,
    crowd,
    join,
    newest,
    states,
    together,
    toronto,
    type_word,
)
from tests.pairings.stale import stale_cards

pytestmark = pytest.mark.one_database


async def test_joining_says_what_happens_next_and_when(library: Library) -> None:
    mia = library.person("Mia Chen")
    await join(library, mia, days=("Thursday",), ways=(PLACE, VIDEO))
    welcome = newest(mia)
    assert "You're in: Thursdays (Main Library café or by video)." in welcome
    assert "I'll look for somebody on the working day before one of your days, or that morning" in welcome
    assert live_buttons(mia) == ["Change", "Skip this week", "Leave"]
    status = await type_word(library, mia, "status")
    assert "lunch on Thursday, November 26. I'll look for somebody on the morning of Wednesday, November 25" in status


async def test_what_joining_says_stays_true(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei", days=EVERY_DAY)
    said = card(people[0], "You're in: ")
    for _ in range(8):
        await library.pass_time(hours=11)
        assert await stale_cards(library) == []
    assert card(people[0], "You're in: ") == said


async def test_the_card_of_who_skips_a_week_says_so_until_it_is_over(library: Library) -> None:
    (mia,) = await crowd(library, "Mia Chen")
    await type_word(library, mia, "skip")
    assert "You're skipping until Monday, November 30" in card(mia, "You're in: Tuesdays").text
    await library.pass_until(datetime(2026, 11, 30, 4, 50, tzinfo=UTC))
    assert "End the skip" in card(mia, "You're in: Tuesdays").buttons
    await library.pass_until(toronto(30, 0, 1))
    assert "You're skipping" not in card(mia, "You're in: Tuesdays").text
    assert "Skip this week" in card(mia, "You're in: Tuesdays").buttons


async def test_the_form_remembers_and_asks_for_what_is_missing(library: Library) -> None:
    mia = library.person("Mia Chen")
    await mia.command("/just-lunch")
    assert mia.form is not None
    outcome = await mia.submit()
    assert list(outcome.errors) == ["Where?"]
    assert outcome.status is None, "the form itself says that the field is needed"
    await mia.fill("Where?", "\u2060 ")
    assert (await mia.submit()).errors == {"Where?": "Please write where, or untick “In person, at a place”."}
    await mia.fill("Where?", "  The   café ")
    await mia.fill("Which days suit you?", ["Friday"])
    assert (await mia.submit()).errors == {}
    await library.settle()
    await mia.command("/just-lunch", "join")
    assert mia.form is not None
    assert mia.form.definition["submit"]["text"] == "Save"
    assert (await mia.submit()).errors == {}
    (membership,) = await library.rows(Membership)
    assert (membership.weekdays, membership.ways, membership.place) == ([4], ["place:the cafe"], "The café")


async def test_who_meets_by_video_alone_is_not_asked_where(library: Library) -> None:
    """The field of the place comes and goes with its box, and what else was filled in stays; for one day, too."""
    mia = library.person("Mia Chen")
    await mia.command("/just-lunch")
    await mia.fill("Which days suit you?", ["Friday"])
    await mia.fill("Where?", "Café")
    await mia.fill("How would you meet?", [VIDEO])
    assert mia.form is not None
    assert "Where?" not in [block["label"]["text"] for block in mia.form.blocks if block["type"] == "input"]
    await mia.fill("How would you meet?", [PLACE, VIDEO])
    await mia.fill("How would you meet?", [VIDEO])
    assert (await mia.submit()).errors == {}
    (membership,) = await library.rows(Membership)
    assert (membership.weekdays, membership.ways, membership.place) == ([4], ["video"], "")
    sam = library.person("Sam Osei")
    await sam.command("/just-lunch", "today")
    await sam.fill("How would you meet?", [VIDEO])
    assert (await sam.submit()).errors == {}


async def test_two_who_join_first_at_once_make_one_programme(library: Library) -> None:
    mia, sam = library.person("Mia Chen"), library.person("Sam Osei")
    for person in (mia, sam):
        await person.command("/just-lunch")
        await person.fill("Where?", "Café")
    await asyncio.gather(mia.submit(), sam.submit())
    await library.settle()
    assert [programme.name for programme in await library.rows(Programme)] == ["Just Lunch"]
    rounds = [round_.occurrence for round_ in await library.rows(Round)]
    assert rounds == ["2026-11-23T17:00Z", "2026-11-24T17:00Z", "2026-11-25T17:00Z"]


async def test_a_place_is_the_same_however_it_is_spelled(library: Library) -> None:
    mia, sam, kim = (library.person(name) for name in ("Mia Chen", "Sam Osei", "Kim Lau"))
    await join(library, mia, place="Staff Cafeteria!")
    await join(library, sam, place="staff cafetteria")
    await join(library, kim, place="Law Library")
    await library.pass_time(minutes=6)
    assert await together(library) == [sorted([mia.id, sam.id])]


async def test_toronto_and_new_york_share_a_lunch_and_vancouver_does_not(library: Library) -> None:
    mia = library.person("Mia Chen")
    joe = library.person("Joe Park", tz="America/New_York")
    ann = library.person("Ann West", tz="America/Vancouver")
    await join(library, mia, joe, ann, ways=(VIDEO,))
    await library.pass_until(datetime(2026, 11, 23, 17, 10, tzinfo=UTC))
    assert await together(library) == [sorted([mia.id, joe.id])]


async def test_in_for_this_week_only(library: Library) -> None:
    people = [library.person(name) for name in ("Mia Chen", "Sam Osei")]
    await join(library, *people, days=("Friday",), only_this_week=True)
    assert "until Friday, November 27" in newest(people[0])
    await library.pass_until(toronto(26, 9, 1))
    assert asked(people) == people
    await library.pass_until(datetime(2026, 12, 11, 18, 0, tzinfo=UTC))
    assert await states(library) == [GroupState.DISSOLVED]
    assert "You're not in Just Lunch" in await type_word(library, people[0], "status")
    assert await library.due("lunch_plans") == []


async def test_this_week_only_needs_a_day_that_is_left(library: Library) -> None:
    await library.pass_until(toronto(26, 15))
    mia = library.person("Mia Chen")
    await mia.command("/just-lunch")
    await mia.fill("Where?", "Café")
    await mia.fill("Which days suit you?", ["Monday", "Thursday"])
    await mia.fill("For how long?", "Only until Friday, November 27")
    outcome = await mia.submit()
    assert list(outcome.errors) == ["Which days suit you?"]
    assert await library.rows(Programme) == []


async def test_skipping_a_week_ends_by_itself(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei", days=EVERY_DAY)
    mia, sam = people
    await library.pass_time(minutes=6)
    assert asked(people) == people
    assert "No lunches until Monday, November 30" in await type_word(library, mia, "skip")
    assert asked(people) == []
    await library.pass_until(toronto(27, 8, 58))
    assert asked(people) == []
    assert await states(library) == [GroupState.DISSOLVED]
    await library.pass_until(toronto(27, 9, 1))
    assert asked(people) == people
    assert (await library.rows(Round))[-1].meets_at > toronto(30, 11)
    assert "Please answer by" in await type_word(library, sam, "status")


async def test_a_skip_can_be_ended_early(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei", days=("Tuesday", "Wednesday"))
    await type_word(library, people[0], "skip")
    assert "You're skipping until Monday, November 30" in await type_word(library, people[0], "status")
    assert asked(people) == []
    await library.press(people[0], "End the skip")
    await library.pass_time(minutes=6)
    assert asked(people) == people


async def test_leaving_ends_what_is_proposed_and_keeps_what_is_arranged(library: Library) -> None:
    people = await crowd(library, "Mia Chen", "Sam Osei")
    await library.pass_time(minutes=6)
    for person in people:
        await library.press(person, "Accept")
    assert "You have lunch with" in await type_word(library, people[0], "status")
    assert "You've left Just Lunch" in await type_word(library, people[0], "leave")
    assert await states(library) == [GroupState.INTRODUCED]
    assert "nothing to change" in await type_word(library, people[0], "leave")
    await library.pass_time(days=14)
    assert await states(library) != [GroupState.PROPOSED]
    assert len(await states(library)) == 1


async def test_words_for_who_takes_no_part(library: Library) -> None:
    answers = {
        "stauts": "Did you mean `/just-lunch status`?",
        "pizza": "`/just-lunch help` shows what you can type",
        "help": "join, or change your days and place",
        "skip": "nothing to change",
        "resume": "nothing to change",
        "leave": "nothing to change",
        "status": "You're not in Just Lunch.",
    }
    mia = library.person("Mia Chen")
    for typed, answer in answers.items():
        assert answer in await type_word(library, mia, typed)
    assert await library.rows(Membership) == []


async def test_who_hears_nothing_all_week_is_told_once(library: Library) -> None:
    """On the last of their days; and who was never promised anything for a day hears nothing of it."""
    mia, _sam = library.person("Mia Chen"), library.person("Sam Osei")
    await join(library, mia, days=("Tuesday", "Thursday"))
    quiet = texts(mia)
    await library.pass_until(toronto(26, 11, 33))
    assert texts(mia) == quiet
    await library.pass_until(toronto(26, 11, 36))
    assert len(cards(mia, "No luck with lunch this week: nobody else was free on your days")) == 1
    assert len(texts(mia)) == len(quiet) + 1
    await library.pass_until(toronto(30, 9))
    assert len(texts(mia)) == len(quiet) + 1


async def test_who_has_left_the_workspace_is_proposed_to_nobody(library: Library) -> None:
    mia, sam = await crowd(library, "Mia Chen", "Sam Osei", days=("Wednesday",))
    await library.leave(sam)
    await library.pass_until(toronto(25, 13))
    assert await states(library) == []
    assert asked([mia]) == []

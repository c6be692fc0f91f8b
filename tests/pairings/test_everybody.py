"""A coffee that everybody is in: nobody is in before a notice they could answer, and silence does not last for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from bot.cadence import Recurs, Weekday
from bot.members.models import NEVER, Member
from bot.pairings.models import Attendance, Membership, Round
from bot.pairings.rules import GoingOn, JoinMode, RoundState
from bot.schedule.models import Due
from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.office import EVERYBODY, JOIN, admin, press, shown_in_form, toronto
from tests.pairings.test_between import names
from tests.pairings.test_meeting import pass_until_asked
from tests.pairings.test_rounds import FIRST_NOTICE, FIRST_ROUND, people

pytestmark = pytest.mark.one_database

A_WEEK = timedelta(weeks=1)
IS_IT_WANTED = "Would you like to go on?"


async def only_who_joins(library: Library, count: int = 6, recurs: Recurs = Recurs.EVERY_WEEK) -> tuple[Person, Cafe]:
    """An admin, and a coffee that two of these people have joined."""
    ada, everyone = await admin(library), people(library, count)
    cafe = await open_cafe(library, everyone, joining=JoinMode.WHO_JOINS, recurs=recurs)
    for person in everyone[:2]:
        await person.command("/coffee", "join", channel=cafe.channel)
    return ada, cafe


async def put_everybody_in(library: Library, ada: Person) -> None:
    await ada.command("/mentor-admin")
    await ada.press("Change")
    await ada.fill("Who is in", EVERYBODY)
    assert "There are six people in its channel. They're in from the next coffee I announce" in shown_in_form(ada)
    await library.send(ada)


async def test_the_channel_is_told_anew_and_what_it_was_told_before_says_so(library: Library) -> None:
    ada, cafe = await only_who_joins(library)
    reader = cafe.people[5]
    assert "Join" in live_buttons(reader)
    await put_everybody_in(library, ada)
    assert "Join" not in live_buttons(reader)
    assert "The newer message is further down" in card(reader, "how to take part has changed").text
    assert "Everyone in this channel is in, unless they opt out" in last_seen(reader)


async def test_the_other_way_round_the_channel_is_told_that_only_who_joins_is_in(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    await open_cafe(library, everyone)
    await ada.command("/mentor-admin")
    await ada.press("Change")
    await library.send(ada, Who_is_in=JOIN)
    assert "To take part, press *Join*." in last_seen(everyone[1])
    assert "Join" in live_buttons(everyone[1])


async def test_of_whom_slack_does_not_say_who_they_are_nobody_is_in(library: Library) -> None:
    everyone = people(library, 4)
    unknown = everyone[3]
    library.playground.faults.refuse(
        "users.info", "user_not_visible", times=20, when=lambda arguments: arguments["user"] == unknown.id
    )
    cafe = await open_cafe(library, everyone)
    async with library.klatch.database.transaction() as session:
        its = update(Member).where(Member.id == unknown.id)
        await session.execute(its.values(refreshed_at=NEVER))
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert set().union(*await cafe.introduced()) == names(*everyone[:3])
    assert cards(unknown, "Skip this time") == []


async def test_nobody_is_in_before_a_notice_by_which_they_can_leave(library: Library) -> None:
    ada, cafe = await only_who_joins(library, recurs=Recurs.EVERY_TWO_WEEKS)
    await put_everybody_in(library, ada)
    await press(library, ada, "Run now")
    await library.pass_time(minutes=5)
    assert await cafe.introduced() == [names(*cafe.people[:2])]

    await library.pass_until(FIRST_NOTICE)
    assert [cards(person, "Skip this time") != [] for person in cafe.people] == [True] * 6
    await library.press(cafe.people[5], "Leave")
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert set().union(*await cafe.introduced()) == names(*cafe.people[:5])

    await library.pass_until(FIRST_ROUND + A_WEEK + timedelta(minutes=5))
    await press(library, ada, "Run now")
    await library.pass_time(minutes=5)
    (*_, latest) = await library.rows(Round)
    assert len([one for one in await cafe.introduced() if one]) > 3
    assert latest.state is RoundState.DECIDED


async def three_silent_rounds(library: Library, joining: JoinMode = JoinMode.EVERYONE) -> Cafe:
    """Two are introduced three times, and nobody ever presses anything."""
    everyone = people(library, 2)
    cafe = await open_cafe(library, everyone, joining=joining)
    if joining is JoinMode.WHO_JOINS:
        for person in everyone:
            await person.command("/coffee", "join", channel=cafe.channel)
    await library.pass_until(FIRST_ROUND + 2 * A_WEEK + timedelta(days=6, hours=1))
    return cafe


async def test_who_never_presses_anything_is_asked_once_and_then_paused(library: Library) -> None:
    cafe = await three_silent_rounds(library)
    for person in cafe.people:
        assert len(cards(person, IS_IT_WANTED)) == 1
    await library.pass_time(days=5)
    for person in cafe.people:
        assert "I've paused it for you" in card(person, "I didn't hear from you").text
    introduced = len(await cafe.introduced())
    await library.pass_time(weeks=5)
    assert len(await cafe.introduced()) == introduced
    assert [len(cards(person, IS_IT_WANTED)) for person in cafe.people] == [0, 0]
    assert {one.going_on for one in await library.rows(Attendance)} == {None, GoingOn.SILENT}

    for person in cafe.people:
        await library.press(person, "Go on")
        assert "you're staying in" in card(person, "before each one").text
    await library.pass_time(weeks=1)
    assert len(await cafe.introduced()) == introduced + 1


async def test_who_goes_on_is_not_asked_again(library: Library) -> None:
    cafe = await three_silent_rounds(library)
    for person in cafe.people:
        await library.press(person, "Go on")
    await library.pass_time(weeks=5)
    assert [cards(person, IS_IT_WANTED) for person in cafe.people] == [[], []]
    assert {one.is_in for one in await library.rows(Membership)} == {True}


async def test_who_leaves_when_asked_has_left(library: Library) -> None:
    cafe = await three_silent_rounds(library)
    await library.press(cafe.people[1], "Leave", card(cafe.people[1], IS_IT_WANTED))
    assert "you've left" in card(cafe.people[1], "Join again").text
    await library.pass_time(days=5)
    assert "you've left" in "\n".join(seen(cafe.people[1]))


async def test_an_answer_in_one_of_the_three_is_no_silence(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 2))
    await library.pass_until(FIRST_ROUND + A_WEEK + timedelta(minutes=5))
    await pass_until_asked(cafe)
    await library.press(cafe.people[0], "We met", card(cafe.people[0], "Did you meet?"))
    await library.pass_until(FIRST_ROUND + 2 * A_WEEK + timedelta(days=6, hours=1))
    assert [cards(person, IS_IT_WANTED) for person in cafe.people] == [[], []]


async def test_who_joined_by_themselves_is_not_asked(library: Library) -> None:
    cafe = await three_silent_rounds(library, JoinMode.WHO_JOINS)
    await library.pass_time(weeks=2)
    assert [cards(person, IS_IT_WANTED) for person in cafe.people] == [[], []]


@pytest.mark.parametrize("minutes", [-5, 5, 55, 70])
async def test_a_round_that_is_started_is_introduced_whatever_the_next_date_is(library: Library, minutes: int) -> None:
    """Set up on Monday around ten for Tuesday at ten, whose notice is due on Monday at ten."""
    ada, everyone = await admin(library), people(library, 2)
    await library.pass_until(toronto(11, 23, 10) + timedelta(minutes=minutes))
    cafe = await open_cafe(library, everyone, weekday=Weekday.TUESDAY)
    await press(library, ada, "Run now")
    await library.pass_time(minutes=5)
    assert await cafe.introduced() == [names(*everyone)]
    (round_, *_) = await library.rows(Round)
    assert round_.state is RoundState.DECIDED
    assert round_.ends_at - round_.meets_at >= timedelta(days=2)
    assert len(await library.due("pairing_round_closes")) >= 1


async def test_a_round_whose_groups_are_never_made_is_called_off_at_its_end(library: Library) -> None:
    everyone = people(library, 2)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=1))
    async with library.klatch.database.transaction() as session:
        await session.execute(delete(Due).where(Due.kind == "pairing_round_gathers"))
    await library.pass_time(days=7)
    assert [round_.state for round_ in await library.rows(Round)][:1] == [RoundState.CALLED_OFF]
    assert cards(everyone[1], "is cancelled. I was offline") != []


@pytest.mark.parametrize("joining", [JoinMode.EVERYONE, JoinMode.WHO_JOINS])
async def test_who_comes_into_the_channel_after_the_notice_gets_it_too_where_everybody_is_in(
    library: Library, joining: JoinMode
) -> None:
    newcomer = library.person("Nia Bell")
    cafe = await open_cafe(library, people(library, 4), joining=joining)
    for person in cafe.people if joining is JoinMode.WHO_JOINS else ():
        await person.command("/coffee", "join", channel=cafe.channel)
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=5))
    assert len(cards(cafe.people[0], "a colleague after that")) == 1
    await library.playground.invite(cafe.channel, newcomer)
    await library.pass_time(minutes=5)
    assert len(cards(newcomer, "a colleague after that")) == (joining is JoinMode.EVERYONE)

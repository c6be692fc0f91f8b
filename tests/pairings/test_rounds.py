"""A round of random coffee, from its notice to the introductions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.cadence import Weekday
from bot.matching.round_record import from_record
from bot.pairings.models import Decision, Round
from bot.pairings.rules import JoinMode, RoundState
from playground import Message, Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen, texts
from tests.pairings.cafe import open_cafe

pytestmark = pytest.mark.one_database

FIRST_NOTICE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""The library opens on Monday 23 November at nine; the round of Tuesday at ten is announced an hour later."""
FIRST_ROUND = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


def people(library: Library, count: int) -> list[Person]:
    names = ["Ana", "Ben", "Cleo", "Dev", "Eda", "Finn", "Gia", "Hugo", "Ines", "Jon", "Kai", "Lea"]
    return [library.person(f"{name} Moss") for name in names[:count]]


async def test_a_notice_comes_a_working_day_before_and_says_how_not_to_take_part(library: Library) -> None:
    everyone = people(library, 4)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_NOTICE - timedelta(minutes=2))
    assert cards(everyone[1], "I'll introduce you to a colleague") == []

    await library.pass_until(FIRST_NOTICE)
    for person in everyone:
        notice = card(person, "I'll introduce you to a colleague")
        assert list(notice.buttons) == ["Skip this time", "Pause until…", "Leave"]
        assert "[… Leave]" in last_seen(person)
        assert "because you're in" in last_seen(person)


async def test_a_round_on_monday_is_announced_on_friday(library: Library) -> None:
    everyone = people(library, 4)
    await open_cafe(library, everyone, weekday=Weekday.MONDAY, starts_on=date(2026, 11, 30))
    await library.pass_until(datetime(2026, 11, 27, 14, 30, tzinfo=UTC))
    assert cards(everyone[1], "Skip this time") == []
    await library.pass_until(datetime(2026, 11, 27, 15, 0, tzinfo=UTC))
    assert cards(everyone[1], "Skip this time") != []


async def test_everybody_is_introduced_to_exactly_one_other(library: Library) -> None:
    everyone = people(library, 6)
    cafe = await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))

    groups = await cafe.introduced()
    assert sorted(len(group) for group in groups) == [2, 2, 2]
    assert set().union(*groups) == {person.name for person in everyone}
    for person in everyone:
        (partner,) = cafe.partners(person)
        assert cafe.partners(partner) == [person]


async def test_the_conversation_opens_with_names_words_reasons_prompts_and_hours(library: Library) -> None:
    ana, ben = people(library, 2)
    await library.playground.change_person(ben, title="Map librarian")
    for person, team, about in ((ana, "Archives", "I read old newspapers."), (ben, "Maps", "")):
        await tell_about(
            library, person, My_team=team, **({"What_I_do,_or_what_I'm_curious_about": about} if about else {})
        )
    await open_cafe(library, [ana, ben])
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))

    words = last_seen(ana)
    assert "@Ana Moss, meet @Ben Moss" in words
    assert "Map librarian · Maps" in words
    assert "Archives · “I read old newspapers.”" in words
    assert "You work on different teams." in words
    assert words.count("?") >= 2
    assert words.count("•") == 2
    assert "The next time you're both at work: " in words
    assert live_buttons(ana)[-2:] == ["Why us?", "Step back"]


async def tell_about(library: Library, person: Person, **fields: str) -> None:
    """Fill in *About me*, as found in `/coffee help`."""
    await person.command("/coffee", "help")
    await person.press("About me")
    outcome = await library.send(person, **fields)
    assert outcome.errors == {}


async def test_an_odd_one_makes_a_trio(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 7))
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert sorted(len(group) for group in await cafe.introduced()) == [2, 2, 3]


async def test_groups_of_four_when_the_organizer_wants_them(library: Library) -> None:
    everyone = people(library, 8)
    cafe = await open_cafe(library, everyone, size=4)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert sorted(len(group) for group in await cafe.introduced()) == [4, 4]
    assert "a few colleagues" in "\n".join(seen(everyone[0]))


async def test_nobody_meets_the_same_person_twice_while_somebody_is_new(library: Library) -> None:
    everyone = people(library, 6)
    cafe = await open_cafe(library, everyone, joining=JoinMode.WHO_JOINS)
    for person in everyone:
        await person.command("/coffee", "join", channel=cafe.channel)
    for week in range(5):
        await library.pass_until(FIRST_ROUND + timedelta(weeks=week, minutes=5))
    groups = [frozenset(group) for group in await cafe.introduced()]
    assert len(groups) == 15
    assert len(set(groups)) == 15


async def test_who_joins_means_nobody_is_in_without_asking(library: Library) -> None:
    everyone = people(library, 4)
    cafe = await open_cafe(library, everyone, joining=JoinMode.WHO_JOINS)
    for person in everyone[:2]:
        await person.command("/coffee", "join", channel=cafe.channel)
        assert "you're in" in last_seen(person)
    before = texts(everyone[3])
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert await cafe.introduced() == [{"Ana Moss", "Ben Moss"}]
    assert texts(everyone[3]) == before


async def test_bots_guests_strangers_and_who_has_left_are_never_introduced(library: Library) -> None:
    everyone = people(library, 2)
    guest = library.person("Gus Guest", guest=True)
    gone = library.person("Ola Gone", deactivated=True)
    cafe = await open_cafe(library, [*everyone, guest, gone])
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert await cafe.introduced() == [{"Ana Moss", "Ben Moss"}]
    assert cards(guest, "Skip this time") == []


async def test_who_is_alone_is_told_so(library: Library) -> None:
    (ana,) = people(library, 1)
    await open_cafe(library, [ana])
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert "no luck this time, nobody else was free." in "\n".join(seen(ana))


async def test_two_who_would_rather_not_meet_are_told_the_truth_without_a_name(library: Library) -> None:
    ana, ben = people(library, 2)
    await library.press(ana, "People I'd rather not meet", await _help_of(ana))
    await ana.fill("People", [ben])
    await ana.submit()
    cafe = await open_cafe(library, [ana, ben])
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    assert await cafe.introduced() == []
    assert "no luck this time, nobody else was free." in "\n".join(seen(ben))
    assert ana.id not in card(ben, "nobody else was free").text


async def _help_of(person: Person) -> Message:
    await person.command("/mentor-ask", "help")
    return person.messages()[-1]


async def test_introductions_wait_for_a_moment_when_both_are_at_work(library: Library) -> None:
    ana = library.person("Ana Moss")
    viktor = library.person("Viktor West", tz="America/Los_Angeles")
    cafe = await open_cafe(library, [ana, viktor])
    await library.pass_until(FIRST_ROUND + timedelta(hours=1))
    assert cards(ana, ", meet") == []
    await library.pass_until(datetime(2026, 11, 24, 17, 1, tzinfo=UTC))
    assert cafe.partners(ana) == [viktor]
    assert [message.ts for message in viktor.messages()] != []


async def test_a_notice_comes_in_its_readers_working_hours(library: Library) -> None:
    ana = library.person("Ana Moss")
    viktor = library.person("Viktor West", tz="America/Vancouver")
    await open_cafe(library, [ana, viktor])
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=1))
    assert cards(ana, "Skip this time") != []
    assert cards(viktor, "Skip this time") == []
    await library.pass_until(datetime(2026, 11, 23, 17, 1, tzinfo=UTC))
    assert cards(viktor, "Skip this time") != []


async def test_a_round_and_everything_that_it_was_decided_on_is_kept_once(library: Library) -> None:
    everyone = people(library, 4)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    (round_,) = await library.rows(Round)
    (decision,) = await library.rows(Decision)
    assert (round_.occurrence, round_.state) == ("2026-11-24", RoundState.DECIDED)
    kept = from_record(decision.gathering)
    assert [person.key for person in kept.people] == sorted(person.id for person in everyone)
    assert kept.seed.endswith("/2026-11-24")


async def test_why_us_is_answered_to_who_asks_alone(library: Library) -> None:
    everyone = people(library, 4)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    await library.press(everyone[0], "Why us?")
    assert "No particular reason: it was chance." in last_seen(everyone[0])
    assert "First I avoid repeats" in last_seen(everyone[0])


async def test_why_us_has_an_answer_when_what_the_groups_were_made_of_is_let_go(library: Library) -> None:
    everyone = people(library, 4)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    await library.press(everyone[0], "Why us?")
    assert "all I still have" not in last_seen(everyone[0])
    async with library.klatch.database.transaction() as session:
        await session.execute(delete(Decision))
    await library.press(everyone[0], "Why us?", card(everyone[0], ", meet"))
    assert "No particular reason: it was chance." in last_seen(everyone[0])
    assert "these reasons are all I still have." in last_seen(everyone[0])


async def test_rounds_keep_their_local_hour_when_the_clocks_change(library: Library) -> None:
    await open_cafe(library, people(library, 4), starts_on=date(2027, 3, 2))
    await library.pass_until(datetime(2027, 3, 24, 12, 0, tzinfo=UTC))
    met = [round_.meets_at for round_ in await library.rows(Round)]
    assert [(at.month, at.day, at.hour) for at in met] == [(3, 2, 15), (3, 9, 15), (3, 16, 14), (3, 23, 14)]

"""Introductions and notices that Slack does not take: people are told the truth, and nothing is counted."""

from datetime import time, timedelta
from typing import Any

import pytest

from bot.pairings.models import Acquaintance, Attendance, Group
from bot.pairings.rules import GroupState, JoinMode
from playground import Call, Person
from tests.library import Library, card, cards, is_for_several, last_seen, live_buttons, seen
from tests.pairings.cafe import open_cafe
from tests.pairings.office import toronto
from tests.pairings.test_between import names
from tests.pairings.test_rounds import FIRST_NOTICE, FIRST_ROUND, people

pytestmark = pytest.mark.one_database

AFTER = FIRST_ROUND + timedelta(minutes=30)


def refuse_groups_with(library: Library, person: Person, code: str = "user_not_visible") -> None:
    """Have Slack open no conversation of several with somebody."""

    def is_theirs(arguments: Any) -> bool:
        return is_for_several(arguments) and person.id in arguments["users"]

    library.playground.faults.refuse("conversations.open", code, times=99, when=is_theirs)


def refuse_everything_to(library: Library, person: Person) -> None:
    """Have Slack open no conversation with somebody at all, nor take a word in one that is there."""
    faults = library.playground.faults
    faults.refuse("conversations.open", "user_disabled", 99, lambda said: person.id in str(said.get("users")))
    faults.refuse("chat.postMessage", "user_disabled", 99, lambda said: said.get("channel") == person.dm.id)


def arrive_once_and_unheard(library: Library) -> None:
    """Have an introduction stand in Slack, which never says so."""
    library.playground.faults.drop_answer("chat.postMessage", 1, _is_introduction)
    library.playground.faults.server_error("chat.postMessage", 503, 999, _is_introduction)


def opened_for_several(library: Library) -> list[Call]:
    """The conversations of several that Slack has opened."""
    return [call for call in library.playground.calls if is_for_several(call.arguments) and call.ok]


def _is_introduction(said: Any) -> bool:
    words = str(said.get("text"))
    return ("meet <@" in words or "meet each other" in words) and "couldn't open" not in words


@pytest.mark.parametrize("code", ["user_not_visible", "user_disabled"])
async def test_two_whose_conversation_does_not_open_are_told_by_name_what_to_do(library: Library, code: str) -> None:
    ana, ben = people(library, 2)
    cafe = await open_cafe(library, [ana, ben])
    refuse_groups_with(library, ben, code)
    await library.pass_until(AFTER)
    for person, other in ((ana, ben), (ben, ana)):
        words = card(person, "couldn't open a conversation for you").text
        assert f"<@{other.id}>" in words
        assert "write to each other directly" in words
        assert cards(person, ", meet @") == []
    assert await cafe.introduced() == []

    await library.pass_until(toronto(11, 30, 12))
    assert [words for person in (ana, ben) for words in seen(person) if "meet?" in words] == []
    assert "Too few answers to show how many groups met" in card(ana, "is over.").text


async def test_what_an_admin_can_mend_is_waited_for_a_day(library: Library) -> None:
    ana, ben = everyone = people(library, 2)
    await open_cafe(library, everyone)
    refuse_groups_with(library, ben, "restricted_action")
    await library.pass_until(FIRST_ROUND + timedelta(hours=12))
    assert [group.state for group in await library.rows(Group)] == [GroupState.OPENING]
    await library.pass_until(FIRST_ROUND + timedelta(hours=36))
    assert [group.state for group in await library.rows(Group)] == [GroupState.UNOPENED]
    assert f"<@{ana.id}>" in card(ben, "couldn't open a conversation for you").text


async def test_who_was_not_introduced_is_not_remembered_as_met(library: Library) -> None:
    ana, ben = people(library, 2)
    cafe = await open_cafe(library, [ana, ben])
    refuse_groups_with(library, ben)
    await library.pass_until(AFTER)
    assert await library.rows(Acquaintance) == []
    library.playground.faults.clear()
    await library.pass_until(AFTER + timedelta(weeks=1))
    assert await cafe.introduced() == [names(ana, ben)]
    assert len(await library.rows(Acquaintance)) == 1


async def test_the_others_of_the_round_are_introduced(library: Library) -> None:
    everyone = people(library, 4)
    cafe = await open_cafe(library, everyone)
    refuse_groups_with(library, everyone[1])
    await library.pass_until(AFTER)
    (introduced,) = await cafe.introduced()
    told = {person.name for person in everyone if cards(person, "couldn't open a conversation")}
    assert introduced | told == names(*everyone)
    assert not introduced & told


async def test_who_cannot_be_reached_at_all_leaves_the_other_to_somebody_else(library: Library) -> None:
    everyone = people(library, 3)
    cafe = await open_cafe(library, everyone[:2])
    await library.pass_until(FIRST_ROUND - timedelta(minutes=10))
    refuse_everything_to(library, everyone[1])
    await library.pass_until(FIRST_ROUND + timedelta(minutes=1))
    ana, _, cleo = everyone
    assert "can't make it this time" in last_seen(ana)
    assert "I'm looking for somebody else" in last_seen(ana)
    await library.playground.invite(cafe.channel, cleo)
    await library.pass_until(AFTER)
    assert await cafe.introduced() == [names(ana, cleo)]


async def test_a_minute_of_server_errors_delays_introductions_and_loses_none(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 6))
    await library.pass_until(FIRST_ROUND - timedelta(minutes=10))
    library.playground.faults.server_error("chat.postMessage", 503, times=12)
    await library.pass_until(FIRST_ROUND + timedelta(hours=3))
    assert len(await cafe.introduced()) == 3
    for person in cafe.people:
        assert len(cards(person, "Why us?")) == 1
        assert cards(person, "couldn't open") == []


async def test_a_conversation_is_not_introduced_before_it_has_opened(library: Library) -> None:
    cafe = await open_cafe(library, people(library, 2))
    await library.pass_until(FIRST_ROUND - timedelta(minutes=10))
    library.playground.faults.server_error("conversations.open", 503, 999, is_for_several)
    await library.pass_until(FIRST_ROUND + timedelta(hours=2))
    assert [group.state for group in await library.rows(Group)] == [GroupState.OPENING]
    assert await cafe.introduced() == []
    assert await library.due("pairing_asks") == []
    library.playground.faults.clear()
    await library.pass_until(FIRST_ROUND + timedelta(hours=4))
    assert [group.state for group in await library.rows(Group)] == [GroupState.INTRODUCED]


@pytest.mark.parametrize("waits_for", ["working hours", "an admin"])
async def test_a_conversation_that_came_to_nothing_before_it_opened_is_not_opened(
    library: Library, waits_for: str
) -> None:
    ana, ben = everyone = people(library, 2)
    if waits_for == "an admin":
        refuse_groups_with(library, ben, "restricted_action")
    await open_cafe(library, everyone, at=time(7 if waits_for == "working hours" else 10))
    await library.pass_until(toronto(12, 1, 7, 30) if waits_for == "working hours" else AFTER)
    assert [group.state for group in await library.rows(Group)] == [GroupState.OPENING]
    await library.press(ana, "Skip this time", card(ana, "Skip this time"))
    library.playground.faults.clear()
    await library.pass_time(hours=5)
    assert cards(ben, "This introduction has ended") == []
    assert opened_for_several(library) == []


@pytest.mark.parametrize("words", ["Leave", "Skip this time"])
async def test_nobody_is_introduced_to_who_is_out_before_the_introduction_went_nor_hears_of_it(
    library: Library, words: str
) -> None:
    ana, ben = everyone = people(library, 2)
    await open_cafe(library, everyone, at=time(7))
    await library.pass_until(toronto(12, 1, 7, 30))
    assert [group.state for group in await library.rows(Group)] == [GroupState.OPENING]
    heard = seen(ben)
    await library.press(ana, words, card(ana, words))
    await library.pass_time(hours=5)
    assert [group.state for group in await library.rows(Group)] == [GroupState.DISSOLVED]
    assert [words for words in seen(ben) if words not in heard and ana.name in words] == []


@pytest.mark.parametrize("words", ["Leave", "Skip this time"])
@pytest.mark.parametrize("waits_for", ["working hours", "an admin"])
async def test_who_is_out_before_three_are_introduced_is_not_in_their_conversation(
    library: Library, waits_for: str, words: str
) -> None:
    ana, ben, cleo = everyone = people(library, 3)
    if waits_for == "an admin":
        refuse_groups_with(library, ben, "restricted_action")
    cafe = await open_cafe(library, everyone, at=time(7 if waits_for == "working hours" else 10))
    await library.pass_until(toronto(12, 1, 7, 30) if waits_for == "working hours" else AFTER)
    assert [group.state for group in await library.rows(Group)] == [GroupState.OPENING]
    await library.press(ana, words, card(ana, words))
    library.playground.faults.clear()
    await library.pass_time(hours=5)
    opened = [set(str(call.arguments["users"]).split(",")) for call in opened_for_several(library)]
    assert opened == [{ben.id, cleo.id}]
    assert await cafe.introduced() == [names(ben, cleo)]
    assert cards(ana, ", meet") == []
    assert f"<@{ben.id}>, meet <@{cleo.id}>" in card(ben, "Why us?").text


async def test_who_left_three_is_not_told_that_their_conversation_did_not_open(library: Library) -> None:
    ana, ben, cleo = everyone = people(library, 3)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND - timedelta(minutes=10))
    arrive_once_and_unheard(library)
    await library.pass_until(FIRST_ROUND + timedelta(hours=1))
    await library.press(ana, "Leave", card(ana, "Leave"))
    await library.pass_until(FIRST_ROUND + timedelta(days=1, hours=1))
    assert [group.state for group in await library.rows(Group)] == [GroupState.UNOPENED]
    assert cards(ana, "couldn't open a conversation for you") == []
    words = card(ben, "couldn't open a conversation for you").text
    assert f"<@{cleo.id}>" in words
    assert f"<@{ana.id}>" not in words


async def test_who_may_have_read_an_introduction_hears_that_the_other_is_out(library: Library) -> None:
    ana, ben = everyone = people(library, 2)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND - timedelta(minutes=10))
    arrive_once_and_unheard(library)
    await library.pass_until(FIRST_ROUND + timedelta(hours=1))
    assert [group.state for group in await library.rows(Group)] == [GroupState.OPENING]
    library.playground.faults.clear()
    await library.press(ana, "Skip this time", card(ana, "Skip this time"))
    await library.pass_time(hours=5)
    assert [words for words in seen(ben) if "can't make it this time" in words] != []


async def test_what_can_be_pressed_has_arrived(library: Library) -> None:
    ana, _ = everyone = people(library, 2)
    await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND - timedelta(minutes=10))
    arrive_once_and_unheard(library)
    await library.pass_until(FIRST_ROUND + timedelta(hours=1))
    assert [group.state for group in await library.rows(Group)] == [GroupState.OPENING]
    await library.press(ana, "Step back", card(ana, ", meet @"))
    assert [group.state for group in await library.rows(Group)] == [GroupState.STEPPED_BACK]
    assert "Step back" not in live_buttons(ana)


async def test_an_introduction_that_comes_after_it_was_given_up_counts_while_both_are_free(library: Library) -> None:
    ana, ben = everyone = people(library, 2)
    cafe = await open_cafe(library, everyone)
    await library.pass_until(FIRST_ROUND - timedelta(minutes=10))
    arrive_once_and_unheard(library)
    await library.pass_until(FIRST_ROUND + timedelta(days=1, hours=1))
    assert "couldn't open a conversation for you" in "\n".join(seen(ana))
    library.playground.faults.clear()
    await library.press(ben, "Why us?", card(ben, ", meet @"))
    assert await cafe.introduced() == [names(ana, ben)]
    assert "has opened after all" in "\n".join(seen(ana))


async def test_whom_a_notice_does_not_reach_is_not_in_the_round(library: Library) -> None:
    everyone = people(library, 5)
    cafe = await open_cafe(library, everyone)
    refuse_everything_to(library, everyone[1])
    await library.pass_until(AFTER)
    assert names(everyone[1]) & set().union(*await cafe.introduced()) == set()
    assert len(await cafe.introduced()) == 2
    (theirs,) = [one for one in await library.rows(Attendance) if one.member == everyone[1].id]
    assert (theirs.is_unreached, theirs.is_out, theirs.left_out) == (True, False, None)


async def test_who_joins_by_themselves_and_answers_is_in_whatever_became_of_a_notice(library: Library) -> None:
    everyone = people(library, 2)
    cafe = await open_cafe(library, everyone, joining=JoinMode.WHO_JOINS)
    for person in everyone:
        await person.command("/coffee", "join", channel=cafe.channel)
    refuse_everything_to(library, everyone[1])
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=5))
    library.playground.faults.clear()
    await everyone[1].command("/coffee", "join", channel=cafe.channel)
    await library.pass_until(AFTER)
    assert await cafe.introduced() == [names(*everyone)]

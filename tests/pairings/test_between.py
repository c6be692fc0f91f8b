"""What happens between a round's notice and its introductions, and after: each has the outcome one would expect."""

from datetime import timedelta

import pytest

from bot.pairings.models import Programme, Round
from bot.pairings.rules import JoinMode, RoundState
from bot.recurring.rules import RecurringState
from playground import Person
from tests.library import Library, card, cards, last_seen, live_buttons, seen, whispers
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.test_rounds import FIRST_NOTICE, FIRST_ROUND, people

pytestmark = pytest.mark.one_database

AFTER = FIRST_ROUND + timedelta(minutes=30)
A_WEEK = timedelta(weeks=1)


async def announced(library: Library, count: int) -> tuple[Cafe, list[Person]]:
    everyone = people(library, count)
    cafe = await open_cafe(library, everyone)
    await library.pass_until(FIRST_NOTICE + timedelta(minutes=1))
    return cafe, everyone


def names(*persons: Person) -> set[str]:
    return {person.name for person in persons}


async def test_who_skips_is_left_out_once_and_in_again(library: Library) -> None:
    cafe, everyone = await announced(library, 5)
    await library.press(everyone[1], "Skip this time")
    assert live_buttons(everyone[1]) == ["I can after all"]
    await library.pass_until(AFTER)
    assert everyone[1].name not in set().union(*await cafe.introduced())
    await library.pass_until(AFTER + A_WEEK)
    assert everyone[1].name in set().union(*await cafe.introduced())


async def test_who_skips_may_change_their_mind_until_the_groups_are_made(library: Library) -> None:
    cafe, everyone = await announced(library, 4)
    await library.press(everyone[1], "Skip this time")
    await library.press(everyone[1], "I can after all")
    assert live_buttons(everyone[1]) == ["Skip this time", "Pause until…", "Leave"]
    await library.pass_until(AFTER)
    assert everyone[1].name in set().union(*await cafe.introduced())


async def test_changing_ones_mind_too_late_is_answered_and_the_button_goes_by_itself(library: Library) -> None:
    _, everyone = await announced(library, 4)
    await library.press(everyone[1], "Skip this time")
    notice = card(everyone[1], "you're skipping this time")
    await library.pass_until(AFTER)
    assert live_buttons(everyone[1]) == []
    await library.press(everyone[1], "I can after all", notice)
    assert "the groups are made" in whispers(everyone[1])[-1]


async def test_a_pause_ends_by_itself(library: Library) -> None:
    cafe, everyone = await announced(library, 4)
    ana = everyone[0]
    await library.press(ana, "Pause until…")
    await library.send(ana, **{"Until_when?": "2026-12-10"})
    assert "back in automatically on Thursday, December 10" in last_seen(ana)
    await library.pass_until(AFTER + A_WEEK)
    assert ana.name not in set().union(*await cafe.introduced())
    assert cards(ana, "Skip this time") == []
    await library.pass_until(AFTER + 3 * A_WEEK)
    assert ana.name in set().union(*await cafe.introduced())


async def test_a_pause_cannot_end_in_the_past_and_the_form_keeps_what_was_chosen(library: Library) -> None:
    _, everyone = await announced(library, 2)
    await library.press(everyone[0], "Pause until…")
    outcome = await library.send(everyone[0], **{"Until_when?": "2026-11-20"})
    assert list(outcome.errors.values()) == ["Please choose a day after today."]


async def test_who_leaves_hears_nothing_more_until_they_join_again(library: Library) -> None:
    cafe, everyone = await announced(library, 4)
    ana = everyone[1]
    await library.press(ana, "Leave")
    assert live_buttons(ana) == ["Join again"]
    await library.pass_until(AFTER + A_WEEK)
    assert cards(ana, ", meet") == []
    await library.press(ana, "Join again")
    await library.pass_until(AFTER + 2 * A_WEEK)
    assert len(cafe.partners(ana)) in (1, 2)


async def test_who_joins_the_channel_after_the_notice_gets_one_and_is_in(library: Library) -> None:
    cafe, _everyone = await announced(library, 3)
    late = library.person("Lou Late")
    await library.playground.invite(cafe.channel, late)
    await library.settle()
    assert cards(late, "Skip this time") != []
    await library.pass_until(AFTER)
    assert late.name in set().union(*await cafe.introduced())


async def test_who_leaves_the_channel_is_out(library: Library) -> None:
    cafe, everyone = await announced(library, 5)
    await library.playground.remove(cafe.channel, everyone[0])
    await library.settle()
    assert "you've left" in "\n".join(seen(everyone[0]))
    await library.pass_until(AFTER)
    assert everyone[0].name not in set().union(*await cafe.introduced())


async def test_whose_account_is_closed_is_out(library: Library) -> None:
    cafe, everyone = await announced(library, 4)
    await library.leave(everyone[0])
    await library.pass_until(AFTER)
    assert await cafe.introduced() == [names(*everyone[1:])]


async def test_an_archived_channel_calls_the_round_off_where_it_was_announced(library: Library) -> None:
    cafe, everyone = await announced(library, 4)
    await library.playground.archive(cafe.channel, everyone[0])
    await library.settle()
    for person in everyone:
        assert cards(person, "is cancelled. Its channel was archived") != []
        assert "Skip this time" not in live_buttons(person)
    assert "has stopped" in last_seen(everyone[0])
    await library.pass_until(AFTER + A_WEEK)
    assert await cafe.introduced() == []
    (programme,) = await library.rows(Programme)
    assert programme.state is RecurringState.PAUSED


async def test_being_removed_from_the_channel_does_the_same(library: Library) -> None:
    cafe, everyone = await announced(library, 4)
    await library.playground.remove_bot(cafe.channel)
    await library.settle()
    assert cards(everyone[1], "is cancelled") != []
    await library.pass_until(AFTER)
    assert await cafe.introduced() == []


async def test_whoever_lost_their_other_is_told_and_matched_again(library: Library) -> None:
    cafe, everyone = await announced(library, 4)
    await library.pass_until(AFTER)
    ana = everyone[0]
    (ben,) = cafe.partners(ana)
    cleo, dev = (person for person in everyone if person not in (ana, ben))
    await library.press(ana, "Skip this time", card(ana, "Skip this time"))
    assert "can't make it this time" in last_seen(ben)
    await library.press(cleo, "Skip this time", card(cleo, "Skip this time"))
    await library.pass_time(minutes=10)
    assert names(ben, dev) in await cafe.introduced()
    assert cafe.partners(ben) == [dev]


async def test_whoever_is_left_alone_is_told_the_truth_once(library: Library) -> None:
    _cafe, everyone = await announced(library, 2)
    await library.pass_until(AFTER)
    ana, ben = everyone
    await library.press(ana, "Skip this time", card(ana, "Skip this time"))
    await library.pass_time(days=1)
    assert len(cards(ben, "no luck after all")) == 1
    assert live_buttons(ben)[-1:] != ["Step back"]


async def test_a_trio_goes_on_without_one_of_them(library: Library) -> None:
    cafe, everyone = await announced(library, 3)
    await library.pass_until(AFTER)
    await library.press(everyone[0], "Skip this time", card(everyone[0], "Skip this time"))
    assert "you can still meet" in last_seen(everyone[1])
    assert names(*everyone[1:]) in await cafe.introduced()


async def test_who_leaves_the_workspace_after_the_introduction_leaves_nobody_waiting(library: Library) -> None:
    _cafe, everyone = await announced(library, 2)
    await library.pass_until(AFTER)
    await library.leave(everyone[0])
    assert "can't make it this time" in "\n".join(seen(everyone[1]))


async def test_a_round_whose_announcement_was_missed_is_passed_over_and_said_so(library: Library) -> None:
    everyone = people(library, 4)
    cafe = await open_cafe(library, everyone)
    library.clock.advance_to(FIRST_ROUND + timedelta(hours=3))
    await library.settle()
    assert await cafe.introduced() == []
    assert "didn't go out because I was offline" in "\n".join(seen(everyone[0]))
    assert cards(everyone[1], "didn't go out") == []
    await library.pass_until(AFTER + A_WEEK)
    assert len(await cafe.introduced()) == 2


async def test_a_round_that_was_announced_happens_late_if_there_is_time(library: Library) -> None:
    cafe, _ = await announced(library, 4)
    library.clock.advance_to(FIRST_ROUND + timedelta(days=1))
    await library.settle()
    assert len(await cafe.introduced()) == 2


async def test_a_round_that_was_announced_is_called_off_when_most_of_its_time_has_passed(library: Library) -> None:
    cafe, everyone = await announced(library, 4)
    library.clock.advance_to(FIRST_ROUND + timedelta(days=5))
    await library.settle()
    assert await cafe.introduced() == []
    assert cards(everyone[1], "is cancelled. I was offline") != []
    assert RoundState.CALLED_OFF in [round_.state for round_ in await library.rows(Round)]


async def test_who_is_not_in_the_channel_cannot_join_its_coffee(library: Library) -> None:
    everyone = people(library, 3)
    cafe = await open_cafe(library, everyone[:2], joining=JoinMode.WHO_JOINS)
    await everyone[0].command("/coffee", channel=cafe.channel)
    await library.forge_press(everyone[2], "Join", card(everyone[0], "you're not in"))
    await library.pass_until(AFTER)
    assert await cafe.introduced() == []

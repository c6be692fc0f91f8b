"""What organizers do with a random coffee that there is: change it, pause it, end it, have a round at once."""

from datetime import timedelta

import pytest

from bot.pairings.models import Group, Round
from bot.pairings.rules import JoinMode, RoundState
from tests.library import Library, card, cards, last_seen
from tests.pairings.cafe import open_cafe
from tests.pairings.office import (
    JOIN,
    admin,
    change,
    channel_with,
    press,
    programme,
    set_up,
    shown_in_form,
    toronto,
)
from tests.pairings.test_rounds import people

pytestmark = pytest.mark.one_database

NEW = "New random coffee"
SELDOM = "Monthly, third Tuesday"


async def test_a_new_rhythm_holds_after_the_round_that_is_announced(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel, How_often="Every two weeks")
    await library.pass_until(toronto(11, 23, 12))
    await ada.command("/mentor-admin")
    assert "announced already" in last_seen(ada)
    await ada.press("Change")
    await ada.fill("Time", "3:00\N{NO-BREAK SPACE}PM")
    assert "Tuesday, December 8; Tuesday, December 22;" in shown_in_form(ada)
    await library.send(ada)
    assert "Tuesday, December 8; Tuesday, December 22;" in last_seen(ada)
    await library.pass_until(toronto(12, 8, 15, 5))
    assert [round_.meets_at for round_ in await library.rows(Round)] == [toronto(11, 24, 10), toronto(12, 8, 15)]


async def test_a_change_of_anything_else_leaves_the_dates(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 3)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    before = await programme(library)
    errors = await change(
        library, ada, Name="Tea", How_many_meet="Three", Who_meets_whom="Other teams, wherever people are"
    )
    assert errors == {}
    after = await programme(library)
    assert (after.name, after.size, after.reach) == ("Tea", 3, "teams")
    assert (after.next_at, after.cadence) == (before.next_at, before.cadence)
    await library.pass_until(toronto(11, 24, 10))
    assert [group.size for group in await library.rows(Group)] == [3]


async def test_who_is_in_stays_as_it_is_while_a_round_is_announced(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    await library.pass_until(toronto(11, 23, 12))
    assert list(await change(library, ada, Who_is_in=JOIN)) == ["Who is in"]
    await ada.close_form()
    await library.pass_until(toronto(11, 25, 12))
    assert await change(library, ada, Who_is_in=JOIN) == {}
    assert (await programme(library)).joining is JoinMode.WHO_JOINS


async def test_a_pause_calls_the_announced_round_off_and_who_was_told_hears_so(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    await library.pass_until(toronto(11, 23, 12))
    await press(library, ada, "Pause")
    assert "is cancelled. An organizer has paused it" in card(everyone[0], "is cancelled").text
    assert "Paused." in (await ada.command("/mentor-admin")).text
    await library.pass_until(toronto(11, 25, 12))
    assert [round_.state for round_ in await library.rows(Round)] == [RoundState.CALLED_OFF]

    await press(library, ada, "Resume")
    assert "is running again. Next coffee:" in last_seen(ada)
    await library.pass_until(toronto(12, 1, 10))
    assert [round_.state for round_ in await library.rows(Round)] == [RoundState.CALLED_OFF, RoundState.DECIDED]


async def test_a_round_that_was_called_off_is_not_announced_again_at_another_hour(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    await library.pass_until(toronto(11, 23, 12))
    await press(library, ada, "Pause")
    await change(library, ada, Time="4:00\N{NO-BREAK SPACE}PM")
    await press(library, ada, "Resume")
    await library.pass_until(toronto(12, 1, 16, 5))
    found = [(round_.meets_at, round_.state) for round_ in await library.rows(Round)]
    assert found == [(toronto(11, 24, 10), RoundState.CALLED_OFF), (toronto(12, 1, 16), RoundState.DECIDED)]


async def test_an_end_is_for_good_and_says_so_where_a_round_was_announced(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    await ada.command("/mentor-admin")
    overview = ada.messages()[-1]
    await library.pass_until(toronto(11, 23, 12))
    await library.press(ada, "End", overview)
    assert "is cancelled. An organizer has ended it" in card(everyone[0], "is cancelled").text
    for button in ("Change", "Preview", "Run now", "Pause", "End"):
        await library.press(ada, button, overview)
        assert "This coffee has ended" in last_seen(ada)
    await library.pass_until(toronto(11, 25, 12))
    assert [round_.state for round_ in await library.rows(Round)] == [RoundState.CALLED_OFF]


async def test_run_now_introduces_who_is_in_without_a_notice(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 4)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    usual = (await programme(library)).next_at
    await press(library, ada, "Run now")
    assert "Started." in card(ada, "Started.").text
    for person in everyone:
        assert cards(person, "Skip this time") == []
        assert ", meet <@" in person.messages()[-1].text
    assert (await programme(library)).next_at == usual


async def test_run_now_waits_for_a_round_that_people_may_still_skip(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    await ada.command("/mentor-admin")
    before = ada.messages()[-1]
    await library.pass_until(toronto(11, 23, 12))
    await ada.command("/mentor-admin")
    assert ada.messages()[-1].buttons[:4] == ["Change", "Preview", "Pause", "End"]
    await library.press(ada, "Run now", before)
    assert "people may still skip it" in last_seen(ada)
    assert len(await library.rows(Round)) == 1


async def test_run_now_is_not_there_again_before_a_week_has_gone_by_and_a_stale_one_says_from_when(
    library: Library,
) -> None:
    ada, everyone = await admin(library), people(library, 4)
    await set_up(library, ada, await channel_with(library, everyone), How_often=SELDOM)
    await ada.command("/mentor-admin")
    first = ada.messages()[-1]
    await library.press(ada, "Run now", first)
    started = library.clock.now()
    days = {timedelta(minutes=5): "Monday, November 30th, 2026", timedelta(days=6, hours=23): "today"}
    for passed, day in days.items():
        await library.pass_until(started + passed)
        await library.press(ada, "Run now", first)
        assert f"You can use *Run now* again: {day} at 9:00 AM" in last_seen(ada)
        assert [round_.is_extra for round_ in await library.rows(Round)] == [True]
        await ada.command("/mentor-admin")
        assert ada.messages()[-1].buttons[:3] == ["Change", "Preview", "Pause"]
    await library.pass_until(started + timedelta(days=7, minutes=1))
    await press(library, ada, "Run now")
    assert [round_.is_extra for round_ in await library.rows(Round)] == [True, True]


async def test_run_now_waits_for_a_week_after_a_round_of_the_calendar_too(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 4)
    await set_up(library, ada, await channel_with(library, everyone), How_often="Every two weeks")
    await ada.command("/mentor-admin")
    before = ada.messages()[-1]
    await library.pass_until(toronto(11, 24, 10, 5))
    await library.press(ada, "Run now", before)
    assert "You can use *Run now* again: Tuesday, December 1st, 2026 at 10:00 AM." in last_seen(ada)
    assert len(await library.rows(Round)) == 1
    await library.pass_until(toronto(12, 1, 10, 5))
    await press(library, ada, "Run now")
    assert len(await library.rows(Round)) == 2


async def test_another_coffee_in_the_same_channel_runs_no_round_sooner(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 4)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel, How_often=SELDOM)
    await press(library, ada, "Run now")
    await press(library, ada, "End")
    await set_up(library, ada, channel, How_often=SELDOM)
    await ada.command("/mentor-admin")
    assert "Run now" not in ada.messages()[-1].buttons
    assert len(await library.rows(Round)) == 1


async def test_nobody_else_can_press_what_an_organizer_has(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    mallory = library.person("Mallory Moss")
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    before = await programme(library)
    await ada.command("/mentor-admin")
    for button in ("Change", "Preview", "Run now", "Pause", "End", NEW):
        await library.forge_press(mallory, button, ada.messages()[-1])
        assert "Only organizers can do this." in last_seen(mallory)
    assert mallory.form is None
    after = await programme(library)
    assert (after.state, after.rounds, after.preview_for) == (before.state, before.rounds, None)


async def test_who_is_no_organizer_any_more_changes_nothing_with_an_open_form(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    await ada.command("/mentor-admin")
    await ada.press("Change")
    await library.playground.change_person(ada, admin=False)
    await library.send(ada, Name="Mine for ever")
    assert "Only organizers can do this." in last_seen(ada)
    assert (await programme(library)).name == "Random coffee"


async def test_a_programme_without_klatch_in_its_channel_goes_on_once_it_is_back(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    await library.playground.remove_bot(channel)
    await library.settle()
    assert "has stopped" in last_seen(ada)
    await press(library, ada, "Resume")
    assert "I'm not in the channel any more" in last_seen(ada)
    await library.playground.invite_bot(channel, everyone[0])
    await library.settle()
    await press(library, ada, "Resume")
    await library.pass_until(toronto(11, 24, 10))
    assert [round_.state for round_ in await library.rows(Round)] == [RoundState.DECIDED]


async def test_whose_organizer_has_left_is_looked_after_by_who_changes_it(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    cafe = await open_cafe(library, everyone)
    await library.leave(everyone[0])
    await change(library, ada, Name="Tea")
    found = await programme(library)
    assert (found.id, found.organizer) == (cafe.programme, ada.id)

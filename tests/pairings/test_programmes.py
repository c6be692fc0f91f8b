"""What organizers do with a random coffee: set it up with its form, and see it in the overview."""

import asyncio

import pytest

from bot.pairings.models import Programme
from bot.pairings.rules import JoinMode
from bot.recurring.rules import RecurringState
from tests.library import Library, card, cards, last_seen
from tests.pairings.office import (
    EVERYBODY,
    JOIN,
    admin,
    channel_with,
    fill,
    press,
    programme,
    set_up,
    shown_in_form,
    toronto,
)
from tests.pairings.stale import stale_cards
from tests.pairings.test_rounds import people

pytestmark = pytest.mark.one_database

NEW = "New random coffee"


async def test_the_form_shows_the_dates_before_anything_is_saved(library: Library) -> None:
    ada = await admin(library)
    await ada.command("/mentor-admin")
    await ada.press(NEW)
    await ada.press("More about it")
    await ada.fill("Name", "Tea at three")
    await ada.fill("How often", "Monthly, last Tuesday")
    assert "Tuesday, November 24; Tuesday, December 29; Tuesday, January 26" in shown_in_form(ada)
    await ada.fill("Day", "Thursday")
    await ada.fill("Time zone", "Europe/Berlin")
    assert "Thursday, November 26; Thursday, December 31; Thursday, January 28" in shown_in_form(ada)
    await ada.fill("Start on or after", "2026-12-01")
    assert "Next coffees: Thursday, December 31; Thursday, January 28" in shown_in_form(ada)
    assert ada.form is not None
    assert ada.form.values["name"]["name"]["value"] == "Tea at three"
    assert await library.rows(Programme) == []


async def test_the_form_begins_with_what_matters_and_shows_the_rest_with_all_that_was_chosen(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await ada.command("/mentor-admin")
    await ada.press(NEW)
    assert ada.form is not None
    first = {"channel", "joining", "programme_cadence", "programme_weekday", "programme_time"}
    assert ada.form.values.keys() == first
    await fill(ada, {"Channel": channel, "Who is in": EVERYBODY, "Day": "Friday"})
    await ada.press("More about it")
    assert ada.form.values.keys() > first
    assert ada.form.values["channel"]["channel"]["selected_conversation"] == channel.id
    assert "Friday, November 27" in shown_in_form(ada)
    assert (await ada.submit()).errors == {}
    await library.settle()
    saved = await programme(library)
    assert (saved.name, saved.joining, saved.size) == ("Random coffee", JoinMode.EVERYONE, 2)


async def test_a_date_for_which_there_is_no_notice_any_more_is_not_promised(library: Library) -> None:
    ada = await admin(library)
    await library.pass_until(toronto(11, 23, 10, 30))
    await ada.command("/mentor-admin")
    await ada.press(NEW)
    await ada.fill("How often", "Every week")
    assert "Next coffees: Tuesday, December 1; Tuesday, December 8" in shown_in_form(ada)
    await ada.fill("Time", "11:00\N{NO-BREAK SPACE}AM")
    assert "Next coffees: Tuesday, November 24; Tuesday, December 1" in shown_in_form(ada)


async def test_the_organizer_hears_the_dates_and_reads_those_to_come_after_each_round(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 5)
    channel = await channel_with(library, everyone)
    assert await set_up(library, ada, channel) == {}
    assert ada.form is None
    told = card(ada, "is set up in")
    assert "every Tuesday at 10:00\N{NO-BREAK SPACE}AM Toronto time, in pairs." in told.text
    assert (
        "Tuesday, November 24; Tuesday, December 1; Tuesday, December 8; Tuesday, December 15; and Tuesday, December 22"
        in told.text
    )
    assert told.buttons == ["Preview", "Change"]
    assert len(cards(ada, "is set up in")) == 1
    await library.pass_until(toronto(12, 2, 10))
    assert "Next coffees: Tuesday, December 8" in card(ada, "is set up in").text
    await library.pass_until(toronto(12, 7, 10, 1))
    assert "Next coffees: Tuesday, December 15" in card(ada, "is set up in").text


@pytest.mark.parametrize("who", [JOIN, EVERYBODY])
async def test_what_the_organizer_reads_does_not_grow_old_when_people_come(library: Library, who: str) -> None:
    ada, everyone = await admin(library), people(library, 6)
    channel = await channel_with(library, everyone[:5])
    await set_up(library, ada, channel, Who_is_in=who)
    await library.playground.invite(channel, everyone[5])
    await everyone[5].command("/coffee", "join", channel=channel)
    await library.settle()
    assert await stale_cards(library) == []


async def test_the_channel_is_told_once_and_who_has_to_join_can_do_so_there(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel, Who_is_in=JOIN)
    for person in everyone:
        await library.press(person, "Join", card(person, "I introduce you to a colleague you might"))
        assert "you're in." in last_seen(person)
    await press(library, ada, "Pause")
    await press(library, ada, "Resume")
    assert len(cards(everyone[0], "I introduce you to a colleague you might")) == 1
    await library.pass_until(toronto(11, 24, 10, 5))
    assert "meet" in last_seen(everyone[0])


async def test_klatch_has_to_be_in_the_channel_and_what_was_typed_stays(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = library.playground.add_channel("quiet", everyone)
    errors = await set_up(library, ada, channel, Name="Tea")
    assert list(errors) == ["Channel"]
    assert "/invite @Klatch" in errors["Channel"]
    await library.playground.invite_bot(channel, everyone[0])
    await library.settle()
    assert (await ada.submit()).errors == {}
    assert (await programme(library)).name == "Tea"


async def test_a_channel_has_one_random_coffee_until_that_has_ended(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel, Who_is_in=JOIN)
    assert list(await set_up(library, ada, channel)) == ["Channel"]
    await ada.close_form()
    await press(library, ada, "End")
    assert "has ended" in last_seen(ada)
    assert await set_up(library, ada, channel) == {}
    assert len(cards(ada, "is set up in")) == 1
    assert [one.state for one in await library.rows(Programme)] == [RecurringState.ENDED, RecurringState.RUNNING]


async def test_of_two_who_set_it_up_at_once_one_does(library: Library) -> None:
    ada, eve, everyone = await admin(library), await admin(library, "Eve Admin"), people(library, 2)
    channel = await channel_with(library, everyone)
    for person in (ada, eve):
        await person.command("/mentor-admin")
        await person.press(NEW)
        await fill(person, {"Channel": channel})
    outcomes = await asyncio.gather(ada.submit(), eve.submit())
    assert sorted(list(outcome.errors) for outcome in outcomes) == [[], ["Channel"]]
    assert len(await library.rows(Programme)) == 1


async def test_a_form_that_makes_no_sense_says_where(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    first = "Start on or after"
    assert list(await set_up(library, ada, channel, Name="  ")) == ["Name"]
    for day in ("2026-11-22", "2028-01-01"):
        await fill(ada, {"Name": "Coffee", first: day})
        assert list((await ada.submit()).errors) == [first]
    assert await library.rows(Programme) == []


async def test_who_invited_klatch_sets_it_up_from_the_hello_and_nowhere_else(library: Library) -> None:
    ben, cleo = people(library, 2)
    hers = await channel_with(library, [cleo, ben], "hers")
    his = await channel_with(library, [ben, cleo], "his")
    await ben.press("Set up random coffee here")
    assert ben.form is not None
    assert ben.form.values["channel"]["channel"]["selected_conversation"] == his.id
    await ben.fill("Channel", hers)
    assert "in a channel you've invited me to" in (await ben.submit()).errors["Channel"]
    await ben.fill("Channel", his)
    assert (await ben.submit()).errors == {}
    await library.settle()
    assert (await programme(library)).organizer == ben.id
    assert "Random coffee* in" in (await ben.command("/mentor-admin")).text
    assert "Random coffee* in" not in (await cleo.command("/mentor-admin")).text


async def test_the_button_of_the_hello_refuses_others_kindly_and_changes_what_there_is(library: Library) -> None:
    ben, cleo = people(library, 2)
    await channel_with(library, [ben, cleo])
    await library.press(cleo, "Set up random coffee here")
    assert cleo.form is None
    assert "Only organizers can do this." in last_seen(cleo)
    await ben.press("Set up random coffee here")
    await library.send(ben)
    await ben.press("Set up random coffee here")
    assert "Random coffee in <#" in shown_in_form(ben)


async def test_just_lunch_stands_beside_it_and_can_rest_but_not_end(library: Library) -> None:
    ada, ben = await admin(library), library.person("Ben Okafor")
    await ben.command("/just-lunch")
    await library.send(ben, **{"Which_days_suit_you?": ["Tuesday"], "How_would_you_meet?": ["By video"]})
    await ada.command("/mentor-admin")
    settings = ["Language", "Name organizers"]
    assert ada.messages()[-1].buttons == ["Change", "Pause", NEW, "New circle", "Prompts", *settings]
    await ada.press("Change")
    await library.send(ada, Who_meets_whom="Chance: anyone they haven't met lately")
    assert (await programme(library)).reach == "chance"
    await press(library, ada, "Pause")
    assert (await programme(library)).state is RecurringState.PAUSED
    await press(library, ada, "Resume")
    assert (await programme(library)).state is RecurringState.RUNNING


async def test_the_overview_holds_what_a_message_holds_with_this_channel_first(library: Library) -> None:
    ada, everyone = await admin(library), people(library, 2)
    channel = await channel_with(library, everyone)
    await set_up(library, ada, channel)
    last = await programme(library)
    async with library.klatch.database.transaction() as session:
        for number in range(30):
            row = {name: getattr(last, name) for name in _COLUMNS}
            session.add(Programme(**row, channel=f"C{number}", name=f"Coffee {number}"))
        await session.delete(await session.get_one(Programme, last.id))
        session.add(Programme(**row, channel=channel.id, name="Ours"))
    await ada.command("/mentor-admin", channel=channel)
    shown = ada.messages()[-1]
    assert len(shown.blocks) <= 50
    assert shown.text.index("Ours") < shown.text.index("Coffee 0")
    assert "And 19 more." in shown.text
    await library.press(ada, "Open", shown)
    assert ada.messages()[-1].buttons == ["Change", "Preview", "Run now", "Pause", "End"]
    assert "Ours" in ada.messages()[-1].text


_COLUMNS = ("workspace", "kind", "state", "joining", "cadence", "size", "reach", "organizer", "next_at", "made_at")

"""Starting a circle and looking after it: the form with its dates, and what follows for channel and members."""

import asyncio
from datetime import date
from typing import Any

import pytest

from bot.cadence import CadenceError, next_five, parse_words
from bot.circles.models import Circle
from bot.circles.rules import CircleKind
from bot.recurring.rules import RecurringState
from playground import Channel, Person
from tests.circles.klatch import TORONTO, channel_with, known, open_klatch, people, toronto
from tests.library import Library, card, cards, last_seen

pytestmark = pytest.mark.one_database

KIND, WHEN, PARTS = "What kind of circle?", "When", "Parts"
QUORUM = "How many people make it worth meeting?"
RETREAT = "Mini-retreat: half a day with timed parts"
RESEARCH = "Research support group: help each other along"
OWN = "Something of its own"


async def form_of(library: Library, person: Person, channel: Channel) -> None:
    await person.command("/klatch", "new", channel=channel)
    assert person.form is not None


def value(person: Person, label: str) -> Any:
    """What a field of the open form holds."""
    assert person.form is not None
    (block,) = [one for one in person.form.blocks if one.get("label", {}).get("text") == label]
    (state,) = person.form.values[block["block_id"]].values()
    return state.get("value") or (state.get("selected_option") or {}).get("value") or state.get("selected_conversation")


def submit_words(person: Person) -> str:
    assert person.form is not None
    return str(person.form.definition["submit"]["text"])


def shown(person: Person) -> str:
    """The words between the fields of the open form."""
    assert person.form is not None
    return "\n".join(block["text"]["text"] for block in person.form.blocks if block["type"] == "section")


async def start(library: Library, person: Person, channel: Channel, **fields: Any) -> dict[str, str]:
    """Fill in the form of a new circle, look at its dates, and save it; the faults there are."""
    await form_of(library, person, channel)
    for label, wanted in fields.items():
        await person.fill(label.replace("_", " "), wanted)
    outcome = await person.submit()
    if not outcome.errors and person.form is not None:
        outcome = await person.submit()
    await library.settle()
    return dict(outcome.errors)


async def only(library: Library) -> Circle:
    (circle,) = await library.rows(Circle)
    return circle


async def test_nobody_saves_a_circle_without_having_seen_its_dates(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    await form_of(library, ana, channel)
    assert submit_words(ana) == "Show the dates"
    assert (await ana.submit()).errors == {}
    assert await library.rows(Circle) == []
    assert submit_words(ana) == "Save"
    days = "Tuesday 24 November, Tuesday 8 December, Tuesday 22 December, Tuesday 5 January and Tuesday 19 January"
    assert f"*The next meetings:* {days}" in shown(ana)

    # Other words, and the dates of these are shown first, too.
    assert ana.form is not None
    ana.form.set_value("circle_cadence.coffee_klatch", "circle_cadence", typed("every week on Friday at 9:00"))
    await ana.submit()
    assert await library.rows(Circle) == []
    assert "Friday 27 November, Friday 4 December" in shown(ana)
    await ana.submit()
    assert ana.form is None
    await library.settle()
    assert (await only(library)).next_at == toronto(11, 27, 9)


def typed(words: str) -> dict[str, Any]:
    """The state of a field in which somebody wrote without pressing Enter."""
    return {"type": "plain_text_input", "value": words}


async def test_enter_shows_the_dates_or_what_is_wrong_with_the_words(library: Library) -> None:
    ana, ben = people(library, 2)
    await form_of(library, ana, await channel_with(library, [ana, ben]))
    await ana.fill("Where, or the link of the call", "Room 4")
    await ana.fill(WHEN, "whenever <we> like")
    assert "I can't read" in shown(ana)
    assert "&lt;we&gt;" in shown(ana)
    assert submit_words(ana) == "Show the dates"
    assert "I can't read" in (await ana.submit()).errors[WHEN]
    await ana.fill(WHEN, "the last Thursday of every other month at 15:00, but not on 28 January, in Berlin")
    assert "I can't read" in shown(ana)
    await ana.fill(WHEN, "the last Thursday of every other month at 15:00 Berlin time, but not on 28 January")
    assert "Thursday 26 November, Thursday 25 March" in shown(ana)
    assert "15:00 Berlin time" in shown(ana)
    assert submit_words(ana) == "Save"
    assert value(ana, "Where, or the link of the call") == "Room 4"
    assert await library.rows(Circle) == []


async def test_each_kind_begins_with_what_suits_it(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    for fields in ({}, {KIND: RESEARCH}, {KIND: RETREAT}, {KIND: OWN, "Name": "Lunch and grants"}):
        assert await start(library, ana, channel, **fields) == {}
    found = [(one.kind, one.name, one.minutes, one.next_at, len(one.parts)) for one in await library.rows(Circle)]
    assert found == [  # the first meeting of the klatch is tomorrow, and so announced already
        (CircleKind.COFFEE_KLATCH, "Coffee Klatch", 60, toronto(12, 8, 15), 0),
        (CircleKind.RESEARCH_SUPPORT_GROUP, "Research Support Group", 90, toronto(12, 3, 14), 0),
        (CircleKind.MINI_RETREAT, "Mini-retreat", 210, toronto(12, 4, 9), 6),
        (CircleKind.OF_ITS_OWN, "Lunch and grants", 60, toronto(11, 26, 12), 0),
    ]


async def test_another_kind_leaves_what_was_typed(library: Library) -> None:
    ana, ben = people(library, 2)
    await form_of(library, ana, await channel_with(library, [ana, ben]))
    await ana.fill("Name", "Doubts and deadlines")
    await ana.fill("What is it, in your own words?", "For everybody who writes.")
    await ana.fill(KIND, RETREAT)
    assert value(ana, "Name") == "Doubts and deadlines"
    assert value(ana, WHEN) == "the first Friday of every other month at 9:00"
    assert value(ana, "What is it, in your own words?") == "For everybody who writes."
    assert value(ana, PARTS).startswith("30 Arriving")
    await ana.fill(KIND, RESEARCH)
    assert value(ana, "How long") == "90"
    assert value(ana, "Name") == "Doubts and deadlines"
    assert value(ana, WHEN).startswith("six times a year")


async def test_faults_stand_at_their_fields_and_everything_typed_stays(library: Library) -> None:
    ana, ben = people(library, 2)
    here = await channel_with(library, [ana, ben])
    quiet = library.playground.add_channel("quiet", [ana, ben])
    await form_of(library, ana, here)
    await ana.fill(KIND, RETREAT)
    filled = {
        "Name": "  ",
        "Channel": quiet,
        WHEN: "on 1 November 2020 at 15:00",
        PARTS: "30 Arriving\n\nLunch together\n60 Talking",
        QUORUM: "Seven people",
        "Places": "6 people",
        "Where, or the link of the call": "https://calls.example/1",
    }
    for label, wanted in filled.items():
        await ana.fill(label, wanted)
    assert set((await ana.submit()).errors) == {"Name", PARTS, QUORUM}
    assert "Line 3 (“Lunch together”)" in ana.form.errors["parts"]  # type: ignore[union-attr]
    for label in filled:
        assert value(ana, label) or label == "Name"
    mended = {"Name": "Away", PARTS: "30 Arriving\n\n45 min: Lunch together\n60 Talking", QUORUM: "Four people"}
    for label, wanted in mended.items():
        await ana.fill(label, wanted)
    assert "None of these dates is to come" in (await ana.submit()).errors[WHEN]
    await ana.fill(WHEN, "on 3 March, 14 April and 9 June at 14:00")
    assert "/invite @Klatch" in (await ana.submit()).errors["Channel"]
    await ana.fill("Channel", here)
    assert (await ana.submit()).errors == {}
    circle = await only(library)
    assert circle.parts == [[30, "Arriving"], [45, "Lunch together"], [60, "Talking"]]
    assert (circle.minutes, circle.seats, circle.quorum, circle.place) == (135, 6, 4, "https://calls.example/1")


async def test_who_starts_it_is_in_and_the_channel_is_told_once_with_join(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    assert await start(library, ana, channel) == {}
    told = card(ana, "is set up in")
    assert "every second Tuesday at 15:00 Toronto time" in told.text
    assert "Tuesday 24 November" in told.text
    assert list(card(ben, "There is a circle here now").buttons) == ["Join"]
    assert "You are in." in (await ana.command("/klatch")).text
    await ana.command("/mentor-admin")
    await library.press(ana, "Pause")
    await ana.command("/mentor-admin")
    await library.press(ana, "Resume")
    assert "goes on" in last_seen(ana)
    assert len(cards(ben, "There is a circle here now")) == 1


async def test_of_two_who_start_the_same_at_once_one_does(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    for person in (ana, ben):
        await form_of(library, person, channel)
        await person.submit()
    outcomes = await asyncio.gather(ana.submit(), ben.submit())
    await library.settle()
    assert sorted(list(outcome.errors) for outcome in outcomes) == [[], ["Name"]]
    assert (await only(library)).name == "Coffee Klatch"


async def test_a_private_channel_is_for_who_is_in_it(library: Library) -> None:
    """Slack offers a private channel only to who is in it; a forged form gets nowhere either."""
    ana, ben, mallory = people(library, 3)
    mine = await channel_with(library, [ana, ben], is_private=True)
    public = await channel_with(library, [mallory, ana], "public")
    assert (await start(library, mallory, public, Channel=mine))["Channel"].startswith("This channel is private")
    assert cards(ben, "There is a circle here now") == []
    assert await library.rows(Circle) == []


async def test_who_is_put_out_of_a_private_channel_before_it_has_been_told_of_their_circle_has_none_there(
    library: Library,
) -> None:
    ana, ben, mallory = people(library, 3)
    mine = await channel_with(library, [ana, ben, mallory], is_private=True)
    await form_of(library, mallory, mine)
    for _ in ("its dates", "saved"):
        await mallory.submit()
    await library.playground.remove(mine, mallory)
    await library.settle()
    assert "you are not in it" in card(mallory, "private channel").text
    assert cards(ben, "There is a circle here now") == []
    assert (await only(library)).state is RecurringState.ENDED


async def test_a_change_keeps_the_announced_meeting_and_the_new_days_follow_it(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    assert [meeting.starts_at for meeting in await klatch.meetings()] == [toronto(11, 24, 15)]
    await ana.command("/mentor-admin")
    assert "announced already" in last_seen(ana)
    await ana.press("Change")
    assert submit_words(ana) == "Save"
    assert value(ana, WHEN) == "every second Tuesday at 15:00 Toronto time, starting 24 November 2026"
    await ana.fill(WHEN, "every week on Tuesday at 10:00")
    assert "is announced already, and stays.\n*After it:* Tuesday 1 December, Tuesday 8 December" in shown(ana)
    await ana.fill("Name", "Tea")
    assert (await ana.submit()).errors == {}
    await library.settle()
    assert "Tuesday 1 December, Tuesday 8 December" in card(ana, "saved").text
    assert (await klatch.row()).next_at == toronto(12, 1, 10)
    assert (await klatch.row()).name == "Tea"
    await library.pass_until(toronto(12, 1, 10, 5))
    assert [meeting.starts_at for meeting in await klatch.meetings()] == [toronto(11, 24, 15), toronto(12, 1, 10)]


async def test_a_change_of_anything_else_leaves_the_dates(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    before = await klatch.row()
    await ana.command("/mentor-admin")
    await ana.press("Change")
    await library.send(ana, Places="6 people", **{"What is it, in your own words?": "Tea & talk"})
    after = await klatch.row()
    assert (after.seats, after.about) == (6, "Tea & talk")
    assert (after.cadence, after.next_at, after.kind) == (before.cadence, before.next_at, before.kind)


async def test_who_may_not_look_after_it_gets_one_clear_answer(library: Library) -> None:
    ana, ben, cleo = people(library, 3)
    klatch = await open_klatch(library, [ben, cleo], outside=[ana])
    await ben.command("/mentor-admin")
    overview = ben.messages()[-1]
    for button in ("Change", "Pause", "End"):
        await library.forge_press(cleo, button, overview)
        assert "Only who started this circle" in last_seen(cleo)
    assert cleo.form is None
    assert (await klatch.row()).state is RecurringState.RUNNING


async def test_an_organizer_looks_after_every_circle_and_an_end_is_for_good(library: Library) -> None:
    ada = library.person("Ada Admin", admin=True)
    await known(library, ada)
    klatch = await open_klatch(library, people(library, 2))
    await ada.command("/mentor-admin")
    overview = ada.messages()[-1]
    assert {"Change", "Pause", "End", "New circle", "Prompts"} <= set(overview.buttons)
    arrival = card(klatch.people[1], "There is a circle here now")
    await library.press(ada, "End", overview)
    assert "has ended" in last_seen(ada)
    for button in ("Change", "Pause", "End"):
        await library.press(ada, button, overview)
        assert "This circle has ended" in last_seen(ada)
    assert (await klatch.row()).state is RecurringState.ENDED
    assert "Coffee Klatch" not in (await klatch.people[1].command("/klatch")).text
    assert "for the circle has ended" in card(klatch.people[1], "it does not happen").text
    assert card(klatch.people[1], "There was a circle here").buttons == []
    await library.press(klatch.people[1], "Join", arrival)
    assert "This circle has ended" in last_seen(klatch.people[1])


async def test_a_channel_that_is_gone_has_its_circles_stand_still_until_klatch_is_back(library: Library) -> None:
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    await library.playground.remove_bot(klatch.channel)
    await library.settle()
    assert (await klatch.row()).state is RecurringState.PAUSED
    assert len(cards(ana, "stands still")) == 1
    await library.press(ana, "Resume", card(ana, "stands still"))
    assert "it is not in the channel of this circle any more" in last_seen(ana)
    await library.playground.invite_bot(klatch.channel, ben)
    await library.settle()
    await library.press(ana, "Resume", card(ana, "stands still"))
    assert (await klatch.row()).state is RecurringState.RUNNING
    assert (await klatch.row()).next_at == toronto(12, 8, 15)


async def test_who_looks_after_many_sees_as_many_as_fit(library: Library) -> None:
    ada = library.person("Ada Admin", admin=True)
    await known(library, ada)
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben])
    row = await klatch.row()
    async with library.klatch.database.transaction() as session:
        columns = [column.name for column in Circle.__table__.columns if column.name not in ("id", "name", "channel")]
        for number in range(20):
            copy = {name: getattr(row, name) for name in columns}
            session.add(Circle(**copy, name=f"Circle {number}", channel=f"C{number}"))
    await ada.command("/mentor-admin", channel=klatch.channel)
    overview = ada.messages()[-1]
    assert len(overview.blocks) <= 50
    assert "And 13 more." in overview.text
    assert overview.text.index("*Coffee Klatch*") < overview.text.index("*Circle 0*")
    await library.press(ada, "Open", overview)
    assert ada.messages()[-1].buttons == ["Change", "Pause", "End"]


def test_new_days_begin_after_a_day_and_stay_the_same_rhythm() -> None:
    today = date(2026, 11, 23)

    def after(words: str, day: date) -> list[date]:
        cadence = parse_words(words, TORONTO, today).beginning_after(day)
        return [one.local_date for one in next_five(cadence, toronto(11, 23, 9))][:2]

    fortnight = "every second Tuesday at 15:00"
    assert after(fortnight, today) == [date(2026, 11, 24), date(2026, 12, 8)]
    assert after(fortnight, date(2026, 11, 24)) == [date(2026, 12, 8), date(2026, 12, 22)]
    assert after(fortnight, date(2026, 12, 1)) == [date(2026, 12, 8), date(2026, 12, 22)]
    assert after(f"{fortnight}, with 24 November moved to 25 November", date(2026, 11, 25))[0] == date(2026, 12, 8)
    assert after("on 1 December and 3 March at 9:00", date(2026, 12, 1)) == [date(2027, 3, 3)]
    with pytest.raises(CadenceError, match="None of these dates"):
        after("on 1 December at 9:00", date(2026, 12, 1))

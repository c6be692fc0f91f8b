"""The form in which a circle is started: its kinds, its dates and its faults."""

import pytest

from bot.cadence import from_rule, in_words
from bot.circles.models import Circle, Meeting
from bot.circles.rules import CircleKind
from bot.recurring.rules import RecurringState
from playground import Person
from tests.circles.circle_form import (
    ABOUT,
    COFFEE,
    KIND,
    MORE,
    OWN,
    PARTS,
    PLACE,
    QUORUM,
    RESEARCH,
    RETREAT,
    WHEN,
    below,
    fill_in,
    form_of,
    labels,
    only,
    shown,
    start,
    submit_words,
    type_without_enter,
    value,
)
from tests.circles.klatch import channel_with, open_klatch, people, toronto
from tests.library import Library

pytestmark = pytest.mark.one_database

SMALL = [KIND, "Channel", WHEN]
REST = ["How long", PLACE, QUORUM, "Places", "When many come", ABOUT]


async def test_it_asks_at_first_only_for_what_has_no_right_default(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    assert labels(ana) == SMALL
    await ana.fill(KIND, RETREAT)
    assert labels(ana) == [*SMALL, PARTS]
    await ana.fill(KIND, OWN)
    assert labels(ana) == [KIND, "Name", "Channel", WHEN]
    await ana.fill(KIND, RESEARCH)
    await ana.press(MORE)
    assert labels(ana) == [*SMALL, "Name", *REST]
    assert MORE not in buttons(ana)


async def test_what_was_typed_stays_when_the_rest_is_shown_and_dates_do_too(library: Library) -> None:
    (ana,) = people(library, 1)
    channel = await channel_with(library, [ana])
    await form_of(library, ana, channel)
    await fill_in(ana, {KIND: OWN, "Name": "Grants", WHEN: "every other Friday at 9am"})
    dates = shown(ana)
    assert "Friday, November 27" in dates
    await ana.press(MORE)
    assert (value(ana, KIND), value(ana, "Name"), value(ana, "Channel")) == (OWN, "Grants", channel.id)
    assert value(ana, WHEN) == "every other Friday at 9am"
    assert shown(ana) == dates
    assert submit_words(ana) == "Save"
    await ana.fill(PLACE, "Room 4")
    assert (await ana.submit()).errors == {}
    await library.settle()
    circle = await only(library)
    assert (circle.name, circle.place) == ("Grants", "Room 4")
    assert circle.next_at == toronto(12, 11, 9)  # the first one is so soon that it is announced already


async def test_a_name_that_stands_nowhere_yet_is_not_lost_with_its_field(library: Library) -> None:
    """A kind with a name of its own has no field for it at first."""
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    await fill_in(ana, {KIND: OWN, "Name": "Grants"})
    await ana.fill(KIND, COFFEE)
    assert value(ana, "Name") == "Grants"
    await ana.submit()
    assert (await ana.submit()).errors == {}
    assert (await only(library)).name == "Grants"


async def test_a_fault_in_what_is_not_shown_has_it_shown(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    assert await start(library, ana, channel) == {}
    await form_of(library, ana, channel)
    await ana.fill(WHEN, "every week on Friday at 9:00")
    assert (await ana.submit()).errors == {}
    assert below(ana, "Name") == "*The channel already has a circle with this name. Please choose another one.*"
    assert labels(ana) == [*SMALL, "Name", *REST]
    assert value(ana, WHEN) == "every week on Friday at 9:00"
    assert set((await ana.submit()).errors) == {"Name"}  # it is there now, and marked as Slack does
    await ana.fill("Name", "Tea")
    assert (await ana.submit()).errors == {}
    assert ana.form is None
    assert [one.name for one in await library.rows(Circle)] == ["Coffee Klatch", "Tea"]


async def test_a_change_shows_the_rest_only_where_more_than_usual_is_said(library: Library) -> None:
    ana, ben = people(library, 2)
    usual = await open_klatch(library, [ana, ben], quorum=3)
    await ana.command("/mentor-admin", channel=usual.channel)
    await ana.press("Change", near="*Coffee Klatch*")
    assert labels(ana) == [WHEN]
    assert "Coffee Klatch* in <#" in shown(ana)
    assert "*After that:* Tuesday, December 8" in shown(ana)
    await fill_in(ana, {PLACE: "Room 4"})
    assert (await ana.submit()).errors == {}
    assert (await usual.row()).place == "Room 4"
    await library.settle()
    await ana.command("/mentor-admin", channel=usual.channel)
    await ana.press("Change", ana.messages()[-1])
    assert labels(ana) == [WHEN, "Name", *REST]
    assert value(ana, PLACE) == "Room 4"


def buttons(person: Person) -> list[str]:
    """The buttons in the open form."""
    assert person.form is not None
    rows = [block["elements"] for block in person.form.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


async def test_nobody_saves_a_circle_without_having_seen_its_dates(library: Library) -> None:
    ana, ben = people(library, 2)
    channel = await channel_with(library, [ana, ben])
    await form_of(library, ana, channel)
    assert submit_words(ana) == "Show the dates"
    assert (await ana.submit()).errors == {}
    assert await library.rows(Circle) == []
    assert submit_words(ana) == "Save"
    days = (
        "Tuesday, November 24; Tuesday, December 8; Tuesday, December 22; Tuesday, January 5; and Tuesday, January 19"
    )
    assert f"*Next meetings:* {days}" in shown(ana)

    # Other words, and the dates of these are shown first, too.
    type_without_enter(ana, "every week on Friday at 9:00")
    await ana.submit()
    assert await library.rows(Circle) == []
    assert "Friday, November 27; Friday, December 4" in shown(ana)
    await ana.submit()
    assert ana.form is None
    await library.settle()
    assert (await only(library)).next_at == toronto(11, 27, 9)


async def test_a_single_date_is_a_circle_that_meets_once(library: Library) -> None:
    ana, ben = people(library, 2)
    await form_of(library, ana, await channel_with(library, [ana, ben]))
    await ana.fill(WHEN, "tomorrow at 3pm")
    assert "Got it: on November 24, 2026 at 3:00\N{NO-BREAK SPACE}PM Toronto time." in shown(ana)
    assert (await ana.submit()).errors == {}
    await library.settle()
    assert (await only(library)).state is RecurringState.RUNNING
    await library.pass_until(toronto(12, 3, 9))
    assert [meeting.starts_at for meeting in await library.rows(Meeting)] == [toronto(11, 24, 15)]
    assert (await only(library)).next_at is None


async def test_what_begins_in_a_year_is_said_with_its_year(library: Library) -> None:
    """Typed on 23 November, 22 November is in a year, which the days and months of the next meetings do not say."""
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    await ana.fill(WHEN, "every other Tuesday at 3pm, starting November 22")
    often = "every second Tuesday at 3:00\N{NO-BREAK SPACE}PM Toronto time"
    assert f"Got it: {often}, starting November 23, 2027." in shown(ana)
    await ana.fill(WHEN, "every other Tuesday at 3pm, starting December 1")
    assert f"Got it: {often}.\n" in shown(ana)


async def test_where_nothing_is_typed_there_are_examples_and_nothing_is_wrong(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    await ana.fill(WHEN, "")
    assert below(ana, WHEN).startswith("For example:")


async def test_what_cannot_be_read_is_said_at_the_field_and_what_can_be_below_it_one_a_line(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    assert below(ana, WHEN).startswith("For example:\n• every other Tuesday at 3pm\n• ")
    type_without_enter(ana, "whenever <we> like")
    fault = (await ana.submit()).errors[WHEN]
    assert "I can't read “whenever <we> like”" in fault
    assert "•" not in fault
    assert "\n• " in below(ana, WHEN)

    # Where dates stand below the field, the list takes their place.
    await ana.fill(WHEN, "every week on Friday at 9:00")
    type_without_enter(ana, "whenever <we> like")
    assert (await ana.submit()).errors == {}
    assert below(ana, WHEN).startswith("I can't read “whenever &lt;we&gt; like”.")
    assert "\n• " in below(ana, WHEN)
    assert "Friday" not in below(ana, WHEN).partition("\n")[0]
    assert submit_words(ana) == "Show the dates"
    assert await library.rows(Circle) == []


async def test_what_can_be_typed_can_be_typed(library: Library) -> None:
    """The examples that the form gives are read, in the language in which they are given."""
    for number, (locale, label) in enumerate((("en-CA", WHEN), ("fr-CA", "Quand"))):
        ana = library.person(f"Ana {locale}", locale=locale)
        await form_of(library, ana, await channel_with(library, [ana], f"c{number}"))
        examples = below(ana, label).split("\n• ")[1:]
        assert len(examples) == 4
        for example in examples:
            await ana.fill(label, example)
            assert "*Next meetings:* " in shown(ana) or "*Prochaines rencontres\u00a0:* " in shown(ana), example
        await ana.close_form()


async def test_who_reads_french_sees_what_can_be_typed_in_french_one_a_line(library: Library) -> None:
    (ben,) = people(library, 1)
    ana = library.person("Ana Moss", locale="fr-CA")
    await form_of(library, ana, await channel_with(library, [ana, ben]))
    assert buttons(ana) == ["Choisir dans des menus", "Plus d’options"]
    await ana.fill("Quand", "tous les machins à 15 h")
    assert "\n• tous les mardis à 15 h\n• un mardi sur deux à 15 h" in below(ana, "Quand")
    assert "machins" in (await ana.submit()).errors["Quand"]
    assert "•" not in (await ana.submit()).errors["Quand"]
    await ana.fill("Quand", "un mardi sur deux à 15 h")
    assert (
        "un mardi sur deux à 15\u00a0h, heure de Toronto.\n*Prochaines rencontres\u00a0:* mardi 24 novembre,"
        in shown(ana)
    )
    await ana.press("Choisir dans des menus")
    assert (value(ana, "Fréquence"), value(ana, "Jour")) == ("Toutes les deux semaines", "mardi")
    assert value(ana, "Heure") == "15\u00a0h"
    await ana.fill("Fréquence", "Chaque mois, le premier mardi")
    assert "*Prochaines rencontres\u00a0:* mardi 1er décembre" in shown(ana)
    await ana.press("Plutôt l’écrire")
    assert value(ana, "Quand").startswith("le premier mardi du mois à 15\u00a0h, heure de Toronto")
    assert (await ana.submit()).errors == {}
    assert in_words(from_rule((await only(library)).cadence)).startswith("the first Tuesday of every month at 15:00")


async def test_a_field_at_fault_and_another_that_was_hidden_are_said_together(library: Library) -> None:
    """More people than places were wanted, and the words mean nothing: everything is said at once."""
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben], quorum=3)
    await ana.command("/mentor-admin", channel=klatch.channel)
    await ana.press("Change", near="*Coffee Klatch*")
    await fill_in(ana, {QUORUM: "8 people", "Places": "6 people"})
    type_without_enter(ana, "whenever")
    assert (await ana.submit()).errors == {}
    assert below(ana, QUORUM) == "*There are fewer places than this. Please choose fewer people, or more places.*"
    assert below(ana, WHEN).startswith("I can't read “whenever”.")


async def test_enter_shows_the_dates_or_what_is_wrong_with_the_words(library: Library) -> None:
    ana, ben = people(library, 2)
    await form_of(library, ana, await channel_with(library, [ana, ben]))
    await fill_in(ana, {PLACE: "Room 4"})
    await ana.fill(WHEN, "whenever <we> like")
    assert "I can't read" in shown(ana)
    assert "&lt;we&gt;" in shown(ana)
    assert submit_words(ana) == "Show the dates"
    assert "I can't read" in (await ana.submit()).errors[WHEN]
    await ana.fill(WHEN, "the last Thursday of every other month at 15:00, but not on 28 January, in Berlin")
    assert "I can't read" in shown(ana)
    await ana.fill(WHEN, "the last Thursday of every other month at 15:00 Berlin time, but not on 28 January")
    assert "Thursday, November 26; Thursday, March 25" in shown(ana)
    assert "3:00\N{NO-BREAK SPACE}PM Berlin time" in shown(ana)
    assert submit_words(ana) == "Save"
    assert value(ana, PLACE) == "Room 4"
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
    await fill_in(ana, {"Name": "Doubts and deadlines", ABOUT: "For everybody who writes."})
    await ana.fill(KIND, RETREAT)
    assert value(ana, "Name") == "Doubts and deadlines"
    assert value(ana, WHEN) == "the first Friday of every other month at 9:00"
    assert value(ana, ABOUT) == "For everybody who writes."
    assert value(ana, PARTS).startswith("30 Arriving")
    await ana.fill(KIND, RESEARCH)
    assert value(ana, "How long") == "1 h 30 min"
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
        QUORUM: "7 people",
        "Places": "6 people",
        PLACE: "https://calls.example/1",
    }
    await fill_in(ana, filled)
    assert set((await ana.submit()).errors) == {"Name", PARTS, QUORUM}
    assert "Line 3 (“Lunch together”)" in ana.form.errors["parts"]  # type: ignore[union-attr]
    for label in filled:
        assert value(ana, label) or label == "Name"
    mended = {"Name": "Away", PARTS: "30 Arriving\n\n45 min: Lunch together\n60 Talking", QUORUM: "4 people"}
    for label, wanted in mended.items():
        await ana.fill(label, wanted)
    assert "All of these dates have passed" in (await ana.submit()).errors[WHEN]
    await ana.fill(WHEN, "on 3 March, 14 April and 9 June at 14:00")
    assert "/invite @Klatch" in (await ana.submit()).errors["Channel"]
    await ana.fill("Channel", here)
    assert (await ana.submit()).errors == {}
    circle = await only(library)
    assert circle.parts == [[30, "Arriving"], [45, "Lunch together"], [60, "Talking"]]
    assert (circle.minutes, circle.seats, circle.quorum, circle.place) == (135, 6, 4, "https://calls.example/1")

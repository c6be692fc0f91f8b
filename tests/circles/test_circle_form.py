"""The form in which a circle is started: its kinds, its dates and its faults."""

from typing import Any

import pytest

from bot.circles.models import Circle, Meeting
from bot.circles.rules import CircleKind
from bot.recurring.rules import RecurringState
from tests.circles.circle_form import (
    KIND,
    OWN,
    PARTS,
    QUORUM,
    RESEARCH,
    RETREAT,
    WHEN,
    form_of,
    only,
    shown,
    start,
    submit_words,
    value,
)
from tests.circles.klatch import channel_with, people, toronto
from tests.library import Library

pytestmark = pytest.mark.one_database


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
    assert ana.form is not None
    ana.form.set_value("circle_cadence.coffee_klatch", "circle_cadence", typed("every week on Friday at 9:00"))
    await ana.submit()
    assert await library.rows(Circle) == []
    assert "Friday, November 27; Friday, December 4" in shown(ana)
    await ana.submit()
    assert ana.form is None
    await library.settle()
    assert (await only(library)).next_at == toronto(11, 27, 9)


def typed(words: str) -> dict[str, Any]:
    """The state of a field in which somebody wrote without pressing Enter."""
    return {"type": "plain_text_input", "value": words}


async def test_a_single_date_is_a_circle_that_meets_once(library: Library) -> None:
    ana, ben = people(library, 2)
    await form_of(library, ana, await channel_with(library, [ana, ben]))
    await ana.fill(WHEN, "tomorrow at 3pm")
    assert "Got it: on 24 November 2026 at 15:00 Toronto time." in shown(ana)
    assert (await ana.submit()).errors == {}
    await library.settle()
    assert (await only(library)).state is RecurringState.RUNNING
    await library.pass_until(toronto(12, 3, 9))
    assert [meeting.starts_at for meeting in await library.rows(Meeting)] == [toronto(11, 24, 15)]
    assert (await only(library)).next_at is None


async def test_who_reads_french_sees_what_can_be_typed_in_french_one_a_line(library: Library) -> None:
    (ben,) = people(library, 1)
    ana = library.person("Ana Moss", locale="fr-CA")
    await form_of(library, ana, await channel_with(library, [ana, ben]))
    await ana.fill("Quand", "tous les machins à 15 h")
    assert "\n• tous les mardis à 15 h\n• un mardi sur deux à 15 h" in shown(ana)
    assert "machins" in (await ana.submit()).errors["Quand"]
    assert "•" not in (await ana.submit()).errors["Quand"]
    await ana.fill("Quand", "un mardi sur deux à 15 h")
    assert (
        "un mardi sur deux à 15\u00a0h, heure de Toronto.\n*Prochaines rencontres\u00a0:* mardi 24 novembre,"
        in shown(ana)
    )


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
    assert "Thursday, November 26; Thursday, March 25" in shown(ana)
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
        QUORUM: "7 people",
        "Places": "6 people",
        "Where, or the link of the call": "https://calls.example/1",
    }
    for label, wanted in filled.items():
        await ana.fill(label, wanted)
    assert set((await ana.submit()).errors) == {"Name", PARTS, QUORUM}
    assert "Line 3 (“Lunch together”)" in ana.form.errors["parts"]  # type: ignore[union-attr]
    for label in filled:
        assert value(ana, label) or label == "Name"
    mended = {"Name": "Away", PARTS: "30 Arriving\n\n45 min: Lunch together\n60 Talking", QUORUM: "4 people"}
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

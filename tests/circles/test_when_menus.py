"""Menus for when a circle meets: they say the same as words, and either becomes the other."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cadence import Cadence, CadenceError, Recurs, Weekday, from_rule, in_words, next_after, parse_words
from bot.circles.actions import Field
from bot.circles.listeners.circle_form import draft_of, filled_in
from bot.circles.models import Circle
from bot.circles.organizing.drafts import CircleDraft, Subject, first_typed, subject_in
from bot.circles.organizing.menus import Chosen, cadence_of, chosen_of
from bot.circles.rules import CircleKind
from bot.circles.views.forms import circle_form
from bot.circles.views.when_fields import When, when_field
from bot.languages.reader import reader_of
from bot.members.models import Member
from bot.recurring.menus import HOW_OFTEN, TIMES
from bot.slack.form_values import FormValues
from playground import Person
from playground.block_check import MODAL
from playground.elements import initial_values
from playground.view_check import check_view
from tests.circles.circle_form import (
    COFFEE,
    DAY,
    KIND,
    MENUS,
    MORE,
    OWN,
    PLACE,
    RESEARCH,
    TIME,
    WHEN,
    WORDS,
    below,
    fill_in,
    form_of,
    labels,
    only,
    shown,
    submit_words,
    type_without_enter,
    value,
)
from tests.circles.circle_form import HOW_OFTEN as OFTEN
from tests.circles.klatch import channel_with, open_klatch, people, toronto
from tests.library import Library

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SAID = [
    "every second Tuesday at 15:00",
    "every week on Saturday at 19:45, starting 5 January",
    "the last Thursday of every month at 15:00 Berlin time, but not on 28 January",
    "every second Wednesday at 8:00, starting 2 December, with 16 December moved to 17 December at 9:00",
    "six times a year on the first Thursday of the month at 14:00",
    "every week on Tuesday and Thursday at 12:00",
    "on 3 March, 14 April and 9 June at 14:00 Berlin time",
    "on 10 December at 16:30",
]
"""Things to say before the menus come: some that these have words for, and some that they do not."""

days = st.integers(1, 700).map(lambda number: TODAY + timedelta(days=number))
rhythms = st.builds(
    lambda often, weekday, at: Chosen(recurs=often[0], nth=often[1], weekday=weekday, at=at),
    st.sampled_from(HOW_OFTEN),
    st.sampled_from(Weekday),
    st.sampled_from(TIMES),
)
once = st.builds(Chosen, recurs=st.just(Recurs.CHOSEN_DATES), day=days, at=st.sampled_from(TIMES))


def cadence(words: str, zone: str = "America/Toronto") -> Cadence:
    return parse_words(words, zone, TODAY)


def member(locale: str) -> Member:
    return Member(workspace="T1", id="U1", name="Ana", time_zone="America/Toronto", locale=locale)


def in_form(who: Member, when: Cadence, said: str) -> Mapping[str, Any]:
    """What a form holds whose menus show a cadence; Slack would take it."""
    typed = first_typed(who.reader, CircleKind.COFFEE_KLATCH, "C1")
    view = circle_form(who.reader, typed, subject_of(said), When("", when, cadence(said)), is_whole=False).to_dict()
    check_view(view, MODAL)
    return initial_values(view["blocks"])


def subject_of(said: str) -> Subject:
    return Subject(None, CircleKind.COFFEE_KLATCH).swapped(said)


@given(rhythms | once, st.sampled_from(SAID), st.sampled_from(["en-CA", "fr-CA"]))
@example(Chosen(recurs=Recurs.EVERY_TWO_WEEKS, weekday=Weekday.TUESDAY, at=time(15)), SAID[0], "en-CA")
def test_what_is_saved_is_what_the_menus_say_and_its_words_read_back_to_it(
    chosen: Chosen, said: str, locale: str
) -> None:
    wanted, who = cadence_of(chosen, cadence(said), TODAY), member(locale)
    held = FormValues(in_form(who, wanted, said))
    filled = filled_in(held, subject_of(said), who, NOW, None)
    draft = draft_of(filled, who, NOW)
    assert isinstance(draft, CircleDraft)
    assert draft.cadence == wanted
    assert chosen_of(draft.cadence) == chosen
    assert parse_words(in_words(wanted, who.reader.locale), "Asia/Kolkata", TODAY, locale) == wanted


@given(st.sampled_from(SAID), st.sampled_from(["en-CA", "fr-CA"]))
def test_menus_in_which_nothing_is_chosen_anew_say_what_was_said(said: str, locale: str) -> None:
    who = member(locale)
    filled = filled_in(FormValues(in_form(who, cadence(said), said)), subject_of(said), who, NOW, None)
    assert filled.typed.when == said


@given(rhythms, st.sampled_from(SAID))
def test_menus_keep_the_zone_and_the_start_that_were_said(chosen: Chosen, said: str) -> None:
    before = cadence(said)
    after = cadence_of(chosen, before, TODAY)
    assert after.zone == before.zone
    if "starting" in said:
        assert after.starts_on >= before.starts_on
    elif chosen != chosen_of(before):
        assert (
            after.starts_on
            == Cadence(
                recurs=chosen.recurs, nth=chosen.nth, weekday=chosen.weekday, at=chosen.at, zone="UTC", starts_on=TODAY
            ).starts_on
        )


@pytest.mark.parametrize("locale", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("kind", CircleKind)
def test_menus_can_begin_with_what_each_kind_begins_with(kind: CircleKind, locale: str) -> None:
    begun = first_typed(reader_of(locale), kind, None)
    assert parse_words(begun.when, "America/Toronto", TODAY, locale).at >= time(9)


@pytest.mark.parametrize(
    "strange",
    [
        {Field.HOW_OFTEN: {"selected_option": {"value": "every_moon"}}},
        {Field.HOW_OFTEN: {"selected_option": {"value": "every_month"}}},
        {Field.TIME: {"selected_option": {"value": "25:99"}}},
        {Field.WEEKDAY: {"selected_option": {"value": "9"}}},
        {Field.HOW_OFTEN: {"selected_option": {"value": "once"}}, Field.DAY: {"selected_date": "9999-12-31"}},
        {Field.HOW_OFTEN: {"selected_option": {"value": "once"}}, Field.DAY: {"selected_date": "soon"}},
    ],
)
def test_what_no_menu_offers_breaks_nothing(strange: Mapping[Field, Any]) -> None:
    who, subject = member("en-CA"), subject_of(SAID[0])
    state = dict(in_form(who, cadence(SAID[0]), SAID[0]))
    state |= {when_field(field, subject): {field: held} for field, held in strange.items()}
    filled = filled_in(FormValues(state), subject, who, NOW, None)
    draft_of(filled, who, NOW)
    if "9999" in str(strange):
        with pytest.raises(CadenceError, match="The year 9999 is too far away"):
            cadence(filled.typed.when)
    else:
        assert filled.typed.when == SAID[0]


async def test_menus_say_the_same_rhythm_as_words_and_words_the_same_as_menus(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    type_without_enter(ana, "every other Thursday at 3pm")
    await ana.press(MENUS)
    assert labels(ana) == [KIND, "Channel", OFTEN, DAY, TIME]
    assert menus_of(ana) == ("Every two weeks", "Thursday", "3:00 PM")
    assert "Thursday, November 26; Thursday, December 10" in shown(ana)
    assert submit_words(ana) == "Save"
    await ana.press(WORDS)
    assert value(ana, WHEN) == "every other Thursday at 3pm"

    await ana.press(MENUS)
    await fill_in(ana, {OFTEN: "Monthly, last Thursday", DAY: "Friday", TIME: "9:30\u00a0AM"})
    assert "Got it: the last Friday of every month at 9:30\N{NO-BREAK SPACE}AM Toronto time." in shown(ana)
    await ana.press(WORDS)
    assert value(ana, WHEN) == (
        "the last Friday of every month at 9:30\N{NO-BREAK SPACE}AM Toronto time, starting November 27, 2026"
    )
    assert "Friday, November 27; Friday, December 25" in shown(ana)
    await ana.press(MENUS)
    assert (await ana.submit()).errors == {}
    await library.settle()
    assert from_rule((await only(library)).cadence) == cadence("the last Friday of every month at 9:30")


def menus_of(person: Person) -> tuple[str, str, str]:
    return value(person, OFTEN), value(person, DAY), value(person, TIME).replace("\u00a0", " ")


async def test_dates_are_shown_before_anything_is_saved_by_menus_too(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    await ana.press(MENUS)
    assert ana.form is not None
    (block,) = [one for one in ana.form.blocks if one.get("label", {}).get("text") == DAY]
    friday = next(one for one in block["element"]["options"] if one["value"] == "4")
    # Slack has not told us yet of what was chosen last.
    ana.form.set_value(block["block_id"], Field.WEEKDAY, {"type": "static_select", "selected_option": friday})
    await ana.submit()
    assert await library.rows(Circle) == []
    assert "Friday, November 27" in shown(ana)
    await ana.submit()
    assert ana.form is None
    assert from_rule((await only(library)).cadence).weekday is Weekday.FRIDAY


async def test_what_menus_have_no_words_for_stands_in_them_as_it_was_said(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    await ana.fill(WHEN, "six times a year on the first Thursday of the month at 14:15")
    await ana.press(MENUS)
    assert labels(ana) == [KIND, "Channel", OFTEN]
    assert value(ana, OFTEN) == (
        "six times a year on the first Thursday of the month at 2:15\N{NO-BREAK SPACE}PM Toronto time"
    )
    as_said = value(ana, OFTEN)
    await ana.fill(OFTEN, "Every week")
    assert menus_of(ana) == ("Every week", "Thursday", "2:15 PM")
    await ana.fill(OFTEN, as_said)
    assert labels(ana) == [KIND, "Channel", OFTEN]
    await ana.press(WORDS)
    assert value(ana, WHEN) == "six times a year on the first Thursday of the month at 14:15"


async def test_once_is_a_day_of_the_calendar(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    await ana.press(MENUS)
    await ana.fill(OFTEN, "Once")
    assert menus_of(ana) == ("Once", "2026-11-24", "3:00 PM")
    await ana.fill(DAY, date(2026, 12, 10))
    assert "*Next meeting:* Thursday, December 10." in shown(ana)
    await ana.fill(DAY, date(2026, 11, 20))
    assert "All of these dates have passed" in shown(ana)
    assert "All of these dates have passed" in (await ana.submit()).errors[OFTEN]
    await ana.fill(DAY, date(3500, 12, 10))
    assert "The year 3500 is too far away" in shown(ana)
    await ana.fill(OFTEN, "Once")
    await ana.fill(DAY, date(2026, 12, 10))
    await ana.fill(OFTEN, "Every week")
    assert menus_of(ana) == ("Every week", "Thursday", "3:00 PM")
    await ana.fill(OFTEN, "Once")
    assert (await ana.submit()).errors == {}
    await library.settle()
    assert from_rule((await only(library)).cadence).dates == (date(2026, 11, 26),)


async def test_menus_begin_with_what_the_kind_does_where_words_cannot_be_read(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    type_without_enter(ana, "whenever")
    await ana.press(MENUS)
    assert menus_of(ana) == ("Every two weeks", "Tuesday", "3:00 PM")


async def test_another_kind_and_more_about_it_leave_menus_and_what_is_chosen(library: Library) -> None:
    (ana,) = people(library, 1)
    await form_of(library, ana, await channel_with(library, [ana]))
    await ana.press(MENUS)
    await ana.fill(KIND, OWN)
    assert menus_of(ana) == ("Every week", "Thursday", "12:00 PM")  # untouched, it is what this kind begins with
    await ana.fill(DAY, "Monday")
    await ana.fill("Name", "Grants")
    await ana.press(MORE)
    await ana.fill(PLACE, "Room 4")
    for kind in (RESEARCH, COFFEE):
        await ana.fill(KIND, kind)
        assert menus_of(ana) == ("Every week", "Monday", "12:00 PM")
    assert (value(ana, "Name"), value(ana, PLACE)) == ("Grants", "Room 4")


async def test_a_change_by_menus_keeps_which_second_week_it_is(library: Library) -> None:
    """It was announced for this Tuesday: every second Wednesday is then that of the same weeks."""
    ana, ben = people(library, 2)
    klatch = await open_klatch(library, [ana, ben], quorum=3)
    await library.pass_until(toronto(11, 30, 9))  # the week between
    await ana.command("/mentor-admin", channel=klatch.channel)
    await ana.press("Change", near="*Coffee Klatch*")
    await ana.press(MENUS)
    assert menus_of(ana) == ("Every two weeks", "Tuesday", "3:00 PM")
    await ana.fill(DAY, "Wednesday")
    assert "Wednesday, December 9; Wednesday, December 23" in below(ana, TIME)
    assert (await ana.submit()).errors == {}
    await library.settle()
    assert from_rule((await klatch.row()).cadence).weekday is Weekday.WEDNESDAY


@pytest.mark.parametrize("weekday", Weekday)
def test_another_day_is_in_the_same_weeks_once_a_circle_has_begun(weekday: Weekday) -> None:
    """Every second Thursday from 5 November is in the weeks that begin on 2, 16 and 30 November."""
    said = cadence("every second Thursday at 15:00, starting 5 November 2026")
    chosen = Chosen(recurs=Recurs.EVERY_TWO_WEEKS, weekday=weekday, at=time(15))
    coming = next_after(cadence_of(chosen, said, TODAY), NOW)
    assert coming is not None
    assert coming.at.astimezone(UTC).date() == date(2026, 11, 30) + timedelta(days=weekday)


def test_a_subject_reads_what_it_wrote_whatever_was_typed() -> None:
    subject = Subject(7, CircleKind.OF_ITS_OWN, "mark", 3, "9/10 at 15:00 / or so")
    assert subject_in(str(subject)) == subject
    assert subject_in("7/of_its_own/mark") == Subject(7, CircleKind.OF_ITS_OWN, "mark")
    assert subject_in("") == Subject(None, CircleKind.COFFEE_KLATCH)


async def test_words_that_are_too_many_to_be_carried_along_are_those_of_the_circle(library: Library) -> None:
    """A rhythm with so many dates moved is longer than Slack's form takes besides its fields."""
    ana, ben = people(library, 2)
    months = ("January", "February", "March", "April", "May", "July", "August", "September", "October", "November")
    many = " and ".join(f"{day} {month} 2027" for month in months for day in range(11, 29))
    klatch = await open_klatch(library, [ana, ben], quorum=3, when=f"on {many} at 15:00")
    await ana.command("/mentor-admin", channel=klatch.channel)
    await ana.press("Change", near="*Coffee Klatch*")
    words = value(ana, WHEN)
    assert len(words) > 2_500
    await ana.press(MENUS)
    await ana.press(WORDS)
    assert value(ana, WHEN) == words

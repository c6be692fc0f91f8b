"""The days of a random coffee, as its form comes to them; and every word of organizers that Slack has to take."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks import said
from bot.cadence import Nth, Recurs, Weekday, to_rule
from bot.languages.reader import ENGLISH, Reader, reader_of
from bot.matching.round_input import Reach
from bot.organizers.views.organizing import overview as whole_overview
from bot.outbox.message import Message
from bot.pairings.models import Programme
from bot.pairings.organizing.drafts import CoffeeDraft, draft_of, first_draft, rounds_ahead
from bot.pairings.organizing.time_zones import zones_to_choose_from
from bot.pairings.outcomes import Organizing, Running
from bot.pairings.rules import JoinMode, ProgrammeKind, notice_before
from bot.pairings.views import organizing as views
from bot.pairings.views import programme_forms as forms
from bot.pairings.views.announcements import announcement
from bot.recurring import menus
from bot.recurring import views as recurring
from bot.recurring.outcomes import UpkeepRefusal
from bot.recurring.rules import RecurringState
from playground.block_check import MODAL
from playground.view_check import check_view
from tests.flash.test_views import faults_of_message

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
TODAY = date(2026, 11, 23)
READERS = [ENGLISH, reader_of("fr-CA")]
ZONES = ("America/Toronto", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland", "UTC")


@st.composite
def drafts(draw: st.DrawFn) -> CoffeeDraft:
    recurs, nth = draw(st.sampled_from(list(menus.rhythms(ENGLISH, Weekday.TUESDAY))))
    return CoffeeDraft(
        name="Coffee",
        channel="C1",
        joining=draw(st.sampled_from(JoinMode)),
        recurs=recurs,
        nth=nth,
        weekday=draw(st.sampled_from([day for day in Weekday if day <= Weekday.FRIDAY])),
        at=draw(st.sampled_from(menus.TIMES)),
        zone=draw(st.sampled_from(ZONES)),
        starts_on=TODAY + timedelta(days=draw(st.integers(-400, 366))),
        size=draw(st.integers(2, 5)),
        reach=draw(st.sampled_from(Reach)),
    )


@given(drafts())
def test_a_programme_shows_in_its_form_what_was_put_into_it(draft: CoffeeDraft) -> None:
    shown = draft_of(coffee(draft))
    assert shown.cadence == draft.cadence
    assert (shown.joining, shown.size, shown.reach, shown.name) == (draft.joining, draft.size, draft.reach, draft.name)


@given(drafts())
def test_five_days_are_shown_and_each_of_them_can_still_be_announced(draft: CoffeeDraft) -> None:
    dates = rounds_ahead(draft.cadence, NOW)
    assert len(dates) == 5
    assert [one for one in dates if notice_before(one.at, draft.zone) <= NOW] == []
    assert [one.at for one in dates] == sorted({one.at for one in dates})


@given(drafts(), st.integers(-30, 100))
def test_dates_after_a_day_are_the_same_dates_without_those_before(draft: CoffeeDraft, ahead: int) -> None:
    day = TODAY + timedelta(days=ahead)
    later = draft.cadence.beginning_after(day)
    first = draft.cadence.dates_from(day + timedelta(days=1))
    rest = later.dates_from(date(2020, 1, 1)) if later.starts_on > draft.cadence.starts_on else first
    if later.starts_on > draft.cadence.starts_on:
        assert [next(rest) for _ in range(6)] == [next(first) for _ in range(6)]
    else:
        assert later == draft.cadence


@pytest.mark.parametrize("own", ["America/Toronto", "America/Indiana/Knox", "UTC"])
@pytest.mark.parametrize("current", ["Europe/Berlin", "Antarctica/Troll"])
def test_ones_own_zone_and_the_current_one_stand_first_in_a_menu_that_slack_takes(own: str, current: str) -> None:
    zones = zones_to_choose_from(current, own)
    assert zones[:2] == [current, own]
    assert len(zones) == len(set(zones)) <= 100


@settings(max_examples=25)
@given(drafts(), st.sampled_from(["&" * 60, "<!channel>", "名" * 60, "x"]), st.sampled_from(READERS))
def test_slack_takes_every_form(draft: CoffeeDraft, name: str, reader: Reader) -> None:
    programme = coffee(draft)
    programme.name = name
    dates = rounds_ahead(draft.cadence, NOW)
    for of in (None, programme):
        for is_whole in (False, True):
            shown = forms.coffee_form(
                reader, draft, dates, "Asia/Kathmandu", of, NOW if of else None, is_whole=is_whole
            )
            check_view(shown.to_dict(), MODAL)
    check_view(forms.lunch_form(reader, programme).to_dict(), MODAL)


@pytest.mark.parametrize("name", ["&" * 60, "<!channel>", "<@U0000000001>", "名" * 60, "*x* _y_"])
@pytest.mark.parametrize("state", list(RecurringState))
@pytest.mark.parametrize("reader", READERS)
def test_slack_takes_every_message_and_nobody_is_pinged(name: str, state: RecurringState, reader: Reader) -> None:
    draft = first_draft("Coffee", "C1", "America/Argentina/Buenos_Aires", TODAY)
    programme = coffee(draft)
    programme.name, programme.state, programme.next_at = name, state, NOW
    lunch = Programme(id=2, kind=ProgrammeKind.LUNCH, state=state, name=name, size=2, reach=Reach.FAR)
    dates, zone = rounds_ahead(draft.cadence, NOW), ZoneInfo("Asia/Tokyo")
    row = views.ProgrammeRow(programme, NOW, is_announced=True)
    outside = views.ProgrammeRow(programme, None, is_announced=False, is_outside=True)
    rows = [views.ProgrammeRow(lunch, None, is_announced=False), *[row] * 11]
    made = [
        views.set_up(reader, programme, dates),
        announcement(reader, programme, 1),
        announcement(reader, programme, 2),
        *(views.changed(reader, programme, dates, announced) for announced in (None, NOW)),
        views.lunch_changed(reader),
        *(recurring.paused(reader, programme, views.WORDING, is_outside=is_outside) for is_outside in (False, True)),
        views.set_up(reader, programme, dates, is_theirs=False),
        views.not_theirs(reader, programme),
        recurring.one(reader, views.shown(reader, outside, zone)),
        said(reader, views.no_preview(reader)),
        said(reader, views.preview_for_another(reader)),
        recurring.resumed(reader, programme, views.WORDING, zone),
        recurring.ended(reader, programme, views.WORDING),
        recurring.one(reader, views.shown(reader, row, zone)),
        overview(reader, rows[:3]),
        overview(reader, rows),
        overview(reader, []),
        *(said(reader, words) for words in (*views.runnings(reader).values(), *views.refusals(reader).values())),
    ]
    assert [fault for shown in made for fault in faults_of_message(shown)] == []


def test_every_outcome_has_words_or_a_field_or_a_refusal() -> None:
    assert set(views.refusals(ENGLISH)) | {UpkeepRefusal.NOT_YOURS, UpkeepRefusal.NOT_YOUR_CHANNEL} == set(
        UpkeepRefusal
    )
    assert set(forms.faults(ENGLISH)) | {Organizing.DONE} > set(Organizing)
    assert set(views.runnings(ENGLISH)) == set(Running)


def test_the_form_begins_with_joining_by_oneself() -> None:
    draft = first_draft("Coffee", "C1", "UTC", TODAY)
    assert draft.joining is JoinMode.WHO_JOINS
    assert (draft.at, draft.recurs, draft.nth) == (time(10), Recurs.EVERY_TWO_WEEKS, None)
    assert Nth.LAST in {nth for _, nth in menus.rhythms(ENGLISH, Weekday.TUESDAY)}


def overview(reader: Reader, rows: list[views.ProgrammeRow]) -> Message:
    its = views.overview(reader, rows, 3, ZoneInfo("UTC"), may_add=True)
    return whole_overview(reader, its, is_organizer=True, is_admin=True)


def coffee(draft: CoffeeDraft) -> Programme:
    return Programme(
        id=1,
        kind=ProgrammeKind.COFFEE,
        state=RecurringState.RUNNING,
        name=draft.name,
        channel=draft.channel,
        joining=draft.joining,
        cadence=to_rule(draft.cadence),
        size=draft.size,
        reach=draft.reach,
        rounds=0,
        announcements=1,
    )

"""The row of what recurs, for those who look after it: its words, and the buttons that it has in each state."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.models.blocks import Block

from bot.blocks import button, message
from bot.cadence import Cadence, Recurs, Weekday, next_five, to_rule
from bot.circles.models import Circle
from bot.circles.views.organizing import WORDING as CIRCLE
from bot.languages.reader import ENGLISH
from bot.outbox.message import Message
from bot.pairings.models import Programme
from bot.pairings.views.organizing import WORDING as COFFEE
from bot.recurring import views
from bot.recurring.columns import Recurring
from bot.recurring.rules import RecurringState
from bot.recurring.views import Row, RowShown, Wording
from tests.flash.test_views import faults_of_message

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
CADENCE = Cadence(
    recurs=Recurs.EVERY_WEEK, weekday=Weekday.TUESDAY, at=time(10), zone="UTC", starts_on=date(2026, 11, 23)
)
KINDS = pytest.mark.parametrize(("kind", "wording"), [(Programme, COFFEE), (Circle, CIRCLE)])
RUNNING, PAUSED = RecurringState.RUNNING, RecurringState.PAUSED


def a(kind: type[Recurring], state: RecurringState = RUNNING, name: str = "Tea") -> Recurring:
    thing = kind()
    thing.id, thing.state, thing.name, thing.channel = 7, state, name, "C1"
    thing.cadence, thing.next_at = to_rule(CADENCE), NOW
    return thing


def shown(row: Row, wording: Wording) -> RowShown:
    return views.row_shown(ENGLISH, row, wording, "every Tuesday", UTC_ZONE)


def labels(shown: RowShown) -> list[str]:
    return [choice.text.text or "" for choice in shown.choices if choice.text is not None]


@KINDS
@pytest.mark.parametrize(
    ("state", "is_outside", "expected"),
    [
        (RUNNING, False, ["Change", "Pause", "End"]),
        (PAUSED, False, ["Change", "Resume", "End"]),
        (RUNNING, True, ["Pause", "End"]),
        (PAUSED, True, ["End"]),
    ],
)
def test_what_can_be_done_follows_from_its_state_and_from_where_its_reader_is(
    kind: type[Recurring], wording: Wording, state: RecurringState, is_outside: bool, expected: list[str]
) -> None:
    row = shown(Row(a(kind, state), is_outside=is_outside), wording)
    assert labels(row) == expected
    assert ("you're not in it" in row.words) is is_outside
    assert ("every Tuesday" in row.words) is not is_outside


@KINDS
def test_the_next_date_is_said_and_whether_it_is_announced(kind: type[Recurring], wording: Wording) -> None:
    for row, expected in [
        (Row(a(kind)), wording.nothing_planned(ENGLISH)),
        (Row(a(kind), NOW), wording.next(ENGLISH, "<!date").removesuffix(".")),
        (Row(a(kind), NOW, is_announced=True), "It's announced already."),
    ]:
        assert expected in shown(row, wording).words


@KINDS
def test_buttons_of_its_own_stand_where_it_runs_and_nowhere_else(kind: type[Recurring], wording: Wording) -> None:
    own = [button("Preview", "preview", 7)]
    for state, is_outside in [(RUNNING, False), (PAUSED, False), (RUNNING, True), (PAUSED, True)]:
        row = views.row_shown(ENGLISH, Row(a(kind, state), is_outside=is_outside), wording, "weekly", UTC_ZONE, own)
        assert ("Preview" in labels(row)) is (state is RUNNING and not is_outside)


@KINDS
def test_many_rows_have_one_button_each_that_opens_them(kind: type[Recurring], wording: Wording) -> None:
    one = shown(Row(a(kind), NOW), wording)
    few = flat(views.rows([one] * 3))
    many = flat(views.rows([one] * 4))
    assert "Buttons: Change, Pause, End." in message(ENGLISH, *few).text
    assert message(ENGLISH, *many).text.count("Buttons: Open.") == 4
    assert "Pause" not in message(ENGLISH, *many).text


@KINDS
@pytest.mark.parametrize("name", ["&" * 60, "<!channel>", "*x* _y_", "名" * 60])
def test_slack_takes_every_word_and_nobody_is_pinged(kind: type[Recurring], wording: Wording, name: str) -> None:
    running, paused = a(kind, RUNNING, name), a(kind, PAUSED, name)
    dates = next_five(CADENCE, NOW)
    rows = [Row(running, NOW), Row(paused), Row(running, is_outside=True), Row(paused, is_outside=True)]
    made: list[Message] = [
        *(views.one(ENGLISH, shown(row, wording)) for row in rows),
        *(
            views.changed(ENGLISH, thing, wording, "weekly", dates, at)
            for thing in (running, paused)
            for at in (None, NOW)
        ),
        *(views.paused(ENGLISH, paused, wording, is_outside=is_outside) for is_outside in (False, True)),
        views.resumed(ENGLISH, running, wording, UTC_ZONE),
        views.ended(ENGLISH, running, wording),
        message(ENGLISH, *section(flat(views.rows([shown(row, wording) for row in rows])), 3)),
        message(ENGLISH, *section([], 0)),
    ]
    assert [fault for one in made for fault in faults_of_message(one)] == []


def test_a_section_without_rows_says_so_and_one_with_too_many_says_how_many_more() -> None:
    assert "Nothing yet." in message(ENGLISH, *section([], 0)).text
    shown_ = flat(views.rows([shown(Row(a(Circle)), CIRCLE)]))
    assert "Nothing yet." not in message(ENGLISH, *section(shown_, 2)).text
    assert "And two more." in message(ENGLISH, *section(shown_, 2)).text


def section(shown: list[Block], more: int) -> list[Block]:
    return views.section(ENGLISH, "Teas", shown, more, nothing="Nothing yet.", new=[button("New", "new", "")])


def flat(rows: object) -> list[Block]:
    return [block for row in rows for block in row]  # type: ignore[attr-defined]

"""The messages about a meeting with the worst that members write: Slack takes them, and nobody else is pinged."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.blocks import inline
from bot.cadence import Cadence, Recurs, Weekday, to_rule
from bot.circles.models import Circle, Meeting
from bot.circles.rules import (
    NAME_LIMIT,
    PART_LIMIT,
    PARTS_AT_MOST,
    PLACE_LIMIT,
    TOPIC_LIMIT,
    TOPICS_SHOWN,
    CircleKind,
    Coming,
    MeetingOffReason,
    MeetingState,
)
from bot.circles.views import calendar, changes, hosting
from bot.circles.views import meetings as views
from bot.circles.views.shared import lasting
from bot.languages.reader import ENGLISH, Reader, reader_of
from bot.outbox.message import Message
from bot.prompts.library import LONGEST_TEXT
from tests.flash.test_views import check
from tests.flash.worst_words import WORST

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
ASKER = "U0ASKER"
"""Somebody of whom a view may speak."""


def card(words: str, state: MeetingState) -> views.MeetingDetails:
    rhythm = Cadence(
        recurs=Recurs.EVERY_WEEK, weekday=Weekday.TUESDAY, at=time(15), zone="America/Toronto", starts_on=NOW.date()
    )
    circle = Circle(
        id=2_000_000_000,
        kind=CircleKind.MINI_RETREAT,
        name=words[:NAME_LIMIT],
        channel="C0CHANNEL",
        cadence=to_rule(rhythm),
        parts=[[45, words[:PART_LIMIT]]] * PARTS_AT_MOST,
        quorum=8,
        next_at=NOW + timedelta(days=7),
    )
    meeting = Meeting(
        id=2_000_000_000,
        occurrence="2026-11-20",
        state=state,
        starts_at=NOW,
        minutes=540,
        place=words[:PLACE_LIMIT],
        named_host=ASKER,
        asked="",
        moves=3,
        decides_at=NOW if state is MeetingState.IN_QUESTION else None,
    )
    return views.MeetingDetails(
        circle=circle,
        meeting=meeting,
        topics=[views.AgendaLine(words[:TOPIC_LIMIT], 120, ASKER)] * TOPICS_SHOWN,
        topics_in_all=40,
        prompts=[words[:LONGEST_TEXT]] * 2,
        coming=[ASKER] * 300,
        maybe=120,
        next_at=circle.next_at,
        missed=[NOW] * 30,
        calendar_link="https://calendar.example/?a=b&c=" + "d" * 1_500,
    )


def messages(reader: Reader, shown: views.MeetingDetails) -> Iterator[Message]:
    yield views.announcement(reader, shown)
    yield changes.over(reader, shown)
    yield changes.reminder_over(reader, shown)
    yield changes.moved_in_thread(reader, shown)
    yield changes.moved_again(reader, shown)
    yield changes.missed(reader, shown.circle, shown.missed)
    yield hosting.host_card(reader, shown, shown.zone)
    for coming in (None, *Coming):
        yield views.reminder(reader, shown, shown.zone, coming)
        yield changes.moved(reader, shown, shown.zone, coming)
    yield changes.moved_again_in_thread(reader)
    yield changes.unannounced(reader, shown)
    yield changes.not_everybody_told(reader, shown)
    yield calendar.no_file(reader, shown.circle.name, shown.meeting, "https://calendar.example/?a=b&c=d")
    for because in MeetingOffReason:
        shown.meeting.because = because
        yield changes.called_off(reader, shown)


@pytest.mark.parametrize("reader", [ENGLISH, reader_of("fr-CA")], ids=["en", "fr"])
@pytest.mark.parametrize("words", WORST.values(), ids=WORST.keys())
def test_every_message_about_a_meeting_takes_the_worst_words(words: str, reader: Reader) -> None:
    for state in (MeetingState.ANNOUNCED, MeetingState.IN_QUESTION, MeetingState.CALLED_OFF):
        for has_begun in (False, True):
            for message in messages(reader, replace(card(words, state), has_begun=has_begun)):
                check(message, words)
    shown = card(words, MeetingState.ANNOUNCED)
    check(changes.move_form(reader, shown.circle, shown.meeting), words)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Room 4", "Room 4"),
        ("https://calls.example/j/1?a=b&c=d", "<https://calls.example/j/1?a=b&amp;c=d>"),
        ("At https://a.example, or http://b.example.", "At <https://a.example>, or <http://b.example>."),
        ("<https://evil.example|https://calls.example>", "&lt;<https://evil.example>|<https://calls.example>&gt;"),
        ("<!channel> <@U1> javascript:alert(1)", "&lt;!channel&gt; &lt;@U1&gt; javascript:alert(1)"),
        ("Room\n4", "Room 4"),
    ],
)
def test_an_address_in_a_place_can_be_pressed_and_nothing_else_in_it_does_anything(place: str, said: str) -> None:
    assert inline(place) == said


def test_words_do_not_turn_the_line_that_they_stand_in() -> None:
    shown = card("\u202eKlatch \u2067of אנה\u2069", MeetingState.ANNOUNCED)
    assert views.announcement(ENGLISH, shown).text.startswith("*Klatch of אנה*: ")


def test_who_comes_is_named_and_those_beyond_are_counted() -> None:
    shown = card("Klatch", MeetingState.ANNOUNCED)
    few = replace(shown, coming=["U1", "U2"], maybe=0)
    many = replace(shown, coming=[f"U{number}" for number in range(15)], maybe=1)
    assert "Coming: <@U1> and <@U2>.\n" in views.announcement(ENGLISH, few).text
    assert "<@U10>, <@U11> and three more people. Maybe: one person.\n" in views.announcement(ENGLISH, many).text


def test_how_long_a_meeting_is_is_said_as_people_say_it() -> None:
    assert [lasting(ENGLISH, minutes) for minutes in (45, 60, 75, 90, 120, 150, 210)] == [
        "45 minutes",
        "an hour",
        "an hour and 15 minutes",
        "an hour and a half",
        "two hours",
        "two and a half hours",
        "three and a half hours",
    ]

"""Agenda and summary with the worst that members write: Slack takes it, and nobody is pinged."""

from datetime import UTC, datetime, time

import pytest

from bot.cadence import Cadence, Recurs, Weekday, to_rule
from bot.circles.models import AgendaTopic, Circle, Meeting, Takeaway
from bot.circles.rules import (
    NAME_LIMIT,
    OPEN_TOPICS_EACH,
    REFLECTION_LIMIT,
    TOPIC_LIMIT,
    TOPICS_IN_A_FORM,
    TOPICS_SHOWN,
    CircleKind,
    TopicState,
)
from bot.circles.views import after_meeting
from bot.circles.views import agenda as views
from bot.languages.reader import ENGLISH, Reader, reader_of
from tests.flash.test_views import check
from tests.flash.worst_words import WORST

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
ASKER = "U0ASKER"
"""Somebody of whom a view may speak."""


def circle(words: str, id: int = 2_000_000_000) -> Circle:
    cadence = Cadence(
        recurs=Recurs.EVERY_TWO_WEEKS,
        weekday=Weekday.TUESDAY,
        at=time(15),
        zone="America/Toronto",
        starts_on=NOW.date(),
    )
    return Circle(
        id=id,
        kind=CircleKind.COFFEE_KLATCH,
        name=words[:NAME_LIMIT],
        channel="C0CHANNEL",
        cadence=to_rule(cadence),
    )


def meeting(words: str) -> Meeting:
    prompts = {"texts": [], after_meeting.REFLECTION: words[:159]}
    return Meeting(id=2_000_000_000, starts_at=NOW, minutes=60, prompts=prompts, agenda=[])


def entry(words: str, *, is_own: bool, suggester: str | None) -> views.AgendaEntry:
    return views.AgendaEntry(7, words[:TOPIC_LIMIT], 12, suggester, is_own, has_voted=False, carried_over=2)


@pytest.mark.parametrize("reader", [ENGLISH, reader_of("fr-CA")], ids=["en", "fr"])
@pytest.mark.parametrize("words", WORST.values(), ids=WORST.keys())
def test_the_longest_agenda_of_the_worst_words_fits(words: str, reader: Reader) -> None:
    others = [entry(words, is_own=False, suggester=ASKER) for _ in range(TOPICS_IN_A_FORM)]
    own = [entry(words, is_own=True, suggester=None) for _ in range(OPEN_TOPICS_EACH)]
    for is_in in (True, False):
        for entries in ([*others, *own], []):
            seen = views.Agenda(circle(words), NOW, entries, 3, is_in=is_in, may_take_off=True)
            check(views.agenda(reader, seen, "Said."), words)


@pytest.mark.parametrize("reader", [ENGLISH, reader_of("fr-CA")], ids=["en", "fr"])
@pytest.mark.parametrize("words", WORST.values(), ids=WORST.keys())
def test_every_form_takes_the_worst_words(words: str, reader: Reader) -> None:
    some = [circle(words, 1), circle(words, 2)]
    check(views.suggest_form(reader, some, some[0], words, is_question=True), words)
    check(views.suggested(reader, some[0], meeting(words), shows_name=True), words)
    check(views.join_first(reader, some * 20), words)
    own = Takeaway(words=words[:REFLECTION_LIMIT], shows_name=True)
    check(after_meeting.reflect_form(reader, some[0], meeting(words), own), words)


@pytest.mark.parametrize("reader", [ENGLISH, reader_of("fr-CA")], ids=["en", "fr"])
@pytest.mark.parametrize("words", WORST.values(), ids=WORST.keys())
@pytest.mark.parametrize("takeaways", [0, 1, 30])
def test_the_longest_summary_of_the_worst_words_fits(words: str, takeaways: int, reader: Reader) -> None:
    topic = AgendaTopic(
        id=2_000_000_000,
        words=" ".join(words[:TOPIC_LIMIT].split()),
        state=TopicState.TALKED_ABOUT,
        meeting_id=meeting(words).id,
    )
    taken = Takeaway(words=words[:REFLECTION_LIMIT], writer=ASKER, shows_name=True)
    summed = after_meeting.Summary(
        circle(words), meeting(words), [topic] * TOPICS_SHOWN, [ASKER] * 50, [taken] * takeaways
    )
    check(after_meeting.summary(reader, summed), words)


def test_a_question_is_cut_between_two_words() -> None:
    assert views.at_most("How do I  write\nmy first grant proposal?", 20) == "How do I write my…"
    assert views.at_most("a" * 300, 200) == "a" * 200
    assert views.at_most("  ", 200) == ""

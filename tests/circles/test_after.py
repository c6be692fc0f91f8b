"""After a meeting: one summary in the thread, what is carried over, and what people take with them."""

from datetime import timedelta

import pytest

from bot.circles.models import Takeaway
from bot.circles.rules import TOPICS_SHOWN, Reminder, TopicState
from playground import Person, render_message
from tests.circles.klatch import FIRST_MEETING, Klatch, open_klatch, people
from tests.circles.talking import (
    announcement,
    close,
    come,
    form_of,
    meet,
    on_card,
    reflect,
    see_agenda,
    suggest,
    summary,
    topics,
    vote,
)
from tests.library import Library, seen, with_values

pytestmark = pytest.mark.one_database

OVER = FIRST_MEETING + timedelta(hours=1, minutes=1)
SECOND_MEETING = FIRST_MEETING + timedelta(weeks=2)
NO = "How do you say no?"
READING = "Where do you find time to read?"


@pytest.fixture
async def klatch(library: Library) -> Klatch:
    return await open_klatch(library, people(library, 4), reminder=Reminder.CHANNEL_ONLY)


def read(klatch: Klatch, person: Person) -> str:
    return render_message(summary(klatch, person), person)


def in_channel(klatch: Klatch, person: Person) -> int:
    return sum(message.channel == klatch.channel.id for message in person.messages())


async def test_one_summary_in_the_thread_says_what_was_talked_about_and_who_came(klatch: Klatch) -> None:
    library, (ana, ben, cleo, dev) = klatch.library, klatch.people
    card = announcement(klatch, dev)
    await come(klatch)
    await suggest(klatch, cleo, NO)
    await suggest(klatch, ben, READING)
    await vote(klatch, ana, READING)
    before = in_channel(klatch, dev)
    await library.pass_until(OVER)
    assert in_channel(klatch, dev) == before + 1
    assert summary(klatch, dev).thread_ts == card.ts
    said = read(klatch, dev)
    assert "Signed up: @Ana Moss and @Ben Moss." in said
    assert said.index(READING) < said.index(NO)
    assert said.count("[Carry over]") == 2
    assert "[Reflect]" in said
    assert [topic.state for topic in await topics(klatch)] == [TopicState.TALKED_ABOUT] * 2


async def test_without_an_agenda_and_without_answers_it_is_short(klatch: Klatch) -> None:
    await meet(klatch, OVER)
    assert "There was no agenda, just people." in read(klatch, klatch.people[3])
    assert summary(klatch, klatch.people[3]).buttons == ["Reflect"]


async def test_what_is_carried_over_stands_on_the_next_agenda_without_its_votes(klatch: Klatch) -> None:
    library, (ana, ben, cleo, dev) = klatch.library, klatch.people
    await suggest(klatch, cleo, NO)
    await vote(klatch, ana, NO)
    await suggest(klatch, ben, READING)
    await meet(klatch, OVER)
    await library.press(dev, "Carry over", summary(klatch, dev))
    assert dev.form is None
    assert f"{NO}\nCarried over to the next agenda." in read(klatch, ana).replace("> ", "").replace("│ ", "")
    assert summary(klatch, ana).buttons == ["Carry over", "Reflect"]
    await library.pass_until(SECOND_MEETING - timedelta(days=6))
    assert f"• {NO}" in on_card(klatch, ben)
    assert "vote" not in on_card(klatch, ben)
    assert "no votes yet · carried over" in await see_agenda(klatch, dev)
    assert "no votes yet · yours, without your name · carried over" in await see_agenda(klatch, cleo)


async def test_what_somebody_takes_with_them_stands_in_the_summary_once_with_a_name_or_without(klatch: Klatch) -> None:
    library, (ana, ben, cleo, dev) = klatch.library, klatch.people
    await meet(klatch, OVER)
    await reflect(klatch, ben, "That a no can be kind.")
    await reflect(klatch, cleo, "Everybody hides a drawer of drafts.", "With my name")
    assert "within five minutes" in form_of(cleo)
    assert "kind" not in read(klatch, ana)
    await library.pass_time(minutes=5)
    said = read(klatch, ana)
    assert "That a no can be kind." in said
    assert "Ben" not in said.split("Takeaways")[1]
    assert "@Cleo Moss" in said.split("Takeaways")[1]
    await reflect(klatch, ben, "That a no can be short.")
    await library.pass_time(minutes=5)
    assert "kind" not in read(klatch, ana)
    assert "That a no can be short." in read(klatch, ana)
    assert len(await library.rows(Takeaway)) == 2
    assert all(len(seen(person)) == len(set(seen(person))) for person in (ana, ben, cleo, dev))


async def test_the_question_is_the_same_for_all_and_who_writes_again_finds_what_they_wrote(klatch: Klatch) -> None:
    ana, ben, *_ = klatch.people
    await meet(klatch, OVER)
    await reflect(klatch, ben, "That a no can be kind.")
    (meeting,) = [one for one in await klatch.meetings() if one.starts_at == FIRST_MEETING]
    question = meeting.prompts["reflection"]
    for person in (ana, ben):
        await close(person)
        await person.press("Reflect", summary(klatch, person))
        assert question in form_of(person)
        assert ("That a no can be kind." in form_of(person)) is (person is ben)
    assert question in read(klatch, ana)


async def test_who_is_not_in_the_circle_may_read_and_no_more(library: Library) -> None:
    ana, ben, cleo, dev, zoe = people(library, 5)
    klatch = await open_klatch(library, [ana, ben, cleo, dev], outside=[zoe], reminder=Reminder.CHANNEL_ONLY)
    await suggest(klatch, klatch.people[2], NO)
    await meet(klatch, OVER)
    for button in ("Carry over", "Reflect"):
        await zoe.press(button, summary(klatch, zoe))
        assert "That's for members of this circle" in form_of(zoe)
        await close(zoe)
    forged = with_values(summary(klatch, ana), lambda _: "999")
    await ana.press("Reflect", forged)
    assert "isn't over yet" in form_of(ana)
    assert [topic.carried_over for topic in await topics(klatch)] == [0]


async def test_a_summary_that_is_weeks_old_does_not_change_any_more(klatch: Klatch) -> None:
    library, (_, ben, *_) = klatch.library, klatch.people
    await suggest(klatch, klatch.people[2], NO)
    await meet(klatch, OVER)
    old = summary(klatch, ben)
    await library.pass_time(days=29)
    for button in ("Carry over", "Reflect"):
        await close(ben)
        await ben.press(button, old)
        assert "was too long ago" in form_of(ben)


async def test_what_had_no_room_on_the_announcement_waits_for_the_next_meeting(klatch: Klatch) -> None:
    library = klatch.library
    for number in range(TOPICS_SHOWN + 2):
        person = klatch.people[number % 4]
        await close(person)
        await suggest(klatch, person, f"Topic number {number}.")
    await meet(klatch, OVER)
    assert "Topics that aren't listed here are kept for it." in read(klatch, klatch.people[0])
    await library.pass_until(SECOND_MEETING - timedelta(days=6))
    assert "• Topic number 10." in on_card(klatch, klatch.people[0])
    assert "• Topic number 9." not in on_card(klatch, klatch.people[0])


async def test_after_a_long_sleep_there_is_still_one_summary(klatch: Klatch) -> None:
    library, (ana, *_) = klatch.library, klatch.people
    await suggest(klatch, ana, NO)
    await come(klatch)
    library.clock.advance_to(OVER + timedelta(days=3))
    await library.settle()
    assert len([text for text in seen(ana) if "What's your takeaway?" in text]) == 1
    assert [topic.state for topic in await topics(klatch)] == [TopicState.TALKED_ABOUT]

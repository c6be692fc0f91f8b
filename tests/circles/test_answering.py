"""*I'm in*, *Maybe*, *Not this time*: by whom, until when, and who is told."""

from datetime import timedelta

import pytest

from bot.circles.models import CircleMember, Rsvp
from bot.circles.rules import Belonging, Coming, Reminder
from playground import Message, Person
from tests.circles.klatch import FIRST_MEETING, Klatch, open_klatch, people
from tests.circles.meeting import alone, announced, announcements, call_off, press, press_alone, say_yes
from tests.library import Library, whispers, with_values

pytestmark = pytest.mark.one_database

ANSWERS = ("I'm in", "Maybe", "Not this time")


async def answers(klatch: Klatch) -> dict[str, Coming | None]:
    names = {person.id: person.name for person in klatch.library.playground.people}
    return {names[row.member]: row.coming for row in await klatch.library.rows(Rsvp)}


async def belonging(klatch: Klatch, person: Person) -> list[tuple[Belonging, Reminder]]:
    rows = await klatch.library.rows(CircleMember)
    return [(row.belonging, row.reminder) for row in rows if row.member == person.id]


def forged_with(message: Message, value: str) -> Message:
    return with_values(message, lambda _: value)


async def test_an_answer_changes_the_card_and_one_person_reads_a_word(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 3))
    _, ben, cleo = klatch.people
    await press(klatch, ben, "I'm in")
    assert "Coming: @Ben Moss." in announced(klatch)
    assert whispers(ben) == ["See you Tuesday, November 24th, 2026 at 3:00 PM."]
    await press(klatch, ben, "Maybe")
    assert "Nobody has signed up yet. Maybe: one person." in announced(klatch)
    await press(klatch, ben, "Not this time")
    assert "Be the first!" in announced(klatch)
    assert "Ben" not in announced(klatch)
    assert whispers(cleo) == alone(cleo) == []


async def test_im_in_takes_somebody_from_the_channel_into_the_circle(library: Library) -> None:
    eda = library.person("Eda Moss")
    klatch = await open_klatch(library, people(library, 2), outside=[eda])
    await press(klatch, eda, "Maybe")
    assert "That's for members of this circle" in whispers(eda)[-1]
    await press(klatch, eda, "I'm in")
    assert "You're now in *Coffee Klatch*" in whispers(eda)[-1]
    assert "Coming: @Eda Moss." in announced(klatch)
    assert await belonging(klatch, eda) == [(Belonging.IN, Reminder.CHANNEL_ONLY)]


async def test_where_the_circle_is_full_im_in_waits_for_a_place(library: Library) -> None:
    eda = library.person("Eda Moss")
    klatch = await open_klatch(library, people(library, 2), outside=[eda], seats=2)
    for _ in range(2):
        await press(klatch, eda, "I'm in")
        assert "you're on its waiting list" in whispers(eda)[-1]
    assert "Be the first!" in announced(klatch)
    assert await belonging(klatch, eda) == [(Belonging.WAITING, Reminder.CHANNEL_ONLY)]


async def test_a_host_who_cannot_come_is_followed_by_the_next_in_line(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    ana, ben = klatch.people
    await say_yes(klatch, ana)
    assert "Host: @Ana Moss" in announced(klatch)
    await press(klatch, ana, "Not this time")
    assert "I'm looking for a host" in announced(klatch)
    assert "Would you host" in alone(ben)[-1]
    assert not any(words in text for text in alone(ana) for words in ("Would you host", "You're hosting"))
    await press_alone(klatch, ben, "Not this time")
    assert "No host this time: whoever arrives first gets things going." in announced(klatch)


async def test_whoever_presses_too_late_is_told_so(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 3))
    ana, ben, cleo = klatch.people
    for person in (ana, ben):
        await press(klatch, person, "I'm in")
    card = announcements(klatch)[-1]
    await library.pass_until(FIRST_MEETING + timedelta(minutes=1))
    for words in (*ANSWERS, "Add to my calendar"):
        await library.press(cleo, words, card)
        assert "This meeting has begun, or is over." in whispers(cleo)[-1]
    await library.pass_until(FIRST_MEETING + timedelta(minutes=62))
    await library.press(cleo, "I'm in", card)
    assert "This meeting has begun, or is over." in whispers(cleo)[-1]
    assert (await answers(klatch)).get("Cleo Moss") is None


async def test_whoever_presses_after_it_was_called_off_is_told_so(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    card = announcements(klatch)[-1]
    await call_off(klatch, klatch.people[0])
    for words in (*ANSWERS, "Add to my calendar"):
        await library.press(klatch.people[1], words, card)
        assert "This meeting was called off." in whispers(klatch.people[1])[-1]


async def test_forged_presses_change_nothing(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    before = announced(klatch)
    for value in ("", "0", "999", "-1", "1e3", "½", "9" * 40):
        forged = forged_with(announcements(klatch)[-1], value)
        for words in (*ANSWERS, "Add to my calendar"):
            await klatch.people[1].press(words, forged)
    await library.settle()
    assert announced(klatch) == before
    assert (await answers(klatch)).get("Ben Moss") is None


async def test_nobody_gets_into_a_private_circle_with_a_forged_button(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2), is_private=True)
    (stranger,) = people(library, 3)[2:]
    open_one = await open_klatch(library, [stranger])
    hidden = (await klatch.meetings())[0].id
    forged = forged_with(announcements(open_one)[-1], str(hidden))
    for words in ANSWERS:
        await library.press(stranger, words, forged)
        assert "That's for members of this circle" in whispers(stranger)[-1]
    assert await belonging(klatch, stranger) == [(Belonging.IN, Reminder.DAY_BEFORE)]  # their own

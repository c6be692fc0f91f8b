"""A press on any card of any age draws it anew where it stands, also when its letter was forgotten."""

from datetime import timedelta

import pytest

from bot.circles.cards.members import CircleReader, place_cards
from bot.circles.models import Circle
from bot.circles.rules import Belonging, Reminder
from bot.outbox.models import Letter
from bot.recurring.rules import RecurringState
from playground import Message, Person
from tests.circles.klatch import Klatch, open_klatch, people, toronto
from tests.circles.meeting import announcements, move, press, say_yes
from tests.library import Library, card, last_seen, whispers

pytestmark = pytest.mark.one_database


async def long_ago(library: Library, when: str = "on 24 November 2026 at 15:00") -> Klatch:
    """A circle of three whose one meeting was moved, and will be over."""
    klatch = await open_klatch(library, people(library, 3), when=when, quorum=1)
    await press(klatch, klatch.people[1], "I'm in")
    await move(klatch, klatch.people[0], toronto(11, 24, 17))
    return klatch


async def forgotten(library: Library) -> None:
    """So much time passes that the letters are forgotten: thirty days after the last that was changed in a thread."""
    await library.pass_until(max(library.clock.now(), toronto(11, 24, 18, 5)))
    for days in (29, 35, 2, 2):  # amendments go first, then what stands in threads, then what that stood under
        library.clock.advance_to(library.clock.now() + timedelta(days=days))
        await library.pass_time(hours=4)
    assert [letter.key for letter in await library.rows(Letter) if letter.key.startswith("meeting-1/")] == []


def now(person: Person, old: Message) -> Message:
    """The same message as it stands now."""
    (found,) = [one for one in person.messages() if (one.channel, one.ts) == (old.channel, old.ts)]
    return found


async def press_as_it_was(library: Library, person: Person, old: Message, words: str) -> Message:
    """Have a message stand as it was, as if nobody had drawn it anew, and press it; what it is then."""
    library.playground.workspace.messages.change(now(person, old), blocks=old.blocks, text=old.text)
    await library.press(person, words, now(person, old))
    return now(person, old)


@pytest.mark.parametrize("words", ["I'm in", "Add to my calendar", "Suggest a topic"])
async def test_an_announcement_says_that_its_meeting_is_over(library: Library, words: str) -> None:
    klatch = await long_ago(library)
    (old,) = announcements(klatch)
    await forgotten(library)
    drawn = await press_as_it_was(library, klatch.people[2], old, words)
    if words == "Suggest a topic":
        assert klatch.people[2].form is not None  # it stands for the next meeting, and leaves no trace
    else:
        assert (drawn.buttons, "is over" in drawn.text) == ([], True)
        assert "has begun, or is over" in last_seen(klatch.people[2])


@pytest.mark.parametrize("of_host", ["Pass", "Another day", "How to host"])
async def test_what_one_member_had_alone_says_so_too(library: Library, of_host: str) -> None:
    klatch = await long_ago(library)
    ana, ben, cleo = klatch.people
    await library.pass_until(toronto(11, 24, 12))
    host, news, reminder = (
        card(ana, "You're hosting*"),
        card(ben, "If the new time doesn't suit you"),
        card(cleo, "You get this because"),
    )
    await forgotten(library)
    for person, old, words in (
        (ana, host, of_host),
        (ben, news, "Not this time"),
        (cleo, reminder, "Maybe"),
    ):
        drawn = await press_as_it_was(library, person, old, words)
        assert (drawn.buttons, "is over" in drawn.text) == ([], True)
        if person.form is not None:
            await person.close_form()


async def test_what_stands_of_an_ended_circle_says_that_it_has_ended(library: Library) -> None:
    klatch = await long_ago(library)
    ana, ben, _ = klatch.people
    arrival, set_up = card(ben, "There's a circle here now"), card(ana, "is set up in")
    await forgotten(library)
    await ana.command("/mentor-admin")
    await library.press(ana, "End")
    assert [circle.state for circle in await library.rows(Circle)] == [RecurringState.ENDED]
    assert now(ben, arrival).buttons == ["Join"]  # its letter is forgotten, and nobody has pressed it yet
    drawn = await press_as_it_was(library, ben, arrival, "Join")
    assert (drawn.buttons, "It has ended." in drawn.text) == ([], True)
    drawn = await press_as_it_was(library, ana, set_up, "Change")
    assert (drawn.buttons, "has ended" in drawn.text) == ([], True)


async def test_a_summary_takes_up_no_more_and_says_so_without_a_press(library: Library) -> None:
    klatch = await long_ago(library)
    ben = klatch.people[1]
    await library.pass_until(toronto(11, 24, 18, 5))
    old = card(ben, "What's your takeaway?")
    await library.pass_time(days=28)
    assert now(ben, old).buttons == []
    await forgotten(library)
    assert (await press_as_it_was(library, ben, old, "Reflect")).buttons == []
    assert ben.form is not None


async def test_a_meeting_that_has_begun_takes_no_more_answers_and_shows_no_button_for_one(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 3), quorum=1)
    ana, ben, cleo = klatch.people
    await say_yes(klatch, ana)
    await press(klatch, ben, "I'm in")
    await library.pass_until(toronto(11, 24, 14, 30))
    old, alone = announcements(klatch)[0], card(cleo, "You get this because")
    await library.pass_until(toronto(11, 24, 15, 1))
    assert now(ben, old).buttons == ["Suggest a topic", "See the agenda"]
    assert now(cleo, alone).buttons == ["Suggest a topic", "See the agenda"]
    assert "Pass" not in card(ana, "You're hosting*").buttons
    await library.press(cleo, "I'm in", old)
    assert "has begun" in whispers(cleo)[-1]


async def test_resume_stands_no_more_where_the_circle_goes_on(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    ana, ben = klatch.people
    await library.playground.remove_bot(klatch.channel)
    await library.settle()
    old = card(ana, "has stopped")
    await library.playground.invite_bot(klatch.channel, ben)
    await library.settle()
    await library.press(ana, "Resume", old)
    assert (now(ana, old).buttons, "is running again" in now(ana, old).text) == ([], True)


@pytest.mark.parametrize(
    ("places", "pressed", "numbers"), [(0, "", []), (2, "", [1, 2]), (10, "", [8, 9, 10]), (10, "2", [2, 8, 9, 10])]
)
def test_of_the_news_of_a_place_the_newest_comes_last_and_says_most(
    places: int, pressed: str, numbers: list[int]
) -> None:
    reader = CircleReader("U1", "UTC", Belonging.WAITING, Reminder.DAY_BEFORE, places)
    key = "circle-7/place-U1-"
    cards = place_cards(Circle(id=7, name="Klatch", channel="C1"), None, reader, pressed=pressed and key + pressed)
    assert [int(card.key.removeprefix(key)) for card in cards] == numbers

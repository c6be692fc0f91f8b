"""Finding a time for a coffee: one of a group proposes up to three, another takes one, and all get a calendar file."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from bot.pairings.actions import Later
from bot.pairings.models import Group
from playground import Person
from tests.library import Library, card, cards, live_buttons, seen, whispers, with_values
from tests.pairings.cafe import Cafe, open_cafe
from tests.pairings.test_rounds import FIRST_ROUND, people

pytestmark = pytest.mark.one_database

FIRST = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
SECOND = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
LABELS = ("First choice", "Second choice", "Third choice")


@pytest.fixture
async def cafe(library: Library) -> Cafe:
    """Two who were introduced on Tuesday the 24th."""
    cafe = await open_cafe(library, people(library, 2))
    await library.pass_until(FIRST_ROUND + timedelta(minutes=5))
    return cafe


async def propose(library: Library, person: Person, *times: datetime) -> dict[str, str]:
    await library.press(person, "Propose a time", card(person, ", meet"))
    for label, instant in zip(LABELS, times, strict=False):
        await person.fill(label, instant)
    outcome = await person.submit()
    await library.settle()
    return dict(outcome.errors)


def events(library: Library, person: Person) -> list[tuple[str, Event]]:
    """What the calendar files say that somebody was sent: the method, and the event."""
    sent = [file["id"] for message in person.messages() for file in message.files]
    files = [library.playground.workspace.files.get(id) for id in sent]
    calendars = [Calendar.from_ical(file.content or "") for file in files if file is not None]
    return [
        (str(calendar["METHOD"]), part)
        for calendar in calendars
        for part in calendar.subcomponents
        if isinstance(part, Event)
    ]


async def test_proposing_a_time_is_what_an_introduction_offers_first(cafe: Cafe) -> None:
    introduction = card(cafe.people[0], ", meet")
    assert introduction.buttons == ["Propose a time", "Why us?", "Step back"]
    assert "Why you?" not in introduction.text  # nobody has told anything, and that they are new is no reason


async def test_a_time_that_is_taken_is_in_the_calendars_and_it_is_asked_afterwards(
    library: Library, cafe: Cafe
) -> None:
    ana, ben = cafe.people
    assert await propose(library, ana, FIRST, SECOND) == {}
    assert card(ben, "proposes, in") == card(ana, "proposes, in")
    assert card(ben, "proposes, in").buttons == ["Take time 1", "Take time 2", "Propose a time"]
    await library.press(ben, "Take time 2")
    agreed = card(ana, "Agreed")
    assert (agreed, agreed.buttons) == (card(ben, "Agreed"), [])
    assert "Google Calendar" in agreed.text
    ((method, event),) = events(library, ben)
    assert (method, event.start, event.end) == ("PUBLISH", SECOND, SECOND + timedelta(minutes=30))
    assert (str(event["SUMMARY"]), event["SEQUENCE"]) == ("Ana Moss, Ben Moss", 0)
    (asked,) = await library.due(Later.ASKS)
    assert asked >= SECOND + timedelta(minutes=30)


async def test_who_proposed_it_does_not_take_it_and_the_latest_proposal_counts(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await propose(library, ana, FIRST)
    await library.press(ana, "Take time 1")
    assert "it's up to somebody else to pick one" in whispers(ana)[-1]
    first = card(ben, "proposes, in")
    await propose(library, ben, SECOND)
    await library.press(ben, "Take time 1", first)
    assert "Newer times have been proposed." in whispers(ben)[-1]
    assert len(cards(ana, "proposes, in")) == 1
    await library.press(ana, "Take time 1")
    await library.press(ana, "Take time 1", first)
    (group,) = await library.rows(Group)
    assert (group.agreed_at, group.proposals, group.agreements) == (SECOND, 2, 1)


async def test_times_that_have_passed_are_neither_proposed_nor_taken(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    assert list(await propose(library, ana, FIRST, library.clock.now() - timedelta(minutes=1))) == ["Second choice"]
    await ana.fill("Second choice", SECOND)
    assert (await ana.submit()).errors == {}
    await library.settle()
    shown = card(ben, "proposes, in")
    await library.pass_until(FIRST + timedelta(minutes=1))
    await library.press(ben, "Take time 1", shown)
    assert "This time has passed." in whispers(ben)[-1]
    assert card(ben, "proposes, in").buttons == ["Take time 2", "Propose a time"]


async def test_another_time_replaces_the_one_agreed_on_in_the_calendars(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    for instant in (FIRST, SECOND):
        await propose(library, ana, instant)
        await library.press(ben, "Take time 1", card(ben, "proposes, in"))
    one, other = [event for _, event in events(library, ben)]
    assert one["UID"] == other["UID"]
    assert (one["SEQUENCE"], other["SEQUENCE"], other.start) == (0, 1, SECOND)
    assert len(cards(ben, "Agreed")) == 1


@pytest.mark.parametrize("end", ["Step back", "Skip this time"])
async def test_who_does_not_come_takes_it_out_of_the_calendars(library: Library, cafe: Cafe, end: str) -> None:
    ana, ben = cafe.people
    await propose(library, ana, FIRST)
    await library.press(ben, "Take time 1")
    await library.press(ben, end, card(ben, ", meet") if end == "Step back" else card(ben, end))
    (_, (method, event)) = events(library, ana)
    assert (method, str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert cards(ana, "Agreed") == []
    assert "Propose a time" not in live_buttons(ana)


async def test_nobody_else_proposes_or_takes(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    mallory = library.person("Mallory Else")
    await library.forge_press(mallory, "Propose a time", card(ana, ", meet"))
    assert mallory.form is None
    await propose(library, ana, FIRST)
    await library.forge_press(mallory, "Take time 1", card(ana, "proposes, in"))
    for values in (lambda _: "", lambda _: "x y z", lambda value: f"{value}9", lambda _: "1"):
        await library.press(ben, "Take time 1", with_values(card(ben, "proposes, in"), values))
    (group,) = await library.rows(Group)
    assert (group.agreed_at, group.proposals) == (None, 1)


async def test_where_no_files_may_be_sent_there_is_the_link(library: Library, cafe: Cafe) -> None:
    ana, ben = cafe.people
    await library.forbid_files()
    await propose(library, ana, FIRST)
    await library.press(ben, "Take time 1")
    assert "Google Calendar" in card(ben, "Agreed").text
    assert "For your calendars." not in "\n".join(seen(ben))

"""Finding a time: up to three are proposed, the other takes one, both get a calendar file."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from bot.flash.actions import Later
from bot.flash.models import TimeProposal
from playground import Person
from tests.library import Library, card, cards, live_buttons, seen, whispers, with_values

pytestmark = pytest.mark.one_database

FIRST = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SECOND = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
THIRD = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


async def propose(library: Library, person: Person, *times: datetime) -> dict[str, str]:
    await library.press(person, "Propose a time", card(person, ", meet"))
    labels = ("First choice", "Second choice", "Third choice")
    for label, instant in zip(labels, times, strict=False):
        await person.fill(label, instant)
    outcome = await person.submit()
    await library.settle()
    return dict(outcome.errors)


@pytest.mark.parametrize("times", [(FIRST,), (FIRST, SECOND), (SECOND, FIRST, THIRD)])
async def test_each_proposed_time_has_a_button(
    library: Library, pair: tuple[Person, Person], times: tuple[datetime, ...]
) -> None:
    mia, sam = pair
    assert await propose(library, mia, *times) == {}
    proposal = card(sam, "proposes")
    assert proposal == card(mia, "proposes")
    assert proposal.buttons == [*(f"Take time {number}" for number, _ in enumerate(times, start=1)), "Propose a time"]


async def test_both_read_the_times_on_their_own_clock(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    assert "10:00 AM" in next(text for text in seen(mia) if "proposes" in text)
    assert "3:00 PM" in next(text for text in seen(sam) if "proposes" in text)


async def test_the_same_time_thrice_is_one_time(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST, FIRST, FIRST)
    assert card(sam, "proposes").buttons == ["Take time 1", "Propose a time"]


async def test_times_that_have_passed_are_refused_in_their_place(library: Library, pair: tuple[Person, Person]) -> None:
    mia, _ = pair
    past = library.clock.now() - timedelta(minutes=1)
    errors = await propose(library, mia, FIRST, past)
    assert list(errors) == ["Second choice"]
    assert await library.rows(TimeProposal) == []
    assert mia.form is not None


async def test_a_taken_time_is_agreed_and_the_check_in_comes_after_it(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST, SECOND)
    await library.press(sam, "Take time 2")
    agreed = card(mia, "Agreed")
    assert agreed == card(sam, "Agreed")
    assert agreed.buttons == []
    assert await library.due(Later.CHECK_IN) == [SECOND + timedelta(minutes=45)]


async def test_the_calendar_file_is_valid_and_says_nothing_of_the_question(
    library: Library, pair: tuple[Person, Person]
) -> None:
    """RFC 5545: version, producer, one event with an identity, a stamp, a beginning and an end, in UTC."""
    mia, sam = pair
    await propose(library, mia, FIRST)
    await library.press(sam, "Take time 1")
    (message,) = [message for message in sam.messages() if message.files]
    assert message.channel == card(sam, ", meet").channel
    file = library.playground.workspace.files.get(message.files[0]["id"])
    assert file is not None
    assert file.content is not None
    content = file.content
    calendar = Calendar.from_ical(content)
    (event,) = [part for part in calendar.subcomponents if isinstance(part, Event)]
    assert (event.start, event.end) == (FIRST, FIRST + timedelta(minutes=45))
    assert str(calendar["VERSION"]) == "2.0"
    assert {"UID", "DTSTAMP", "SUMMARY"} <= set(event)
    assert b"\r\n" in content
    assert {"Mia Chen", "Sam Roy"} <= set(str(event["SUMMARY"]).split(" & "))
    assert b"grant" not in content.lower()


async def test_a_second_time_changes_the_event_that_is_in_the_calendar(
    library: Library, pair: tuple[Person, Person]
) -> None:
    """RFC 5546, 2.1.4 and 4.1.2: published again under the same identity, with a higher sequence."""
    mia, sam = pair
    events = []
    for time in (FIRST, SECOND):
        await propose(library, mia, time)
        await library.press(sam, "Take time 1")
        message = [message for message in sam.messages() if message.files][-1]
        file = library.playground.workspace.files.get(message.files[0]["id"])
        assert file is not None
        assert file.content is not None
        calendar = Calendar.from_ical(file.content)
        assert str(calendar["METHOD"]) == "PUBLISH"
        events += calendar.events
    assert [event.start for event in events] == [FIRST, SECOND]
    assert [event["SEQUENCE"] for event in events] == [0, 1]
    assert len({str(event["UID"]) for event in events}) == 1


@pytest.mark.parametrize("words", ["Step back", "It won't happen", "Ask someone else"])
async def test_what_ends_before_the_agreed_time_is_taken_out_of_both_calendars(
    library: Library, pair: tuple[Person, Person], words: str
) -> None:
    """RFC 5546, 3.2.5: the same identity, a higher sequence, and a word about it to both."""
    mia, sam = pair
    await library.pass_time(days=3, hours=1)
    later = library.clock.now() + timedelta(days=2)
    await propose(library, mia, later)
    check_in = card(mia, "talked?")
    await library.press(sam, "Take time 1")
    published = await calendar_of(library, sam)
    where = card(mia, ", meet") if words == "Step back" else check_in
    await library.press(mia, words, where)
    for person in (mia, sam):
        off = await calendar_of(library, person)
        assert str(off["METHOD"]) == "CANCEL"
        assert str(off.events[0]["UID"]) == str(published.events[0]["UID"])
        assert int(str(off.events[0]["SEQUENCE"])) > int(str(published.events[0]["SEQUENCE"]))
        assert any("your calendar" in text and "is off" in text for text in seen(person))
    assert "is off" in card(mia, "This conversation is closed, so").text


async def test_what_ends_after_the_agreed_time_leaves_the_calendars_alone(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    await library.press(sam, "Take time 1")
    await library.pass_until(FIRST + timedelta(hours=2))
    await library.press(mia, "It won't happen")
    assert str((await calendar_of(library, mia))["METHOD"]) == "PUBLISH"
    assert not any("from your calendar" in text or "is off" in text for text in seen(sam) + seen(mia))


async def test_who_leaves_takes_the_agreed_time_out_of_the_others_calendar(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    await library.press(sam, "Take time 1")
    await library.leave(sam)
    assert str((await calendar_of(library, mia))["METHOD"]) == "CANCEL"
    assert "remove it from your calendar" in card(mia, "no longer in this workspace").text


async def test_the_agreed_time_has_a_link_for_the_calendar(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    await library.press(sam, "Take time 1")
    assert "https://calendar.google.com/calendar/render" in card(sam, "Agreed").text


async def test_without_the_right_to_send_files_none_is_promised(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await library.forbid_files()
    await propose(library, mia, FIRST)
    await library.press(sam, "Take time 1")

    assert "calendar.google.com" in card(sam, "Agreed").text
    assert "file" not in card(sam, "Agreed").text
    await library.press(mia, "Step back")
    assert [message for message in sam.messages() if message.files] == []


async def calendar_of(library: Library, person: Person) -> Calendar:
    """The newest calendar file that somebody has."""
    message = [message for message in person.messages() if message.files][-1]
    file = library.playground.workspace.files.get(message.files[0]["id"])
    assert file is not None
    assert file.content is not None
    calendar = Calendar.from_ical(file.content)
    assert isinstance(calendar, Calendar)
    return calendar


async def test_nobody_takes_their_own_proposal(library: Library, pair: tuple[Person, Person]) -> None:
    mia, _ = pair
    await propose(library, mia, FIRST)
    await library.press(mia, "Take time 1")
    assert "You proposed" in whispers(mia)[-1]
    assert cards(mia, "Agreed") == []


async def test_newer_times_replace_older_ones_whoever_proposes(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    old = card(sam, "proposes")
    await propose(library, sam, SECOND)
    assert [message.buttons for message in cards(mia, "proposes")] == [["Take time 1", "Propose a time"]]
    await library.press(sam, "Take time 1", old)
    assert "Newer times" in whispers(sam)[-1]
    await library.press(mia, "Take time 1")
    assert cards(mia, "Agreed") != []


async def test_a_time_is_taken_once(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST, SECOND)
    old = card(sam, "proposes")
    await library.press(sam, "Take time 1", old)
    await library.press(sam, "Take time 2", old)
    assert "already agreed on a time" in whispers(sam)[-1]
    assert len([message for message in sam.messages() if message.files]) == 1
    assert await library.due(Later.CHECK_IN) == [FIRST + timedelta(minutes=45)]


async def test_an_agreed_time_can_be_moved(library: Library, pair: tuple[Person, Person]) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    await library.press(sam, "Take time 1")
    await propose(library, sam, THIRD)
    await library.press(mia, "Take time 1")
    assert await library.due(Later.CHECK_IN) == [THIRD + timedelta(minutes=45)]


async def test_an_outsider_can_neither_propose_nor_take(library: Library, pair: tuple[Person, Person]) -> None:
    mia, _ = pair
    eve = library.person("Eve Moss")
    await propose(library, mia, FIRST)
    await library.forge_press(eve, "Take time 1", card(mia, "proposes"))
    await library.forge_press(eve, "Propose a time", card(mia, ", meet"))
    assert eve.form is None
    assert all(message.is_ephemeral for message in eve.messages())
    assert cards(mia, "Agreed") == []


@pytest.mark.parametrize("value", ["", "0 0", "1", "1 x", "1 1", "1 99999999999999999999", "٣ ٤", "-1 -1", "1 1e9"])
async def test_only_what_was_proposed_can_be_taken(library: Library, pair: tuple[Person, Person], value: str) -> None:
    mia, sam = pair
    await propose(library, mia, FIRST)
    forged = with_values(card(sam, "proposes"), lambda _: value)
    await library.press(sam, "Take time 1", forged)
    assert cards(sam, "Agreed") == []
    assert "isn't yours" in whispers(sam)[-1]


async def test_when_the_conversation_has_ended_there_is_no_time_to_find(
    library: Library, pair: tuple[Person, Person]
) -> None:
    mia, sam = pair
    await propose(library, mia, THIRD)
    old, introduction = card(sam, "proposes"), card(sam, ", meet")
    await library.press(sam, "Step back", introduction)
    assert (live_buttons(sam), live_buttons(mia)) == (["Step back"], ["Ask again", "Step back"])
    await library.press(mia, "Take time 1", old)
    await library.press(sam, "Propose a time", introduction)
    assert "has ended" in whispers(mia)[-1]
    assert "has ended" in whispers(sam)[-1]
    assert sam.form is None

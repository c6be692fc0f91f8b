"""*Add to my calendar*: the file, and how it follows the meeting."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.circles.meetings import rescheduling
from bot.circles.models import AgendaTopic, Rsvp
from bot.circles.outcomes import AnswerOutcome
from bot.members.models import Member
from bot.moment import Moment
from playground import Person
from tests.circles.klatch import FIRST_MEETING, Klatch, open_klatch, people
from tests.circles.meeting import move, press
from tests.library import Library, card, whispers

pytestmark = pytest.mark.one_database

CALL = "https://call.example/klatch?room=4"
BUTTON = "Add to my calendar"


def files(library: Library, person: Person) -> list[tuple[str, Any]]:
    """The method and the event of every calendar file that somebody got, the oldest first."""
    found: list[tuple[str, Any]] = []
    for message in person.messages():
        for shown in message.files:
            file = library.playground.workspace.files.get(shown["id"])
            assert message.channel == person.dm.id
            assert file is not None
            assert file.content is not None
            assert file.name == "meeting.ics"
            calendar = Calendar.from_ical(file.content)
            (event,) = calendar.events
            found.append((str(calendar["METHOD"]), event))
    return found


async def klatch_with_files(library: Library, count: int = 3, having: int = 2) -> Klatch:
    """A circle of which the first ones have the file."""
    klatch = await open_klatch(library, people(library, count), place=CALL)
    for person in klatch.people[:having]:
        await library.press(person, BUTTON, card(person, BUTTON))
    return klatch


async def by_host(klatch: Klatch, starts_at: datetime | None = None) -> None:
    """Have the meeting at another time, or not at all, as its host or who started the circle would."""
    library = klatch.library
    meeting = (await klatch.meetings())[-1]
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, meeting.workspace, library.clock.now(), f"host {library.clock.now()}")
        member = await session.get_one(Member, (moment.workspace, klatch.people[0].id))
        if starts_at is None:
            assert await rescheduling.call_off_by_member(moment, member, meeting.id) is AnswerOutcome.DONE
        else:
            assert await rescheduling.move_by_member(moment, member, meeting.id, starts_at) is AnswerOutcome.DONE
    await library.settle()


async def test_who_asks_gets_the_file_privately_and_once_and_is_told_where_it_is(library: Library) -> None:
    klatch = await klatch_with_files(library)
    ana, ben, cleo = klatch.people
    ((method, event),) = files(library, ana)
    assert method == "PUBLISH"
    assert (event.start, event.end) == (FIRST_MEETING, FIRST_MEETING + timedelta(hours=1))
    assert [str(event[name]) for name in ("SUMMARY", "LOCATION", "URL")] == ["Coffee Klatch", CALL, CALL]
    assert (event["SEQUENCE"], str(event["STATUS"])) == (0, "CONFIRMED")
    assert files(library, ben)[0][1]["UID"] == event["UID"]
    assert files(library, cleo) == []
    await library.press(ana, BUTTON, card(ana, BUTTON))
    assert len(files(library, ana)) == 1
    assert ["direct messages" in answer for answer in whispers(ana)] == [True, True]


async def test_topics_stay_out_of_it(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    ana, ben = klatch.people
    await library.press(ben, "Suggest a topic", card(ben, BUTTON))
    assert ben.form is not None
    await ben.fill(ben.form.blocks[0]["label"]["text"], "Who dares to talk about deadlines?")
    await ben.submit()
    assert len(await library.rows(AgendaTopic)) == 1
    await library.pass_time(minutes=5)
    await library.press(ana, BUTTON, card(ana, BUTTON))
    ((_, event),) = files(library, ana)
    assert b"deadlines" not in event.to_ical()


async def test_who_has_it_gets_a_new_one_for_each_change(library: Library) -> None:
    """RFC 5546, 4.1: the same identity, a higher sequence, and at last out of the calendar."""
    klatch = await klatch_with_files(library)
    ana, ben, cleo = klatch.people
    days = [FIRST_MEETING + timedelta(days=days) for days in (1, 2)]
    for day in days:
        await by_host(klatch, day)
    await by_host(klatch)
    for person in (ana, ben):
        changes = files(library, person)
        assert [method for method, _ in changes] == ["PUBLISH", "PUBLISH", "PUBLISH", "CANCEL"]
        assert [event["SEQUENCE"] for _, event in changes] == [0, 1, 2, 3]
        assert [event.start for _, event in changes] == [FIRST_MEETING, *days, days[-1]]
        assert len({str(event["UID"]) for _, event in changes}) == 1
        assert str(changes[-1][1]["STATUS"]) == "CANCELLED"
    assert files(library, cleo) == []


async def test_who_asks_after_it_moved_gets_the_new_day_at_once(library: Library) -> None:
    klatch = await klatch_with_files(library, having=0)
    await by_host(klatch, FIRST_MEETING + timedelta(days=1))
    cleo = klatch.people[2]
    await library.press(cleo, BUTTON, card(cleo, BUTTON))
    ((method, event),) = files(library, cleo)
    assert (method, event["SEQUENCE"], event.start) == ("PUBLISH", 1, FIRST_MEETING + timedelta(days=1))


async def test_who_has_left_the_circle_or_the_workspace_hears_no_more(library: Library) -> None:
    klatch = await klatch_with_files(library, having=3)
    ben, cleo = klatch.people[1:]
    await ben.command("/klatch", "leave", channel=klatch.channel)
    await library.settle()
    await library.leave(cleo)
    await by_host(klatch, FIRST_MEETING + timedelta(days=1))
    assert [len(files(library, person)) for person in klatch.people] == [2, 1, 1]


async def test_who_may_see_the_circle_has_the_file_and_the_newer_one_too(library: Library) -> None:
    guest = library.person("Gil Guest")
    klatch = await open_klatch(library, people(library, 2), outside=[guest])
    ana, ben = klatch.people
    await library.press(guest, BUTTON, card(guest, BUTTON))
    assert len(files(library, guest)) == 1
    await press(klatch, ben, "I'm in")
    await move(klatch, ana, FIRST_MEETING + timedelta(hours=2))
    assert [len(files(library, person)) for person in (guest, ben)] == [2, 0]


async def test_who_is_not_to_know_of_the_circle_and_who_is_late_get_an_answer_and_no_file(library: Library) -> None:
    outsider = library.person("Olu Outside")
    klatch = await open_klatch(library, people(library, 2), is_private=True)
    ana = klatch.people[0]
    announcement = card(ana, BUTTON)
    for person in klatch.people:
        await library.press(person, "I'm in", announcement)
    await library.forge_press(outsider, BUTTON, announcement)
    await library.pass_until(FIRST_MEETING)
    await library.press(ana, BUTTON, announcement)
    assert "has begun" in whispers(ana)[-1]
    assert [files(library, person) for person in (ana, outsider)] == [[], []]
    assert [rsvp for rsvp in await library.rows(Rsvp) if rsvp.has_file] == []


async def test_without_the_right_to_send_files_a_link_comes_and_nothing_else_is_promised(library: Library) -> None:
    await library.forbid_files()
    klatch = await klatch_with_files(library, having=1)
    asker = klatch.people[0]

    assert "Look for a link for your calendar in your direct messages" in whispers(asker)[-1]
    assert "calendar.google.com" in card(asker, "Add it to Google Calendar").text
    assert files(library, asker) == []
    await by_host(klatch, FIRST_MEETING + timedelta(days=1))
    assert files(library, asker) == []


@pytest.mark.parametrize("is_off", [False, True])
async def test_who_has_a_file_gets_a_link_for_the_change_where_files_may_be_sent_no_more(
    library: Library, is_off: bool
) -> None:
    klatch = await klatch_with_files(library, having=1)
    asker = klatch.people[0]
    await library.forbid_files()
    await by_host(klatch, None if is_off else FIRST_MEETING + timedelta(days=1))
    assert [method for method, _ in files(library, asker)] == ["PUBLISH"]
    told = card(asker, "won't let me send you").text
    assert ("please delete it there" in told, "calendar.google.com" in told) == (is_off, not is_off)
    assert [call.method for call in library.playground.calls if call.method.startswith("files.")].count(
        "files.getUploadURLExternal"
    ) == 1


async def test_a_file_asked_for_in_an_answer_comes_like_any_other(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2))
    ben = klatch.people[1]
    await ben.command("/klatch", "next", channel=klatch.channel)
    assert BUTTON in ben.messages()[-1].buttons
    await library.press(ben, BUTTON, ben.messages()[-1])
    assert len(files(library, ben)) == 1
    assert "on its way to your direct messages" in whispers(ben)[-1]

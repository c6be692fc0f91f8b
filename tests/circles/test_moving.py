"""A meeting moves to another day or is called off, by its host or who looks after the circle."""

from datetime import timedelta

import pytest

from bot.cadence import from_rule, next_five
from bot.circles.meetings import rescheduling
from bot.circles.organizing.changing import CIRCLES
from bot.circles.outcomes import AnswerOutcome
from bot.circles.rules import MeetingState
from bot.members.models import Member
from bot.moment import Moment
from tests.circles.klatch import FIRST_MEETING, Klatch, line_up, open_klatch, people, toronto
from tests.circles.meeting import alone, announced, announcements, call_off, move, press, press_alone, say_yes
from tests.library import Library, whispers

pytestmark = pytest.mark.one_database


async def open_with_answers(library: Library) -> Klatch:
    """Ana hosts; she and Ben come, Cleo perhaps, Dev not."""
    klatch = await open_klatch(library, people(library, 5), quorum=1)
    for person, words in zip(klatch.people, ("I'm in", "I'm in", "Maybe", "Not this time"), strict=False):
        await press(klatch, person, words)
    return klatch


async def test_the_host_chooses_another_day_and_who_said_that_they_come_is_told(library: Library) -> None:
    klatch = await open_with_answers(library)
    ana, *others = klatch.people
    assert await move(klatch, ana, toronto(11, 27, 10)) == {}
    assert "Friday, November 27th, 2026 at 10:00 AM" in announced(klatch)
    assert "New day: it was planned for Tuesday, November 24." in announced(klatch)
    assert len(announcements(klatch)) == 1
    assert [len(alone(person)) for person in others] == [1, 1, 0, 0]
    assert (
        "has moved. New time: Friday, November 27th, 2026 at 10:00 AM, for an hour. You said *I'm in*."
        in alone(others[0])[0]
    )
    assert [one.text for one in others[0].messages() if one.is_reply and "has moved" in one.text] != []
    assert [one.key for one in next_five(from_rule((await klatch.row()).cadence), library.clock.now())][:2] == [
        "2026-11-24",
        "2026-12-08",
    ]

    await press_alone(klatch, others[0], "Not this time")
    assert "You said *Not this time*." in alone(others[0])[0]
    await library.pass_until(toronto(11, 27, 11, 1))
    assert (await klatch.meetings())[0].state is MeetingState.OVER
    assert all(
        "Maybe" not in one.buttons
        for person in klatch.people
        for one in person.messages()
        if one.channel == person.dm.id
    )


async def test_whom_the_first_day_did_not_suit_is_reminded_of_the_new_one(library: Library) -> None:
    klatch = await open_with_answers(library)
    dev = klatch.people[3]
    await move(klatch, klatch.people[0], toronto(11, 27, 10))
    await library.pass_until(toronto(11, 26, 10, 1))
    assert len(alone(dev, "Are you in?")) == 1


async def test_a_meeting_that_moves_twice_has_one_card_and_one_live_message_each(library: Library) -> None:
    klatch = await open_with_answers(library)
    ana, ben, *_ = klatch.people
    await move(klatch, ana, toronto(11, 27, 10))
    await move(klatch, ana, toronto(11, 24, 17))
    assert "New time." in announced(klatch)
    older, newer = alone(ben)
    assert "has moved again" in older
    assert "at 5:00 PM" in newer
    await library.pass_until(toronto(11, 24, 18, 1))
    assert [one.state for one in await klatch.meetings()] == [MeetingState.OVER]


async def test_the_form_says_what_day_does_not_do(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2), quorum=1)
    ana = klatch.people[0]
    await press(klatch, ana, "I'm in")
    assert list((await move(klatch, ana, toronto(11, 23, 8))).values()) == [
        "Please choose a time that's still to come."
    ]
    assert list((await move(klatch, ana, toronto(12, 7, 14, 30))).values()) == [
        "That's too close to the next meeting. Please choose an earlier day."
    ]
    assert await move(klatch, ana, toronto(12, 7, 13, 59) + timedelta(seconds=30)) == {}


async def test_a_typing_error_in_a_year_is_told_where_no_other_meeting_is_planned(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2), quorum=1, when="on 24 November 2026 at 15:00")
    ana = klatch.people[0]
    assert list((await move(klatch, ana, toronto(11, 27, 15, year=9006))).values()) == [
        "That's more than a year away. Please check the date."
    ]
    await press(klatch, ana, "I'm in")
    await library.pass_until(toronto(11, 24, 16, 1))
    assert "No other meeting is planned. Whoever looks after the circle can add dates" in announced(klatch)


async def test_the_next_meeting_is_announced_when_one_that_moved_is_over(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2), quorum=1)
    ana = klatch.people[0]
    await press(klatch, ana, "I'm in")
    await move(klatch, ana, toronto(12, 7, 14))
    await library.pass_until(toronto(12, 7, 14, 50))
    assert len(announcements(klatch)) == 1
    await library.pass_until(toronto(12, 7, 15, 1))
    assert "*Coffee Klatch*: tomorrow at 3:00 PM" in announced(klatch)


async def test_only_the_host_and_who_looks_after_the_circle_may_move_it_or_call_it_off(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 3))
    ana, ben, cleo = klatch.people
    (meeting,) = await klatch.meetings()
    await line_up(klatch)
    await press_alone(klatch, ana, "Pass")
    await say_yes(klatch, ben)
    outcomes: list[AnswerOutcome] = []
    for person in (cleo, ben, ana):
        async with library.klatch.database.transaction() as session:
            moment = Moment(session, meeting.workspace, library.clock.now(), "moved")
            member = await session.get_one(Member, (meeting.workspace, person.id))
            new_day = FIRST_MEETING + timedelta(hours=len(outcomes))
            outcomes.append(await rescheduling.move_by_member(moment, member, meeting.id, new_day))
    assert outcomes == [
        AnswerOutcome.NOT_YOURS,
        AnswerOutcome.DONE,
        AnswerOutcome.DONE,
    ]  # a member, the host, who started it
    await library.settle()


async def test_who_said_that_they_come_is_told_when_it_is_called_off(library: Library) -> None:
    klatch = await open_with_answers(library)
    ana, *others = klatch.people
    await call_off(klatch, ana)
    assert "is called off. Its topics are kept." in announced(klatch)
    assert announcements(klatch)[-1].buttons == []
    assert [len(alone(person)) for person in others] == [1, 1, 0, 0]
    assert "Called off." in whispers(ana)[-1]
    assert "is called off" in alone(ana)[-1]
    await library.pass_until(toronto(12, 1, 15, 1))
    assert [one.state for one in await klatch.meetings()] == [MeetingState.CALLED_OFF, MeetingState.ANNOUNCED]


async def test_a_circle_that_is_paused_takes_its_announcement_back(library: Library) -> None:
    klatch = await open_with_answers(library)
    async with library.klatch.database.transaction() as session:
        workspace = library.playground.workspace.team_id
        moment = Moment(session, workspace, library.clock.now(), "paused")
        member = await session.get_one(Member, (workspace, klatch.people[0].id))
        await CIRCLES.pause(moment, member, klatch.circle)
    await library.settle()
    assert "is called off, because the circle is paused. Its topics are kept." in announced(klatch)
    assert "because the circle is paused" in alone(klatch.people[1])[-1]
    await library.pass_time(days=21)
    assert len(announcements(klatch)) == 1


async def test_who_set_a_circle_up_reads_the_dates_that_are_to_come_and_not_off(library: Library) -> None:
    klatch = await open_with_answers(library)
    ana = klatch.people[0]
    first, second, third = ("Tuesday, November 24", "Tuesday, December 8", "Tuesday, December 22")
    assert f"Next meetings: {first}; {second}; {third}" in alone(ana, "is set up in")[0]
    await call_off(klatch, ana)
    assert f"Next meetings: {second}; {third}" in alone(ana, "is set up in")[0]
    await library.pass_until(toronto(12, 8, 15, 1))
    assert f"Next meetings: {third}" in alone(ana, "is set up in")[0]

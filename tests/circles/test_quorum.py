"""Too few come: they are asked once whether it goes ahead or moves, and what becomes of it is said."""

from datetime import datetime, timedelta

import pytest

from bot.cadence import from_rule, next_five
from bot.circles.rules import MeetingState, MeetingWish, Reminder
from tests.circles.klatch import FIRST_MEETING, Klatch, join, open_klatch, people, toronto
from tests.circles.meeting import alone, announced, announcements, press, press_alone
from tests.library import Library, whispers

pytestmark = pytest.mark.one_database

COUNTED = toronto(11, 23, 15)
DECIDED = toronto(11, 24, 13)
QUESTION = "Should it go ahead, or move to another day?"


async def in_question(library: Library, when: str = "every second Tuesday at 15:00") -> Klatch:
    """A meeting of four of whom one comes, a minute after they were counted."""
    klatch = await open_klatch(library, people(library, 4), quorum=3, when=when)
    await press(klatch, klatch.people[0], "I'm in")
    await library.pass_until(COUNTED + timedelta(minutes=1))
    return klatch


async def state_of(klatch: Klatch) -> tuple[MeetingState, datetime]:
    first = (await klatch.meetings())[0]
    return first.state, first.starts_at


async def test_everybody_who_is_reminded_is_asked_and_told_by_when_it_is_known(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 3), quorum=3)
    gia, hugo = library.person("Gia Reed"), library.person("Hugo Reed")
    await join(library, klatch.circle, [gia], Reminder.HOUR_BEFORE)
    await join(library, klatch.circle, [hugo], Reminder.CHANNEL_ONLY)
    await press(klatch, klatch.people[0], "I'm in")
    await library.pass_until(COUNTED - timedelta(minutes=2))
    assert QUESTION not in announced(klatch)
    await library.pass_until(COUNTED + timedelta(minutes=1))

    assert "So far, one person is coming. This circle meets when at least three people come." in announced(klatch)
    assert "Please answer by this time: tomorrow at 1:00 PM." in announced(klatch)
    for person in (*klatch.people, gia):
        assert len(alone(person, QUESTION)) == 1
    assert alone(hugo) == []
    await library.pass_until(FIRST_MEETING)
    assert len(alone(gia)) == 1


async def test_it_is_on_when_the_circle_is_changed_to_like_fewer(library: Library) -> None:
    klatch = await in_question(library)
    ana, ben, *_ = klatch.people
    await press_alone(klatch, ben, "I'm in")
    await ana.command("/mentor-admin")
    await library.press(ana, "Change", ana.messages()[-1])
    await library.send(ana, **{"How many people make it worth meeting?": "2 people"})
    assert (await state_of(klatch))[0] is MeetingState.ANNOUNCED
    assert QUESTION not in announced(klatch)
    assert "It's on." in announced(klatch)
    assert alone(klatch.people[3], QUESTION) == []
    assert await library.due("meeting_decides") == []


async def test_it_is_on_as_soon_as_enough_come(library: Library) -> None:
    klatch = await in_question(library)
    await press_alone(klatch, klatch.people[1], "I'm in")
    assert QUESTION in announced(klatch)
    await press(klatch, klatch.people[2], "I'm in")
    assert QUESTION not in announced(klatch)
    assert "It's on." in announced(klatch)
    assert alone(klatch.people[3], QUESTION) == []
    assert await library.due("meeting_decides") == []
    assert await state_of(klatch) == (MeetingState.ANNOUNCED, FIRST_MEETING)


async def test_what_most_of_those_would_like_who_spoke_happens(library: Library) -> None:
    goes_ahead, moves = (MeetingState.ANNOUNCED, FIRST_MEETING), (MeetingState.ANNOUNCED, toronto(12, 1, 15))
    cases = [
        ([MeetingWish.GO_AHEAD], goes_ahead),
        ([MeetingWish.MOVE, MeetingWish.GO_AHEAD], goes_ahead),
        ([MeetingWish.MOVE], moves),
        ([MeetingWish.GO_AHEAD, MeetingWish.MOVE, MeetingWish.MOVE], moves),
        ([], (MeetingState.CALLED_OFF, FIRST_MEETING)),
    ]
    everyone = people(library, 3)
    klatches = [await open_klatch(library, everyone) for _ in cases]
    await library.pass_until(COUNTED + timedelta(minutes=1))
    for klatch, (wishes, _) in zip(klatches, cases, strict=True):
        for person, wish in zip(everyone, wishes, strict=False):
            words = {MeetingWish.GO_AHEAD: "Go ahead", MeetingWish.MOVE: "Move it"}
            for pressed in sorted(words, key=lambda one: one is wish):  # the last word counts
                await person.press(words[pressed], announcements(klatch)[-1])
    await library.pass_until(DECIDED + timedelta(minutes=1))
    assert [await state_of(klatch) for klatch in klatches] == [becomes for _, becomes in cases]
    for klatch in klatches:
        assert QUESTION not in announced(klatch)
        assert "Go ahead" not in announcements(klatch)[-1].buttons


async def test_who_said_that_they_come_is_told_when_it_does_not_happen_and_nobody_else(library: Library) -> None:
    klatch = await in_question(library, when="every Tuesday at 15:00")
    ana, ben, cleo, dev = klatch.people
    await press(klatch, ben, "Maybe")
    await press(klatch, dev, "Not this time")
    before = {person: len(alone(person)) for person in klatch.people}
    await library.pass_until(DECIDED + timedelta(minutes=1))
    told = {person.name: len(alone(person)) - before[person] for person in klatch.people}
    assert told == {"Ana Moss": 1, "Ben Moss": 1, "Cleo Moss": 0, "Dev Moss": 0}
    assert "is called off: too few people could make it. Its topics are kept." in alone(ana)[-1]
    assert "is called off" in alone(cleo)[-1]


async def test_a_meeting_moves_to_where_it_leaves_room_before_the_next(library: Library) -> None:
    """Two days on where the next is a week away, but not from Thursday to Saturday; it is off where there is no day."""
    cases = [
        ("every Tuesday at 15:00", (MeetingState.ANNOUNCED, toronto(11, 26, 15))),
        ("1 December 2026, 3 December 2026 at 15:00", (MeetingState.CALLED_OFF, toronto(12, 1, 15))),
        ("every Thursday at 15:00", (MeetingState.ANNOUNCED, toronto(12, 7, 15))),
    ]
    everyone = people(library, 2)
    for when, becomes in cases:
        klatch = await open_klatch(library, everyone, when=when)
        (meets_at,) = [one.at for one in next_five(from_rule((await klatch.row()).cadence), library.clock.now())][:1]
        await library.pass_until(meets_at - timedelta(hours=23, minutes=59))
        await press(klatch, everyone[1], "Move it")
        await library.pass_until(meets_at - timedelta(hours=1))
        assert await state_of(klatch) == becomes


async def test_where_too_few_come_again_on_the_new_day_they_are_asked_again(library: Library) -> None:
    klatch = await in_question(library)
    await press(klatch, klatch.people[1], "Move it")
    await library.pass_until(toronto(11, 30, 15, 1))
    assert QUESTION in announced(klatch)
    assert len(alone(klatch.people[2])) == 1
    await press(klatch, klatch.people[1], "Go ahead")
    await library.pass_until(toronto(12, 1, 16, 1))
    assert (await klatch.meetings())[0].state is MeetingState.OVER


async def test_a_meeting_announced_late_goes_ahead_without_a_question(library: Library) -> None:
    library.clock.advance_to(toronto(11, 23, 16))
    klatch = await open_klatch(library, people(library, 2))
    await library.pass_until(FIRST_MEETING + timedelta(minutes=1))
    assert QUESTION not in announced(klatch)
    assert len(alone(klatch.people[1])) == 1
    assert await state_of(klatch) == (MeetingState.ANNOUNCED, FIRST_MEETING)


async def test_a_wish_after_the_decision_is_answered(library: Library) -> None:
    klatch = await in_question(library)
    asked = announcements(klatch)[-1]
    await press(klatch, klatch.people[1], "Go ahead")
    await library.pass_until(DECIDED + timedelta(minutes=1))
    await library.press(klatch.people[2], "Move it", asked)
    assert "That's decided already" in whispers(klatch.people[2])[-1]

"""How many messages one meeting costs each of its people, whatever becomes of it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

import pytest

from bot.circles.rules import MeetingState, Reminder
from playground import Person
from tests.circles.klatch import FIRST_MEETING, Klatch, join, open_klatch, people
from tests.circles.meeting import call_off, press, press_alone
from tests.library import Library

pytestmark = pytest.mark.one_database

AT_MOST = 2
AT_MOST_WHEN_IT_CHANGED = 3
"""For who had said that they come, or might."""
EVERY = timedelta(weeks=2)
ANNOUNCED_BEFORE = timedelta(weeks=1)

Day = Callable[[Klatch, datetime], Awaitable[set[Person]]]
"""What people do about a meeting that begins then; who had said that they come when it was moved or called off."""


async def passed_on(klatch: Klatch, _starts_at: datetime) -> set[Person]:
    """Two pass, and the third who is asked cannot come; enough come, one may, one likes a calendar file."""
    for words in ("Pass", "Pass", "Not this time"):
        await press_alone(klatch, await host_of(klatch), words)
    for person in klatch.people[3:6]:
        await press(klatch, person, "I'm in")
    await press(klatch, klatch.people[6], "Maybe")
    await press(klatch, klatch.people[4], "Add to my calendar")
    return set()


async def too_few(klatch: Klatch, starts_at: datetime) -> set[Person]:
    """One comes, and two would like it to go ahead."""
    await press(klatch, klatch.people[0], "I'm in")
    await counted(klatch, starts_at)
    for person in klatch.people[5:7]:
        await press(klatch, person, "Go ahead")
    return set()


async def moved(klatch: Klatch, starts_at: datetime) -> set[Person]:
    """One comes, one may, and two would rather have another day; on that they come."""
    await press(klatch, klatch.people[0], "I'm in")
    await press(klatch, klatch.people[1], "Maybe")
    await counted(klatch, starts_at)
    for person in klatch.people[5:7]:
        await press(klatch, person, "Move it")
    await klatch.library.pass_until(starts_at)
    for person in klatch.people[5:7]:
        await press(klatch, person, "I'm in")
    return set(klatch.people[:2])


async def nobody_spoke(klatch: Klatch, starts_at: datetime) -> set[Person]:
    """One comes, and nobody says what they would like."""
    await press(klatch, klatch.people[0], "I'm in")
    await counted(klatch, starts_at)
    return {klatch.people[0]}


async def called_off(klatch: Klatch, _starts_at: datetime) -> set[Person]:
    """Enough would come, and the host calls it off."""
    for person in klatch.people[:4]:
        await press(klatch, person, "I'm in")
    await call_off(klatch, await host_of(klatch))
    return set(klatch.people[:4])


async def big(klatch: Klatch, _starts_at: datetime) -> set[Person]:
    """Everybody comes, and somebody suggests a topic: there will be tables."""
    for person in klatch.people:
        await press(klatch, person, "I'm in")
    await press(klatch, klatch.people[2], "Suggest a topic")
    await klatch.library.send(klatch.people[2], **{"What would you like to talk about?": "How do you say no?"})
    return set()


MEETINGS: Mapping[Day, MeetingState] = {
    passed_on: MeetingState.OVER,
    too_few: MeetingState.OVER,
    moved: MeetingState.OVER,
    nobody_spoke: MeetingState.CALLED_OFF,
    called_off: MeetingState.CALLED_OFF,
    big: MeetingState.OVER,
}


async def host_of(klatch: Klatch) -> Person:
    host = (await klatch.meetings())[-1].host
    return next(person for person in klatch.people if person.id == host)


async def counted(klatch: Klatch, starts_at: datetime) -> None:
    """A working day before the meeting, and a minute."""
    await klatch.library.pass_until(starts_at - timedelta(days=1) + timedelta(minutes=1))


def new_messages(person: Person, since: datetime, until: datetime) -> list[str]:
    """What appeared before somebody: not in threads, not what answers a press, and no file, which they asked for."""
    return [
        message.text
        for message in person.messages()
        if since.timestamp() <= float(message.ts) < until.timestamp()
        and not (message.is_reply or message.is_ephemeral or message.files)
    ]


async def test_nobody_gets_more_than_two_messages_a_meeting(library: Library) -> None:
    """Three, where somebody had said that they come and it was moved or called off."""
    everybody = people(library, 10)
    klatch = await open_klatch(library, everybody[:3], quorum=3, table_size=4)
    for reminder, number in ((Reminder.CHANNEL_ONLY, 3), (Reminder.WHEN_ANNOUNCED, 5), (Reminder.HOUR_BEFORE, 8)):
        await join(library, klatch.circle, everybody[number : number + 3], reminder)
    for person in everybody[3:]:
        await library.playground.invite(klatch.channel, person)
    klatch = Klatch(library, klatch.channel, klatch.circle, everybody)
    since = FIRST_MEETING + EVERY - ANNOUNCED_BEFORE

    for number, (what_they_do, state) in enumerate(MEETINGS.items(), start=1):
        starts_at = FIRST_MEETING + number * EVERY
        await library.pass_until(since + timedelta(minutes=5))
        told_of_a_change = await what_they_do(klatch, starts_at)
        meeting = (await klatch.meetings())[number]
        next_announced_at = max(starts_at + ANNOUNCED_BEFORE, meeting.starts_at + timedelta(hours=1))
        await library.pass_until(next_announced_at)

        assert (await klatch.meetings())[number].state is state
        for person in everybody:
            at_most = AT_MOST_WHEN_IT_CHANGED if person in told_of_a_change else AT_MOST
            told = new_messages(person, since, next_announced_at)
            assert 1 <= len(told) <= at_most, (what_they_do.__name__, person, told)
        since = next_announced_at
    assert len((await klatch.meetings())[len(MEETINGS)].tables) > 1

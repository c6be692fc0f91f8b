"""Several people press at the same moment: each has one outcome, and everybody is told which."""

import asyncio
from datetime import timedelta

import pytest

from bot.circles.agenda.topics import voters_of
from bot.circles.rules import Reminder, TopicState
from tests.circles.klatch import FIRST_MEETING, Klatch, open_klatch, people
from tests.circles.talking import close, form_of, meet, see_agenda, suggest, summary, topics
from tests.library import Library

SECOND_MEETING = FIRST_MEETING + timedelta(weeks=2)
NO = "How do you say no?"


@pytest.fixture
async def klatch(library: Library) -> Klatch:
    return await open_klatch(library, people(library, 4), reminder=Reminder.CHANNEL_ONLY)


async def test_carrying_over_twice_by_two_at_once_and_after_the_next_meeting_happens_once(klatch: Klatch) -> None:
    library, (_, ben, cleo, dev) = klatch.library, klatch.people
    await suggest(klatch, cleo, NO)
    await meet(klatch, FIRST_MEETING + timedelta(hours=2))
    before = summary(klatch, dev)
    await asyncio.gather(*(person.press("Carry over", before) for person in (ben, cleo, dev)))
    await library.settle()
    told = [form_of(person) for person in (ben, cleo, dev) if person.form is not None]
    assert len(told) == 2
    assert all("was carried over already" in form for form in told)
    (topic,) = await topics(klatch)
    assert (topic.state, topic.carried_over) == (TopicState.WAITING, 1)
    await library.pass_until(SECOND_MEETING - timedelta(days=6))
    await meet(klatch, SECOND_MEETING + timedelta(hours=2))
    await close(dev)
    await dev.press("Carry over", before)
    assert "was carried over already" in form_of(dev)
    assert (await topics(klatch))[0].carried_over == 1
    await close(dev)
    await library.press(dev, "Carry over", summary(klatch, dev))
    assert (await topics(klatch))[0].carried_over == 2


async def test_votes_at_once_are_all_counted(klatch: Klatch) -> None:
    ana, *others = klatch.people
    await suggest(klatch, ana, NO)
    for person in others:
        await see_agenda(klatch, person)
    await asyncio.gather(*(person.press("Vote") for person in others))
    (topic,) = await topics(klatch)
    assert voters_of(topic) == {person.id for person in others}
    assert "three votes" in await see_agenda(klatch, ana)

"""A big meeting is dealt into mixed tables, ten minutes before it begins, in the thread of its announcement."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.listeners.circle_form import Filled, draft_of
from bot.circles.meetings import rescheduling, tables
from bot.circles.models import Meeting
from bot.circles.organizing import changing
from bot.circles.organizing.drafts import CircleDraft, Subject, typed_of
from bot.circles.outcomes import AnswerOutcome, CircleSaving
from bot.circles.rules import TABLES_BEFORE, Coming
from bot.circles.views import tables as views
from bot.languages.reader import ENGLISH
from bot.members.models import Member
from bot.moment import Moment
from bot.profiles.profile import never_introduce
from bot.schedule.models import Due
from playground import Person
from tests.circles.klatch import FIRST_MEETING, Klatch, open_klatch, people
from tests.flash.test_views import faults_of_message
from tests.library import Library, cards

pytestmark = pytest.mark.one_database

DEALT_AT = FIRST_MEETING - TABLES_BEFORE
A_WEEK = timedelta(weeks=1)


def moment_in(library: Library, session: Any) -> Moment:
    return Moment(session, library.playground.workspace.team_id, library.clock.now(), "at the table")


async def coming(klatch: Klatch, those: Collection[Person], answer: Coming = Coming.IN) -> None:
    """Have people answer the meeting that was announced last, as their presses would have it."""
    meeting = (await klatch.meetings())[-1]
    async with klatch.library.klatch.database.transaction() as session:
        for person in those:
            (await queries.rsvp_of(moment_in(klatch.library, session), meeting, person.id)).coming = answer


async def big_klatch(library: Library, count: int, **fields: Any) -> Klatch:
    """A circle in which so many have said that they come."""
    klatch = await open_klatch(library, people(library, count), **{"table_size": 4, **fields})
    await coming(klatch, klatch.people)
    return klatch


def shown(klatch: Klatch) -> list[list[set[str]]]:
    """The tables as they stand in threads of the channel, one list for each time they were dealt."""
    replies = [one for one in klatch.people[0].messages() if one.channel == klatch.channel.id and one.is_reply]
    dealt = [one for one in replies if "*Table 1:*" in one.text]
    return [[set(re.findall(r"<@(\w+)>", line)) for line in one.text.splitlines() if "*Table" in line] for one in dealt]


def twos(tables: Sequence[Collection[str]]) -> set[frozenset[str]]:
    return {frozenset(two) for table in tables for two in combinations(table, 2)}


@pytest.mark.parametrize(("count", "size", "sizes"), [(9, 4, [4, 5]), (23, 6, [5, 6, 6, 6])])
async def test_everybody_who_comes_sits_at_one_table(library: Library, count: int, size: int, sizes: list[int]) -> None:
    klatch = await big_klatch(library, count, table_size=size)
    await library.pass_until(DEALT_AT - timedelta(minutes=5))
    assert shown(klatch) == []
    await library.pass_until(DEALT_AT)
    (dealt,) = shown(klatch)
    assert sorted(map(len, dealt)) == sizes
    assert sorted(member for table in dealt for member in table) == sorted(person.id for person in klatch.people)
    (meeting,) = await klatch.meetings()
    assert [set(table) for table in meeting.tables] == dealt


async def test_eight_people_stay_together(library: Library) -> None:
    klatch = await big_klatch(library, 8)
    await library.pass_until(FIRST_MEETING)
    assert shown(klatch) == []


async def test_a_circle_that_likes_one_table_is_not_dealt(library: Library) -> None:
    await big_klatch(library, 2, table_size=None)
    assert await library.due(Later.TABLES) == []


async def test_tables_that_are_wished_for_once_many_come_are_dealt(library: Library) -> None:
    klatch = await big_klatch(library, 9, table_size=None)
    circle = await klatch.row()
    async with library.klatch.database.transaction() as session:
        moment = moment_in(library, session)
        member = await session.get_one(Member, (moment.workspace, klatch.people[0].id))
        typed = replace(typed_of(ENGLISH, circle), table_size=4)
        draft = draft_of(Filled(typed, Subject(circle.id, circle.kind), circle), member, moment.now)
        assert isinstance(draft, CircleDraft)
        assert await changing.change(moment, member, klatch.circle, draft) is CircleSaving.DONE
    await library.pass_until(DEALT_AT)
    assert len(shown(klatch)) == 1


async def test_who_comes_sits_apart_from_whom_they_are_kept_apart_from(library: Library) -> None:
    """Of thirteen one may come, and one has left; of the others one shares a table with four at most."""
    klatch = await big_klatch(library, 13)
    ana, *others = [person.id for person in klatch.people[:11]]
    await coming(klatch, klatch.people[11:12], Coming.MAYBE)
    await library.leave(klatch.people[12])
    async with library.klatch.database.transaction() as session:
        for number, other in enumerate(others[:6]):
            await never_introduce(moment_in(library, session), *((ana, other) if number % 2 else (other, ana)))
    await library.pass_until(DEALT_AT)
    (dealt,) = shown(klatch)
    assert twos(dealt).isdisjoint({frozenset((ana, other)) for other in others[:6]})
    assert sorted(member for table in dealt for member in table) == [ana, *others]


async def test_as_few_as_can_be_sit_together_again(library: Library) -> None:
    """Three tables of four, dealt anew: two of the four at each have met, and no more."""
    klatch = await big_klatch(library, 12, when="every Tuesday at 15:00")
    await library.pass_until(FIRST_MEETING + A_WEEK - timedelta(days=2))
    await coming(klatch, klatch.people)
    await library.pass_until(DEALT_AT + A_WEEK)
    first, second = shown(klatch)
    assert [len(table) for table in (*first, *second)] == 6 * [4]
    assert len(twos(first) & twos(second)) == 3


async def test_who_says_yes_while_tables_are_dealt_sits_at_one_too(library: Library) -> None:
    klatch = await big_klatch(library, 10)
    late = klatch.people[-1]
    await coming(klatch, [late], Coming.MAYBE)
    (meeting,) = await klatch.meetings()
    task, due = tables.task(), Due(id=7, workspace=meeting.workspace, kind=Later.TABLES, subject=meeting.id)
    async with library.klatch.database.transaction() as session:
        company = await task.load(session, due, DEALT_AT)
    assert company is not None
    dealt = await task.run(company)
    await coming(klatch, [late])
    async with library.klatch.database.transaction() as session:
        await task.save(session, due, dealt, DEALT_AT)
    assert (await klatch.meetings())[0].tables == []
    assert await library.due(Later.TABLES) == [DEALT_AT]
    await library.pass_until(DEALT_AT)
    assert late.id in set().union(*shown(klatch)[0])


async def test_a_meeting_that_moves_after_it_was_dealt_is_dealt_anew(library: Library) -> None:
    klatch = await big_klatch(library, 9)
    await library.pass_until(DEALT_AT)
    (meeting,) = await klatch.meetings()
    async with library.klatch.database.transaction() as session:
        moment = moment_in(library, session)
        member = await session.get_one(Member, (moment.workspace, klatch.people[0].id))
        to = FIRST_MEETING + timedelta(days=1)
        assert await rescheduling.move_by_member(moment, member, meeting.id, to) is AnswerOutcome.DONE
    await coming(klatch, klatch.people[1:], Coming.IN)
    await library.pass_until(to)
    assert len(shown(klatch)) == 1
    assert len(cards(klatch.people[0], "no longer on that day")) == 1


async def test_a_stillness_until_people_sit_leaves_them_where_they_are(library: Library) -> None:
    klatch = await big_klatch(library, 12)
    library.clock.advance_to(FIRST_MEETING + TABLES_BEFORE)
    await library.settle()
    assert shown(klatch) == []
    assert [meeting.tables for meeting in await library.rows(Meeting)] == [[]]


def test_three_hundred_people_find_their_table_in_messages_that_slack_takes() -> None:
    dealt = [[f"U{table:05}{seat:05}" for seat in range(6)] for table in range(50)]
    messages = [views.tables(ENGLISH, dealt, number) for number in range(1, views.messages_for(dealt) + 1)]
    assert [len(message.text) < 4_000 for message in messages] == [True, True, True]
    faults = [fault for message in messages for fault in faults_of_message(message) if not fault.startswith("<@")]
    assert faults == []
    words = "\n".join(message.text for message in messages)
    assert [len(re.findall(r"<@(\w+)>", line)) for line in words.splitlines() if "*Table" in line] == 50 * [6]
    assert (words.count("There are many of you"), words.count("Not named here")) == (1, 1)

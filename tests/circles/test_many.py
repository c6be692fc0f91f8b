"""A circle of five hundred: a press costs what it costs in one of ten, and no transaction writes too many letters."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles import routes as circles
from bot.circles.actions import Later
from bot.circles.meetings import calendar_files, rescheduling, rsvps
from bot.circles.members import hosting, joining
from bot.circles.models import CircleMember, Meeting, Rsvp
from bot.circles.organizing.changing import CIRCLES
from bot.circles.rules import Belonging, Coming, Reminder
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.models import Letter
from bot.outbox.writing import LETTERS_BEFORE_ALARM
from bot.schedule.models import Due
from tests.circles.klatch import FIRST_MEETING, Klatch, open_klatch, people
from tests.databases import statements
from tests.library import Library

pytestmark = pytest.mark.one_database

FEW, MANY = 10, 500


class UndoneError(Exception):
    """What was tried is not to have happened."""


Act = Callable[[Moment, Member, Meeting], Awaitable[Any]]

ACTS: Mapping[str, Act] = {
    "I'm in": lambda moment, member, meeting: rsvps.answer(moment, member, meeting.id, Coming.IN),
    "Not this time": lambda moment, member, meeting: rsvps.answer(moment, member, meeting.id, Coming.NOT_THIS_TIME),
    "Pass": lambda moment, member, meeting: hosting.pass_on(moment, member, meeting.id),
    "Another day": lambda moment, member, meeting: rescheduling.move_by_member(
        moment, member, meeting.id, FIRST_MEETING + timedelta(hours=2)
    ),
    "Call it off": lambda moment, member, meeting: rescheduling.call_off_by_member(moment, member, meeting.id),
    "Add to my calendar": lambda moment, member, meeting: calendar_files.send(moment, member, meeting.id),
    "Leave": lambda moment, member, meeting: joining.leave(moment, member, meeting.circle_id),
    "Pause": lambda moment, member, meeting: CIRCLES.pause(moment, member, meeting.circle_id),
    "End": lambda moment, member, meeting: CIRCLES.end(moment, member, meeting.circle_id),
}


async def come_along(klatch: Klatch, crowd: Sequence[str]) -> None:
    """So many more are in the circle; all were reminded, say that they come, and have the calendar file."""
    (meeting,) = await klatch.meetings()
    now, workspace = klatch.library.clock.now(), meeting.workspace
    described = {"workspace": workspace, "time_zone": "America/Toronto", "locale": "en-US", "refreshed_at": now}
    place = {"circle_id": klatch.circle, "workspace": workspace, "belonging": Belonging.IN, "since": now}
    answer = {"meeting_id": meeting.id, "workspace": workspace, "coming": Coming.IN, "wish": None}
    async with klatch.library.klatch.database.transaction() as session:
        await session.execute(insert(Member), [{**described, "id": one, "name": one} for one in crowd])
        rows = [{**place, "member": one, "reminder": Reminder.WHEN_ANNOUNCED} for one in crowd]
        await session.execute(insert(CircleMember), rows)
        rows = [{**answer, "member": one, "is_reminded": True, "has_file": True} for one in crowd]
        await session.execute(insert(Rsvp), rows)


async def letters_in(session: AsyncSession) -> int:
    """How many letters there are."""
    return await session.scalar(select(func.count()).select_from(Letter)) or 0


async def cost_of(klatch: Klatch, act: Act) -> tuple[int, int]:
    """How many statements an act of who hosts takes, and how many letters it writes; then it has not happened."""
    library = klatch.library
    (meeting,) = await klatch.meetings()
    with suppress(UndoneError):
        async with library.klatch.database.transaction() as session:
            moment = Moment(session, meeting.workspace, library.clock.now(), "counted")
            member = await session.get_one(Member, (meeting.workspace, klatch.people[0].id))
            before = await letters_in(session)
            with statements(library.klatch.database) as ran:
                await act(moment, member, meeting)
            written = await letters_in(session) - before
            raise UndoneError
    return len(ran), written


async def handled(klatch: Klatch, kind: Later) -> list[int]:
    """Handle what is due of a kind until there is none; how many letters each transaction wrote."""
    library, written = klatch.library, list[int]()
    while True:
        async with library.klatch.database.transaction() as session:
            found = select(Due).where(Due.kind == kind, Due.due_at <= library.clock.now())
            due = await session.scalar(found)
            if due is None:
                return written
            await session.delete(due)
            before = await letters_in(session)
            await circles.ROUTES.handlers()[kind](session, due, library.clock.now())
            written.append(await letters_in(session) - before)


async def test_a_press_takes_no_more_among_many(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2), reminder=Reminder.WHEN_ANNOUNCED)
    await come_along(klatch, [f"U9{number:08}" for number in range(FEW)])
    few = {words: await cost_of(klatch, act) for words, act in ACTS.items()}
    await come_along(klatch, [f"U8{number:08}" for number in range(MANY - FEW)])
    for words, act in ACTS.items():
        ran, letters = await cost_of(klatch, act)
        assert (words, ran) == (words, min(ran, few[words][0]))
        assert letters < 10


async def test_no_transaction_writes_more_than_a_hundred_letters_and_everybody_is_told(library: Library) -> None:
    klatch = await open_klatch(library, people(library, 2), reminder=Reminder.WHEN_ANNOUNCED)
    crowd = [f"U9{number:08}" for number in range(MANY)]
    await come_along(klatch, crowd)
    (meeting,) = await klatch.meetings()
    async with library.klatch.database.transaction() as session:
        moment = Moment(session, meeting.workspace, library.clock.now(), "moved")
        member = await session.get_one(Member, (meeting.workspace, klatch.people[0].id))
        await ACTS["Another day"](moment, member, meeting)
    for kind, prefix in ((Later.SHOWS_MEETING, "change"), (Later.SENDS_FILES, "calendar")):
        written = await handled(klatch, kind)
        assert max(written) <= LETTERS_BEFORE_ALARM
        told = {one.address for one in await library.rows(Letter) if f"/{prefix}-1-" in one.key}
        assert told == {f"@{one}" for one in crowd}
    async with library.klatch.database.transaction() as session:
        await session.execute(delete(Letter).where(Letter.address.in_([f"@{one}" for one in crowd])))

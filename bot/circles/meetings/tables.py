"""A big meeting is dealt into mixed tables, shortly before it begins: three steps, for that takes a while."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles import queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.models import Circle, Meeting
from bot.circles.rules import TABLES_BEFORE, TABLES_FROM, TO_COME, MeetingState
from bot.circles.views import tables as views
from bot.matching.groups.tables import deal_tables
from bot.matching.round_input import Person, Two
from bot.moment import Moment, moment_when_due
from bot.profiles.matching_input import described, kept_apart
from bot.schedule.models import Due
from bot.schedule.tasks import Task

MEETINGS_LOOKED_BACK = 12
"""Among so many meetings the last one that had tables is looked for."""

Tables = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Company:
    """Those who come, and all that decides who sits with whom."""

    people: tuple[Person, ...]
    size: int
    apart: frozenset[Two]
    together_last_time: frozenset[Two]
    seed: str


@dataclass(frozen=True, slots=True)
class Dealt:
    """What came of dealing: the company that it was made for, and its tables."""

    company: Company
    tables: Tables


def task() -> Task[Company, Dealt]:
    """What the agenda does when a meeting is to be dealt into tables."""
    return Task(load=_load, run=_run, save=_save)


def dealt_at(circle: Circle, meeting: Meeting) -> datetime | None:
    """When a meeting is dealt into tables, shortly before it begins; None where the circle likes one table."""
    return None if circle.table_size is None else meeting.starts_at - TABLES_BEFORE


async def plan(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Have a locked meeting that is to come dealt into tables as its circle likes it now."""
    await moment.plan(meeting.id, {Later.TABLES: dealt_at(circle, meeting)})


def sits_at_tables(meeting: Meeting) -> bool:
    """Whether a meeting was dealt into tables for the day on which it is."""
    return bool(meeting.tables) and meeting.tables_of in (None, meeting.moves)


async def _load(session: AsyncSession, due: Due, now: datetime) -> Company | None:
    moment = moment_when_due(session, due, now)
    found = await queries.meeting_of(moment, due.subject)
    return await _company(moment, *found) if found is not None else None


async def _company(moment: Moment, circle: Circle, meeting: Meeting) -> Company | None:
    """Those who come to a locked meeting; None when they sit at one table, or are sitting already."""
    is_late = moment.now >= meeting.starts_at + TABLES_BEFORE
    if circle.table_size is None or meeting.state not in TO_COME or sits_at_tables(meeting) or is_late:
        return None
    coming = await queries.who_comes(moment, meeting)
    if len(coming) < TABLES_FROM:
        return None
    known = await described(moment.session, moment.workspace, coming)
    day = meeting.starts_at.date()
    return Company(
        people=tuple(known[member].as_person(day) for member in coming),
        size=circle.table_size,
        apart=frozenset(await kept_apart(moment.session, moment.workspace, coming)),
        together_last_time=await _together_last_time(moment, circle),
        seed=f"{moment.workspace}/circle-{circle.id}/{meeting.occurrence}",
    )


async def _run(company: Company) -> Dealt:
    return Dealt(company, await asyncio.to_thread(_deal, company))


def _deal(company: Company) -> Tables:
    return deal_tables(
        company.people,
        company.size,
        apart=company.apart,
        together_last_time=company.together_last_time,
        seed=company.seed,
    )


async def _save(session: AsyncSession, due: Due, dealt: Dealt, now: datetime) -> None:
    moment = moment_when_due(session, due, now)
    found = await queries.meeting_of(moment, due.subject)
    company = await _company(moment, *found) if found is not None else None
    if found is None or company is None:
        return
    circle, meeting = found
    if company != dealt.company:
        # Somebody answered meanwhile: they sit at a table too.
        await moment.later(Later.TABLES, meeting.id, now)
        return
    meeting.tables, meeting.tables_of = [list(table) for table in dealt.tables], meeting.moves
    await moment.session.flush()
    numbers = range(1, len(views.tables(meeting.tables)) + 1)
    new = [queries.tables_letter(meeting, meeting.moves, number) for number in numbers]
    await cards.show(moment, circle, meeting, new=new)


async def _together_last_time(moment: Moment, circle: Circle) -> frozenset[Two]:
    """Every two who sat at one table when this circle last had tables."""
    last_ones = await moment.session.scalars(
        select(Meeting)
        .where(Meeting.circle_id == circle.id, Meeting.state == MeetingState.OVER)
        .order_by(Meeting.starts_at.desc())
        .limit(MEETINGS_LOOKED_BACK)
    )
    last: list[list[str]] = next((meeting.tables for meeting in last_ones if sits_at_tables(meeting)), [])
    return frozenset(frozenset((one, other)) for table in last for one in table for other in table if one < other)

"""Seat a big meeting at mixed tables, shortly before it begins, as a task: that takes a while."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.circles import letter_keys, queries
from bot.circles.actions import Later
from bot.circles.cards import meetings as cards
from bot.circles.models import Circle, Meeting
from bot.circles.rules import TABLES_BEFORE, TABLES_FROM, TO_COME, MeetingState
from bot.circles.views import tables as views
from bot.matching import engine
from bot.matching.round_input import Person, Two
from bot.moment import Moment, moment_when_due
from bot.profiles.matching_input import described, kept_apart
from bot.schedule.models import Due
from bot.schedule.tasks import Task

MEETINGS_LOOKED_BACK = 12
"""Among so many meetings the last one that had tables is looked for."""

Tables = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SeatingInput:
    """Those who come, and all that decides who sits with whom."""

    people: tuple[Person, ...]
    size: int
    apart: frozenset[Two]
    together_last_time: frozenset[Two]
    seed: str


@dataclass(frozen=True, slots=True)
class Seating:
    """The tables, and the input that they were made for."""

    made_for: SeatingInput
    tables: Tables


def task() -> Task[SeatingInput, Seating]:
    """Return the task that seats a meeting at tables."""
    return Task(load=_load, run=_run, save=_save)


def seated_at(circle: Circle, meeting: Meeting) -> datetime | None:
    """Return when a meeting is seated, shortly before it begins; None where the circle likes one table."""
    return None if circle.table_size is None else meeting.starts_at - TABLES_BEFORE


async def plan(moment: Moment, circle: Circle, meeting: Meeting) -> None:
    """Have a locked meeting that is to come seated as its circle likes it now."""
    await moment.plan(meeting.id, {Later.TABLES: seated_at(circle, meeting)})


def has_tables(meeting: Meeting) -> bool:
    """Return whether a meeting was seated at tables for the day on which it is."""
    return bool(meeting.tables) and meeting.tables_of in (None, meeting.moves)


async def _load(session: AsyncSession, due: Due, now: datetime) -> SeatingInput | None:
    moment = moment_when_due(session, due, now)
    found = await queries.meeting_of(moment, due.subject)
    return await _input(moment, *found) if found is not None else None


async def _input(moment: Moment, circle: Circle, meeting: Meeting) -> SeatingInput | None:
    """Return those who come to a locked meeting; None when they sit at one table, or are seated already."""
    is_late = moment.now >= meeting.starts_at + TABLES_BEFORE
    if circle.table_size is None or meeting.state not in TO_COME or has_tables(meeting) or is_late:
        return None
    coming = await queries.who_comes(moment, meeting)
    if len(coming) < TABLES_FROM:
        return None
    known = await described(moment.session, moment.workspace, coming)
    day = meeting.starts_at.date()
    return SeatingInput(
        people=tuple(known[member].as_person(day) for member in coming),
        size=circle.table_size,
        apart=frozenset(await kept_apart(moment.session, moment.workspace, coming)),
        together_last_time=await _together_last_time(moment, circle),
        seed=f"{moment.workspace}/circle-{circle.id}/{meeting.occurrence}",
    )


async def _run(wanted: SeatingInput) -> Seating:
    tables = await engine.deal_tables(wanted.people, wanted.size, wanted.apart, wanted.together_last_time, wanted.seed)
    return Seating(wanted, tables)


async def _save(session: AsyncSession, due: Due, seating: Seating, now: datetime) -> None:
    moment = moment_when_due(session, due, now)
    found = await queries.meeting_of(moment, due.subject)
    wanted = await _input(moment, *found) if found is not None else None
    if found is None or wanted is None:
        return
    circle, meeting = found
    if wanted != seating.made_for:
        # Somebody answered meanwhile: they sit at a table too.
        await moment.later(Later.TABLES, meeting.id, now)
        return
    meeting.tables, meeting.tables_of = [list(table) for table in seating.tables], meeting.moves
    await moment.session.flush()
    numbers = range(1, views.messages_for(meeting.tables) + 1)
    new = [letter_keys.tables(meeting, meeting.moves, number) for number in numbers]
    await cards.show(moment, circle, meeting, new=new)


async def _together_last_time(moment: Moment, circle: Circle) -> frozenset[Two]:
    """Return every two who sat at one table when this circle last had tables."""
    last_ones = await moment.session.scalars(
        select(Meeting)
        .where(Meeting.circle_id == circle.id, Meeting.state == MeetingState.OVER)
        .order_by(Meeting.starts_at.desc())
        .limit(MEETINGS_LOOKED_BACK)
    )
    last: list[list[str]] = next((meeting.tables for meeting in last_ones if has_tables(meeting)), [])
    return frozenset(frozenset((one, other)) for table in last for one in table for other in table if one < other)

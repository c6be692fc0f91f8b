"""Making the groups of a round: who is free is read page by page, the groups are made in a thread, and then written.

Some fifty groups are written at once, more of them page by page (bot.pairings.group_pages).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.database import Database
from bot.database.inserts import insert_or_update_all
from bot.matching import engine
from bot.matching.round_input import Groups, LeftOut, RoundInput, Why
from bot.matching.round_record import to_record
from bot.moment import Moment, moment_when_due
from bot.pairings import group_pages, group_schedule, queries
from bot.pairings.actions import Later
from bot.pairings.coffee import left_out, rounds
from bot.pairings.models import Attendance, Decision, Programme, Round
from bot.pairings.round_data import RoundToDecide, read_round_input
from bot.pairings.rules import REMATCH_WAIT, ProgrammeKind, RoundState
from bot.schedule.models import Due
from bot.schedule.tasks import Task

_MAY_BE_MATCHED = (RoundState.OPEN, RoundState.DECIDED)


@dataclass(frozen=True, slots=True)
class Matched:
    """What matching has made of a round."""

    pages: Sequence[str]
    """Its groups, as `bot.pairings.group_pages` writes them."""
    left_out: Sequence[LeftOut]
    record: str
    """The input, as it is kept."""
    has_people: bool
    is_outdated: bool = False
    """Somebody has become free meanwhile, or is free no more."""


def task(database: Database) -> Task[RoundToDecide, Matched]:
    """Return the task that makes the groups of a round."""
    return Task(load=_load, run=partial(_run, database), save=_save)


async def _load(session: AsyncSession, due: Due, now: datetime) -> RoundToDecide | None:
    moment = moment_when_due(session, due, now)
    found = await queries.locked_round(moment, due.subject, *_MAY_BE_MATCHED)
    if found is None or now >= found[1].ends_at:
        return None  # a round that is over is closed, and then those who wait are told
    programme, round_ = found
    if await rounds.is_channel_gone(moment, programme):
        await left_out.stop_looking(moment, programme, round_)
        return None
    if await group_pages.are_left(moment, round_):
        await moment.later(due.kind, round_.id, now + REMATCH_WAIT)  # whoever is in them is not free
        return None
    return RoundToDecide(programme, round_, now)


async def _run(database: Database, wanted: RoundToDecide) -> Matched:
    found = await read_round_input(database, wanted)
    matched = await asyncio.to_thread(_matched, found, await engine.decide(found))
    free = await wanted.ways_of_the_free(database)
    return replace(matched, is_outdated=free != {person.key: person.ways for person in found.people})


def _matched(found: RoundInput, made: Groups) -> Matched:
    return Matched(group_pages.to_pages(made.groups), made.left_out, to_record(found), has_people=bool(found.people))


async def _save(session: AsyncSession, due: Due, matched: Matched, now: datetime) -> None:
    moment = moment_when_due(session, due, now)
    found = await queries.locked_round(moment, due.subject, *_MAY_BE_MATCHED)
    if found is None:
        return
    programme, round_ = found
    if matched.is_outdated and now < round_.meets_at + REMATCH_WAIT:
        # Somebody joined, left or changed their mind meanwhile: what was decided is not about them.
        await moment.later(due.kind, round_.id, now)
        return
    if matched.has_people or _is_first_of_coffee(programme, round_):
        await _write(moment, programme, round_, matched)
    if matched.is_outdated:  # in a round of many there is always somebody; who joined is matched with who became free
        await group_schedule.rematch_soon(moment, programme, round_)


def _is_first_of_coffee(programme: Programme, round_: Round) -> bool:
    return programme.kind is ProgrammeKind.COFFEE and round_.state is RoundState.OPEN


async def _write(moment: Moment, programme: Programme, round_: Round, matched: Matched) -> None:
    round_.decisions += 1
    if matched.pages:  # of no groups nobody asks, and how long it is would tell who was there
        key = {"round_id": round_.id, "number": round_.decisions}
        moment.session.add(Decision(**key, gathering=matched.record, decided_at=moment.now))
    if _is_first_of_coffee(programme, round_):
        round_.move(RoundState.DECIDED)
        await moment.later(Later.ROUND_CLOSES, round_.id, round_.ends_at)
    if programme.kind is ProgrammeKind.LUNCH:
        round_.left_out = {one.key: one.why for one in matched.left_out}
    else:
        await _note_left_out(moment, round_, matched.left_out)
    await group_pages.write(moment, programme, round_, matched.pages)


async def _note_left_out(moment: Moment, round_: Round, left_out: Sequence[LeftOut]) -> None:
    before = (Attendance.round_id == round_.id, Attendance.left_out.is_not(None))
    await moment.session.execute(update(Attendance).where(*before).values(left_out=None))
    # Why is not kept: it is readable here, would tell who keeps whom away, and nobody is told it.
    key = {"round_id": round_.id, "workspace": moment.workspace, "left_out": Why.LEFT_OVER}
    await insert_or_update_all(
        moment.session, Attendance, ["round_id", "member"], [{**key, "member": one.key} for one in left_out]
    )

"""Making the groups of a round: three steps, for matching many people takes longer than a transaction should."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_or_update_all
from bot.database.marks import new_alias
from bot.matching.round_input import Groups, LeftOut, RoundInput, Why
from bot.matching.round_input import MatchedGroup as Together
from bot.matching.rounds import decide
from bot.moment import Moment, moment_when_due
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import left_out, rounds
from bot.pairings.coffee.participants import free_for
from bot.pairings.decision_times import acquaint
from bot.pairings.lunch import rounds as lunching
from bot.pairings.models import Attendance, Decision, Group, Programme, Round, Seat
from bot.pairings.round_data import gathering_of, in_any_way, written_down
from bot.pairings.rules import GroupState, LunchAnswer, ProgrammeKind, RoundState
from bot.schedule.models import Due
from bot.schedule.tasks import Task


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of matching: the gathering that it was made on, and its groups."""

    gathering: RoundInput
    groups: Groups


def task() -> Task[RoundInput, Decided]:
    """The task that decides a round."""
    return Task(load=_load, run=_run, save=_save)


async def _load(session: AsyncSession, due: Due, now: datetime) -> RoundInput | None:
    moment = moment_when_due(session, due, now)
    programme, round_ = await _locked(moment, due.subject)
    if programme is None or round_ is None or now >= round_.ends_at:
        return None  # a round that is over is closed, and then whoever waits is told
    if await rounds.is_channel_gone(moment, programme):
        await left_out.stop_looking(moment, programme, round_)
        return None
    gathering = await gather(moment, programme, round_)
    is_first_of_coffee = programme.kind is ProgrammeKind.COFFEE and round_.state is RoundState.OPEN
    return gathering if gathering.people or is_first_of_coffee else None


async def gather(moment: Moment, programme: Programme, round_: Round) -> RoundInput:
    """Everyone who is free in a round, and all that decides whom they meet."""
    if programme.kind is ProgrammeKind.LUNCH:
        ways: Mapping[str, frozenset[str]] = await lunching.free_for_lunch(moment, programme, round_)
    else:
        at = max(moment.now, round_.meets_at)
        ways = in_any_way(member.id for member in await moment.session.scalars(free_for(programme, round_, at)))
    return await gathering_of(moment, programme, round_, ways)


async def _run(gathering: RoundInput) -> Decided:
    return Decided(gathering, await asyncio.to_thread(decide, gathering))


async def _save(session: AsyncSession, due: Due, decided: Decided, now: datetime) -> None:
    moment = moment_when_due(session, due, now)
    programme, round_ = await _locked(moment, due.subject)
    if programme is None or round_ is None:
        return
    if await gather(moment, programme, round_) != decided.gathering:
        # Somebody joined, left or changed their mind meanwhile: what was decided is not about them.
        await moment.later(due.kind, round_.id, now)
        return
    await _write(moment, programme, round_, decided)


async def _locked(moment: Moment, round_id: int) -> tuple[Programme | None, Round | None]:
    """A round that may still be decided, and its programme, locked first: two rounds of lunch share their people."""
    found = select(Round.programme_id).where(Round.workspace == moment.workspace, Round.id == round_id)
    programme_id = await moment.session.scalar(found)
    programme = None if programme_id is None else await queries.programme_of(moment, programme_id)
    round_ = await queries.round_of(moment, round_id)
    if round_ is None or round_.state not in (RoundState.OPEN, RoundState.DECIDED):
        return None, None
    return programme, round_


async def _write(moment: Moment, programme: Programme, round_: Round, decided: Decided) -> None:
    round_.decisions += 1
    if decided.groups.groups:  # what is asked of it is why a group was made; and how long it is tells who was there
        moment.session.add(
            Decision(
                round_id=round_.id,
                number=round_.decisions,
                gathering=written_down(decided.gathering),
                decided_at=moment.now,
            )
        )
    if programme.kind is ProgrammeKind.COFFEE and round_.state is RoundState.OPEN:
        round_.move(RoundState.DECIDED)
        await moment.later(Later.ROUND_CLOSES, round_.id, round_.ends_at)
    groups = await _write_groups(moment, programme, round_, decided.groups.groups)
    if programme.kind is ProgrammeKind.LUNCH:
        round_.left_out = {one.key: one.why for one in decided.groups.left_out}
        # Who was proposed is remembered at once: asking for the same two again would tell of a no.
        await acquaint(moment, programme, round_, [together.members for together in decided.groups.groups])
        await moment.all_later(Later.PROPOSES, [group.id for group in groups], moment.now)
        return
    await _note_left_out(moment, round_, decided.groups.left_out)
    await moment.all_later(Later.INTRODUCES, [group.id for group in groups], moment.now)
    await moment.sweep(Later.SHOWS_NOTICES, round_.id)
    await moment.sweep(Later.TELLS_LEFT_OUT, round_.id)


async def _write_groups(
    moment: Moment, programme: Programme, round_: Round, made: Sequence[Together]
) -> Sequence[Group]:
    is_lunch = programme.kind is ProgrammeKind.LUNCH
    groups = [
        Group(
            workspace=moment.workspace,
            round_id=round_.id,
            decision=round_.decisions,
            state=GroupState.PROPOSED if is_lunch else GroupState.DECIDED,
            size=len(together.members),
            reasons=[[reason.because, *reason.detail] for reason in together.reasons],
            way="",
            made_at=moment.now,
            address="",
            check_ins=0,
        )
        for together in made
    ]
    moment.session.add_all(groups)
    await moment.session.flush()
    seats = [
        {
            "group_id": group.id,
            "member": member,
            "workspace": moment.workspace,
            "seems": LunchAnswer.WAITING if is_lunch else LunchAnswer.IN,
            "kept_answer": LunchAnswer.WAITING.value if is_lunch else None,
            "alias": new_alias(moment.session, f"group {group.id} {member} {moment.seed}") if is_lunch else None,
        }
        for group, together in zip(groups, made, strict=True)
        for member in together.members
    ]
    if seats:
        await moment.session.execute(insert(Seat), seats)
    return groups


async def _note_left_out(moment: Moment, round_: Round, left_out: Sequence[LeftOut]) -> None:
    await moment.session.execute(update(Attendance).where(Attendance.round_id == round_.id).values(left_out=None))
    # Why is not kept: it is readable here, would tell who keeps whom away, and nobody is told it.
    key = {"round_id": round_.id, "workspace": moment.workspace, "left_out": Why.LEFT_OVER}
    await insert_or_update_all(
        moment.session, Attendance, ["round_id", "member"], [{**key, "member": one.key} for one in left_out]
    )

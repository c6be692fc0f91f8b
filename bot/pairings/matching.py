"""Making the groups of a round: three steps, for matching many people takes longer than a transaction should."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_or_update_all
from bot.database.marks import new_alias
from bot.matching import engine
from bot.matching.round_input import Groups, LeftOut, MatchedGroup, RoundInput, Why
from bot.moment import Moment, moment_when_due
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee import left_out, rounds
from bot.pairings.models import Attendance, Decision, Group, Programme, Round, Seat
from bot.pairings.round_data import as_record, read_round_input, remember_met
from bot.pairings.rules import GroupState, LunchAnswer, ProgrammeKind, RoundState
from bot.schedule.models import Due
from bot.schedule.tasks import Task

_MAY_BE_MATCHED = (RoundState.OPEN, RoundState.DECIDED)


@dataclass(frozen=True, slots=True)
class Matched:
    """The groups that matching has made, and the input that they were made of."""

    input: RoundInput
    groups: Groups


def task() -> Task[RoundInput, Matched]:
    """Return the task that makes the groups of a round."""
    return Task(load=_load, run=_run, save=_save)


async def _load(session: AsyncSession, due: Due, now: datetime) -> RoundInput | None:
    moment = moment_when_due(session, due, now)
    found = await queries.locked_round(moment, due.subject, *_MAY_BE_MATCHED)
    if found is None or now >= found[1].ends_at:
        return None  # a round that is over is closed, and then those who wait are told
    programme, round_ = found
    if await rounds.is_channel_gone(moment, programme):
        await left_out.stop_looking(moment, programme, round_)
        return None
    data = await read_round_input(moment, programme, round_)
    is_first_of_coffee = programme.kind is ProgrammeKind.COFFEE and round_.state is RoundState.OPEN
    return data if data.people or is_first_of_coffee else None


async def _run(data: RoundInput) -> Matched:
    return Matched(data, await engine.decide(data))


async def _save(session: AsyncSession, due: Due, matched: Matched, now: datetime) -> None:
    moment = moment_when_due(session, due, now)
    found = await queries.locked_round(moment, due.subject, *_MAY_BE_MATCHED)
    if found is None:
        return
    programme, round_ = found
    if await read_round_input(moment, programme, round_) != matched.input:
        # Somebody joined, left or changed their mind meanwhile: what was decided is not about them.
        await moment.later(due.kind, round_.id, now)
        return
    await _write(moment, programme, round_, matched)


async def _write(moment: Moment, programme: Programme, round_: Round, matched: Matched) -> None:
    made, is_lunch = matched.groups, programme.kind is ProgrammeKind.LUNCH
    round_.decisions += 1
    if made.groups:  # what is asked of it is why a group was made; and how long it is tells who was there
        record = as_record(matched.input)
        key = {"round_id": round_.id, "number": round_.decisions}
        moment.session.add(Decision(**key, gathering=record, decided_at=moment.now))
    if not is_lunch and round_.state is RoundState.OPEN:
        round_.move(RoundState.DECIDED)
        await moment.later(Later.ROUND_CLOSES, round_.id, round_.ends_at)
    groups = [group.id for group in await _write_groups(moment, round_, made.groups, is_lunch=is_lunch)]
    if is_lunch:
        round_.left_out = {one.key: one.why for one in made.left_out}
        # Who was proposed is remembered at once: asking for the same two again would tell of a no.
        await remember_met(moment, round_, [one.members for one in made.groups])
        await moment.all_later(Later.PROPOSES, groups, moment.now)
        return
    await _note_left_out(moment, round_, made.left_out)
    await moment.all_later(Later.INTRODUCES, groups, moment.now)
    await moment.sweep(Later.SHOWS_NOTICES, round_.id)
    await moment.sweep(Later.TELLS_LEFT_OUT, round_.id)


async def _write_groups(
    moment: Moment, round_: Round, made: Sequence[MatchedGroup], *, is_lunch: bool
) -> Sequence[Group]:
    groups = [
        Group(
            workspace=moment.workspace,
            round_id=round_.id,
            decision=round_.decisions,
            state=GroupState.PROPOSED if is_lunch else GroupState.DECIDED,
            size=len(one.members),
            reasons=[[reason.because, *reason.detail] for reason in one.reasons],
            way="",
            made_at=moment.now,
            address="",
            check_ins=0,
        )
        for one in made
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
        for group, one in zip(groups, made, strict=True)
        for member in one.members
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

"""Finding the rows of Just Lunch."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agenda.models import Due
from bot.database import insert_or_update
from bot.matching.gathering import SMALLEST_GROUP, Reach
from bot.moment import Moment
from bot.outbox.models import Letter, LetterState
from bot.outbox.service import to_members
from bot.pairings import records
from bot.pairings.actions import Later
from bot.pairings.deciding import decide_soon
from bot.pairings.lunch.days import day_at, leaves_time
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.rules import (
    PRESENT,
    REMATCH_WAIT,
    GroupState,
    Joining,
    ProgrammeKind,
    ProgrammeState,
    RoundState,
)
from bot.slack.models import Member
from bot.slack.queueing import one_after_the_other

NAME = "Just Lunch"


@dataclass(frozen=True, slots=True)
class Guest:
    """A member who may have lunch with somebody, and what they have chosen and said."""

    member: Member
    membership: Membership
    attendance: Attendance | None


async def lunch_of(moment: Moment) -> Programme | None:
    """The workspace's Just Lunch, locked; None before anybody has joined."""
    found = await moment.session.scalar(
        select(Programme.id)
        .where(Programme.workspace == moment.workspace, Programme.kind == ProgrammeKind.LUNCH)
        .order_by(Programme.id)
        .limit(1)
    )
    return None if found is None else await records.programme_of(moment, found)


async def begin_lunch(moment: Moment) -> Programme:
    """The same, made when there is none. Two who join at once make one."""
    found = await lunch_of(moment)
    if found is not None:
        return found
    await one_after_the_other(moment)
    return await lunch_of(moment) or await _make_lunch(moment)


def is_taking_part(membership: Membership | None, at: datetime) -> bool:
    """Whether a member is in at an instant, by what they have chosen; paused or not."""
    return membership is not None and membership.is_in and (membership.ends_at is None or membership.ends_at > at)


async def attend(session: AsyncSession, round_: Round, member: str, **noted: Any) -> None:
    """Note something about a member in a locked round."""
    key = {"round_id": round_.id, "member": member}
    await insert_or_update(session, Attendance, list(key), **key, workspace=round_.workspace, **noted)


async def open_rounds(moment: Moment, programme: Programme, zone: tzinfo) -> Sequence[Round]:
    """The rounds that are open on this calendar, the soonest first; not locked."""
    found = await moment.session.scalars(
        select(Round)
        .where(Round.programme_id == programme.id, Round.state == RoundState.OPEN)
        .order_by(Round.meets_at, Round.id)
        .execution_options(populate_existing=True)
    )
    return [round_ for round_ in found if day_at(round_.meets_at, zone) is not None]


async def guests_of(moment: Moment, programme: Programme, round_: Round) -> Sequence[Guest]:
    """Everybody who has noon on a working day when this round meets, by their id."""
    zones = await _zones_of(moment, programme, round_)
    if not zones:
        return []
    rows = await moment.session.execute(
        select(Member, Membership, Attendance)
        .join(Membership, and_(Membership.programme_id == programme.id, Membership.member == Member.id))
        .outerjoin(Attendance, and_(Attendance.round_id == round_.id, Attendance.member == Member.id))
        .where(Member.workspace == moment.workspace, Member.time_zone.in_(zones))
        .order_by(Member.id)
        .execution_options(populate_existing=True)
    )
    return [Guest(*row) for row in rows if row[0].may_take_part]


async def all_open_rounds(moment: Moment, programme: Programme) -> Sequence[int]:
    """The ids of the rounds that are open, on whatever calendar, in the order in which they are locked."""
    found = await moment.session.scalars(
        select(Round.id).where(Round.programme_id == programme.id, Round.state == RoundState.OPEN).order_by(Round.id)
    )
    return found.all()


async def reached(moment: Moment, group: Group, members: Sequence[str]) -> Collection[str]:
    """Those of the members to whom the proposal of a group has been brought."""
    keys = {records.proposal_letter(group.id, member): member for member in members}
    arrived = await moment.session.scalars(
        select(Letter.key).where(
            Letter.workspace == moment.workspace, Letter.key.in_(keys), Letter.state == LetterState.SENT
        )
    )
    return {keys[key] for key in arrived}


async def rounds_told(moment: Moment, programme: Programme, member: str, *pressed: str) -> Collection[int]:
    """The rounds of lunch about which a member was told what can be rewritten, and those whose cards they pressed."""
    theirs = (Letter.workspace == moment.workspace, Letter.address == to_members(member), Letter.amends_id.is_(None))
    about: dict[str, set[int]] = {"round": set(), "group": set()}
    for key in [*pressed, *await moment.session.scalars(select(Letter.key).where(*theirs))]:
        kind, number = records.subject_of_letter(key)
        if kind in about:
            about[kind].add(number)
    is_told = or_(Round.id.in_(about["round"]), Group.id.in_(about["group"]))
    rounds = select(Round.id).outerjoin(Group, Group.round_id == Round.id).distinct()
    return set(await moment.session.scalars(rounds.where(Round.programme_id == programme.id, is_told)))


async def look_again(moment: Moment, programme: Programme, round_: Round) -> bool:
    """Have whoever is free for a locked round matched, in a few minutes if nothing is planned; whether there is time.

    What is planned already is sooner, or the first time that anybody is asked about it.
    """
    if round_.state is not RoundState.OPEN or not leaves_time(round_.meets_at, moment.now + REMATCH_WAIT):
        return False
    planned = await moment.session.scalar(
        select(Due.id).where(
            Due.workspace == moment.workspace, Due.kind == Later.LUNCH_DECIDES, Due.subject == round_.id
        )
    )
    if planned is None:
        await decide_soon(moment, programme, round_)
    return True


def is_proposed(member: str) -> tuple[ColumnElement[bool], ...]:
    """Of groups and their seats: those that a member has been proposed, and has not left."""
    return (
        Group.state == GroupState.PROPOSED,
        Seat.group_id == Group.id,
        Seat.member == member,
        Seat.answer.in_(PRESENT),
    )


async def _make_lunch(moment: Moment) -> Programme:
    programme = Programme(
        workspace=moment.workspace,
        kind=ProgrammeKind.LUNCH,
        state=ProgrammeState.RUNNING,
        name=NAME,
        joining=Joining.WHO_JOINS,
        size=SMALLEST_GROUP,
        reach=Reach.FAR,
        rounds=0,
        made_at=moment.now,
    )
    moment.session.add(programme)
    await moment.session.flush()
    return programme


async def _zones_of(moment: Moment, programme: Programme, round_: Round) -> list[str]:
    """The names of the zones of who has joined, where it is noon on a working day when this round meets."""
    names = await moment.session.scalars(
        select(Member.time_zone)
        .join(Membership, and_(Membership.programme_id == programme.id, Membership.member == Member.id))
        .where(Member.workspace == moment.workspace)
        .distinct()
    )
    return [name for name in names if day_at(round_.meets_at, Member(time_zone=name).zone) is not None]

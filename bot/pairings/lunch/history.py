"""What became of earlier lunches, and of those that are under way: who has one, who is waiting, who stays silent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from bot.moment import Moment
from bot.pairings.lunch.days import A_WEEK, is_same_week, last_answer
from bot.pairings.lunch.records import Guest, is_proposed
from bot.pairings.models import Attendance, Group, Programme, Round, Seat
from bot.pairings.rules import LIVE, PRESENT, SILENT_AFTER, Answer, GroupState, RoundState

TAKES_A_LUNCH = (*LIVE, GroupState.FADED)
"""The states of a group that may be, or may have been, its members' lunch of the week."""


@dataclass(frozen=True, slots=True)
class Lunch:
    """A group in which a member is, and its round."""

    round_: Round
    group: Group
    seat: Seat


async def taken_noons(
    moment: Moment, programme: Programme, at: datetime, *which: ColumnElement[bool]
) -> Mapping[str, Sequence[datetime]]:
    """When people have lunch with somebody, or may have, in the weeks around an instant."""
    return await _noons(moment, *_takes_a_lunch(programme, at), *which)


async def unanswered_noons(
    moment: Moment, programme: Programme, at: datetime, *which: ColumnElement[bool]
) -> Mapping[str, Sequence[datetime]]:
    """The lunches of the weeks around an instant that people were proposed and did not answer about."""
    return await _noons(moment, *_around(programme.id, at), Seat.answer == Answer.LAPSED, *which)


async def _noons(moment: Moment, *which: ColumnElement[bool]) -> Mapping[str, Sequence[datetime]]:
    rows = await moment.session.execute(
        select(Seat.member, Round.meets_at)
        .join(Group, Group.id == Seat.group_id)
        .join(Round, Round.id == Group.round_id)
        .where(*which)
    )
    noons: dict[str, list[datetime]] = {}
    for member, noon in rows:
        noons.setdefault(member, []).append(noon)
    return noons


async def silent_since(moment: Moment, programme: Programme, whom: Collection[str]) -> Mapping[str, int]:
    """Of those who left so many proposals in a row unanswered that we should not ask on, the group of the last one."""
    newest = func.row_number().over(partition_by=Seat.member, order_by=(Round.meets_at.desc(), Group.id.desc()))
    answered = (
        select(Seat.member, Seat.group_id, Seat.answer, newest.label("number"))
        .join(Group, Group.id == Seat.group_id)
        .join(Round, Round.id == Group.round_id)
        .where(Round.programme_id == programme.id, Seat.member.in_(whom), Seat.answer != Answer.UNREACHED)
        .subquery()
    )
    latest = select(answered).where(answered.c.number <= SILENT_AFTER).order_by(answered.c.number)
    lapsed: dict[str, list[int]] = {}
    for member, group_id, answer, _ in await moment.session.execute(latest):
        if answer is Answer.LAPSED:
            lapsed.setdefault(member, []).append(group_id)
    return {member: groups[0] for member, groups in lapsed.items() if len(groups) == SILENT_AFTER}


async def lunches_of(moment: Moment, programme: Programme, at: datetime, member: str) -> Sequence[Lunch]:
    """The same for one member, with the groups; the soonest first."""
    rows = await moment.session.execute(
        select(Round, Group, Seat)
        .join(Group, Group.round_id == Round.id)
        .join(Seat, Seat.group_id == Group.id)
        .where(*_takes_a_lunch(programme, at), Seat.member == member)
        .order_by(Round.meets_at, Group.id)
        .execution_options(populate_existing=True)
    )
    return [Lunch(*row) for row in rows]


async def asked_for(moment: Moment, programme: Programme, member: str) -> Sequence[datetime]:
    """The noons for which a member has asked for lunch, and somebody is still looked for."""
    found = await moment.session.scalars(
        select(Round.meets_at)
        .join(Attendance, Attendance.round_id == Round.id)
        .where(Round.programme_id == programme.id, Round.state == RoundState.OPEN, Attendance.member == member)
        .where(Attendance.asked_today, ~Attendance.is_out, Attendance.truth.is_(None))
        .order_by(Round.meets_at)
    )
    return [noon for noon in found if moment.now < last_answer(noon)]


async def rounds_that_know(moment: Moment, programme: Programme, member: str, before: datetime | None) -> Sequence[int]:
    """The open rounds before an instant for which a member has asked, or has been proposed somebody."""
    asked = exists().where(Attendance.round_id == Round.id, Attendance.member == member, Attendance.asked_today)
    found = await moment.session.scalars(
        select(Round.id)
        .where(
            Round.programme_id == programme.id,
            Round.state == RoundState.OPEN,
            or_(asked, exists().where(Group.round_id == Round.id, *is_proposed(member))),
            *([Round.meets_at < before] if before else []),
        )
        .order_by(Round.id)
    )
    return found.all()


async def rounds_read(moment: Moment, programme: Programme, member: str) -> Sequence[int]:
    """The rounds of these days about which a member reads something now."""
    attended = exists().where(Attendance.round_id == Round.id, Attendance.member == member)
    seated = exists().where(Group.round_id == Round.id, Seat.group_id == Group.id, Seat.member == member)
    found = await moment.session.scalars(
        select(Round.id).where(*_of_these_days(moment, programme), or_(attended, seated)).order_by(Round.id)
    )
    return found.all()


async def rounds_shown(moment: Moment, programme: Programme) -> Sequence[int]:
    """The rounds of these days, whose cards say something that changes when lunch rests or goes on."""
    found = select(Round.id).where(*_of_these_days(moment, programme)).order_by(Round.id)
    return (await moment.session.scalars(found)).all()


async def waiting_before(moment: Moment, programme: Programme, round_: Round) -> set[str]:
    """For whom an earlier lunch is still looked for, as they know: they are not asked about a later one meanwhile."""
    is_earlier = and_(
        Round.programme_id == programme.id, Round.state == RoundState.OPEN, Round.meets_at < round_.meets_at
    )
    is_theirs = and_(Attendance.round_id == Round.id, Attendance.member == Seat.member)
    fell = (
        select(Seat.member)
        .join(Group, Group.id == Seat.group_id)
        .join(Round, Round.id == Group.round_id)
        .outerjoin(Attendance, is_theirs)
        .where(is_earlier, Group.state == GroupState.DISSOLVED, Seat.answer.in_(PRESENT))
        .where(or_(Attendance.is_out.is_(None), ~Attendance.is_out))
    )
    asked = (
        select(Attendance.member)
        .join(Round, Round.id == Attendance.round_id)
        .where(is_earlier, Attendance.asked_today, ~Attendance.is_out)
    )
    return set(await moment.session.scalars(fell)) | set(await moment.session.scalars(asked))


async def was_asked_this_week(moment: Moment, round_: Round, guest: Guest) -> bool:
    """Whether a member has been proposed anybody in the week of a round."""
    zone = guest.member.zone
    rows = await moment.session.scalars(
        select(Round.meets_at)
        .join(Group, Group.round_id == Round.id)
        .join(Seat, Seat.group_id == Group.id)
        .where(
            *_around(round_.programme_id, round_.meets_at),
            Seat.member == guest.member.id,
            Seat.answer != Answer.UNREACHED,
        )
    )
    day = round_.meets_at.astimezone(zone).date()
    return any(is_same_week(meets_at.astimezone(zone).date(), day) for meets_at in rows)


def _of_these_days(moment: Moment, programme: Programme) -> tuple[ColumnElement[bool], ...]:
    return (Round.programme_id == programme.id, Round.meets_at > moment.now - A_WEEK)


def _around(programme_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Round.programme_id == programme_id, Round.meets_at.between(at - A_WEEK, at + A_WEEK))


def _takes_a_lunch(programme: Programme, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        *_around(programme.id, at),
        Group.state.in_(TAKES_A_LUNCH),
        Seat.answer.in_(PRESENT),
    )

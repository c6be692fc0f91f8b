"""Earlier lunches, and those under way: had, waited for, or left unanswered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, or_, select

from bot.moment import Moment
from bot.pairings.lunch.days import A_WEEK, is_same_week, last_answer
from bot.pairings.lunch.queries import LunchMember
from bot.pairings.models import Attendance, Group, Programme, Round, Seat
from bot.pairings.private_answers import answer_of
from bot.pairings.rules import LIVE, PRESENT, SAYS_NOTHING, SILENT_AFTER, GroupState, LunchAnswer, RoundState

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
    """Return when people have lunch with somebody, or may have, in the weeks around an instant."""
    return await _noons(moment, PRESENT, *_takes_a_lunch(programme, at), *which)


async def unanswered_noons(
    moment: Moment, programme: Programme, at: datetime, *which: ColumnElement[bool]
) -> Mapping[str, Sequence[datetime]]:
    """Return the lunches, in the weeks around an instant, that people were proposed and left unanswered."""
    return await _noons(moment, (LunchAnswer.LAPSED,), *_around(programme.id, at), *which)


async def _noons(
    moment: Moment, answers: Collection[LunchAnswer], *which: ColumnElement[bool]
) -> Mapping[str, Sequence[datetime]]:
    kept = case((Seat.seems.in_(SAYS_NOTHING), Seat.kept_answer))  # many: decrypted only where it counts
    rows = await moment.session.execute(
        select(Seat.member, Seat.seems, kept, Round.meets_at)
        .join(Group, Group.id == Seat.group_id)
        .join(Round, Round.id == Group.round_id)
        .where(*which)
    )
    noons: dict[str, list[datetime]] = {}
    for member, seems, kept_answer, noon in rows:
        if answer_of(seems, kept_answer) in answers:
            noons.setdefault(member, []).append(noon)
    return noons


async def silent_since(moment: Moment, programme: Programme, whom: Collection[str]) -> Mapping[str, int]:
    """Return those who left so many proposals in a row unanswered that we should not ask on, and their last group."""
    seats = await moment.session.scalars(
        select(Seat)
        .join(Group, Group.id == Seat.group_id)
        .join(Round, Round.id == Group.round_id)
        .where(Round.programme_id == programme.id, Seat.member.in_(whom))
        .order_by(Round.meets_at.desc(), Group.id.desc())
    )
    newest: dict[str, list[Seat]] = {}
    for seat in seats:
        if seat.answer is not LunchAnswer.UNREACHED:
            newest.setdefault(seat.member, []).append(seat)
    latest = {member: theirs[:SILENT_AFTER] for member, theirs in newest.items() if len(theirs) >= SILENT_AFTER}
    return {
        member: theirs[0].group_id
        for member, theirs in latest.items()
        if all(seat.answer is LunchAnswer.LAPSED for seat in theirs)
    }


async def lunches_of(moment: Moment, programme: Programme, at: datetime, member: str) -> Sequence[Lunch]:
    """Return the lunches that a member has, or may have, in the weeks around an instant, the soonest first."""
    rows = await moment.session.execute(
        select(Round, Group, Seat)
        .join(Group, Group.round_id == Round.id)
        .join(Seat, Seat.group_id == Group.id)
        .where(*_takes_a_lunch(programme, at), Seat.member == member)
        .order_by(Round.meets_at, Group.id)
        .execution_options(populate_existing=True)
    )
    return [Lunch(round_, group, seat) for round_, group, seat in rows if seat.answer in PRESENT]


async def asked_for(moment: Moment, programme: Programme, member: str) -> Sequence[datetime]:
    """Return the noons for which a member has asked for lunch, and somebody is still looked for."""
    found = await moment.session.execute(
        select(Round.meets_at, Attendance)
        .join(Attendance, Attendance.round_id == Round.id)
        .where(Round.programme_id == programme.id, Round.state == RoundState.OPEN, Attendance.member == member)
        .where(Attendance.asked_today)
        .order_by(Round.meets_at)
    )
    are_on = [noon for noon, attendance in found if not attendance.is_out and attendance.kept.truth is None]
    return [noon for noon in are_on if moment.now < last_answer(noon)]


async def pending_rounds(moment: Moment, programme: Programme, member: str, before: datetime | None) -> Sequence[int]:
    """Return the open rounds before an instant for which a member has asked, or has been proposed somebody."""
    is_open = (Round.programme_id == programme.id, Round.state == RoundState.OPEN)
    is_before = [Round.meets_at < before] if before else []
    asked = exists().where(Attendance.round_id == Round.id, Attendance.member == member, Attendance.asked_today)
    proposed = await moment.session.execute(
        select(Round.id, Seat)
        .join(Group, Group.round_id == Round.id)
        .join(Seat, Seat.group_id == Group.id)
        .where(*is_open, *is_before, Group.state == GroupState.PROPOSED, Seat.member == member)
    )
    found = {*await moment.session.scalars(select(Round.id).where(*is_open, *is_before, asked))}
    return sorted(found | {round_id for round_id, seat in proposed if seat.answer in PRESENT})


async def recent_rounds_of(moment: Moment, programme: Programme, member: str) -> Sequence[int]:
    """Return the rounds of these days about which a member reads something now."""
    attended = exists().where(Attendance.round_id == Round.id, Attendance.member == member)
    seated = exists().where(Group.round_id == Round.id, Seat.group_id == Group.id, Seat.member == member)
    found = await moment.session.scalars(
        select(Round.id).where(*_of_these_days(moment, programme), or_(attended, seated)).order_by(Round.id)
    )
    return found.all()


async def recent_rounds(moment: Moment, programme: Programme) -> Sequence[int]:
    """Return the rounds of these days, whose cards change when lunch is paused or resumed."""
    found = select(Round.id).where(*_of_these_days(moment, programme)).order_by(Round.id)
    return (await moment.session.scalars(found)).all()


async def waiting_for_earlier(moment: Moment, programme: Programme, round_: Round) -> set[str]:
    """Return those who know that an earlier lunch is still looked for: they are not asked about a later one."""
    is_earlier = and_(
        Round.programme_id == programme.id, Round.state == RoundState.OPEN, Round.meets_at < round_.meets_at
    )
    is_theirs = and_(Attendance.round_id == Round.id, Attendance.member == Seat.member)
    seated = await moment.session.execute(
        select(Seat, Attendance)
        .join(Group, Group.id == Seat.group_id)
        .join(Round, Round.id == Group.round_id)
        .outerjoin(Attendance, is_theirs)
        .where(is_earlier, Group.state == GroupState.DISSOLVED)
    )
    fell = {
        seat.member
        for seat, attendance in seated
        if seat.answer in PRESENT and (attendance is None or not attendance.is_out)
    }
    asked = await moment.session.scalars(
        select(Attendance).join(Round, Round.id == Attendance.round_id).where(is_earlier, Attendance.asked_today)
    )
    return fell | {attendance.member for attendance in asked if not attendance.is_out}


async def was_asked_this_week(moment: Moment, round_: Round, one: LunchMember) -> bool:
    """Return True when a member has been proposed anybody in the week of a round."""
    zone = one.member.zone
    rows = await moment.session.execute(
        select(Round.meets_at, Seat)
        .join(Group, Group.round_id == Round.id)
        .join(Seat, Seat.group_id == Group.id)
        .where(*_around(round_.programme_id, round_.meets_at), Seat.member == one.member.id)
    )
    day = round_.meets_at.astimezone(zone).date()
    noons = [noon for noon, seat in rows if seat.answer is not LunchAnswer.UNREACHED]
    return any(is_same_week(noon.astimezone(zone).date(), day) for noon in noons)


def _of_these_days(moment: Moment, programme: Programme) -> tuple[ColumnElement[bool], ...]:
    return (Round.programme_id == programme.id, Round.meets_at > moment.now - A_WEEK)


def _around(programme_id: int, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Round.programme_id == programme_id, Round.meets_at.between(at - A_WEEK, at + A_WEEK))


def _takes_a_lunch(programme: Programme, at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (*_around(programme.id, at), Group.state.in_(TAKES_A_LUNCH))

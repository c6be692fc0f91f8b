"""Finding the rows of Just Lunch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import and_, select

from bot.database.marks import new_alias
from bot.matching.round_input import SMALLEST_GROUP, Reach
from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.models import Letter, LetterState
from bot.pairings import letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.group_schedule import rematch_soon
from bot.pairings.lunch.days import day_at, leaves_time
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.private_answers import Kept
from bot.pairings.rules import REMATCH_WAIT, JoinMode, ProgrammeKind, RoundState
from bot.recurring.rules import RecurringState
from bot.schedule.models import Due
from bot.workspaces.locking import one_after_the_other

NAME = "Just Lunch"


@dataclass(frozen=True, slots=True)
class LunchMember:
    """A member who may have lunch with somebody, and what they have chosen and said."""

    member: Member
    membership: Membership
    attendance: Attendance | None


async def lunch_of(moment: Moment) -> Programme | None:
    """Lock the workspace's Just Lunch. Return None before anybody has joined."""
    found = await moment.session.scalar(
        select(Programme.id)
        .where(Programme.workspace == moment.workspace, Programme.kind == ProgrammeKind.LUNCH)
        .order_by(Programme.id)
        .limit(1)
    )
    return None if found is None else await queries.programme_of(moment, found)


async def lunch_or_new(moment: Moment) -> Programme:
    """Lock the workspace's Just Lunch, made when there is none. Two who join at once make one."""
    found = await lunch_of(moment)
    if found is not None:
        return found
    await one_after_the_other(moment.session, moment.workspace)
    return await lunch_of(moment) or await _make_lunch(moment)


def is_taking_part(membership: Membership | None, at: datetime) -> bool:
    """Return True when a member is in at an instant, by what they have chosen; paused or not."""
    return membership is not None and membership.is_in and (membership.ends_at is None or membership.ends_at > at)


async def attendance_of(moment: Moment, round_: Round, member: str) -> Attendance:
    """Return the row of a member in a locked round of lunch, made when there is none."""
    return (await attendances_of(moment, round_, [member]))[member]


async def attendances_of(moment: Moment, round_: Round, members: Collection[str]) -> Mapping[str, Attendance]:
    """Return the rows of several members: a row tells nothing where all of a group get one at once."""
    found = await moment.session.scalars(
        select(Attendance)
        .where(Attendance.round_id == round_.id, Attendance.member.in_(members))
        .execution_options(populate_existing=True)
    )
    attendances = {one.member: one for one in found}
    for member in sorted(set(members) - set(attendances)):
        attendances[member] = Attendance(
            round_id=round_.id,
            member=member,
            workspace=moment.workspace,
            is_noticed=False,
            asked_today=False,
            seems_out=False,
            kept_words=Kept().written(),
            alias=new_alias(moment.session, f"round {round_.id} {member} {moment.seed}"),
        )
        moment.session.add(attendances[member])
    await moment.session.flush()
    return attendances


async def open_rounds(moment: Moment, programme: Programme, zone: tzinfo) -> Sequence[Round]:
    """Return the rounds that are open on this calendar, the soonest first; not locked."""
    found = await moment.session.scalars(
        select(Round)
        .where(Round.programme_id == programme.id, Round.state == RoundState.OPEN)
        .order_by(Round.meets_at, Round.id)
        .execution_options(populate_existing=True)
    )
    return [round_ for round_ in found if day_at(round_.meets_at, zone) is not None]


async def members_at_noon(moment: Moment, programme: Programme, round_: Round) -> Sequence[LunchMember]:
    """Return everybody who has noon on a working day when this round meets, by their ids."""
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
    return [LunchMember(*row) for row in rows if row[0].may_take_part]


async def all_open_rounds(moment: Moment, programme: Programme) -> Sequence[int]:
    """Return the ids of the rounds that are open, on whatever calendar, in the order in which they are locked."""
    found = await moment.session.scalars(
        select(Round.id).where(Round.programme_id == programme.id, Round.state == RoundState.OPEN).order_by(Round.id)
    )
    return found.all()


async def reached(moment: Moment, seats: Sequence[Seat]) -> Collection[str]:
    """Return the members of these seats to whom their proposal has been brought."""
    keys = {letter_keys.proposal(seat): seat.member for seat in seats}
    arrived = await moment.session.scalars(
        select(Letter.key).where(
            Letter.workspace == moment.workspace, Letter.key.in_(keys), Letter.state == LetterState.SENT
        )
    )
    return {keys[key] for key in arrived}


async def rounds_with_letters(moment: Moment, programme: Programme, member: str, pressed: str = "") -> Collection[int]:
    """Return the rounds about which a member has letters that can be rewritten, and that whose card they pressed."""
    seated = await moment.session.execute(
        select(Round.id, Seat)
        .join(Group, Group.round_id == Round.id)
        .join(Seat, Seat.group_id == Group.id)
        .where(Round.programme_id == programme.id, Seat.member == member)
    )
    keys = {letter_keys.proposal(seat): round_id for round_id, seat in seated}
    attended = await moment.session.scalars(
        select(Attendance)
        .join(Round, Round.id == Attendance.round_id)
        .where(Round.programme_id == programme.id, Attendance.member == member)
    )
    for one in attended:
        letters = (letter_keys.day_request(one), letter_keys.nobody_found(one.round_id, one.known_as))
        keys |= dict.fromkeys(letters, one.round_id)
    is_theirs = (Letter.workspace == moment.workspace, Letter.key.in_(keys))
    told = {keys[key] for key in await moment.session.scalars(select(Letter.key).where(*is_theirs))}
    return told | await _round_of_card(moment, programme, pressed)


async def _round_of_card(moment: Moment, programme: Programme, key: str) -> set[int]:
    """Return the id of the round of lunch that a card is about."""
    kind, number = letter_keys.subject_of(key)
    is_it = {"round": Round.id == number, "group": Group.id == number}.get(kind)
    if is_it is None:
        return set()
    found = select(Round.id).outerjoin(Group, Group.round_id == Round.id).where(is_it).distinct()
    return set(await moment.session.scalars(found.where(Round.programme_id == programme.id)))


async def ensure_rematch(moment: Moment, programme: Programme, round_: Round) -> bool:
    """Have whoever is free for a locked round matched, in a few minutes if that is not planned already.

    Return False when no time is left for it. What is planned is sooner, or the first time that anybody is asked.
    """
    if round_.state is not RoundState.OPEN or not leaves_time(round_.meets_at, moment.now + REMATCH_WAIT):
        return False
    planned = await moment.session.scalar(
        select(Due.id).where(
            Due.workspace == moment.workspace, Due.kind == Later.LUNCH_DECIDES, Due.subject == round_.id
        )
    )
    if planned is None:
        await rematch_soon(moment, programme, round_)
    return True


async def _make_lunch(moment: Moment) -> Programme:
    programme = Programme(
        workspace=moment.workspace,
        kind=ProgrammeKind.LUNCH,
        state=RecurringState.RUNNING,
        name=NAME,
        joining=JoinMode.WHO_JOINS,
        size=SMALLEST_GROUP,
        reach=Reach.FAR,
        rounds=0,
        made_at=moment.now,
    )
    moment.session.add(programme)
    await moment.session.flush()
    return programme


async def _zones_of(moment: Moment, programme: Programme, round_: Round) -> list[str]:
    """Return the time zones, of those of the members, where it is noon on a working day when this round meets."""
    names = await moment.session.scalars(
        select(Member.time_zone)
        .join(Membership, and_(Membership.programme_id == programme.id, Membership.member == Member.id))
        .where(Member.workspace == moment.workspace)
        .distinct()
    )
    return [name for name in names if day_at(round_.meets_at, Member(time_zone=name).zone) is not None]

"""Finding the rows of pairings, locked in one order: programme, round, group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, func, select

from bot.members.models import Member
from bot.moment import Moment
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.rules import PRESENT, RUNS_AGAIN_AFTER, GroupState, ProgrammeKind, RoundState
from bot.recurring.rules import RecurringState

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class LockedGroup:
    """A group and its round, locked until the transaction ends, and their programme."""

    programme: Programme
    round_: Round
    group: Group

    @property
    def is_lunch(self) -> bool:
        """True for Just Lunch, False for random coffee."""
        return self.programme.kind is ProgrammeKind.LUNCH


async def programme_of(moment: Moment, programme_id: int) -> Programme | None:
    """Lock a programme of this workspace until the transaction ends: others who act on it wait."""
    its = (Programme.workspace == moment.workspace, Programme.id == programme_id)
    return await moment.session.scalar(_locked(select(Programme).where(*its)))


async def coffee_of(moment: Moment, channel: str) -> Programme | None:
    """Return the random coffee of a channel that has not ended; there is one at most."""
    return await moment.session.scalar(_not_ended(moment).where(Programme.channel == channel).limit(1))


async def coffees(moment: Moment) -> Sequence[Programme]:
    """Return every random coffee of the workspace that has not ended."""
    found = await moment.session.scalars(_not_ended(moment).where(Programme.kind == ProgrammeKind.COFFEE))
    return found.all()


async def round_of(moment: Moment, round_id: int) -> Round | None:
    """Lock a round of this workspace until the transaction ends."""
    its = (Round.workspace == moment.workspace, Round.id == round_id)
    return await moment.session.scalar(_locked(select(Round).where(*its)))


async def open_round(moment: Moment, programme: Programme) -> Round | None:
    """Lock the round of a random coffee that was announced and is not decided yet."""
    found = select(Round).where(Round.programme_id == programme.id, Round.state == RoundState.OPEN)
    return await moment.session.scalar(_locked(found.order_by(Round.id.desc()).limit(1)))


async def runs_from(moment: Moment, programme: Programme) -> datetime | None:
    """Return from when on a coffee's channel may have a round at once; None when it may by now.

    A coffee that the channel had before counts as well: one is ended and another one set up in a minute.
    """
    last = await moment.session.scalar(
        select(func.max(Round.meets_at))
        .join(Programme, Programme.id == Round.programme_id)
        .where(
            Programme.workspace == moment.workspace,
            Programme.channel == programme.channel,
            Round.state.in_((RoundState.DECIDED, RoundState.CLOSED)),
        )
    )
    return last + RUNS_AGAIN_AFTER if last is not None and last + RUNS_AGAIN_AFTER > moment.now else None


async def group_of(moment: Moment, group_id: int) -> Group | None:
    """Lock a group of this workspace until the transaction ends."""
    its = (Group.workspace == moment.workspace, Group.id == group_id)
    return await moment.session.scalar(_locked(select(Group).where(*its)))


async def locked_round(moment: Moment, round_id: int, *states: RoundState) -> tuple[Programme, Round] | None:
    """Lock a round's programme, then the round. Return None when it is not here, or in none of these states."""
    its = (Round.workspace == moment.workspace, Round.id == round_id)
    programme_id = await moment.session.scalar(select(Round.programme_id).where(*its))
    programme = None if programme_id is None else await programme_of(moment, programme_id)
    round_ = None if programme is None else await round_of(moment, round_id)
    return None if programme is None or round_ is None or round_.state not in states else (programme, round_)


async def locked_group(moment: Moment, group_id: int, *states: GroupState) -> LockedGroup | None:
    """Lock a group's round, then the group. Return None when it is not of this workspace, or in none of these states.

    Without states, it may be in any.
    """
    of_it = (Group.workspace == moment.workspace, Group.id == group_id)
    round_id = await moment.session.scalar(select(Group.round_id).where(*of_it))
    round_ = None if round_id is None else await round_of(moment, round_id)
    group = None if round_ is None else await group_of(moment, group_id)
    if round_ is None or group is None or (states and group.state not in states):
        return None
    return LockedGroup(await moment.session.get_one(Programme, round_.programme_id), round_, group)


async def seats_of(moment: Moment, group: Group) -> Sequence[Seat]:
    """Return the seats of a locked group, in the order of their members."""
    found = await moment.session.scalars(
        select(Seat).where(Seat.group_id == group.id).order_by(Seat.member).execution_options(populate_existing=True)
    )
    return found.all()


async def names_in(moment: Moment, group: Group) -> list[str]:
    """Return the names of those who are still in a locked group."""
    present = [seat.member for seat in await seats_of(moment, group) if seat.answer in PRESENT]
    return [(await person_of(moment, member)).name for member in present]


async def membership_of(moment: Moment, programme: Programme, member: str) -> Membership | None:
    """Return what a member has chosen for a programme; None when they have chosen nothing."""
    return await moment.session.get(Membership, (programme.id, member), populate_existing=True)


def pause_of(membership: Membership | None, at: datetime) -> datetime | None:
    """Return when the pause ends in which a member is at an instant; None when they are in none."""
    until = membership.paused_until if membership is not None else None
    return until if until is not None and until > at else None


async def attendance_of(moment: Moment, round_: Round, member: str) -> Attendance:
    """Return the row of a member in a locked round, made when there is none."""
    found = await moment.session.get(Attendance, (round_.id, member), populate_existing=True)
    if found is None:
        found = Attendance(
            round_id=round_.id,
            member=member,
            workspace=moment.workspace,
            is_noticed=False,
            is_out=False,
            asked_today=False,
        )
        moment.session.add(found)
        await moment.session.flush()
    return found


async def person_of(moment: Moment, member: str) -> Member:
    """Return a member from the directory. Raises NoResultFound when there is none of this id."""
    return await moment.session.get_one(Member, (moment.workspace, member))


def _not_ended(moment: Moment) -> Select[Programme]:
    is_on = (Programme.workspace == moment.workspace, Programme.state != RecurringState.ENDED)
    return select(Programme).where(*is_on).order_by(Programme.id)


def _locked(found: Select[RowT]) -> Select[RowT]:
    return found.with_for_update().execution_options(populate_existing=True)

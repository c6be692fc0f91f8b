"""The members of a channel's random coffee, by those of the channel and by what people have chosen."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select, true
from sqlalchemy.sql import ColumnElement, Select

from bot.channels.models import ChannelMember
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import may_organize, takes_part
from bot.pairings import queries
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.rules import LIVE, PRESENT, JoinMode


def free_for(programme: Programme, round_: Round, at: datetime) -> Select[Member]:
    """Select the members who are in a round of random coffee and in no group of it yet, by their ids."""
    # Not EXISTS: for each member SQLite would go through all groups of the round.
    in_a_group = (
        select(Seat.member)
        .join(Group, Group.id == Seat.group_id)
        .where(Group.round_id == round_.id, Group.state.in_(LIVE), Seat.answer.in_(PRESENT))
    )
    is_out = exists().where(
        Attendance.round_id == round_.id,
        Attendance.member == Member.id,
        Attendance.is_out | Attendance.is_unreached,
    )
    return taking_part(programme, at).where(Member.id.not_in(in_a_group), ~is_out, _could_leave(programme, round_))


def taking_part(programme: Programme, at: datetime) -> Select[Member]:
    """Select the members who will be in a random coffee at an instant: in its channel, and not paused until later."""
    return (
        _in_channel(programme)
        .outerjoin(Membership, and_(Membership.programme_id == programme.id, Membership.member == Member.id))
        .where(_has_chosen_it(programme.joining), or_(Membership.paused_until.is_(None), Membership.paused_until <= at))
    )


def _in_channel(programme: Programme) -> Select[Member]:
    """Select the members of a random coffee's channel who can take part, by their ids."""
    return (
        select(Member)
        .join(ChannelMember, and_(ChannelMember.workspace == Member.workspace, ChannelMember.member == Member.id))
        .where(
            Member.workspace == programme.workspace,
            ChannelMember.channel == programme.channel,
            ChannelMember.is_there,
            takes_part(),
        )
        .order_by(Member.id)
    )


def _has_chosen_it(joining: JoinMode) -> ColumnElement[bool]:
    if joining is JoinMode.WHO_JOINS:
        return and_(Membership.is_in.is_not(None), Membership.is_in)
    return or_(Membership.is_in.is_(None), Membership.is_in)


def _could_leave(programme: Programme, round_: Round) -> ColumnElement[bool]:
    """Select, for a round without a notice, those who have joined or have had one since everybody is in."""
    if programme.everyone_since is None or not round_.is_extra:
        return true()
    has_had_one = exists().where(
        Attendance.round_id == Round.id,
        Attendance.member == Member.id,
        Attendance.is_noticed & ~Attendance.is_unreached,
        Round.programme_id == programme.id,
        Round.opened_at >= programme.everyone_since,
        Round.meets_at <= round_.meets_at,
    )
    return or_(Membership.is_in.is_not(None), has_had_one)


async def organizer_of(moment: Moment, programme: Programme) -> Member | None:
    """Return the organizer of a programme, if they are here and may organize it still; Just Lunch has none."""
    if programme.organizer is None:
        return None
    organizer = await moment.session.get(Member, (moment.workspace, programme.organizer))
    if organizer is None or not organizer.may_take_part:
        return None
    return organizer if await may_organize(moment, organizer, programme.channel) else None


async def count_in_channel(moment: Moment, programme: Programme) -> int:
    """Return how many people of its channel could take part, whatever each of them has chosen."""
    members = _in_channel(programme).order_by(None).subquery()
    return await moment.session.scalar(select(func.count()).select_from(members)) or 0


async def is_in(moment: Moment, programme: Programme, member: str) -> bool:
    """Return True when a member is in, paused or not: in its channel, by their own choice or as everybody is."""
    membership = await queries.membership_of(moment, programme, member)
    is_in_by_choice = programme.joining is JoinMode.EVERYONE if membership is None else membership.is_in
    return is_in_by_choice and await is_in_channel(moment, programme, member)


async def is_in_channel(moment: Moment, programme: Programme, member: str) -> bool:
    """Return True when a member is in the programme's channel, as far as Slack has told."""
    found = await moment.session.get(ChannelMember, (moment.workspace, programme.channel, member))
    return found is not None and found.is_there


async def paused_until(moment: Moment, programme: Programme, member: str) -> datetime | None:
    """Return when a member's pause ends; None when they are not paused."""
    return queries.pause_of(await queries.membership_of(moment, programme, member), moment.now)


async def programmes_with(moment: Moment, member: str, channel: str) -> Sequence[Programme]:
    """Return the coffee of the channel where a command was typed; else all whose channel the member is in."""
    here = await queries.coffee_of(moment, channel)
    if here is not None:
        return [here]
    return [one for one in await queries.coffees(moment) if await is_in_channel(moment, one, member)]

"""Telling those who were left alone in a round that nobody is looked for any more."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, select

from bot.matching.round_input import Why
from bot.moment import Moment
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.coffee.cards import attendees
from bot.pairings.models import Attendance, Group, Programme, Round, Seat
from bot.pairings.rules import PRESENT, GroupState
from bot.pairings.views.notices import Attendee


async def stop_looking(moment: Moment, programme: Programme, round_: Round) -> None:
    """Put nobody together any more in a locked round, and tell those who still wait for somebody."""
    waiting = await _waiting(moment, programme, round_)
    for them in waiting:
        them.attendance.left_out = Why.LEFT_OVER
    if waiting:
        await moment.session.flush()
        await moment.sweep(Later.TELLS_LEFT_OUT, round_.id)


async def _waiting(moment: Moment, programme: Programme, round_: Round) -> Sequence[Attendee]:
    """Return those who lost their group, have not been told that nobody was found, and would still be in."""
    unheard = and_(Attendance.left_out.is_(None), ~Attendance.is_out, ~Attendance.is_unreached)
    those = await attendees(moment, programme, round_, and_(unheard, _is_left_alone(round_)))
    return [
        them
        for them in those
        if them.is_in and them.is_there and them.member.may_take_part
        if queries.pause_of(them.membership, moment.now) is None
    ]


def _is_left_alone(round_: Round) -> ColumnElement[bool]:
    """Select those whose last group of a round, which they did not leave, has been dissolved."""
    last = (
        select(Seat.member, func.max(Seat.group_id).label("group_id"))
        .join(Group, Group.id == Seat.group_id)
        .where(Group.round_id == round_.id, Seat.answer.in_(PRESENT))
        .group_by(Seat.member)
        .subquery()
    )
    dissolved = select(last.c.member).join(Group, Group.id == last.c.group_id)
    return Attendance.member.in_(dissolved.where(Group.state == GroupState.DISSOLVED))

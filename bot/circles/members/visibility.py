"""Find the circles that a member may know of: of public channels, of the channels they are in, and their own."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.channels import membership as channels
from bot.channels.models import ChannelMember, ChannelSync
from bot.circles import queries
from bot.circles.models import Circle, CircleMember
from bot.circles.rules import Belonging
from bot.members.models import Member
from bot.moment import Moment
from bot.recurring.rules import RecurringState

Who = ColumnElement[str] | InstrumentedAttribute[str]
"""A member, in a condition."""


async def visible_circles(moment: Moment, member: Member) -> Sequence[Circle]:
    """Return the circles that a member may know of, in the order in which they were started."""
    return await queries.rows(
        moment,
        select(Circle)
        .where(
            Circle.workspace == moment.workspace,
            Circle.state != RecurringState.ENDED,
            is_visible_to(literal(member.id)),
        )
        .order_by(Circle.id),
    )


async def may_see(moment: Moment, member: Member, circle: Circle) -> bool:
    """Return whether a member may look into a circle and join it: its channel is open to them."""
    return await channels.is_open_to(moment, circle.channel, member.id)


async def circles_of(moment: Moment, member: str) -> Sequence[Circle]:
    """Return the circles that a member is in."""
    return await queries.rows(
        moment,
        select(Circle)
        .join(CircleMember, and_(CircleMember.circle_id == Circle.id, CircleMember.member == member))
        .where(
            Circle.workspace == moment.workspace,
            Circle.state != RecurringState.ENDED,
            CircleMember.belonging == Belonging.IN,
        )
        .order_by(Circle.id),
    )


def is_visible_to(member: Who) -> ColumnElement[bool]:
    """Return the condition that somebody may know of a circle."""
    belongs = exists().where(
        CircleMember.circle_id == Circle.id,
        CircleMember.member == member,
        CircleMember.belonging != Belonging.OUT,
    )
    return or_(is_open_to(member), belongs)


def is_open_to(member: Who) -> ColumnElement[bool]:
    """Return the condition that a circle's channel is public, or one that a member is in, as far as Slack has told."""
    is_public = exists().where(
        ChannelSync.workspace == Circle.workspace, ChannelSync.channel == Circle.channel, ~ChannelSync.is_private
    )
    is_inside = exists().where(
        ChannelMember.workspace == Circle.workspace,
        ChannelMember.channel == Circle.channel,
        ChannelMember.member == member,
        ChannelMember.is_there,
    )
    return or_(is_public, is_inside)

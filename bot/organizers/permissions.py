"""Permissions to set things up: of the workspace's admins, of members whom they name, and in a channel of its inviter.

What a private channel has is organized by those who are in it; organizers of the workspace may end it.
"""

from sqlalchemy import ColumnElement, and_, case, select

from bot.channels.membership import is_open_to, is_read
from bot.members.models import NEVER, Member
from bot.moment import Moment
from bot.organizers.models import Hello, Organizer

SHOWN_AT_MOST = 5
"""How many people a refusal names: enough that one of them is there."""

TOLD_AT_MOST = 3
"""How many admins are told what only admins can mend, where nobody looks after Klatch."""


async def is_organizer(moment: Moment, member: Member) -> bool:
    """Return whether a member may set up and change programmes."""
    if not member.may_take_part:
        return False
    return member.is_admin or await moment.session.get(Organizer, (moment.workspace, member.id)) is not None


async def inviter_of(moment: Moment, channel: str) -> str | None:
    """Return the member who invited Klatch to a channel; None when that is not known, or Klatch is not there."""
    hello = await hello_in(moment, channel)
    return hello.invited_by if hello is not None else None


async def has_said_hello(moment: Moment, channel: str) -> bool:
    """Return whether Klatch was invited to a channel and is there still, as far as Slack has told."""
    return await hello_in(moment, channel) is not None


async def hello_in(moment: Moment, channel: str) -> Hello | None:
    """Return Klatch's hello in a channel; None where Klatch is not, or the channel is archived."""
    hello = await any_hello_in(moment, channel)
    return None if hello is None or hello.is_archived else hello


async def any_hello_in(moment: Moment, channel: str) -> Hello | None:
    """Return the same also where the channel is archived."""
    return await moment.session.get(Hello, (moment.workspace, channel))


async def may_organize(moment: Moment, member: Member, channel: str | None) -> bool:
    """Return whether a member may set up, change and look into what a channel has: as organizer, or as its inviter.

    Of a private channel only while they are in it.
    """
    is_theirs = await is_organizer(moment, member)
    if channel is None:
        return is_theirs
    is_theirs = is_theirs or (member.may_take_part and await inviter_of(moment, channel) == member.id)
    return is_theirs and await is_open_to(moment, channel, member.id)


async def may_end(moment: Moment, member: Member, channel: str | None) -> bool:
    """Return whether a member may pause and end what a channel has: organizers may also where they may not look."""
    return await is_organizer(moment, member) or await may_organize(moment, member, channel)


async def is_klatch_in(moment: Moment, channel: str) -> bool:
    """Return whether Klatch is in a channel, as far as Slack has told."""
    return await has_said_hello(moment, channel) or await is_read(moment, channel)


async def some_admins(moment: Moment) -> list[str]:
    """Return a few admins (and owners) of the workspace, as far as the directory knows them."""
    found = await moment.session.scalars(
        select(Member.id)
        .where(Member.workspace == moment.workspace, Member.is_admin, takes_part())
        .order_by(Member.id)
        .limit(TOLD_AT_MOST)
    )
    return list(found)


def takes_part() -> ColumnElement[bool]:
    """Return the condition for full members who are still here; `Member.may_take_part` says the same of one."""
    is_other = Member.is_bot | Member.is_guest | Member.is_stranger | Member.is_deactivated
    return (Member.refreshed_at > NEVER) & ~is_other


async def some_organizers(moment: Moment) -> list[str]:
    """Return a few who can help a member who is none: those who were named, then admins."""
    is_theirs = and_(Organizer.workspace == Member.workspace, Organizer.member == Member.id)
    is_named = Organizer.member.is_not(None)
    found = await moment.session.scalars(
        select(Member.id)
        .outerjoin(Organizer, is_theirs)
        .where(Member.workspace == moment.workspace, is_named | Member.is_admin, takes_part())
        .order_by(case((is_named, 0), else_=1), Member.id)
        .limit(SHOWN_AT_MOST)
    )
    return list(found)

"""Those in a channel whom the member directory does not know, or has not heard of for long."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from bot.channels.models import ChannelMember, ChannelSync
from bot.database.inserts import insert_or_update_all
from bot.members import directory
from bot.members.models import Member
from bot.moment import Moment
from bot.slack.user_input import is_id


async def count_unknown(moment: Moment, roll: ChannelSync) -> int:
    """How many of those in the channel Slack has to be asked about."""
    unknown = _unknown(moment, roll).subquery()
    return await moment.session.scalar(select(func.count()).select_from(unknown)) or 0


async def next_unknown(moment: Moment, roll: ChannelSync) -> str | None:
    """The next of them after the roll's cursor; each is asked about once in a reading."""
    following = _unknown(moment, roll).where(ChannelMember.member > roll.cursor)
    return await moment.session.scalar(following.order_by(ChannelMember.member).limit(1))


async def remember_those(moment: Moment, roll: ChannelSync, users: Iterable[object]) -> None:
    """Put Slack's descriptions of those in the channel into the directory; of others they are no concern."""
    described = {user["id"]: user for user in users if isinstance(user, Mapping) and is_id(user.get("id"))}
    inside = select(ChannelMember.member).where(*_inside(roll), ChannelMember.member.in_(described))
    organization = await directory.organization_of(moment.session, moment.workspace)
    rows = [_row(moment, described[member], organization) for member in await moment.session.scalars(inside)]
    # A description may lack its locale, which then stays what it was: rows of one shape at a time.
    for _, alike in groupby(sorted(rows, key=len), key=len):
        await insert_or_update_all(moment.session, Member, directory.KEY, list(alike))


def _row(moment: Moment, user: Mapping[str, Any], organization: str) -> dict[str, Any]:
    columns = directory.describe(user, moment.workspace, moment.now, organization)
    return {"workspace": moment.workspace, "id": user["id"], **columns}


def _unknown(moment: Moment, roll: ChannelSync) -> Select[str]:
    is_theirs = and_(Member.workspace == ChannelMember.workspace, Member.id == ChannelMember.member)
    is_stale = Member.refreshed_at < moment.now - directory.STALE_AFTER
    found = select(ChannelMember.member).outerjoin(Member, is_theirs)
    return found.where(*_inside(roll), or_(Member.id.is_(None), is_stale))


def _inside(roll: ChannelSync) -> tuple[ColumnElement[bool], ...]:
    is_here = and_(ChannelMember.workspace == roll.workspace, ChannelMember.channel == roll.channel)
    return is_here, ChannelMember.is_there.is_(True)

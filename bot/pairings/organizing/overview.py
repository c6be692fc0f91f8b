"""The part of `/mentor-admin` that is about pairings."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from sqlalchemy import case, select

from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_organizer, may_end, may_organize
from bot.pairings import queries
from bot.pairings.models import Programme
from bot.pairings.views import organizing as views
from bot.pairings.views.organizing import ProgrammeRow
from bot.recurring.rules import RecurringState

SHOWN_AT_MOST = 12
"""Programmes in one overview: Slack takes some 10,000 characters of blocks together."""


async def section(moment: Moment, member: Member, channel: str) -> Sequence[Block]:
    """The programmes that a member may change, the one of the channel where they ask first; empty for others."""
    may_add = await is_organizer(moment, member)
    found = await _programmes(moment, channel)
    theirs = [one for one in found if await may_end(moment, member, one.channel)]
    if not theirs and not may_add:
        return []
    rows = [await row_of(moment, member, programme) for programme in theirs[:SHOWN_AT_MOST]]
    return views.overview(rows, max(0, len(theirs) - SHOWN_AT_MOST), member.zone, may_add=may_add)


async def _programmes(moment: Moment, channel: str) -> Sequence[Programme]:
    found = await moment.session.scalars(
        select(Programme)
        .where(Programme.workspace == moment.workspace, Programme.state != RecurringState.ENDED)
        .order_by(case((Programme.channel == channel, 0), else_=1), Programme.id)
    )
    return found.all()


async def row_of(moment: Moment, member: Member, programme: Programme) -> ProgrammeRow:
    """A programme as an overview shows it to somebody who may end it."""
    is_outside = not await may_organize(moment, member, programme.channel)
    if programme.channel is None or is_outside:
        return ProgrammeRow(programme, None, is_announced=False, is_outside=is_outside)
    announced = await queries.open_round(moment, programme)
    next_at = announced.meets_at if announced is not None else programme.next_at
    may_run = announced is None and await queries.runs_from(moment, programme) is None
    return ProgrammeRow(programme, next_at, is_announced=announced is not None, may_run=may_run)

"""The section of `/mentor-admin` about random coffee and Just Lunch."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block
from sqlalchemy import select

from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_organizer
from bot.pairings import queries
from bot.pairings.coffee import rounds
from bot.pairings.models import Programme
from bot.pairings.organizing.programmes import PROGRAMMES
from bot.pairings.views import organizing as views
from bot.pairings.views.organizing import ProgrammeRow
from bot.recurring.rules import RecurringState

SHOWN_AT_MOST = 12
"""Programmes in one overview: Slack takes some 10,000 characters of blocks together."""


async def section(moment: Moment, member: Member, channel: str) -> Sequence[Block]:
    """Return the programmes that a member may change, the one of the channel where they ask first; empty for others."""
    may_add = await is_organizer(moment, member)
    its = (Programme.workspace == moment.workspace) & (Programme.state != RecurringState.ENDED)
    found = await moment.session.scalars(select(Programme).where(its).order_by(Programme.id))
    theirs = await PROGRAMMES.of(moment, member, found.all(), channel)
    if not theirs and not may_add:
        return []
    rows = [await row_of(moment, member, programme) for programme in theirs[:SHOWN_AT_MOST]]
    return views.overview(member.reader, rows, len(theirs) - len(rows), member.zone, may_add=may_add)


async def row_of(moment: Moment, member: Member, programme: Programme) -> ProgrammeRow:
    """Return the row of a programme for somebody who may end it."""
    is_outside = not await PROGRAMMES.looks_after(moment, programme, member)
    if programme.channel is None or is_outside:
        return ProgrammeRow(programme, is_outside=is_outside)
    coming_at = await rounds.coming_at(moment, programme)
    may_run = coming_at is None and await queries.runs_from(moment, programme) is None
    return ProgrammeRow(programme, coming_at or programme.next_at, coming_at is not None, may_run=may_run)

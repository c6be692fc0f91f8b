"""The section of `/mentor-admin` about circles."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.circles import queries
from bot.circles.meetings import planning
from bot.circles.models import Circle
from bot.circles.organizing.changing import CIRCLES
from bot.circles.views import organizing as views
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_organizer
from bot.recurring.views import Row

SHOWN_AT_MOST = 8
"""Circles in one overview: Slack takes 50 blocks, together with what else is there."""


async def section(moment: Moment, member: Member, channel: str) -> Sequence[Block]:
    """Return the circles that a member looks after, those of the channel where they ask first; empty for others."""
    organizes = await is_organizer(moment, member)
    theirs = await CIRCLES.of(moment, member, await queries.circles(moment), channel)
    if not theirs and not organizes:
        return []
    rows = [await row_of(moment, member, circle) for circle in theirs[:SHOWN_AT_MOST]]
    return views.overview(member.reader, rows, len(theirs) - len(rows), member.zone, is_organizer=organizes)


async def row_of(moment: Moment, member: Member, circle: Circle) -> Row:
    """Return the row of a circle for somebody who may end it."""
    if not await CIRCLES.looks_after(moment, circle, member):
        return Row(circle, is_outside=True)
    coming_at = await planning.coming_at(moment, circle)
    return Row(circle, coming_at or circle.next_at, coming_at is not None)

"""The part of `/mentor-admin` that is about circles."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.circles import queries
from bot.circles.models import Circle
from bot.circles.views import organizing as views
from bot.circles.views.organizing import CircleRow
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.permissions import is_organizer

SHOWN_AT_MOST = 8
"""Circles in one overview: Slack takes 50 blocks, together with what else is there."""


async def section(moment: Moment, member: Member, channel: str) -> Sequence[Block]:
    """The circles that a member looks after, those of the channel where they ask first; empty for others."""
    organizes = await is_organizer(moment, member)
    found = sorted(await queries.circles(moment), key=lambda circle: circle.channel != channel)
    theirs = [one for one in found if await queries.may_end(moment, one, member)]
    if not theirs and not organizes:
        return []
    rows = [await row_of(moment, member, circle) for circle in theirs[:SHOWN_AT_MOST]]
    return views.overview(rows, max(0, len(theirs) - SHOWN_AT_MOST), member.zone, is_organizer=organizes)


async def row_of(moment: Moment, member: Member, circle: Circle) -> CircleRow:
    """A circle as an overview shows it to somebody who may end it."""
    if not await queries.may_change(moment, circle, member):
        return CircleRow(circle, None, is_announced=False, is_outside=True)
    meeting = await queries.current_meeting(moment, circle)
    return CircleRow(
        circle, meeting.starts_at if meeting is not None else circle.next_at, is_announced=meeting is not None
    )

"""Find the circles that a member means, and what `/klatch` shows them of each."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.circles import queries
from bot.circles.members import joining, visibility
from bot.circles.models import Circle
from bot.circles.name_comparison import as_compared
from bot.circles.rules import Belonging
from bot.circles.views.circles import CircleStatus, NextMeeting
from bot.members.models import Member
from bot.moment import Moment

SHOWN_AT_MOST = 12
"""Circles in one answer, if there is room for them."""
MEETINGS_AT_MOST = 8
"""Circles whose next meetings, or whose hosts, are shown in one answer, with all of their buttons."""


def matching(circles: Sequence[Circle], name: str, channel: str) -> Sequence[Circle]:
    """Return the circles of this name, or whose name begins so; without a name those of this channel, else all."""
    if name:
        wanted = as_compared(name)
        exactly = [circle for circle in circles if as_compared(circle.name) == wanted]
        return exactly or [circle for circle in circles if as_compared(circle.name).startswith(wanted)]
    return [circle for circle in circles if circle.channel == channel] or circles


def likely_name(typed: str, circles: Sequence[Circle]) -> str | None:
    """Return the name of the circle that is spelled most like what was typed, if one is close enough."""
    names = {as_compared(circle.name): circle.name for circle in circles}
    matches = get_close_matches(as_compared(typed), names, n=1, cutoff=0.6)
    return names[matches[0]] if matches else None


async def own_circles(moment: Moment, member: Member) -> Sequence[Circle]:
    """Return the circles that a member is in or waits for."""
    visible = await visibility.visible_circles(moment, member)
    return [circle for circle in visible if await _belonging(moment, circle, member) is not None]


async def statuses(moment: Moment, member: Member, channel: str) -> tuple[Sequence[CircleStatus], int]:
    """Return the circles that a member may see with their status there, this channel's first; and how many more."""
    circles = sorted(await visibility.visible_circles(moment, member), key=lambda circle: circle.channel != channel)
    rows = []
    for circle in circles[:SHOWN_AT_MOST]:
        belonging = await _belonging(moment, circle, member)
        meeting = await queries.current_meeting(moment, circle)
        next_at = meeting.starts_at if meeting is not None else circle.next_at
        is_full = not await joining.has_free_place(moment, circle)
        coming = await queries.coming_of(moment, meeting, member.id)
        rows.append(CircleStatus(circle, belonging, next_at, is_full=is_full, coming=coming))
    return rows, max(0, len(circles) - SHOWN_AT_MOST)


async def next_meeting(moment: Moment, member: Member, circle: Circle) -> NextMeeting:
    """Return the next meeting in a circle of a member's."""
    meeting = await queries.upcoming_meeting(moment, circle)
    is_host = meeting is not None and meeting.hosted_by == member.id
    place = await queries.place_in(moment, circle, member.id)
    return NextMeeting(
        circle=circle,
        meeting=meeting,
        coming=await queries.coming_of(moment, meeting, member.id),
        is_host=is_host,
        may_move=is_host or await queries.may_change(moment, circle, member),
        is_asked=meeting is not None and meeting.host == member.id and not is_host,
        would_host=place is not None and place.would_host,
    )


async def _belonging(moment: Moment, circle: Circle, member: Member) -> Belonging | None:
    place = await queries.active_place(moment, circle, member.id)
    return place.belonging if place is not None else None

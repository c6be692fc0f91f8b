"""Which circle a member means, and what they see of those there are."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.circles import queries
from bot.circles.members import joining, visibility
from bot.circles.models import Circle
from bot.circles.name_comparison import as_compared
from bot.circles.rules import Belonging
from bot.circles.views.circles import Ahead, CircleStatus
from bot.circles.views.hosting import HostTurn
from bot.members.models import Member
from bot.moment import Moment

SHOWN_AT_MOST = 12
"""Circles in one answer, if there is room for them."""
AHEAD_AT_MOST = 8
"""Circles whose next meetings, or whose hosts, are shown in one answer, with all of their buttons."""


def meant(circles: Sequence[Circle], name: str, channel: str) -> Sequence[Circle]:
    """The circles that a member may mean: of this name, or whose name begins so; else of this channel; else any."""
    if name:
        wanted = as_compared(name)
        exactly = [circle for circle in circles if as_compared(circle.name) == wanted]
        return exactly or [circle for circle in circles if as_compared(circle.name).startswith(wanted)]
    return [circle for circle in circles if circle.channel == channel] or circles


def likely_name(typed: str, circles: Sequence[Circle]) -> str | None:
    """The name of a circle of which what was typed is a slip."""
    names = {as_compared(circle.name): circle.name for circle in circles}
    matches = get_close_matches(as_compared(typed), names, n=1, cutoff=0.6)
    return names[matches[0]] if matches else None


async def belonging_to(moment: Moment, member: Member) -> Sequence[Circle]:
    """The circles that a member is in or waits for."""
    return [
        circle
        for circle in await visibility.visible_circles(moment, member)
        if await _belonging(moment, circle, member) is not None
    ]


async def statuses(moment: Moment, member: Member, channel: str) -> tuple[Sequence[CircleStatus], int]:
    """Where a member stands to the circles that they see, those of this channel first; and how many more there are."""
    circles = sorted(await visibility.visible_circles(moment, member), key=lambda circle: circle.channel != channel)
    rows = []
    for circle in circles[:SHOWN_AT_MOST]:
        belonging = await _belonging(moment, circle, member)
        meeting = await queries.coming_meeting(moment, circle)
        next_at = meeting.starts_at if meeting is not None else circle.next_at
        is_full = not await joining.has_free_place(moment, circle)
        coming = await queries.coming_of(moment, meeting, member.id) if meeting is not None else None
        rows.append(CircleStatus(circle, belonging, next_at, is_full=is_full, coming=coming))
    return rows, max(0, len(circles) - SHOWN_AT_MOST)


async def ahead(moment: Moment, member: Member, circle: Circle) -> Ahead:
    """What comes next in a circle of a member's."""
    meeting = await queries.meeting_to_come(moment, circle)
    is_host = meeting is not None and meeting.hosted_by == member.id
    return Ahead(
        circle=circle,
        meeting=meeting,
        coming=await queries.coming_of(moment, meeting, member.id) if meeting is not None else None,
        is_host=is_host,
        may_move=is_host or await queries.looks_after(moment, circle, member),
    )


async def turn(moment: Moment, member: Member, circle: Circle) -> HostTurn:
    """Whose turn it is to host in a circle of a member's."""
    meeting = await queries.meeting_to_come(moment, circle)
    place = await queries.place_in(moment, circle, member.id)
    return HostTurn(
        circle=circle,
        meeting=meeting,
        is_theirs=meeting is not None and meeting.host == member.id,
        would_host=place is not None and place.would_host,
    )


async def _belonging(moment: Moment, circle: Circle, member: Member) -> Belonging | None:
    place = await queries.place_in(moment, circle, member.id)
    return place.belonging if place is not None and place.belonging is not Belonging.OUT else None

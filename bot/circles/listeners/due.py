"""Handlers of due rows and of letters that failed, for use cases that are about a circle or a meeting."""

from collections.abc import Awaitable, Callable

from bot.circles import queries
from bot.circles.models import Circle, Meeting
from bot.moment import Moment
from bot.schedule.fates import Fate


def about_circle(use_case: Callable[[Moment, Circle], Awaitable[None]]) -> Callable[[Moment, int], Awaitable[None]]:
    """Return a handler of due rows about a circle, which it locks."""

    async def handle(moment: Moment, circle_id: int) -> None:
        circle = await queries.circle_of(moment, circle_id)
        if circle is not None:
            await use_case(moment, circle)

    return handle


def about_meeting(
    use_case: Callable[[Moment, Circle, Meeting], Awaitable[None]],
) -> Callable[[Moment, int], Awaitable[None]]:
    """Return a handler of due rows about a meeting, which it locks with its circle."""

    async def handle(moment: Moment, meeting_id: int) -> None:
        found = await queries.meeting_of(moment, meeting_id)
        if found is not None:
            await use_case(moment, *found)

    return handle


def when_failed(
    use_case: Callable[[Moment, Circle, Meeting, Fate], Awaitable[None]],
) -> Callable[[Moment, Fate], Awaitable[None]]:
    """Return a handler of letters about a meeting that failed for good."""

    async def handle(moment: Moment, fate: Fate) -> None:
        found = await queries.meeting_of(moment, fate.subject) if not fate.has_arrived else None
        if found is not None:
            await use_case(moment, *found, fate)

    return handle

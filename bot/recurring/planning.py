"""Planning what recurs: its next date is a due row, and new dates begin after those that people know of."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from bot.cadence import Cadence
from bot.moment import Moment
from bot.recurring.columns import Recurring


async def plan_nothing(moment: Moment, thing: Recurring, kind: str) -> None:
    """Have something locked announce nothing more: ``kind`` is the due row that would."""
    thing.come_next(None)
    await moment.cancel(kind, thing.id)


def begin_after(cadence: Cadence, thing: Recurring, known: datetime | None) -> Cadence:
    """Return a new cadence from the day after the last date that people know of: a day has one at most.

    Raises CadenceError when no date is left.
    """
    if known is None:
        return cadence
    return cadence.beginning_after(max(known.astimezone(zone).date() for zone in (thing.zone, ZoneInfo(cadence.zone))))


def following(table: Any) -> Callable[[Moment, str, str], Awaitable[None]]:
    """Return what has the things of a table go along when their channel has another id."""

    async def follow(moment: Moment, old: str, new: str) -> None:
        its = (table.workspace == moment.workspace) & (table.channel == old)
        await moment.session.execute(update(table).where(its).values(channel=new))

    return follow

"""How long people wait for a first offer here, as measured."""

from datetime import timedelta
from statistics import median

from sqlalchemy import select

from bot.flash.models import Ask
from bot.flash.rules import WAIT_MEASURED_FROM, WAIT_MEASURED_OVER
from bot.moment import Moment


async def measured_wait(moment: Moment) -> timedelta | None:
    """How long the first offer took, as the median of those asks that got one in the last 90 days.

    None while there are fewer than five: better to say that we do not know than to point at someone.
    """
    rows = await moment.session.execute(
        select(Ask.posted_at, Ask.first_offer_at)
        .where(
            Ask.workspace == moment.workspace,
            Ask.posted_at >= moment.now - WAIT_MEASURED_OVER,
            Ask.first_offer_at.is_not(None),
        )
        .order_by(Ask.posted_at.desc())
        .limit(200)
    )
    waits = [(offered - posted).total_seconds() for posted, offered in rows if offered is not None]
    return timedelta(seconds=median(waits)) if len(waits) >= WAIT_MEASURED_FROM else None

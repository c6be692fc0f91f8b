"""What the agenda does for flash mentoring: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.agenda.models import Due
from bot.flash.actions import Later
from bot.flash.choosing import choice_waits
from bot.flash.closing import check_in, fade
from bot.flash.inviting import close_channel, lapse
from bot.moment import Moment

Handler = Callable[[AsyncSession, Due, datetime], Awaitable[None]]

_USE_CASES: Mapping[Later, Callable[[Moment, int], Awaitable[None]]] = {
    Later.INVITATION_LAPSES: lapse,
    Later.CHANNEL_CLOSES: close_channel,
    Later.CHOICE_WAITS: choice_waits,
    Later.CHECK_IN: check_in,
    Later.CONVERSATION_FADES: fade,
}


def handlers() -> Mapping[str, Handler]:
    """Each kind of due row of this feature, and who handles it."""
    return {str(kind): _handler(use_case) for kind, use_case in _USE_CASES.items()}


def _handler(use_case: Callable[[Moment, int], Awaitable[None]]) -> Handler:
    async def handle(session: AsyncSession, due: Due, now: datetime) -> None:
        await use_case(Moment(session, due.workspace, now, seed=f"due {due.id}"), due.subject)

    return handle

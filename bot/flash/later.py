"""What the agenda does for flash mentoring: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping

from bot.agenda.heartbeat import Handler
from bot.flash.actions import Later
from bot.flash.choosing import choice_waits
from bot.flash.closing import check_in, fade
from bot.flash.inviting import close_channel, lapse
from bot.moment import Moment, handler_of

_USE_CASES: Mapping[Later, Callable[[Moment, int], Awaitable[None]]] = {
    Later.INVITATION_LAPSES: lapse,
    Later.CHANNEL_CLOSES: close_channel,
    Later.CHOICE_WAITS: choice_waits,
    Later.CHECK_IN: check_in,
    Later.CONVERSATION_FADES: fade,
}


def handlers() -> Mapping[str, Handler]:
    """Each kind of due row of this feature, and who handles it."""
    return {str(kind): handler_of(use_case) for kind, use_case in _USE_CASES.items()}

"""What the agenda does for flash mentoring: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping

from bot.flash import letter_results
from bot.flash.actions import Later
from bot.flash.choosing import choice_waits
from bot.flash.closing import check_in, fade, nudge
from bot.flash.inviting import close_channel, lapse
from bot.flash.meeting_times import time_passes
from bot.moment import Moment, due_handler, fate_handler
from bot.schedule.fates import Fate
from bot.schedule.heartbeat import Handler

_USE_CASES: Mapping[Later, Callable[[Moment, int], Awaitable[None]]] = {
    Later.INVITATION_LAPSES: lapse,
    Later.CHANNEL_CLOSES: close_channel,
    Later.CHOICE_WAITS: choice_waits,
    Later.NUDGE: nudge,
    Later.TIME_PASSES: time_passes,
    Later.CHECK_IN: check_in,
    Later.CONVERSATION_FADES: fade,
}

_FATES: Mapping[Later, Callable[[Moment, Fate], Awaitable[None]]] = {
    Later.CHANNEL_ASK_SETTLED: letter_results.channel_ask_settled,
    Later.INVITATION_SETTLED: letter_results.invitation_settled,
    Later.OFFER_SETTLED: letter_results.offer_settled,
    Later.CLARIFICATION_SETTLED: letter_results.clarification_settled,
    Later.INTRODUCTION_SETTLED: letter_results.introduction_settled,
    Later.PROPOSAL_SETTLED: letter_results.proposal_settled,
    Later.THANKS_SETTLED: letter_results.thanks_settled,
    Later.CALENDAR_FILE_SETTLED: letter_results.calendar_file_settled,
}


def handlers() -> Mapping[str, Handler]:
    """Each kind of due row of this feature, and who handles it."""
    return {
        **{str(kind): due_handler(use_case) for kind, use_case in _USE_CASES.items()},
        **{str(kind): fate_handler(use_case) for kind, use_case in _FATES.items()},
    }

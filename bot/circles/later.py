"""What the agenda does for circles: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping

from bot.agenda.errands import AnyErrand
from bot.agenda.heartbeat import Handler
from bot.circles.actions import Later
from bot.circles.meetings import announcing, counting, deciding, ending, reminding, showing, tables
from bot.circles.organizing import starting
from bot.circles.talk import summing_up
from bot.moment import Moment, handler_of

_USE_CASES: Mapping[Later, Callable[[Moment, int], Awaitable[None]]] = {
    Later.ANNOUNCES: announcing.announce,
    Later.CHANNEL_READ: starting.channel_read,
    Later.REDRAWS: showing.redraw_when_due,
    Later.SUMMARY_REDRAWS: summing_up.resum_when_due,
    Later.REMINDS_ANNOUNCED: reminding.remind,
    Later.REMINDS_DAY: counting.count,
    Later.REMINDS_HOUR: reminding.remind,
    Later.DECIDES: deciding.decide,
    Later.ENDS: ending.end,
}


def handlers() -> Mapping[str, Handler]:
    """Each kind of due row of this feature, and who handles it."""
    return {str(kind): handler_of(use_case) for kind, use_case in _USE_CASES.items()}


def errands() -> Mapping[str, AnyErrand]:
    """What takes more than a transaction: dealing tables."""
    return {Later.TABLES: tables.errand()}

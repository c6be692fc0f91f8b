"""What the agenda does for pairings: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping

from bot.agenda.errands import AnyErrand
from bot.agenda.heartbeat import Handler
from bot.moment import Moment, handler_of
from bot.pairings import closing, grouping, introducing
from bot.pairings.actions import Later
from bot.pairings.coffee import opening
from bot.pairings.lunch import proposing
from bot.pairings.lunch import rounds as lunching
from bot.pairings.organizing import previewing, programmes, reporting

_USE_CASES: Mapping[Later, Callable[[Moment, int], Awaitable[None]]] = {
    Later.PROGRAMME_STANDS: programmes.stands,
    Later.ROUND_OPENS: opening.open_round,
    Later.NOTICES: opening.notices,
    Later.ROUND_GATHERS: opening.gather,
    Later.INTRODUCES: introducing.introduce,
    Later.NUDGES: closing.nudge,
    Later.ASKS: closing.ask,
    Later.FADES: closing.fade,
    Later.ROUND_CLOSES: reporting.close,
    Later.LUNCH_PLANS: lunching.plan_again,
    Later.PROPOSES: proposing.propose,
    Later.LAPSES: proposing.lapse,
    Later.LUNCH_OVER: lunching.over,
}


def handlers() -> Mapping[str, Handler]:
    """Each kind of due row of this feature, and who handles it."""
    return {str(kind): handler_of(use_case) for kind, use_case in _USE_CASES.items()}


def errands() -> Mapping[str, AnyErrand]:
    """What takes more than a transaction: matching."""
    return {
        Later.ROUND_DECIDES: grouping.errand(),
        Later.LUNCH_DECIDES: grouping.errand(),
        Later.PREVIEWS: previewing.errand(),
    }

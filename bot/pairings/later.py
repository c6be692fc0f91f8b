"""What the agenda does for pairings: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping

from bot.agenda.errands import AnyErrand
from bot.agenda.fates import Fate
from bot.agenda.heartbeat import Handler
from bot.moment import Moment, Page, fate_handler_of, handler_of, sweep_handler_of
from bot.pairings import closing, grouping, introducing, opened
from bot.pairings.actions import Later
from bot.pairings.coffee import cards, going_on, opening, taking_part
from bot.pairings.lunch import cards as lunch_cards
from bot.pairings.lunch import members as lunch_members
from bot.pairings.lunch import proposing
from bot.pairings.lunch import rounds as lunching
from bot.pairings.organizing import previewing, programmes, reporting

_USE_CASES: Mapping[Later, Callable[[Moment, int], Awaitable[None]]] = {
    Later.PROGRAMME_STANDS: programmes.stands,
    Later.PREVIEWS: previewing.show,
    Later.GIVES_UP: opened.give_up,
    Later.STAYS_SILENT: going_on.stay_silent,
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
    Later.LUNCH_PASSES: lunching.has_passed,
}


_FATES: Mapping[Later, Callable[[Moment, Fate], Awaitable[None]]] = {
    Later.INTRODUCTION_SETTLED: opened.introduction_settled,
    Later.NOTICE_SETTLED: taking_part.notice_settled,
    Later.PROPOSAL_SETTLED: proposing.proposal_settled,
}

_SWEEPS: Mapping[Later, Page] = {
    Later.SHOWS_NOTICES: cards.notices_after,
    Later.TELLS_LEFT_OUT: cards.truths_after,
    Later.SHOWS_QUESTIONS: cards.questions_after,
    Later.LUNCH_TRUTHS: lunch_cards.truths,
    Later.LUNCH_SHOWS: lunch_cards.page,
    Later.LUNCH_MEMBERS: lunch_members.page,
    Later.LUNCH_WEEK_ENDS: lunch_members.page_of_week,
}


def handlers() -> Mapping[str, Handler]:
    """Each kind of due row of this feature, and who handles it."""
    return {
        **{str(kind): handler_of(use_case) for kind, use_case in _USE_CASES.items()},
        **{str(kind): fate_handler_of(use_case) for kind, use_case in _FATES.items()},
        **{str(kind): sweep_handler_of(page) for kind, page in _SWEEPS.items()},
    }


def errands() -> Mapping[str, AnyErrand]:
    """What takes more than a transaction: matching."""
    return {
        Later.ROUND_DECIDES: grouping.errand(),
        Later.LUNCH_DECIDES: grouping.errand(),
    }

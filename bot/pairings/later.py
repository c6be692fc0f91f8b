"""What the agenda does for pairings: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping

from bot.moment import Moment, Page, due_handler, fate_handler, sweep_handler
from bot.pairings import closing, introducing, introduction_results, matching
from bot.pairings.actions import Later
from bot.pairings.coffee import cards, participation, rounds, silent_members
from bot.pairings.lunch import cards as lunch_cards
from bot.pairings.lunch import participation as lunch_members
from bot.pairings.lunch import proposing
from bot.pairings.lunch import rounds as lunching
from bot.pairings.organizing import previewing, programmes, reporting
from bot.schedule.fates import Fate
from bot.schedule.heartbeat import Handler
from bot.schedule.tasks import AnyTask

_USE_CASES: Mapping[Later, Callable[[Moment, int], Awaitable[None]]] = {
    Later.PROGRAMME_STANDS: programmes.stands,
    Later.PREVIEWS: previewing.show,
    Later.GIVES_UP: introduction_results.give_up,
    Later.STAYS_SILENT: silent_members.stay_silent,
    Later.ROUND_OPENS: rounds.open_round,
    Later.NOTICES: rounds.notices,
    Later.ROUND_GATHERS: rounds.gather,
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
    Later.INTRODUCTION_SETTLED: introduction_results.introduction_settled,
    Later.NOTICE_SETTLED: participation.notice_settled,
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
        **{str(kind): due_handler(use_case) for kind, use_case in _USE_CASES.items()},
        **{str(kind): fate_handler(use_case) for kind, use_case in _FATES.items()},
        **{str(kind): sweep_handler(page) for kind, page in _SWEEPS.items()},
    }


def errands() -> Mapping[str, AnyTask]:
    """What takes more than a transaction: matching."""
    return {
        Later.ROUND_DECIDES: matching.errand(),
        Later.LUNCH_DECIDES: matching.errand(),
    }

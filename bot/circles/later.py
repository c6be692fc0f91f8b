"""What the agenda does for circles: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping

from bot.agenda.errands import AnyErrand
from bot.agenda.fates import Fate
from bot.agenda.heartbeat import Handler
from bot.circles.actions import Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.meetings import (
    announcing,
    beginning,
    calendar,
    counting,
    deciding,
    ending,
    failing,
    reminding,
    tables,
)
from bot.circles.members import hosting, joining
from bot.circles.organizing import resting, starting
from bot.circles.talk import publishing
from bot.moment import Moment, Page, fate_handler_of, handler_of, sweep_handler_of

_USE_CASES: Mapping[Later, Callable[[Moment, int], Awaitable[None]]] = {
    Later.ANNOUNCES: announcing.announce,
    Later.CHANNEL_READ: starting.channel_read,
    Later.CHANNEL_REREAD: starting.channel_reread,
    Later.REDRAWS: publishing.publish,
    Later.SUMMARY_REDRAWS: ending.sum_up_anew,
    Later.REMINDS_ANNOUNCED: reminding.remind,
    Later.REMINDS_DAY: counting.count,
    Later.REMINDS_HOUR: reminding.remind,
    Later.DECIDES: deciding.decide,
    Later.HOST_LAPSES: hosting.lapse,
    Later.BEGINS: beginning.begin,
    Later.ENDS: ending.end,
    Later.SUMMARY_CLOSES: ending.sum_up_anew,
    Later.SENDS_FILES: calendar.send_newest,
    Later.GIVES_PLACES: joining.give_places_when_due,
    Later.TIDIES: joining.tidy,
    Later.STANDS_STILL: resting.stand_still_when_due,
}

_PAGES: Mapping[Later, Page] = {Later.SHOWS: cards.page, Later.SHOWS_CIRCLE: circle_cards.page}

_FATES: Mapping[Later, Callable[[Moment, Fate], Awaitable[None]]] = {
    Later.ANNOUNCEMENT_SETTLED: failing.announcement_settled,
    Later.REMINDER_SETTLED: reminding.settled,
    Later.NEWS_SETTLED: failing.news_settled,
    Later.FILE_SETTLED: calendar.settled,
    Later.ARRIVAL_SETTLED: starting.arrival_settled,
}


def handlers() -> Mapping[str, Handler]:
    """Each kind of due row of this feature, and who handles it."""
    at_once = {kind: handler_of(use_case) for kind, use_case in _USE_CASES.items()}
    by_page = {kind: sweep_handler_of(page) for kind, page in _PAGES.items()}
    heard = {kind: fate_handler_of(use_case) for kind, use_case in _FATES.items()}
    return {str(kind): handler for kind, handler in {**at_once, **by_page, **heard}.items()}


def errands() -> Mapping[str, AnyErrand]:
    """What takes more than a transaction: dealing tables."""
    return {Later.TABLES: tables.errand()}

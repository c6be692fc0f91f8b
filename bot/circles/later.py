"""What the agenda does for circles: from a due row to a use case."""

from collections.abc import Awaitable, Callable, Mapping

from bot.circles.actions import Later
from bot.circles.cards import circles as circle_cards
from bot.circles.cards import meetings as cards
from bot.circles.meetings import (
    announcing,
    beginning,
    calendar_files,
    counting,
    deciding,
    ending,
    reminding,
    tables,
    undelivered,
)
from bot.circles.members import hosting, joining
from bot.circles.organizing import starting, stopping
from bot.circles.talk import publishing
from bot.moment import Moment, Page, due_handler, fate_handler, sweep_handler
from bot.schedule.fates import Fate
from bot.schedule.heartbeat import Handler
from bot.schedule.tasks import AnyTask

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
    Later.SENDS_FILES: calendar_files.send_newest,
    Later.GIVES_PLACES: joining.give_places_when_due,
    Later.TIDIES: joining.tidy,
    Later.STANDS_STILL: stopping.stand_still_when_due,
}

_PAGES: Mapping[Later, Page] = {Later.SHOWS: cards.page, Later.SHOWS_CIRCLE: circle_cards.page}

_FATES: Mapping[Later, Callable[[Moment, Fate], Awaitable[None]]] = {
    Later.ANNOUNCEMENT_SETTLED: undelivered.announcement_settled,
    Later.REMINDER_SETTLED: reminding.settled,
    Later.NEWS_SETTLED: undelivered.news_settled,
    Later.FILE_SETTLED: calendar_files.settled,
    Later.ARRIVAL_SETTLED: starting.arrival_settled,
}


def handlers() -> Mapping[str, Handler]:
    """Each kind of due row of this feature, and who handles it."""
    at_once = {kind: due_handler(use_case) for kind, use_case in _USE_CASES.items()}
    by_page = {kind: sweep_handler(page) for kind, page in _PAGES.items()}
    heard = {kind: fate_handler(use_case) for kind, use_case in _FATES.items()}
    return {str(kind): handler for kind, handler in {**at_once, **by_page, **heard}.items()}


def errands() -> Mapping[str, AnyTask]:
    """What takes more than a transaction: dealing tables."""
    return {Later.TABLES: tables.errand()}

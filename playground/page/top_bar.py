"""The bar at the top of every page: the clock, the move under way, the story, and what is broken on purpose."""

from datetime import datetime

from playground.call_records import Json
from playground.page.bot_control import BotControl
from playground.page.clock_moves import Moves
from playground.page.story_bar import story_bar
from playground.page.stream import Streams, Told
from playground.page.templating import rendered
from playground.page.view_models import viewer_of
from playground.person import Person
from playground.playground import Playground
from playground.switches import Switch

SWITCHES = {
    Switch.SLOW: ("Slack is slow", "Every call takes two seconds."),
    Switch.RATE_LIMITING: ("Slack is rate-limiting", "It answers everything except forms with 429, try again later."),
    Switch.DOWN: ("Slack is down", "Nothing gets through to it, and forms don’t open."),
    Switch.BOT_UNREACHABLE: ("The bot is unreachable", "It doesn’t hear what people do. Slack repeats events later."),
}
"""What each switch is called, and what it does."""

CLOCK = "clock"
"""The event by which a page is told how the bar stands."""


class TopBar:
    """What the bar shows, and who is told when that changes: every open page."""

    def __init__(self, playground: Playground, control: BotControl, streams: Streams) -> None:
        self.moves = Moves(playground.workspace, control, self.tell)
        self._playground = playground
        self._backstage = control
        self._streams = streams

    def shown(self, person: Person | None) -> Json:
        """What the templates show of it: times as this person reads them, or in UTC where one is nobody."""
        story, now = self._backstage.story, self._playground.workspace.now
        return {
            "now": now if person is None else now.astimezone(viewer_of(person).zone),
            "when": _in_utc if person is None else viewer_of(person).instant,
            "moves": self.moves,
            "story": None if story is None else story_bar(story),
            "on": [words for switch, (words, _) in SWITCHES.items() if switch in self._playground.switches],
        }

    def told(self, person: Person | None) -> Told:
        """How it stands now, for an open page of this person, or of nobody."""
        shown = self.shown(person)
        return Told(
            CLOCK,
            {
                "now": shown["now"].isoformat(),
                "moving": self.moves.until is not None,
                "stands": self.moves.until is not None or shown["story"] is not None,
                "on": shown["on"],
                "meanwhile": rendered("panel_meanwhile.html", panel=shown),
                "story": rendered("story_bar.html", panel=shown) if shown["story"] else "",
            },
        )

    def tell(self) -> None:
        """Have every open page told how it stands: each in the time of whoever it belongs to."""
        self._streams.tell(CLOCK, None)


def _in_utc(moment: datetime) -> str:
    return f"{moment:%a %-d %b, %H:%M}"

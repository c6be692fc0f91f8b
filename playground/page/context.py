"""What every address stands on: the workspace, who moves it, who listens, and how a page is written."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from playground.page.bot_control import BotControl
from playground.page.people_switcher import PeopleSwitcher
from playground.page.stream import Streams
from playground.page.templating import rendered
from playground.page.top_bar import TopBar
from playground.playground import Playground


class PageContext:
    """One playground, and what all of its pages share."""

    def __init__(self, playground: Playground, control: BotControl) -> None:
        self.playground = playground
        self.workspace = playground.workspace
        self.control = control
        self.streams = Streams(self.workspace.news)
        self.rail = PeopleSwitcher(playground)
        self.bar = TopBar(playground, control, self.streams)

    def html(self, template: str, **shown: Any) -> str:
        """A template with what is to be shown in it."""
        return rendered(template, workspace=self.workspace, **shown)

    def answer(self, request: Request, template: str, **shown: Any) -> HTMLResponse:
        """A whole page, with the bar at its top."""
        return HTMLResponse(self.html(template, request=request, panel=self.bar.shown(shown.get("person")), **shown))

"""What every address stands on: the workspace, who moves it, who listens, and how a page is written."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from ..playground import Playground
from .backstage import Backstage
from .bar import Bar
from .rail import Rail
from .stream import Streams
from .writing import written


class Ground:
    """One playground, and what all of its pages share."""

    def __init__(self, playground: Playground, backstage: Backstage) -> None:
        self.playground = playground
        self.workspace = playground.workspace
        self.backstage = backstage
        self.streams = Streams(self.workspace.news)
        self.rail = Rail(playground)
        self.bar = Bar(playground, backstage, self.streams)

    def html(self, template: str, **shown: Any) -> str:
        """A template with what is to be shown in it."""
        return written(template, workspace=self.workspace, **shown)

    def answer(self, request: Request, template: str, **shown: Any) -> HTMLResponse:
        """A whole page, with the bar at its top."""
        return HTMLResponse(self.html(template, request=request, panel=self.bar.shown(), **shown))

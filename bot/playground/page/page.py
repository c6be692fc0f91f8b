"""The page as one thing: its templates, its addresses, and what it is served from."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from ..playground import Playground
from . import acting, routes
from .backstage import Backstage
from .guard import Guard
from .panel import Panel
from .rail import Rail
from .stream import Streams

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Page:
    """What a browser is shown of a playground. ``asgi`` serves it; ``close`` before the server stops."""

    def __init__(self, playground: Playground, backstage: Backstage) -> None:
        self.playground = playground
        self.workspace = playground.workspace
        self.backstage = backstage
        self.streams = Streams(self.workspace.news)
        self.rail = Rail(playground)
        self.panel = Panel(self)
        static = Mount("/static", StaticFiles(directory=_HERE / "static"))
        addresses = [static, *self.panel.routes(), *acting.routes(self), *routes.routes(self)]
        self.asgi: ASGIApp = Guard(Starlette(routes=addresses))

    def close(self) -> None:
        """End the streams, so that the server need not wait for them."""
        self.panel.close()
        self.streams.close()

    def html(self, template: str, **shown: Any) -> str:
        """A template with what is to be shown in it."""
        return _TEMPLATES.get_template(template).render(page=self, **shown)

    def answer(self, request: Request, template: str, **shown: Any) -> HTMLResponse:
        """A whole page; ``panel`` is what the panel wants to show in every one."""
        return HTMLResponse(self.html(template, request=request, panel=self.panel.shown(), **shown))

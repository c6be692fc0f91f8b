"""The page as one thing: everything that has an address, and what it is served from."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from playground.page import action_routes, story_routes, view_routes
from playground.page.bot_control import BotControl
from playground.page.clock_moves import Moves
from playground.page.context import PageContext
from playground.page.debug_panel import DebugPanel
from playground.page.guard import Guard
from playground.page.key import PageKey
from playground.playground import Playground

_STATIC = Path(__file__).parent / "static"


class Page:
    """What a browser is shown of a playground. ``asgi`` serves it; ``close`` before the server stops."""

    def __init__(
        self, playground: Playground, control: BotControl, *, key: PageKey | None = None, welcomes: bool = False
    ) -> None:
        """``key`` is one that opens it already; ``welcomes`` begins with the first page, for who has not been here."""
        self.context = PageContext(playground, control)
        self.panel = DebugPanel(self.context)
        static = Mount("/static", StaticFiles(directory=_STATIC))
        addresses = [
            static,
            *self.panel.routes(),
            *story_routes.routes(self.context),
            *action_routes.routes(self.context),
            *view_routes.routes(self.context, welcomes=welcomes),
        ]
        self.key = key or PageKey()
        self.asgi: ASGIApp = Guard(Starlette(routes=addresses), self.key)

    @property
    def moves(self) -> Moves:
        """Time, as it is moved from here."""
        return self.context.bar.moves

    def close(self) -> None:
        """End the streams, so that the server need not wait for them, and the move under way."""
        self.moves.stop()
        self.context.streams.close()

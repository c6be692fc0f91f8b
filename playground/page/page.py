"""The page as one thing: everything that has an address, and what it is served from."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from ..playground import Playground
from . import acting, routes
from .backstage import Backstage
from .ground import Ground
from .guard import Guard
from .key import Key
from .moving import Moves
from .panel import Panel

_STATIC = Path(__file__).parent / "static"


class Page:
    """What a browser is shown of a playground. ``asgi`` serves it; ``close`` before the server stops."""

    def __init__(self, playground: Playground, backstage: Backstage) -> None:
        self.ground = Ground(playground, backstage)
        self.panel = Panel(self.ground)
        static = Mount("/static", StaticFiles(directory=_STATIC))
        addresses = [static, *self.panel.routes(), *acting.routes(self.ground), *routes.routes(self.ground)]
        self.key = Key()
        self.asgi: ASGIApp = Guard(Starlette(routes=addresses), self.key)

    @property
    def moves(self) -> Moves:
        """Time, as it is moved from here."""
        return self.ground.bar.moves

    def close(self) -> None:
        """End the streams, so that the server need not wait for them, and the move under way."""
        self.moves.stop()
        self.ground.streams.close()

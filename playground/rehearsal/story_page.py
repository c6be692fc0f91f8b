"""The page on which the story is played."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from starlette.types import Receive, Scope, Send

from playground.loopback_server import LoopbackServer
from playground.page import Page
from playground.page.key import PageKey
from playground.rehearsal.live import LiveRehearsal
from playground.rehearsal.rehearsal import Rehearsal
from playground.story.player import Player, Run


class StoryPage:
    """The story's page. Its address stays, though the workspace behind it is another one once the story went back.

    ``opened`` opens a workspace in which nothing has happened.
    """

    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[Rehearsal]]) -> None:
        self.player = Player(self._begin)
        self._opened = opened
        self._pages: dict[Run, Page] = {}
        self._key = PageKey()
        self._server = LoopbackServer(self._asgi)
        self._address = ""
        self._opening = asyncio.Lock()

    async def entrance(self, home: str) -> str:
        """Open the page, or go on where it was left; its address with its key. ``home`` is where one comes back to."""
        async with self._opening:
            if not self._address:
                await self.player.open(home)
                self._address = await self._server.start()
            await self.player.go_on()
        return self._key.entrance(self._address)

    async def close(self) -> None:
        """Close it, and the workspace behind it."""
        for page in self._pages.values():
            page.close()
        await self._server.stop()
        for run in list(self._pages):
            await run.end()

    async def _asgi(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._pages[self.player.run].asgi(scope, receive, send)

    async def _begin(self) -> Run:
        stack = AsyncExitStack()
        here = await stack.enter_async_context(self._opened())
        control = LiveRehearsal(here, story=self.player)
        page = Page(here.playground, control, key=self._key)

        async def end() -> None:
            del self._pages[run]
            page.close()
            await page.moves.until_still()
            await stack.aclose()

        run = Run(control.stage(), end)
        self._pages[run] = page
        return run

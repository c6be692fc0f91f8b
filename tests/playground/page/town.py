"""The whole of what ``make play`` opens, but in one process with the tests, and with a clock that stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playground import Person, Playground
from playground.loopback_server import LoopbackServer
from playground.page import Page
from playground.rehearsal.commands import STORY_BEGINS, passing
from playground.rehearsal.live import LiveRehearsal
from playground.rehearsal.rehearsal import rehearsal
from playground.rehearsal.story_page import StoryPage
from playground.story import beginning
from playground.story.cast import Cast


@dataclass(frozen=True, slots=True)
class Town:
    """A workspace with Klatch in it, those who work there, and the address of its page."""

    playground: Playground
    control: LiveRehearsal
    cast: Cast
    address: str
    page: Page

    @property
    def entrance(self) -> str:
        """Its address with the key to it."""
        return self.page.key.entrance(self.address)

    def seen_by(self, person: Person, channel: str = "") -> str:
        """The address of the page of one person, in a channel by its name."""
        room = self.playground.channel(channel).id if channel else ""
        return f"{self.address}as/{person.id}/{room}".rstrip("/")


@asynccontextmanager
async def open_town(database_url: str, *, set_up: bool = False) -> AsyncIterator[Town]:
    """The cast is there; ``set_up`` has six of them volunteer. The database is at the newest revision."""
    async with rehearsal(database_url, STORY_BEGINS) as here:
        cast = beginning.bring_in(here.playground)
        if set_up:
            await beginning.set_up(here.playground, cast, here.settle)
        story = StoryPage(passing)
        control = LiveRehearsal(here, story.entrance)
        page = Page(here.playground, control, welcomes=True)
        server = LoopbackServer(page.asgi)
        try:
            yield Town(here.playground, control, cast, await server.start(), page)
        finally:
            await story.close()
            page.close()
            await page.moves.until_still()
            await server.stop()

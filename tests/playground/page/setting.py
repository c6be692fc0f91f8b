"""A page over a workspace of three people, and a client that speaks to it as its own browser does."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx

from playground import Channel, Person, Playground
from playground.page import Page, WaitingWork
from tests.playground.stage import HandMovedClock

PORT = 8000
ADDRESS = f"http://127.0.0.1:{PORT}"


@dataclass
class QuietControl:
    """Nothing happens by itself here; it counts how often it was asked to let it happen."""

    clock: HandMovedClock
    settled: int = 0
    story: None = None
    waiting_letters: list[WaitingWork] = field(default_factory=list)

    async def settle(self) -> None:
        self.settled += 1

    async def pass_time(self, span: timedelta) -> None:
        self.clock.advance(span)

    async def next_due(self) -> datetime | None:
        return None

    async def waiting(self) -> Sequence[WaitingWork]:
        return self.waiting_letters

    async def open_story(self, home: str) -> str:
        raise LookupError(f"there is none to come back from to {home}")


@dataclass
class Setting:
    """Ana and Ben are in #general, Zoë is elsewhere."""

    playground: Playground
    page: Page
    control: QuietControl
    client: httpx.AsyncClient
    ana: Person
    ben: Person
    zoe: Person
    general: Channel
    address: str = ADDRESS + "/"

    async def see(self, address: str) -> str:
        """The page under an address; fails when there is none."""
        answer = await self.client.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def act(self, person: Person, act: str, **body: object) -> httpx.Response:
        """An act of a person, as the page's script sends it."""
        return await self.client.post(f"/as/{person.id}/{act}", json=body, headers={"Origin": ADDRESS})


def setting_of(playground: Playground, clock: HandMovedClock) -> Setting:
    """A page over this playground."""
    control = QuietControl(clock)
    page = Page(playground, control)
    ana = playground.add_person("Ana Ruiz", tz="America/Bogota", title="Cataloguer")
    ben = playground.add_person("Ben Okafor", tz="Europe/London", locale="en-GB", title="Archivist")
    zoe = playground.add_person("Zoë Ålund", tz="Europe/Stockholm")
    general = playground.add_channel("general", [ana, ben], with_bot=True)
    cookies = dict([page.key.cookie(PORT)])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(page.asgi), base_url=ADDRESS, cookies=cookies)
    return Setting(playground, page, control, client, ana, ben, zoe, general)

"""Behind the curtain: the clock, what goes over the wire, what waits, what shall go wrong, and the story."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from ..answers import Json
from ..journal import Entry
from ..switches import Switch
from .looks.traffic import Exchange, exchange_of, indented, owed
from .moving import Moves
from .stream import Told, encoded

if TYPE_CHECKING:
    from .page import Page

LOOK_SECONDS = 1.0
"""How often the panel looks for letters that wait."""

SWITCHES = {
    Switch.SLOW: ("Slack is slow", "Every call takes two seconds."),
    Switch.RATE_LIMITING: (
        "Slack is rate-limiting",
        "Everything but a form is answered with 429: not now.",
    ),
    Switch.DOWN: ("Slack is down", "Nobody can connect to it; forms cannot open either."),
    Switch.BOT_UNREACHABLE: (
        "The bot is unreachable",
        "What people do does not get there; events come again.",
    ),
}


class Panel:
    """What the panel shows, in every page's bar and in a page of its own."""

    def __init__(self, page: "Page") -> None:
        self._page = page
        self._listeners: set[asyncio.Queue[Entry | Told | None]] = set()
        self._closed = False
        self.moves = Moves(page.workspace, page.backstage, self._tell_clock)

    def routes(self) -> list[BaseRoute]:
        """The panel's addresses."""
        return [
            Route("/backstage", self._curtain),
            Route("/backstage/stream", self._stream),
            Route("/backstage/entries/{number:int}", self._entry),
            Route("/backstage/time", self._time, methods=["POST"]),
            Route("/backstage/switch", self._switch, methods=["POST"]),
            Route("/backstage/story", self._story, methods=["POST"]),
        ]

    def shown(self) -> Json:
        """What the bar shows on every page."""
        on = [words for switch, (words, _) in SWITCHES.items() if switch in self._page.playground.switches]
        return {"now": self._page.workspace.now, "moves": self.moves, "story": self._page.backstage.story, "on": on}

    def close(self) -> None:
        """End the streams and the move under way."""
        self._closed = True
        self.moves.stop()
        for queue in self._listeners:
            queue.put_nowait(None)

    async def _curtain(self, request: Request) -> HTMLResponse:
        return self._page.answer(
            request,
            "panel.html",
            exchanges=list(self._exchanges()),
            letters=await self._letters(),
            switches=[(each.value, *words, each in self._page.playground.switches) for each, words in SWITCHES.items()],
        )

    async def _entry(self, request: Request) -> HTMLResponse:
        entry = self._page.workspace.journal.get(request.path_params["number"])
        if entry is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "That was too long ago.")
        parts = {"asked": indented(entry.asked), "answered": indented(entry.answered)}
        return HTMLResponse(self._page.html("panel_entry.html", **parts))

    async def _time(self, request: Request) -> JSONResponse:
        span = (await _body(request)).get("span")
        if span == "stop":
            self.moves.stop()
            return JSONResponse({"ok": True})
        try:
            begun = self.moves.begin(str(span))
        except KeyError:
            return _no(f"Time cannot be moved by {span!r}.")
        return JSONResponse({"ok": True}) if begun else _no("Time is being moved already.")

    async def _switch(self, request: Request) -> JSONResponse:
        body = await _body(request)
        try:
            switch = Switch(str(body.get("name")))
        except ValueError:
            return _no("There is no such switch.")
        await self._page.playground.turn(switch, on=bool(body.get("on")))
        self._tell_clock()
        return JSONResponse({"ok": True})

    async def _story(self, request: Request) -> JSONResponse:
        wanted, story = (await _body(request)).get("do"), self._page.backstage.story
        if wanted == "open":
            try:
                return JSONResponse({"ok": True, "address": await self._page.backstage.open_story()})
            except LookupError:
                return _no("There is no story to play here.")
        if story is None:
            return _no("No story is played here.")
        await self.moves.until_still()
        step = await story.next()
        self._tell_clock()
        return JSONResponse({"ok": story.fault is None, "who": None if step is None else step.who})

    async def _stream(self, _request: Request) -> Response:
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self.chunks(), media_type="text/event-stream", headers=headers)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The stream of the panel's own page, for as long as it is open."""
        queue: asyncio.Queue[Entry | Told | None] = asyncio.Queue()
        letters = ""
        self._listeners.add(queue)
        try:
            with self._page.workspace.journal.heard_by(queue.put_nowait):
                yield encoded([self._clock()])
                while not self._closed:
                    told = [self._told(each) for each in await _some(queue)]
                    before, letters = letters, self._page.html("panel_letters.html", letters=await self._letters())
                    waiting = [Told("waiting", {"html": letters})] if letters != before else []
                    yield encoded([*(each for each in told if each is not None), *waiting])
        finally:
            self._listeners.discard(queue)

    def _told(self, heard: Entry | Told | None) -> Told | None:
        if not isinstance(heard, Entry):
            return heard
        exchange = exchange_of(self._page.workspace, heard)
        html = self._page.html("panel_exchange.html", each=exchange)
        return Told("exchange", {"number": heard.number, "html": html})

    def _exchanges(self) -> Iterator[Exchange]:
        for entry in self._page.workspace.journal:
            yield exchange_of(self._page.workspace, entry)

    async def _letters(self) -> list[Any]:
        return [owed(self._page.workspace, each) for each in await self._page.backstage.waiting()]

    def _clock(self) -> Told:
        shown = self.shown()
        story = self._page.html("panel_story.html", panel=shown)
        meanwhile = self._page.html("panel_meanwhile.html", panel=shown)
        return Told(
            "clock",
            {
                "now": self._page.workspace.now.isoformat(),
                "moving": self.moves.until is not None,
                "stands": self.moves.until is not None or shown["story"] is not None,
                "on": shown["on"],
                "meanwhile": meanwhile,
                "story": story,
            },
        )

    def _tell_clock(self) -> None:
        told = self._clock()
        self._page.streams.tell(told.event, told.data)
        for queue in self._listeners:
            queue.put_nowait(told)


async def _some(queue: "asyncio.Queue[Entry | Told | None]") -> list[Entry | Told | None]:
    try:
        first = await asyncio.wait_for(queue.get(), LOOK_SECONDS)
    except TimeoutError:
        return []
    heard = [first, *(queue.get_nowait() for _ in range(queue.qsize()))]
    # An entry that began and ended meanwhile is told once.
    return list({id(each): each for each in heard}.values())


async def _body(request: Request) -> Json:
    try:
        body: Any = json.loads(await request.body())
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "JSON is needed.") from None
    if not isinstance(body, dict):
        raise HTTPException(HTTPStatus.BAD_REQUEST, "An object is needed.")
    return body


def _no(words: str) -> JSONResponse:
    return JSONResponse({"ok": False, "words": words}, HTTPStatus.BAD_REQUEST)

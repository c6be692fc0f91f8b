"""Behind the scenes: the clock, what goes over the wire, what waits to be sent, and what can be broken."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground.page.context import PageContext
from playground.page.orders import json_of, refused
from playground.page.rendering.traffic import Exchange, exchange_of, indented, pending_rows
from playground.page.stream import Told, encoded
from playground.page.top_bar import CLOCK, SWITCHES
from playground.switches import Switch
from playground.traffic_log import TrafficEntry

LOOK_SECONDS = 1.0
"""How often the panel looks for letters that wait to be sent."""


class DebugPanel:
    """What the panel shows in a page of its own, and what is done from there and from the bar."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    def routes(self) -> list[BaseRoute]:
        """The panel's addresses."""
        return [
            Route("/backstage", self._scenes),
            Route("/backstage/stream", self._stream),
            Route("/backstage/entries/{number:int}", self._entry),
            Route("/backstage/time", self._time, methods=["POST"]),
            Route("/backstage/switch", self._switch, methods=["POST"]),
        ]

    async def _scenes(self, request: Request) -> HTMLResponse:
        return self._context.answer(
            request,
            "panel.html",
            exchanges=list(self._exchanges()),
            letters=await self._letters(),
            switches=[
                (each.value, *words, each in self._context.playground.switches) for each, words in SWITCHES.items()
            ],
        )

    async def _entry(self, request: Request) -> HTMLResponse:
        entry = self._context.workspace.journal.get(request.path_params["number"])
        if entry is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "That was too long ago: only the newest are kept.")
        parts = {"asked": indented(entry.asked), "answered": indented(entry.answered)}
        return HTMLResponse(self._context.html("panel_entry.html", **parts))

    async def _time(self, request: Request) -> JSONResponse:
        span = (await json_of(request)).get("span")
        if span == "stop":
            self._context.bar.moves.stop()
            return JSONResponse({"ok": True})
        try:
            begun = self._context.bar.moves.begin(str(span))
        except KeyError:
            return refused(f"The clock can't be moved by {span!r}.")
        return JSONResponse({"ok": True}) if begun else refused("The clock is already moving.")

    async def _switch(self, request: Request) -> JSONResponse:
        body = await json_of(request)
        try:
            switch = Switch(str(body.get("name")))
        except ValueError:
            return refused("There's no such switch.")
        await self._context.playground.turn(switch, on=bool(body.get("on")))
        self._context.bar.tell()
        return JSONResponse({"ok": True})

    async def _stream(self, _request: Request) -> Response:
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self.chunks(), media_type="text/event-stream", headers=headers)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The stream of the panel's own page, for as long as it is open."""
        queue: asyncio.Queue[TrafficEntry | Told | None] = asyncio.Queue()
        letters = ""
        streams, journal = self._context.streams, self._context.workspace.journal
        with streams.heard_by(queue.put_nowait), journal.heard_by(queue.put_nowait):
            yield encoded([self._context.bar.told(None)])
            while not streams.closed:
                told = [self._told(each) for each in await _some(queue)]
                before, letters = letters, self._context.html("panel_letters.html", letters=await self._letters())
                waiting = [Told("waiting", {"html": letters})] if letters != before else []
                yield encoded([*(each for each in told if each is not None), *waiting])

    def _told(self, heard: TrafficEntry | Told | None) -> Told | None:
        if not isinstance(heard, TrafficEntry):
            return self._context.bar.told(None) if heard is not None and heard.event == CLOCK else heard
        exchange = exchange_of(self._context.workspace, heard)
        html = self._context.html("panel_exchange.html", each=exchange)
        return Told("exchange", {"number": heard.number, "html": html})

    def _exchanges(self) -> Iterator[Exchange]:
        for entry in self._context.workspace.journal:
            yield exchange_of(self._context.workspace, entry)

    async def _letters(self) -> list[Any]:
        return [pending_rows(self._context.workspace, each) for each in await self._context.control.waiting()]


async def _some(queue: "asyncio.Queue[TrafficEntry | Told | None]") -> list[TrafficEntry | Told | None]:
    try:
        first = await asyncio.wait_for(queue.get(), LOOK_SECONDS)
    except TimeoutError:
        return []
    heard = [first, *(queue.get_nowait() for _ in range(queue.qsize()))]
    # An entry that began and ended meanwhile is told once.
    return list({id(each): each for each in heard}.values())

"""The story on the page: opened in a workspace of its own, and moved on, back and to any chapter there."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from playground.page.context import PageContext
from playground.page.orders import json_of, refused
from playground.story.player import Player, Sight


def routes(context: PageContext) -> list[BaseRoute]:
    """POST /story."""
    return [Route("/story", _StoryOrders(context).order, methods=["POST"])]


class _StoryOrders:
    def __init__(self, context: PageContext) -> None:
        self._context = context

    async def order(self, request: Request) -> JSONResponse:
        """``open`` it, ``play`` it by itself, ``pause``, or ``go`` to a step."""
        body, story = await json_of(request), self._context.control.story
        wanted = body.get("do")
        if wanted == "open":
            return await self._open(str(request.base_url))
        if story is None:
            return refused("No story is playing here.")
        if wanted == "go":
            return await self._go(story, body.get("step"))
        story.playing = wanted == "play" and not story.is_over
        self._context.bar.tell()
        return JSONResponse({"ok": True})

    async def _open(self, home: str) -> JSONResponse:
        try:
            return JSONResponse({"ok": True, "address": await self._context.control.open_story(home)})
        except LookupError:
            return refused("There's no story to play here.")

    async def _go(self, story: Player, number: object) -> JSONResponse:
        await self._context.bar.moves.until_still()
        try:
            await story.go(number if isinstance(number, int) else 0, self._context.bar.tell)
        except ValueError:
            return refused("The story has no such step.")
        # Where it broke off one stays, and reads why.
        where = address_of(story.run.sight) if story.run.fault is None else ""
        return JSONResponse({"ok": True, "address": where, "showing": story.showing})


def address_of(sight: Sight | None) -> str:
    """Where somebody sees it; the page's beginning before anything has been seen."""
    if sight is None:
        return "/"
    path = f"/as/{sight.user}/{sight.channel}".rstrip("/")
    return f"{path}?thread={sight.thread}" if sight.thread else path

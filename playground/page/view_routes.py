"""GET: what a person sees, as pages, as fragments of them, and as a stream of what changes."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from playground.call_records import Json
from playground.channels import Channel
from playground.page import autocomplete, start_page, view_models
from playground.page.context import PageContext
from playground.page.lookups import place_named
from playground.page.page_updates import PageUpdates
from playground.page.rendering.viewer import face
from playground.page.story_routes import address_of
from playground.person import Person


def routes(context: PageContext, *, welcomes: bool) -> list[BaseRoute]:
    """Every address under which something is seen. ``welcomes`` begins with the first page."""
    seeing = _Seeing(context, welcomes=welcomes)
    return [
        Route("/", seeing.begin),
        Route("/start", seeing.start),
        Route("/as/{user}", seeing.app_dm),
        Route("/as/{user}/start", seeing.start),
        Route("/as/{user}/home", seeing.home),
        Route("/as/{user}/about", seeing.about),
        Route("/as/{user}/stream", seeing.stream),
        Route("/as/{user}/complete", seeing.complete),
        Route("/as/{user}/files/{file}", seeing.file),
        Route("/as/{user}/{channel}", seeing.room),
        Route("/as/{user}/{channel}/earlier", seeing.earlier),
        Route("/beside/{user}/{other}", seeing.beside),
    ]


class _Seeing:
    def __init__(self, context: PageContext, *, welcomes: bool) -> None:
        self._context = context
        self._last = "/start" if welcomes else ""

    async def begin(self, _request: Request) -> Response:
        """Where one was last, or what the story shows."""
        story = self._context.control.story
        sight = story.run.sight if story is not None else None
        return RedirectResponse(address_of(sight) if sight else self._last or f"/as/{self._first().id}")

    async def start(self, request: Request) -> Response:
        """The first page: who one is here, and what there is to try."""
        named = "user" in request.path_params
        person = self._person(request) if named else self._context.rail.latest or self._first()
        tries = start_page.tries(person)
        return self._context.answer(request, "start.html", tries=tries, **self._frame(person, "start"))

    async def app_dm(self, request: Request) -> Response:
        """A person in their direct message with the app."""
        person = self._person(request)
        return self._room_page(request, person, person.dm)

    async def room(self, request: Request) -> Response:
        """A person in one conversation; ``?thread=`` opens a thread beside it."""
        person = self._person(request)
        return self._room_page(request, person, self._channel(person, request.path_params["channel"]))

    async def home(self, request: Request) -> Response:
        """A person in the app's Home tab; the app is told that they look, as in Slack."""
        person = self._person(request)
        if not self._context.workspace.app.home_tab:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"{self._context.workspace.app.name} has no Home tab.")
        await person.open_home()
        await self._context.control.settle()
        view = None if person.home is None else view_models.view_look(person, person.home)
        self._last = request.url.path
        return self._context.answer(request, "home.html", home=view, **self._frame(person, "home"))

    async def about(self, request: Request) -> Response:
        """What the app's manifest says of it, in the tab that Slack has for that."""
        return self._context.answer(request, "about.html", **self._frame(self._person(request), "about"))

    async def earlier(self, request: Request) -> Response:
        """The messages before one, as a fragment."""
        person = self._person(request)
        channel = self._channel(person, request.path_params["channel"])
        shown = view_models.conversation(person, channel, request.query_params.get("before", ""))
        return HTMLResponse(self._context.html("fragment_messages.html", conversation=shown, person=person))

    async def stream(self, request: Request) -> Response:
        """What changes for a person while they look at one conversation."""
        person = self._person(request)
        asked = request.query_params
        since = asked.get("since", "")
        revision = int(since) if since.isdecimal() else self._context.workspace.messages.revision
        teller = PageUpdates(self._context, person, asked.get("channel", ""), revision, asked.get("form", ""))
        return StreamingResponse(teller.chunks(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    async def complete(self, request: Request) -> Response:
        """What is offered while somebody types."""
        person, asked = self._person(request), request.query_params
        typed = asked.get("q", "")
        match asked.get("kind"):
            case "people":
                return JSONResponse(autocomplete.people(person, typed, who_can_act="actors" in asked))
            case "rooms":
                return JSONResponse(autocomplete.rooms(person, typed, asked.get("include", "")))
            case "commands":
                return JSONResponse(autocomplete.commands(person, typed))
            case "options":
                return JSONResponse(await self._options(person, dict(asked)))
        raise HTTPException(HTTPStatus.NOT_FOUND)

    async def file(self, request: Request) -> Response:
        """A file that was shared where this person is, to be saved: never shown, it could be anything."""
        person, wanted = self._person(request), request.path_params["file"]
        file = self._context.workspace.files.get(wanted)
        if file is None or file.content is None or not _is_shared(person, wanted):
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such file here.")
        disposition = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return Response(file.content, 200, {"content-disposition": disposition}, "application/octet-stream")

    async def beside(self, request: Request) -> Response:
        """Two persons side by side."""
        two = [self._named(request.path_params[part]) for part in ("user", "other")]
        return self._context.answer(request, "beside.html", two=two)

    async def _options(self, person: Person, asked: dict[str, str]) -> list[Json]:
        try:
            place, ids = place_named(person, asked), (asked["block"], asked["action"])
            return await autocomplete.options(person, place, *ids, asked.get("q", ""))
        except LookupError:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is nothing to choose from any more.") from None

    def _first(self) -> Person:
        people = [person for person in self._context.playground.people if person.user.can_receive]
        if not people:
            raise HTTPException(HTTPStatus.NOT_FOUND, "Nobody is in this workspace yet.")
        return people[0]

    def _room_page(self, request: Request, person: Person, channel: Channel) -> Response:
        self._last = request.url.path
        return self._context.answer(
            request,
            "room.html",
            conversation=view_models.conversation(person, channel),
            thread=self._thread(request, person, channel),
            **self._frame(person, channel.id),
        )

    def _thread(self, request: Request, person: Person, channel: Channel) -> list[view_models.MessageView] | None:
        asked = request.query_params.get("thread")
        if not asked:
            return None
        parent = self._context.workspace.messages.get(channel.id, asked)
        if parent is None or not self._context.workspace.is_visible(parent, person.id):
            raise HTTPException(HTTPStatus.NOT_FOUND, "That message is not there any more.")
        return view_models.thread(person, parent)

    def _frame(self, person: Person, current: str) -> dict[str, Any]:
        """What every page of a person has around it."""
        form = person.form
        self._context.rail.became(person)
        return {
            "person": person,
            "me": face(person.user),
            "app_face": face(self._context.workspace.people[self._context.workspace.app.bot_user_id]),
            "current": current,
            "revision": self._context.workspace.messages.revision,
            "sidebar": view_models.sidebar(person, current),
            "rail": self._context.rail.beside(person),
            "modal": None if form is None else view_models.view_look(person, form),
        }

    def _person(self, request: Request) -> Person:
        return self._named(request.path_params["user"])

    def _named(self, user_id: str) -> Person:
        try:
            return self._context.playground.person(user_id)
        except LookupError:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such person.") from None

    def _channel(self, person: Person, channel_id: str) -> Channel:
        channel = self._context.workspace.channels.get(channel_id)
        if channel is None or person.id not in channel.members:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"{person.name} is in no such conversation.")
        return channel


def _is_shared(person: Person, file_id: str) -> bool:
    return any(file["id"] == file_id for message in person.messages() for file in message.files)

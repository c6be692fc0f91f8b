"""Slack's side of the wire: the Web API, response URLs, uploads and downloads."""

from http import HTTPStatus
from secrets import token_urlsafe

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from playground.arguments import Arguments, read_arguments
from playground.call_records import SlackError
from playground.loopback_server import HangUp, LoopbackServer
from playground.traffic_log import Direction
from playground.web_api import Answer, WebAPI
from playground.workspace import Workspace

_BEARER = "Bearer "


class SlackServer:
    """The HTTP face of a workspace, for the bot to call."""

    def __init__(self, workspace: Workspace, web_api: WebAPI) -> None:
        self._workspace = workspace
        self._web_api = web_api
        routes = [
            Route("/api/{method}", self._call, methods=["GET", "POST"]),
            Route("/reply/{path}", self._reply, methods=["POST"]),
            Route("/upload/{file_id}", self._upload, methods=["POST"]),
            Route("/files/{file_id}", self._download, methods=["GET"]),
        ]
        # Who else is on this machine finds the port, but not the way: response URLs and uploads ask for no token.
        self._way = token_urlsafe()
        self._server = LoopbackServer(Starlette(routes=[Mount(f"/{self._way}", routes=routes)]))

    async def start(self) -> str:
        """Begin to listen; returns the base URL, with a slash at its end."""
        return f"{await self._server.start()}{self._way}/"

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        await self._server.stop()

    async def go_away(self) -> None:
        """Cannot be reached any more, until ``start``."""
        await self._server.go_away()

    async def _call(self, request: Request) -> ASGIApp:
        method = request.path_params["method"]
        try:
            arguments = await read_arguments(request)
        except SlackError as error:
            return self._response(self._web_api.unreadable(method, error))
        token = _bearer(request) or arguments.get("token")
        return self._response(await self._web_api.answer(method, arguments.without("token"), token))

    async def _reply(self, request: Request) -> ASGIApp:
        try:
            body = await read_arguments(request)
        except SlackError as error:
            return self._response(self._web_api.unreadable("response_url", error))
        return self._response(await self._web_api.reply(request.path_params["path"], Arguments(body)))

    async def _upload(self, request: Request) -> Response:
        content = await _content(request)
        entry = self._workspace.journal.begin(Direction.TO_SLACK, "upload", "", {"bytes": len(content)})
        answer = self._uploaded(request.path_params["file_id"], content)
        self._workspace.journal.end(entry, answer.status_code, bytes(answer.body).decode())
        return answer

    def _uploaded(self, file_id: str, content: bytes) -> Response:
        file = self._workspace.files.get(file_id)
        if file is None or len(content) != file.length:
            self._workspace.refuse("upload", "wrong length" if file else "unknown upload")
            return PlainTextResponse("not what was announced", HTTPStatus.BAD_REQUEST)
        file.content = content
        return PlainTextResponse(f"OK - {len(content)}")

    async def _download(self, request: Request) -> Response:
        file = self._workspace.files.get(request.path_params["file_id"])
        if _bearer(request) != self._workspace.app.bot_token or "files:read" not in self._workspace.app.scopes:
            self._workspace.refuse("download", "not allowed")
            return PlainTextResponse("sign in first", HTTPStatus.FORBIDDEN)
        if file is None or file.content is None:
            return PlainTextResponse("no such file", HTTPStatus.NOT_FOUND)
        return Response(file.content, media_type="application/octet-stream")

    def _response(self, answer: Answer) -> ASGIApp:
        if answer.cut:
            return HangUp(self._server)
        if answer.body is None:
            return PlainTextResponse("something went wrong", answer.status)
        scopes = {"x-oauth-scopes": ",".join(sorted(self._workspace.app.scopes))}
        return JSONResponse(answer.body, answer.status, {**scopes, **answer.headers})


def _bearer(request: Request) -> str | None:
    header = request.headers.get("authorization", "")
    return header.removeprefix(_BEARER).strip() if header.startswith(_BEARER) else None


async def _content(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        for part in form.values():
            if not isinstance(part, str):
                return await part.read()
    return b""

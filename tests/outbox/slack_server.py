"""A small Slack on a loopback port: answers the calls that the outbox makes, and fails them as it is told."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from slack_sdk.web.async_client import AsyncWebClient

from bot.workspaces.client import new_session

UPLOAD = "upload"
"""What the place is called that a file is brought to."""

Behaviour = Callable[["SlackServer", web.Request, "Call"], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Call:
    """One request that arrived."""

    method: str
    arguments: dict[str, Any]
    answered: asyncio.Event = field(default_factory=asyncio.Event, compare=False)


class SlackServer:
    """What was called, what stands in the channels, and how the next calls will end."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.posts: list[dict[str, Any]] = []
        self.uploads: list[bytes] = []
        self.arrived = asyncio.Event()
        self.release = asyncio.Event()
        self.url = ""
        self.asks_to_wait: Callable[[str, Call], int] = lambda _workspace, _call: 0
        """Seconds that a call of a workspace has to wait, before anything else is looked at."""
        self._behaviours: defaultdict[str, deque[Behaviour]] = defaultdict(deque)
        self._session: ClientSession | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator["SlackServer"]:
        app = web.Application()
        app.router.add_post("/api/{method}", self._on_call)
        app.router.add_post("/upload", self._on_upload)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        try:
            async with new_session() as self._session:
                yield self
        finally:
            self.release.set()
            await runner.cleanup()

    async def client(self, workspace: str) -> AsyncWebClient:
        return AsyncWebClient(
            token=f"xoxb-{workspace}", base_url=f"{self.url}api/", session=self._session, retry_handlers=[]
        )

    def will(self, method: str, *behaviours: Behaviour) -> None:
        """What the next calls of a method meet; after them it answers as usual."""
        self._behaviours[method].extend(behaviours)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.calls if call.method == method]

    @property
    def texts(self) -> list[str]:
        """The words of all messages that stand in Slack, in the order they came."""
        return [post["text"] for post in self.posts]

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        call = Call(request.match_info["method"], await _arguments(request))
        self.calls.append(call)
        if seconds := self.asks_to_wait(request.headers.get("Authorization", "").removeprefix("Bearer xoxb-"), call):
            return await limits(seconds)(self, request, call)
        waiting = self._behaviours[call.method]
        behaviour = waiting.popleft() if waiting else answers
        return await behaviour(self, request, call)

    async def _on_upload(self, request: web.Request) -> web.StreamResponse:
        if waiting := self._behaviours[UPLOAD]:
            return await waiting.popleft()(self, request, Call(UPLOAD, {}))
        self.uploads.append(await request.read())
        return web.Response(text="OK")

    def carry_out(self, call: Call) -> dict[str, Any]:
        arguments = call.arguments
        match call.method:
            case "auth.test":
                return {"user_id": "UKLATCH"}
            case "conversations.open":
                return {"channel": {"id": "D" + str(arguments["users"]).replace(",", "")}}
            case "chat.postMessage":
                timestamp = f"{len(self.posts) + 1}.000100"
                self.posts.append({**arguments, "ts": timestamp})
                return {"channel": arguments["channel"], "ts": timestamp}
            case "chat.update":
                post = next(p for p in self.posts if p["ts"] == arguments["ts"])
                post.update(arguments)
                return {"channel": arguments["channel"], "ts": arguments["ts"]}
            case "chat.postEphemeral":
                return {"message_ts": "9.000900"}
            case "files.getUploadURLExternal":
                return {"upload_url": f"{self.url}upload", "file_id": "F1"}
            case "files.completeUploadExternal":
                return {"files": [{"id": "F1"}]}
            case other:
                raise LookupError(other)


async def answers(slack: SlackServer, _request: web.Request, call: Call) -> web.StreamResponse:
    return web.json_response({"ok": True, **slack.carry_out(call)})


def refuses(code: str, status: int = 200) -> Behaviour:
    async def refuse(_slack: SlackServer, _request: web.Request, _call: Call) -> web.StreamResponse:
        return web.json_response({"ok": False, "error": code}, status=status)

    return refuse


def limits(seconds: int | str | None) -> Behaviour:
    async def limit(_slack: SlackServer, _request: web.Request, _call: Call) -> web.StreamResponse:
        headers = {} if seconds is None else {"Retry-After": str(seconds)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)

    return limit


def says(status: int, text: str, content_type: str = "text/html") -> Behaviour:
    async def say(_slack: SlackServer, _request: web.Request, _call: Call) -> web.StreamResponse:
        return web.Response(status=status, text=text, content_type=content_type)

    return say


def leads_to(method: str) -> Behaviour:
    async def lead(slack: SlackServer, _request: web.Request, _call: Call) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": f"{slack.url}api/{method}"})

    return lead


def leads_away_to(slack: SlackServer, status: int = 307) -> Behaviour:
    """To another Slack, at the same path."""

    async def lead(_slack: SlackServer, request: web.Request, _call: Call) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": f"{slack.url}{request.path.removeprefix('/')}"})

    return lead


async def does_it_and_hangs_up(slack: SlackServer, request: web.Request, call: Call) -> web.StreamResponse:
    slack.carry_out(call)
    return await hangs_up(slack, request, call)


async def hangs_up(_slack: SlackServer, request: web.Request, _call: Call) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def stalls(slack: SlackServer, request: web.Request, call: Call) -> web.StreamResponse:
    """Say nothing until ``release``, then answer as usual."""
    slack.arrived.set()
    await slack.release.wait()
    return await answers(slack, request, call)


async def _arguments(request: web.Request) -> dict[str, Any]:
    body = await request.json() if request.content_type == "application/json" else await request.post()
    return {**request.query, **body}


NO_ANSWER: tuple[Behaviour, ...] = (
    refuses("internal_error"),
    refuses("fatal_error"),
    refuses("request_timeout"),
    refuses("service_unavailable", 503),
    says(502, "<h1>Bad gateway</h1>"),
    says(500, "", "application/json"),
    says(200, "<h1>Hello</h1>"),
    says(200, "not what it says", "application/json"),
    hangs_up,
    does_it_and_hangs_up,
)
"""Whatever leaves nobody knowing whether a message has arrived."""

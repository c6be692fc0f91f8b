"""A Slack of many workspaces on a loopback port: strict about its pace, unreliable as its faults say, and it keeps
everything that it accepted."""

import asyncio
import itertools
import json
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.clock import SystemClock
from bot.outbox.delivery import CALL_SECONDS
from playground.rate_limits import RateLimits, Tier
from tests.chaos.faults import Fault, Faults, Trouble
from tests.chaos.ledger import NUMBERED, Arrival, Refusal

STALL_SECONDS = CALL_SECONDS + 2
"""Longer than the bot waits for any answer."""

TIERS = {
    "chat.postMessage": Tier.MESSAGES,
    "chat.update": Tier.T3,
    "chat.postEphemeral": Tier.T4,
    "conversations.info": Tier.T3,
    "conversations.members": Tier.T4,
    "conversations.open": Tier.T3,
    "users.info": Tier.T4,
    "views.open": Tier.T4,
    "files.getUploadURLExternal": Tier.T4,
    "files.completeUploadExternal": Tier.T4,
}
"""By Slack's pages of these methods; the others have none that matters here."""

UNTROUBLED = frozenset({"auth.test", "users.info", "views.open"})
"""What is asked while a member waits, or at a start, is answered: the letters are the matter here."""

ASKED_BY_MEMBERS = frozenset({"users.info", "views.open"})

Answer = Mapping[str, Any]

OF_CHANNELS: Mapping[str, Answer] = {
    "conversations.info": {"channel": {"is_member": True}},
    "conversations.members": {"members": ["UKLATCH"]},
}
"""What is said of every channel."""


class Slack:
    """What stands in all its channels, and whom it had to refuse."""

    def __init__(self, faults: Faults, doomed: Mapping[str, str]) -> None:
        """``doomed`` are the channels that take no message, and Slack's code for why."""
        self._faults = faults
        self._doomed = doomed
        self._paces: defaultdict[str, RateLimits] = defaultdict(lambda: RateLimits(SystemClock()))
        self._closed_until: dict[tuple[str, str], tuple[float, float]] = {}
        self._attempts: Counter[tuple[str, str, str]] = Counter()
        self._numbers = itertools.count(1)
        self._port = 0
        self.url = ""
        self.arrivals: dict[tuple[str, str, str], Arrival] = {}
        """By workspace, channel and timestamp."""
        self._standing: defaultdict[tuple[str, str], list[Arrival]] = defaultdict(list)
        self.whispers: Counter[tuple[str, str, str]] = Counter()
        """How many arrived, by workspace, channel and reader."""
        self.files: Counter[tuple[str, str, str]] = Counter()
        """The same of files, by their titles."""
        self.refusals: list[Refusal] = []
        """Each 429 that was not on the schedule."""
        self.troubles: Counter[Fault] = Counter()
        self.troubled: dict[int, set[Fault]] = defaultdict(set)
        """What the letter of a number met."""
        self.calls: Counter[str] = Counter()
        self.forms: dict[str, str] = {}
        """What was opened for a trigger: the form's name."""
        self.fails = False
        """Whether everything that takes letters is answered with a 500."""
        self.told: set[str] = set()
        """The response_urls by which somebody was told something."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Slack"]:
        """Answer at ``url`` meanwhile."""
        app = web.Application()
        app.router.add_post("/api/{method}", self._on_call)
        app.router.add_post("/told/{nonce}", self._on_told)
        app.router.add_post("/upload", self._on_upload)
        self._runner = web.AppRunner(app, shutdown_timeout=0, access_log=None)
        await self._runner.setup()
        await self.come_back()
        self.url = f"http://127.0.0.1:{self._port}/"
        try:
            yield self
        finally:
            await self._runner.cleanup()

    async def go_away(self) -> None:
        """Refuse every new connection; who is connected is served."""
        for site in list(self._runner.sites):
            await site.stop()

    async def come_back(self) -> None:
        """Listen, where it listened before."""
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    def standing_in(self, workspace: str, channel: str) -> Sequence[Arrival]:
        """What stands in a conversation, in the order in which it came."""
        return self._standing[workspace, channel]

    async def _on_told(self, request: web.Request) -> web.Response:
        self.told.add(request.match_info["nonce"])
        return web.Response(text="ok")

    async def _on_upload(self, request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text="OK")

    async def _on_call(self, request: web.Request) -> web.StreamResponse:
        workspace = request.headers["Authorization"].removeprefix("Bearer xoxb-")
        method, arguments = request.match_info["method"], await _arguments(request)
        self.calls[method] += 1
        if wait := self._wait(workspace, method, arguments):
            return _limited(wait)
        trouble = self._trouble(workspace, method, arguments)
        if trouble is None:
            return web.json_response(self._do(workspace, method, arguments))
        return await self._fail(request, workspace, method, arguments, trouble)

    def _wait(self, workspace: str, method: str, arguments: Answer) -> int:
        """How long whoever calls has to wait, in seconds, and keeps account of it; 0 when they may call."""
        now = time.time()
        begun, until = self._closed_until.get((workspace, method), (0.0, 0.0))
        if now < until:
            self.refusals.append(Refusal(workspace, method, now, held_since=begun))
            return int(until - now) + 1
        channel = arguments.get("channel") if method == "chat.postMessage" else None
        wait = self._paces[workspace].wait_for(method, TIERS.get(method, Tier.SPECIAL), channel)
        if wait:
            self.refusals.append(Refusal(workspace, method, now, held_since=None))
        return wait

    def _trouble(self, workspace: str, method: str, arguments: Answer) -> Trouble | None:
        if self.fails and method not in ASKED_BY_MEMBERS:
            return Trouble(Fault.ERROR_UNDONE)
        if method in UNTROUBLED:
            return None
        what = str(arguments.get("text") or arguments.get("users") or arguments.get("initial_comment"))
        key = (workspace, method, what)
        self._attempts[key] += 1
        return self._faults.of(*key, self._attempts[key])

    async def _fail(
        self, request: web.Request, workspace: str, method: str, arguments: Answer, trouble: Trouble
    ) -> web.StreamResponse:
        self.troubles[trouble.fault] += 1
        words = str(arguments.get("text") or arguments.get("initial_comment"))
        if number := NUMBERED.search(words):
            self.troubled[int(number[1])].add(trouble.fault)
        if trouble.fault.is_done:
            self._do(workspace, method, arguments)
        match trouble.fault:
            case Fault.LIMITED:
                now = time.time()
                self._closed_until[workspace, method] = (now, now + trouble.seconds)
                return _limited(trouble.seconds)
            case Fault.ERROR_DONE | Fault.ERROR_UNDONE:
                return web.json_response({"ok": False, "error": "internal_error"}, status=500)
            case Fault.STALL_DONE | Fault.STALL_UNDONE:
                await asyncio.sleep(STALL_SECONDS)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _do(self, workspace: str, method: str, arguments: Answer) -> Answer:
        match method:
            case "auth.test":
                return {"ok": True, "team_id": workspace, "team": workspace, "user_id": "UKLATCH", "bot_id": "BKLATCH"}
            case "users.info":
                return {"ok": True, "user": _person(workspace, str(arguments["user"]))}
            case "conversations.open":
                return {"ok": True, "channel": {"id": direct_channel(str(arguments["users"]))}}
            case "files.getUploadURLExternal":
                return {"ok": True, "upload_url": f"{self.url}upload", "file_id": f"F{next(self._numbers)}"}
            case "files.completeUploadExternal":
                (file,) = json.loads(arguments["files"])
                self.files[workspace, str(arguments["channel_id"]), file["title"]] += 1
                return {"ok": True, "files": [{"id": file["id"]}]}
            case "chat.postMessage" | "chat.postEphemeral" if why := self._doomed.get(str(arguments["channel"])):
                return {"ok": False, "error": why}
            case "chat.postMessage":
                return self._post(workspace, arguments)
            case "chat.update":
                return self._rewrite(workspace, arguments)
            case "chat.postEphemeral":
                self.whispers[workspace, str(arguments["channel"]), str(arguments["user"])] += 1
                return {"ok": True, "message_ts": f"{next(self._numbers)}.000100"}
            case "views.open":
                view = arguments["view"]
                self.forms[str(arguments["trigger_id"])] = str(view.get("callback_id") if view else "")
                return {"ok": True, "view": {"id": "V1"}}
            case _:
                return {"ok": True, **OF_CHANNELS.get(method, {})}

    def _post(self, workspace: str, arguments: Answer) -> Answer:
        channel, timestamp = str(arguments["channel"]), f"{next(self._numbers)}.000100"
        arrival = Arrival(workspace, channel, timestamp, time.time(), arguments.get("thread_ts"))
        arrival.say(str(arguments["text"]), arguments.get("blocks") or [])
        self.arrivals[workspace, channel, timestamp] = arrival
        self._standing[workspace, channel].append(arrival)
        return {"ok": True, "channel": channel, "ts": timestamp}

    def _rewrite(self, workspace: str, arguments: Answer) -> Answer:
        channel, timestamp = str(arguments["channel"]), str(arguments["ts"])
        arrival = self.arrivals.get((workspace, channel, timestamp))
        if arrival is None:
            return {"ok": False, "error": "message_not_found"}
        arrival.say(str(arguments["text"]), arguments.get("blocks") or [])
        return {"ok": True, "channel": channel, "ts": timestamp}


def direct_channel(users: str) -> str:
    """The channel of a direct conversation with some people, as conversations.open gives it."""
    return "D" + users.replace(",", "")


def _person(workspace: str, person: str) -> dict[str, Any]:
    return {
        "id": person,
        "team_id": workspace,
        "name": person.lower(),
        "real_name": f"Member {person}",
        "tz": "Europe/Berlin",
        "locale": "en-US",
        "profile": {"real_name": f"Member {person}", "title": "Librarian"},
    }


def _limited(seconds: int) -> web.Response:
    answer = {"ok": False, "error": "ratelimited"}
    return web.json_response(answer, status=429, headers={"Retry-After": str(seconds)})


async def _arguments(request: web.Request) -> dict[str, Any]:
    body = await request.json() if request.content_type == "application/json" else await request.post()
    return {**request.query, **body}

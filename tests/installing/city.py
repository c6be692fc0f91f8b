"""A small Slack of several workspaces on the loopback: OAuth, and a Web API that knows each by its token.

Behind it stands a playground for each workspace. What the bot calls with a token that was granted here is passed on
to the workspace that the token is for; a token of an organization, to the one that the call is about.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import MovableClock
from playground import Playground
from playground.loopback_server import LoopbackServer
from playground.rehearsal.rehearsal import read_manifest

SIGNING_SECRET = "the city's signing secret"
CLIENT_ID, CLIENT_SECRET = "11.22", "the city's client secret"

_OF_WORKSPACE = re.compile(r"[A-Z](\d{4})\d{7}")
"""The ids that a playground gives out hold the end of its own."""


@dataclass
class City:
    """Several workspaces, and an organization that some of them may belong to."""

    clock: MovableClock
    playgrounds: dict[str, Playground] = field(default_factory=dict)
    organizations: dict[str, str] = field(default_factory=dict)
    """Which organization a workspace belongs to."""
    calls: Counter[str] = field(default_factory=Counter)
    tokens_expire: bool = False
    outage: str = ""
    """What Slack says to oauth.v2.access instead of doing it: an error code, or ``down``."""
    dead_with: str = "token_revoked"
    """What Slack says to a token that is no longer good."""
    api_url: str = ""
    doors: dict[str, str] = field(default_factory=dict)
    """Where each playground really listens; the bot knows the city's address alone."""
    _allowed: int = 0
    _codes: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _led_back: dict[str, str] = field(default_factory=dict)
    _holders: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, workspace: str) -> Playground:
        return self.playgrounds[workspace]

    def allow(self, holder: str, installer: str, redirect_uri: str = "") -> str:
        """Somebody presses *Allow*; returns the code that stands for it. ``redirect_uri`` is what they came with."""
        self._allowed += 1
        number = self._allowed
        token = next((token for token, of in self._holders.items() if of == holder), f"xoxb-{number}-secret")
        code = f"code-{number}"
        self._codes[code] = self._granted(holder, installer, token)
        self._led_back[code] = redirect_uri
        return code

    def token_of(self, holder: str) -> str:
        """The token that is good for it; a new one when there is none."""
        known = next((token for token, of in self._holders.items() if of == holder), None)
        if known is None:
            self._allowed += 1
            known = f"xoxb-{self._allowed}-secret"
            self._holders[known] = holder
        return known

    def revoke(self, holder: str) -> None:
        """Its token is no longer good."""
        self._holders = {token: of for token, of in self._holders.items() if of != holder}

    def _granted(self, holder: str, installer: str, token: str) -> Mapping[str, Any]:
        is_whole = holder.startswith("E")
        organization = holder if is_whole else self.organizations.get(holder)
        return {
            "ok": True,
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(read_manifest()["oauth_config"]["scopes"]["bot"]),
            "bot_user_id": "U0000000001" if is_whole else self[holder].workspace.app.bot_user_id,
            "app_id": "A0000000001",
            "team": None if is_whole else {"id": holder, "name": f"Library {holder}"},
            "enterprise": {"id": organization, "name": "All libraries"} if organization else None,
            "authed_user": {"id": installer},
            "is_enterprise_install": is_whole,
        }

    async def answer(self, request: Request) -> Response:
        """Any call of the bot."""
        method = request.path_params["method"]
        self.calls[method] += 1
        if method == "oauth.v2.access":
            return await self._exchange(request)
        holder = self._holders.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if holder is None:
            return JSONResponse({"ok": False, "error": self.dead_with})
        return await self._pass_on(holder, request)

    async def _exchange(self, request: Request) -> Response:
        async with request.form() as form:
            is_our_app = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
            granted = self._codes.pop(str(form.get("code")), None)
            is_the_way_back = form.get("redirect_uri", "") == self._led_back.get(str(form.get("code")), "")
        if self.outage == "down":
            return PlainTextResponse("busy", 503)
        if self.outage or not is_our_app:
            return JSONResponse({"ok": False, "error": self.outage or "bad_client_secret"})
        if not is_the_way_back:
            return JSONResponse({"ok": False, "error": "bad_redirect_uri"})
        if granted is None:
            return JSONResponse({"ok": False, "error": "invalid_code"})
        holder = granted["enterprise"] if granted["is_enterprise_install"] else granted["team"]
        self._holders[granted["access_token"]] = holder["id"]
        return JSONResponse({**granted, "expires_in": 43_200} if self.tokens_expire else granted)

    async def _pass_on(self, holder: str, request: Request) -> Response:
        body = await request.body()
        team = holder if holder in self.playgrounds else self._about(body.decode())
        path = f"api/{request.path_params['method']}?{request.url.query}"
        return await self._forward(team, path, request, {"Authorization": f"Bearer {self[team].bot_token}"})

    async def reply(self, request: Request) -> Response:
        """An answer through a response URL."""
        return await self._forward(request.path_params["team"], request.path_params["path"], request, {})

    async def _forward(self, team: str, path: str, request: Request, headers: dict[str, str]) -> Response:
        if kind := request.headers.get("content-type"):
            headers["Content-Type"] = kind
        async with httpx.AsyncClient(trust_env=False, verify=False) as http:  # noqa: S501 - plain HTTP
            answer = await http.post(self.doors[team] + path, content=await request.body(), headers=headers)
        scopes = answer.headers.get("x-oauth-scopes", "")
        return Response(answer.content, answer.status_code, {"x-oauth-scopes": scopes}, "application/json")

    def _about(self, body: str) -> str:
        ends = _OF_WORKSPACE.findall(body)
        return next(team for team in self.playgrounds if team[-4:] in ends)


@asynccontextmanager
async def opened_city(clock: MovableClock, *workspaces: str, organizations: Mapping[str, str]) -> AsyncIterator[City]:
    """The city with these workspaces, of which some belong to organizations."""
    city = City(clock, organizations=dict(organizations))
    routes = [
        Route("/api/{method}", city.answer, methods=["POST"]),
        Route("/of/{team}/{path:path}", city.reply, methods=["POST"]),
    ]
    server = LoopbackServer(Starlette(routes=routes))
    async with AsyncExitStack() as stack:
        address = await server.start()
        city.api_url = f"{address}api/"
        for team in workspaces:
            playground = Playground(read_manifest(), clock, SIGNING_SECRET, team_id=team)
            city.playgrounds[team] = await stack.enter_async_context(playground)
            city.doors[team] = playground.workspace.base_url
            playground.workspace.base_url = f"{address}of/{team}/"
        yield city
        await server.stop()

"""Installing over HTTP: to Slack and back (OAuth v2, https://docs.slack.dev/authentication/installing-with-oauth)."""

import hmac
import re
from collections.abc import Awaitable, Callable
from random import Random
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.database.database import Database
from bot.fault_log import describe
from bot.installing import views
from bot.installing.code_exchange import CodeRefusedError, Granted, exchange
from bot.installing.completion import finish
from bot.installing.credentials import AppCredentials
from bot.installing.installation import Arrival
from bot.installing.oauth_state import STATE_LIVES, begin, consume
from bot.installing.pages import HEADERS, INSTALL_PATH, Page
from bot.outbox.writing import prioritize
from bot.slack.transactions import forgiving_lost_races
from bot.workspaces.identity import UnreachableError
from bot.workspaces.workspaces import Workspaces

REDIRECT_PATH = "/slack/oauth_redirect"
"""Where Slack sends the installer back to; the manifest says so."""

COOKIE = "klatch_install"
"""Holds the state in the browser that began: who is talked into opening another's link has none."""

_ERROR = re.compile(r"[a-z_]{1,60}")
"""What an error code of Slack looks like; anybody may have written into the address."""

_log = structlog.get_logger(__name__)


class Installing:
    """The two addresses of an installation."""

    def __init__(
        self, database: Database, clock: Clock, chance: Random, workspaces: Workspaces, registration: AppCredentials
    ) -> None:
        self._database = database
        self._clock = clock
        self._chance = chance
        self._workspaces = workspaces
        self._registration = registration

    def routes(self) -> list[Route]:
        """For the web application."""
        return [
            Route(INSTALL_PATH, _guarded(self._begin), methods=["GET"]),
            Route(REDIRECT_PATH, _guarded(self._finish), methods=["GET"]),
        ]

    async def _begin(self, _request: Request) -> Response:
        async with self._database.transaction() as session:
            state = await begin(session, self._chance, self._clock.now())
        response = RedirectResponse(self._registration.authorize_url(state), 302, HEADERS)
        lives = int(STATE_LIVES.total_seconds())
        response.set_cookie(COOKIE, state, lives, path="/slack", secure=True, httponly=True, samesite="lax")
        return response

    async def _finish(self, request: Request) -> Response:
        response = (await self._outcome(request)).response()
        response.delete_cookie(COOKIE, path="/slack", secure=True, httponly=True, samesite="lax")
        return response

    async def _outcome(self, request: Request) -> Page:
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        if not state or not hmac.compare_digest(state.encode(), request.cookies.get(COOKIE, "").encode()):
            return views.ELSEWHERE
        async with self._database.transaction() as session:
            is_ours = await consume(session, state, self._clock.now())
        if not is_ours:
            return views.TOO_LATE
        if code:
            return await self._exchange(code)
        return self._without_code(request.query_params.get("error", ""))

    def _without_code(self, error: str) -> Page:
        if error in ("", "access_denied"):
            return views.DECLINED
        _log.warning("installation_refused", error=error if _ERROR.fullmatch(error) else "unreadable")
        return views.REFUSED_IN_ADDRESS

    async def _exchange(self, code: str) -> Page:
        try:
            granted = await exchange(self._workspaces.client_with(), self._registration, code)
        except UnreachableError as error:
            _log.warning("slack_not_reached", error=str(error))
            return views.NOT_NOW
        except CodeRefusedError as error:
            _log.warning("installation_refused", error=str(error))
            return views.TOO_LATE if error.is_of_the_code else views.REFUSED
        return await self._keep(granted)

    async def _keep(self, granted: Granted) -> Page:
        async def kept() -> Arrival | None:
            async with self._database.transaction() as session:
                prioritize(session)
                return await finish(session, granted, self._clock.now())

        arrival = await forgiving_lost_races(kept)
        _log.info("installed", holder=granted.holder.id, scopes=granted.scopes)
        return views.installed(_slack_link(granted), arrival)


def _slack_link(granted: Granted) -> str:
    """Klatch's own place in Slack: https://docs.slack.dev/interactivity/deep-linking."""
    named = {"app": granted.app_id, "team": granted.team.id if granted.team else None}
    return f"https://slack.com/app_redirect?{urlencode({key: value for key, value in named.items() if value})}"


def _guarded(handle: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def handled(request: Request) -> Response:
        try:
            return await handle(request)
        except Exception as fault:
            # What is raised further goes to the log with its message, which may hold what must not be there.
            _log.error("fault", kind="install", **describe(fault))
            return views.FAULT.response()

    return handled

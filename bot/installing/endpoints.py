"""The two addresses of an installation: to Slack, and back from there."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlencode

import structlog
from slack_sdk.oauth import OAuthStateUtils
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.database.database import Database
from bot.fault_log import describe
from bot.installing import views
from bot.installing.credentials import REDIRECT_PATH, AppCredentials
from bot.installing.installation import Arrival
from bot.installing.oauth import STATE_LIVES, CodeRefusedError, Granted, StateStore, exchange, finish
from bot.installing.pages import HEADERS, INSTALL_PATH, Page, reader_in_browser
from bot.languages.reader import Reader
from bot.members.directory import UNKNOWN, ask_slack
from bot.outbox.writing import prioritize
from bot.slack.transactions import forgiving_lost_races
from bot.workspaces.identity import UnreachableError
from bot.workspaces.workspaces import Workspaces

BROWSER = OAuthStateUtils(cookie_name="klatch_install", expiration_seconds=int(STATE_LIVES.total_seconds()))
"""Holds the state in the browser that began: who is talked into opening another's link has none."""

_COOKIE: dict[str, Any] = {"path": "/slack", "secure": True, "httponly": True, "samesite": "lax"}
"""slack_sdk's own cookie says nothing of SameSite, and is for every path."""

_ERROR = re.compile(r"[a-z_]{1,60}")
"""The form of an error code of Slack; anybody may have written into the address."""

Said = Callable[[Reader], Page]
"""A page for whoever reads it."""

_log = structlog.get_logger(__name__)


class Installing:
    """The two addresses of an installation."""

    def __init__(
        self, database: Database, clock: Clock, chance: Random, workspaces: Workspaces, registration: AppCredentials
    ) -> None:
        self._database = database
        self._clock = clock
        self._states = StateStore(database, clock, chance)
        self._workspaces = workspaces
        self._registration = registration

    def routes(self) -> list[Route]:
        """Return the routes for the web application."""
        return [
            Route(INSTALL_PATH, _guarded(self._begin), methods=["GET"]),
            Route(REDIRECT_PATH, _guarded(self._finish), methods=["GET"]),
        ]

    async def _begin(self, _request: Request) -> Response:
        state = await self._states.async_issue()
        response = RedirectResponse(self._registration.authorize_url(state), 302, HEADERS)
        response.set_cookie(BROWSER.cookie_name, state, BROWSER.expiration_seconds, **_COOKIE)
        return response

    async def _finish(self, request: Request) -> Response:
        response = (await self._outcome(request))(_reader(request)).response()
        response.delete_cookie(BROWSER.cookie_name, **_COOKIE)
        return response

    async def _outcome(self, request: Request) -> Said:
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        if not state or not BROWSER.is_valid_browser(state, {"cookie": request.headers.getlist("cookie")}):
            return views.elsewhere
        if not await self._states.async_consume(state):
            return views.too_late
        if code:
            return await self._exchange(code)
        return self._without_code(request.query_params.get("error", ""))

    def _without_code(self, error: str) -> Said:
        if error in ("", "access_denied"):
            return views.declined
        _log.warning("installation_refused", error=error if _ERROR.fullmatch(error) else "unreadable")
        return views.refused_in_address

    async def _exchange(self, code: str) -> Said:
        try:
            granted = await exchange(self._workspaces.client_with(), self._registration, code)
        except UnreachableError as error:
            _log.warning("slack_not_reached", error=str(error))
            return views.not_now
        except CodeRefusedError as error:
            _log.warning("installation_refused", error=str(error))
            return views.too_late if error.is_of_the_code else views.refused
        return await self._keep(granted)

    async def _keep(self, granted: Granted) -> Said:
        installer = await self._installer(granted)

        async def kept() -> Arrival | None:
            async with self._database.transaction() as session:
                prioritize(session)
                return await finish(session, granted, self._clock.now(), installer)

        arrival = await forgiving_lost_races(kept)
        _log.info("installed", holder=granted.holder.id, scopes=granted.scopes)
        return partial(views.installed, link=_slack_link(granted), arrival=arrival)

    async def _installer(self, granted: Granted) -> Mapping[str, Any]:
        """Ask Slack about whoever installed Klatch in a workspace: their language is the workspace's at first."""
        if granted.is_enterprise_install:
            return UNKNOWN
        person = granted.authed_user.id
        client = self._workspaces.client_with(granted.access_token.get_secret_value())
        return (await ask_slack(client, [person]))[person] or UNKNOWN


def _reader(request: Request) -> Reader:
    return reader_in_browser(request.headers.get("accept-language", ""))


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
            return views.fault(_reader(request)).response()

    return handled

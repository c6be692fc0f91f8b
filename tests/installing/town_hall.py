"""One bot before the whole city, and what an installer does in a browser."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from random import Random
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import select

from bot.clock import MovableClock
from bot.database.columns import Base
from bot.outbox.models import Letter
from bot.settings import Settings
from bot.wiring import Klatch
from bot.workspaces.models import Grant, Installation
from playground import Person, render_message
from playground.loopback_server import LoopbackServer
from playground.payloads import command
from playground.rehearsal.rehearsal import Rehearsal
from tests.installing.city import CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, City, opened_city

START = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
NORTH, SOUTH = "T0000000001", "T0000000002"
WHOLE = "E0000000009"
KEY = Fernet.generate_key().decode()

TableT = TypeVar("TableT", bound=Base)


@dataclass
class Browser:
    """Where somebody has begun an installation: the state in the address, and the cookie."""

    state: str
    cookie: str
    location: str


@dataclass
class Town:
    """What a test may look at and turn."""

    city: City
    klatch: Klatch
    clock: MovableClock
    http: httpx.AsyncClient
    time: Rehearsal

    async def begin(self) -> Browser:
        """Open the page that leads to Slack."""
        answer = await self.http.get("/slack/install")
        assert answer.status_code == 302
        location = answer.headers["location"]
        cookie: SimpleCookie = SimpleCookie(answer.headers["set-cookie"])
        return Browser(parse_qs(urlsplit(location).query)["state"][0], cookie["klatch_install"].value, location)

    async def come_back(self, browser: Browser, **query: str) -> httpx.Response:
        """Come back from Slack, with what it has put into the address."""
        cookie = [(b"Cookie", f"klatch_install={browser.cookie}".encode("latin-1"))] if browser.cookie else []
        return await self.http.get("/slack/oauth_redirect", params=query, headers=cookie)

    async def install(self, holder: str, installer: str) -> httpx.Response:
        """The whole way, and what follows at once."""
        browser = await self.begin()
        back = parse_qs(urlsplit(browser.location).query).get("redirect_uri", [""])[0]
        answer = await self.come_back(browser, code=self.city.allow(holder, installer, back), state=browser.state)
        await self.time.settle()
        return answer

    async def uninstall(self, workspace: str) -> None:
        """Take Klatch out of a workspace, in Slack."""
        self.city.revoke(workspace)
        await self.city[workspace].send_event({"type": "app_uninstalled"})

    async def volunteer(self, person: Person) -> str:
        """Fill in and send the form; returns what is said instead when there is none."""
        said = await person.command("/mentor-volunteer")
        if person.form is None:
            return said.text
        await person.fill("Topics", ["Time management"])
        await person.fill("What you promise", ["I make time, I listen, and it stays between us."])
        assert (await person.submit()).errors == {}
        return ""

    async def command(self, person: Person, name: str, text: str, organization: str) -> dict[str, Any]:
        """A command in a workspace in which Klatch is by the grant of its organization."""
        team = _team_of(self.city, person)
        playground = self.city[team]
        fields = command(playground.workspace, person.user, name, text, playground.workspace.dm_with_app(person.id))
        fields |= {"enterprise_id": organization, "is_enterprise_install": "true"}
        body = urlencode(fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", **playground.sign(body)}
        answer = await playground.deliver(body, headers)
        assert answer.status == 200
        return answer.body if isinstance(answer.body, dict) else {}

    async def event(self, envelope: dict[str, Any]) -> int:
        """An event in an envelope of the test's own, signed; returns the HTTP status."""
        body = json.dumps({"type": "event_callback", "event_id": f"Ev{len(self.city.calls)}", **envelope}).encode()
        headers = {"Content-Type": "application/json", **self.city[NORTH].sign(body)}
        return (await self.city[NORTH].deliver(body, headers)).status

    async def grant(self, holder: str) -> Grant:
        """What Slack granted, as it is kept."""
        async with self.klatch.database.transaction() as session:
            return await session.get_one(Grant, holder)

    async def installation(self, workspace: str) -> Installation:
        """Klatch in a workspace."""
        async with self.klatch.database.transaction() as session:
            return await session.get_one(Installation, workspace)

    async def rows(self, table: type[TableT]) -> list[TableT]:
        """All rows of a table."""
        async with self.klatch.database.transaction() as session:
            return list(await session.scalars(select(table)))

    async def letters(self, workspace: str) -> list[Letter]:
        """Of one workspace."""
        return [letter for letter in await self.rows(Letter) if letter.workspace == workspace]


@asynccontextmanager
async def opened_town(
    database_url: str, *workspaces: str, organizations: Mapping[str, str] | None = None, public_url: str = ""
) -> AsyncIterator[Town]:
    """The city is there, and a bot that serves whoever installs it."""
    clock = MovableClock(START)
    async with opened_city(clock, *workspaces, organizations=organizations or {}) as city:
        settings = settings_for(city, database_url).model_copy(update={"klatch_url": public_url})
        klatch = Klatch(settings, clock, Random(7))  # noqa: S311
        server = LoopbackServer(klatch.asgi)
        await klatch.start()
        url = await server.start()
        for playground in city.playgrounds.values():
            playground.connect(url)
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            yield Town(city, klatch, clock, http, Rehearsal(city[workspaces[0]], klatch, clock, url))
        await server.stop()
        await klatch.stop()


def settings_for(city: City, database_url: str) -> Settings:
    """The settings of a bot that anybody in the city may install."""
    return Settings(
        slack_client_id=CLIENT_ID,
        slack_client_secret=SecretStr(CLIENT_SECRET),
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_api_url=city.api_url,
        database_url=database_url,
        klatch_encryption_key=SecretStr(KEY),
    )


def seen(person: Person) -> list[str]:
    """What somebody sees now."""
    return [render_message(message, person) for message in person.messages()]


def _team_of(city: City, person: Person) -> str:
    return next(team for team, each in city.playgrounds.items() if person.id in [one.id for one in each.people])

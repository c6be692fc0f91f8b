"""The doctor: whether everything that Klatch needs is there, and how to mend what is not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import yaml
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from bot import schema
from bot.clock import Clock, SystemClock
from bot.database import Database
from bot.settings import Settings
from bot.slack.gate import SIGNATURE_AGE

MANIFEST = Path(__file__).resolve().parents[1] / "manifest.yml"

WORRYING_SKEW = SIGNATURE_AGE / 10
"""Beyond the whole of it Slack's requests are refused; a clock that is off by this much will get there."""

REACH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, what was found, and how to mend it."""

    what: str
    well: bool
    found: str
    mend: str = ""

    def __str__(self) -> str:
        line = f"{'well ' if self.well else 'WRONG'}  {self.what}: {self.found}."
        return f"{line} {self.mend}" if self.mend and not self.well else line


async def examine(settings: Settings, clock: Clock | None = None) -> list[Finding]:
    """Everything that was found, well or not. Nothing is changed, and nothing secret is said."""
    findings = [_settings(settings)]
    async with httpx.AsyncClient(base_url=settings.slack_api_url, timeout=REACH_SECONDS) as http:
        findings += await _slack(settings, http, clock or SystemClock())
        if settings.slack_app_token.get_secret_value():
            findings.append(await _app_token(settings, http))
    return [*findings, *await _database(settings)]


def _settings(settings: Settings) -> Finding:
    missing = settings.missing_credentials
    found = f"{' and '.join(missing)} missing" if missing else "all that are needed"
    return Finding("Settings", not missing, found, "Put them into the environment or into a file .env.")


async def _slack(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> list[Finding]:
    try:
        answer = await _call(http, "auth.test", settings.slack_bot_token)
    except httpx.HTTPError as error:
        mend = "Look at the network, a proxy in between, and SLACK_API_URL."
        return [Finding("Slack", False, f"not reached ({type(error).__name__})", mend)]
    findings = [Finding("Slack", True, "reached"), *_clock(answer.headers, clock)]
    body = _body(answer)
    if not body.get("ok"):
        return [*findings, _refused("Bot token", body, "SLACK_BOT_TOKEN")]
    accepted = Finding("Bot token", True, f"accepted in {body.get('team')}")
    return [*findings, accepted, _scopes(answer.headers.get("x-oauth-scopes"))]


async def _app_token(settings: Settings, http: httpx.AsyncClient) -> Finding:
    try:
        body = _body(await _call(http, "apps.connections.open", settings.slack_app_token))
    except httpx.HTTPError as error:
        return Finding("App token", False, f"not examined ({type(error).__name__})", "Try again.")
    if not body.get("ok"):
        return _refused("App token", body, "SLACK_APP_TOKEN")
    return Finding("App token", True, "accepted")


def _clock(headers: httpx.Headers, clock: Clock) -> Iterator[Finding]:
    if "date" not in headers:
        return
    skew = abs(clock.now() - parsedate_to_datetime(headers["date"]))
    found = f"{round(skew.total_seconds())} seconds from Slack's"
    yield Finding("Clock", skew <= WORRYING_SKEW, found, "Have the machine keep its time (NTP).")


def _scopes(granted: str | None) -> Finding:
    if granted is None:
        return Finding("Scopes", True, "not named by this Web API")
    scopes = yaml.safe_load(MANIFEST.read_text())["oauth_config"]["scopes"]
    missing = [scope for scope in scopes["bot"] if scope not in {each.strip() for each in granted.split(",")}]
    needed = [scope for scope in missing if scope not in scopes["bot_optional"]]
    found = f"missing {', '.join(missing)}" if missing else "all that the manifest asks for"
    mend = "Update the app's manifest at https://api.slack.com/apps and install it again."
    return Finding("Scopes", not needed, found if needed or not missing else f"{found}, which is optional", mend)


async def _database(settings: Settings) -> list[Finding]:
    database = Database(settings.database_url, settings.cipher())
    if database.is_sqlite and not _exists(database.url.database):
        return [Finding("Database", True, "not there yet; serve makes it")]
    try:
        current = await schema.is_current(database)
    except (SQLAlchemyError, OSError) as error:
        mend = "Look at DATABASE_URL, and whether the database runs."
        return [Finding("Database", False, f"not reached ({type(error).__name__})", mend)]
    finally:
        await database.close()
    found = "up to date" if current else "of another version of Klatch"
    return [
        Finding("Database", True, "reached"),
        Finding("Tables", current, found, "Run: python app.py migrate"),
    ]


def _exists(file: str | None) -> bool:
    return file is not None and Path(file).exists()


def _refused(what: str, body: Mapping[str, Any], variable: str) -> Finding:
    mend = f"Copy {variable} again from https://api.slack.com/apps."
    return Finding(what, False, f"refused ({body.get('error', 'no answer of the Web API')})", mend)


async def _call(http: httpx.AsyncClient, method: str, token: SecretStr) -> httpx.Response:
    return await http.post(method, headers={"Authorization": f"Bearer {token.get_secret_value()}"})


def _body(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}

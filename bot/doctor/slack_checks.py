"""Checks of Slack: whether it answers, accepts our tokens, and has granted what the manifest asks for."""

import ssl
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import yaml
from pydantic import SecretStr

from bot.clock import Clock
from bot.doctor.findings import Finding, Verdict
from bot.proxies import proxy_for, without_password
from bot.settings import Settings
from bot.slack.gate import SIGNATURE_AGE

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"

WORRYING_SKEW = SIGNATURE_AGE / 10
"""Beyond the whole of it Slack's requests are refused; a clock that is off by this much will get there."""

REACH_SECONDS = 5.0

NEW_SCOPES = (
    "Update the app's manifest at https://api.slack.com/apps (python app.py manifest prints it), and reinstall the app."
)
UNREACHED = "Check the network, HTTPS_PROXY and NO_PROXY, and SLACK_API_URL."


def client_of(settings: Settings) -> httpx.AsyncClient:
    """Return what calls the Web API as ``serve`` does: by the same proxy, with the same certificates."""
    return httpx.AsyncClient(
        base_url=settings.slack_api_url,
        timeout=REACH_SECONDS,
        trust_env=False,
        proxy=proxy_for(settings.slack_api_url),
        verify=ssl.create_default_context(),
    )


@dataclass(frozen=True, slots=True)
class SlackFindings:
    """The findings about Slack, and the workspace that SLACK_BOT_TOKEN is for, where Slack has said so."""

    findings: list[Finding]
    workspace: str = ""


async def examine_slack(settings: Settings, clock: Clock, wrong: frozenset[str]) -> SlackFindings:
    """Return whether Slack is reached, how far its clock is from ours, and what the tokens may do."""
    if names := sorted(name for name in wrong if name == "SLACK_API_URL" or name.endswith("_PROXY")):
        return SlackFindings([Finding("Slack", Verdict.FAIL, "not checked", f"Fix {' and '.join(names)} first.")])
    async with client_of(settings) as http:
        found = await _bot_token(settings, http, clock)
        if settings.slack_app_token.get_secret_value():
            found.findings.append(await app_token(settings, http))
        return found


async def _bot_token(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> SlackFindings:
    by_proxy = _by_proxy(settings)
    try:
        answer = await _call(http, "auth.test", settings.slack_bot_token)
    except httpx.HTTPError as error:
        found = f"cannot be reached{by_proxy} ({type(error).__name__})"
        return _unreached(settings, found)
    body = _body(answer)
    if "ok" not in body:
        found = f"the answer{by_proxy} is not Slack's (HTTP {answer.status_code})"
        return _unreached(settings, found)
    reached = Finding("Slack", Verdict.OK, f"connected{by_proxy}")
    findings = [reached, *_clock(answer.headers, clock)]
    if not settings.slack_bot_token.get_secret_value():
        if settings.is_for_many:
            findings.append(Finding("Bot token", Verdict.OK, "not required with SLACK_CLIENT_ID"))
        return SlackFindings(findings)
    if not body["ok"]:
        return SlackFindings([*findings, _refused("Bot token", body, "SLACK_BOT_TOKEN")])
    accepted = Finding("Bot token", Verdict.OK, f"accepted for {body.get('team')}")
    scopes = _scopes(answer.headers.get("x-oauth-scopes"))
    return SlackFindings([*findings, accepted, scopes], str(body.get("team_id") or ""))


def _unreached(settings: Settings, found: str) -> SlackFindings:
    unseen = ("Bot token", "Scopes") if settings.slack_bot_token.get_secret_value() else ()
    not_examined = [Finding(what, Verdict.FAIL, "not checked", "Fix the connection to Slack first.") for what in unseen]
    return SlackFindings([Finding("Slack", Verdict.FAIL, found, UNREACHED), *not_examined])


async def app_token(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Return whether Slack accepts the app token, which Socket Mode needs."""
    try:
        body = _body(await _call(http, "apps.connections.open", settings.slack_app_token))
    except httpx.HTTPError as error:
        return Finding("App token", Verdict.FAIL, f"not checked ({type(error).__name__})", "Run the doctor again.")
    if not body.get("ok"):
        return _refused("App token", body, "SLACK_APP_TOKEN")
    return Finding("App token", Verdict.OK, "accepted")


def _by_proxy(settings: Settings) -> str:
    proxy = proxy_for(settings.slack_api_url)
    return f" through the proxy {without_password(proxy)}" if proxy else ""


def _clock(headers: httpx.Headers, clock: Clock) -> Iterator[Finding]:
    try:
        skew = abs(clock.now() - parsedate_to_datetime(headers["date"]))
    except (KeyError, TypeError, ValueError):  # a stand-in for Slack may send no date, or none that can be read
        return
    found = f"{round(skew.total_seconds())} seconds off Slack's"
    yield Finding("Clock", Verdict.of(ok=skew <= WORRYING_SKEW), found, "Set this machine's clock by NTP.")


def _scopes(granted: str | None) -> Finding:
    if granted is None:
        return Finding("Scopes", Verdict.OK, "not reported by this Web API")
    needed, optional = missing_scopes({each.strip() for each in granted.split(",")})
    if needed:
        return Finding("Scopes", Verdict.FAIL, f"missing {', '.join([*needed, *optional])}", NEW_SCOPES)
    if optional:
        return Finding("Scopes", Verdict.WARN, f"missing {', '.join(optional)} (optional)", NEW_SCOPES)
    return Finding("Scopes", Verdict.OK, "everything the manifest asks for")


def missing_scopes(granted: Collection[str]) -> tuple[list[str], list[str]]:
    """Return the scopes of the manifest that were not granted: those that are needed, and the optional ones."""
    scopes = yaml.safe_load(MANIFEST.read_text("utf-8"))["oauth_config"]["scopes"]
    missing = [scope for scope in scopes["bot"] if scope not in granted]
    needed = [scope for scope in missing if scope not in scopes["bot_optional"]]
    return needed, [scope for scope in missing if scope not in needed]


def _refused(what: str, body: Mapping[str, Any], variable: str) -> Finding:
    fix = f"Copy {variable} again from https://api.slack.com/apps."
    return Finding(what, Verdict.FAIL, f"refused ({body.get('error', 'no error code')})", fix)


async def _call(http: httpx.AsyncClient, method: str, token: SecretStr) -> httpx.Response:
    given = token.get_secret_value()
    return await http.post(method, headers={"Authorization": f"Bearer {given}"} if given else {})


def _body(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}

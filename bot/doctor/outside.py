"""What can be seen from here of Slack: whether it answers, whether it knows us, and what it lets us do."""

import ssl
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import yaml
from pydantic import SecretStr

from bot.clock import Clock
from bot.doctor.findings import Finding
from bot.proxies import proxy_for, without_password
from bot.settings import Settings
from bot.slack.gate import SIGNATURE_AGE

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"

WORRYING_SKEW = SIGNATURE_AGE / 10
"""Beyond the whole of it Slack's requests are refused; a clock that is off by this much will get there."""

REACH_SECONDS = 5.0


def client_of(settings: Settings) -> httpx.AsyncClient:
    """What calls the Web API as ``serve`` does: by the same proxy, and trusting whom it trusts."""
    return httpx.AsyncClient(
        base_url=settings.slack_api_url,
        timeout=REACH_SECONDS,
        trust_env=False,
        proxy=proxy_for(settings.slack_api_url),
        verify=ssl.create_default_context(),
    )


async def slack(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> list[Finding]:
    """Whether Slack is reached, how far its clock is from ours, and what the bot token may do."""
    try:
        answer = await _call(http, "auth.test", settings.slack_bot_token)
    except httpx.HTTPError as error:
        mend = "Look at the network, HTTPS_PROXY and NO_PROXY, and SLACK_API_URL."
        return [Finding("Slack", False, f"not reached{_by_proxy(settings)} ({type(error).__name__})", mend)]
    by_proxy = _by_proxy(settings)
    reached = Finding("Slack", True, f"reached,{by_proxy}" if by_proxy else "reached")
    findings = [reached, *_clock(answer.headers, clock)]
    if settings.is_for_many and not settings.slack_bot_token.get_secret_value():
        return [*findings, Finding("Bot token", True, "not needed: workspaces install Klatch at /slack/install")]
    body = _body(answer)
    if not body.get("ok"):
        return [*findings, _refused("Bot token", body, "SLACK_BOT_TOKEN")]
    accepted = Finding("Bot token", True, f"accepted in {body.get('team')}")
    return [*findings, accepted, _scopes(answer.headers.get("x-oauth-scopes"))]


async def app_token(settings: Settings, http: httpx.AsyncClient) -> Finding:
    """Whether Socket Mode will find the door open."""
    try:
        body = _body(await _call(http, "apps.connections.open", settings.slack_app_token))
    except httpx.HTTPError as error:
        return Finding("App token", False, f"not examined ({type(error).__name__})", "Try again.")
    if not body.get("ok"):
        return _refused("App token", body, "SLACK_APP_TOKEN")
    return Finding("App token", True, "accepted")


def _by_proxy(settings: Settings) -> str:
    proxy = proxy_for(settings.slack_api_url)
    return f" through the proxy {without_password(proxy)}" if proxy else ""


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

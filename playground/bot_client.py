"""The bot's one door: signed HTTP to its ``/slack/events``, and what came back."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from playground.call_records import Json
from playground.clock import Clock
from playground.signing import signed_headers
from playground.switches import Switch, Switches
from playground.traffic_log import Direction, TrafficLog, what_is_asked

FORM = "application/x-www-form-urlencoded"
_SECONDS = 30
"""After which an answer that does not come is given up, on the wall's clock, so that no test hangs."""
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""The bot is spoken to in plain HTTP; loading the machine's certificates would take longer than most tests."""


@dataclass(frozen=True)
class BotAnswer:
    """What the bot said. ``status`` 0: it could not be reached; ``reason`` is Slack's word for a failure."""

    status: int
    text: str = ""
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Whether it is a 2xx."""
        return 200 <= self.status < 300

    @property
    def body(self) -> Json | str | None:
        """The body as JSON if it is an object, as text otherwise, None when it is empty."""
        if not self.text:
            return None
        try:
            value: Any = json.loads(self.text)
        except ValueError:
            return self.text
        return value if isinstance(value, dict) else self.text

    @property
    def fault(self) -> str:
        """Why Slack would not accept it; empty when it would. ``invalid_json``: said to be JSON, and is no object."""
        claims_json = self.headers.get("content-type", "").startswith("application/json")
        if self.accepted and claims_json and isinstance(self.body, str):
            return "invalid_json"
        return self.reason


class BotClient:
    """Sends requests to the bot as Slack sends them."""

    def __init__(self, signing_secret: str, clock: Clock, journal: TrafficLog, switches: Switches) -> None:
        self._secret = signing_secret
        self._clock = clock
        self._journal = journal
        self._switches = switches
        self._url: str | None = None
        self._client = httpx.AsyncClient(
            trust_env=False,
            verify=_NO_AUTHORITIES,
            timeout=_SECONDS,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=50),
            headers={"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)", "Accept": "*/*"},
        )

    @property
    def is_connected(self) -> bool:
        """Whether the bot's URL is known."""
        return self._url is not None

    def connect(self, bot_url: str) -> None:
        """Say where the bot is, without ``/slack/events``."""
        self._url = bot_url.rstrip("/") + "/slack/events"

    async def close(self) -> None:
        """Close every connection to the bot."""
        await self._client.aclose()

    def sign(self, body: bytes) -> dict[str, str]:
        """The signature headers for a body sent now."""
        return signed_headers(body, self._secret, self._clock.now())

    async def send_form(self, fields: Mapping[str, str]) -> BotAnswer:
        """A command, or an interaction in its ``payload`` field."""
        return await self._send_signed(urlencode(fields).encode(), FORM, {}, fields)

    async def send_payload(self, payload: Json) -> BotAnswer:
        """An interaction."""
        fields = {"payload": json.dumps(payload, ensure_ascii=False)}
        return await self._send_signed(urlencode(fields).encode(), FORM, {}, payload)

    async def send_json(self, body: Json, headers: Mapping[str, str]) -> BotAnswer:
        """An event."""
        return await self._send_signed(json.dumps(body).encode(), "application/json", headers, body)

    async def deliver(self, body: bytes, headers: Mapping[str, str]) -> BotAnswer:
        """Exactly these bytes under exactly these headers: whatever a test wants to try at the door.

        Raises RuntimeError when the bot's URL is not known yet.
        """
        if self._url is None:
            raise RuntimeError("the playground does not know the bot yet: call connect(bot_url)")
        if Switch.BOT_UNREACHABLE in self._switches:
            return BotAnswer(0, "The switch is on that makes the bot unreachable.", reason="connection_failed")
        try:
            answer = await self._client.post(self._url, content=body, headers=dict(headers))
        except httpx.TimeoutException:
            return BotAnswer(0, reason="http_timeout")
        except httpx.HTTPError as error:
            return BotAnswer(0, str(error), reason="connection_failed")
        reason = "" if answer.is_success else "http_error"
        return BotAnswer(answer.status_code, answer.text, reason, dict(answer.headers))

    async def _send_signed(
        self, body: bytes, content_type: str, headers: Mapping[str, str], asked: Mapping[str, Any]
    ) -> BotAnswer:
        entry = self._journal.begin(Direction.TO_BOT, *what_is_asked(asked), asked)
        answer = await self.deliver(body, {"Content-Type": content_type, **self.sign(body), **headers})
        self._journal.end(entry, answer.status, answer.body)
        return answer

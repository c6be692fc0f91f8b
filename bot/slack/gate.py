"""The gate: what a request must be before anything else looks at it.

Its signature is checked over the bytes as they came, and only then is it read. Whatever is wrong with it is answered
with a 4xx, and nothing of it is written down.
"""

import asyncio
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pydantic_core
from slack_sdk import signature
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from bot.clock import Clock
from bot.metrics.recording import Metrics

BODY_LIMIT = 1_000_000
"""Bytes. Slack's own bodies stay far below: a view is 250 KB at most."""

BODY_SECONDS = 10.0
"""For a body to arrive. Slack itself gives up after 3; who sends a byte now and then holds no place for long."""

SIGNATURE_AGE = timedelta(seconds=300)
"""The age at which slack_sdk's verifier takes a signature no more, against replays."""

FORM = "application/x-www-form-urlencoded"

FIELD_LIMIT = 100
"""Fields of a form; a slash command has about fifteen."""

SSL_CHECK_FIELDS = frozenset({"ssl_check", "token"})
SSL_CHECK_LIMIT = 200
"""Bytes of an ssl_check, which holds those two fields; nothing else is read before its signature is right."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
# JSON may escape a NUL, which PostgreSQL cannot store. Other backslashes before it come in pairs.
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class RequestRefusedError(Exception):
    """The request may not pass; ``status`` is the HTTP status to say so."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Seconds(signature.Clock):
    """The house's clock, as slack_sdk's verifier asks it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


class Gate:
    """Lets in what Slack signed five minutes ago at most. Raises ValueError without a signing secret.

    ``metrics`` counts what is turned away.
    """

    def __init__(
        self, signing_secret: str, clock: Clock, metrics: Metrics | None = None, body_seconds: float = BODY_SECONDS
    ) -> None:
        self._verifier = signature.SignatureVerifier(signing_secret, _Seconds(clock))
        self._metrics = metrics or Metrics()
        self._body_seconds = body_seconds

    async def admit(self, request: Request) -> dict[str, Any]:
        """Return the request's payload: a command's fields, an interaction's payload, an event, or an ssl_check.

        Slack does not sign an ssl_check, by which it asks now and then whether an address answers by HTTPS with a
        certificate that is valid (https://docs.slack.dev/interactivity/implementing-slash-commands).

        Raises RequestRefusedError: 413 too large, 408 too slow, 401 not signed by Slack just now, 415 neither a form
        nor JSON, 400 not readable. What is compressed is not unpacked, and so not readable: Slack sends nothing such.
        """
        try:
            return await self._admit(request)
        except RequestRefusedError as refusal:
            self._metrics.turned_away(refusal.status)
            raise

    async def _admit(self, request: Request) -> dict[str, Any]:
        raw = await _read(request, self._body_seconds)
        if ssl_check := _ssl_check(request.headers, raw):
            return ssl_check
        if not self._is_signed(request.headers, raw):
            raise RequestRefusedError(401)
        return _parse(request.headers.get("content-type", ""), raw)

    def _is_signed(self, headers: Headers, raw: bytes) -> bool:
        stamp, given = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
        # Over these the verifier would stumble, or take for a time what Slack does not write so ("+1").
        if not _TIMESTAMP.fullmatch(stamp) or not given.isascii():
            return False
        try:
            return self._verifier.is_valid(raw, stamp, given)
        except UnicodeDecodeError:  # it signs text only, and Slack sends nothing else
            raise RequestRefusedError(400) from None


async def _read(request: Request, seconds: float) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > 9 or int(announced) > BODY_LIMIT):
        raise RequestRefusedError(413)
    raw = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                raw += chunk
                if len(raw) > BODY_LIMIT:
                    raise RequestRefusedError(413)
    except TimeoutError:
        raise RequestRefusedError(408) from None
    except ClientDisconnect:
        raise RequestRefusedError(400) from None
    return bytes(raw)


def _ssl_check(headers: Headers, raw: bytes) -> dict[str, Any] | None:
    """The fields of an ssl_check, if it is nothing else: a command beside it has to be signed like any other."""
    if _kind_of(headers.get("content-type", "")) != FORM or len(raw) > SSL_CHECK_LIMIT or not raw.isascii():
        return None
    fields = dict(parse_qsl(raw.decode(), keep_blank_values=True))
    return dict(fields) if fields.get("ssl_check") == "1" and fields.keys() <= SSL_CHECK_FIELDS else None


def _kind_of(content_type: str) -> str:
    return content_type.split(";", maxsplit=1)[0].strip().lower()


def _parse(content_type: str, raw: bytes) -> dict[str, Any]:
    match _kind_of(content_type):
        case "application/json":
            return _parse_json(raw)
        case kind if kind == FORM:
            return _parse_form(raw)
        case _:
            raise RequestRefusedError(415)


def _parse_form(raw: bytes) -> dict[str, Any]:
    try:
        text = raw.decode()
        fields = dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=FIELD_LIMIT))
    except ValueError:
        raise RequestRefusedError(400) from None
    if "payload" in fields:
        return _parse_json(fields["payload"].encode())
    if "command" not in fields or any("\0" in value for value in fields.values()):
        raise RequestRefusedError(400)
    return dict(fields)


def _parse_json(raw: bytes) -> dict[str, Any]:
    # This parser refuses what the standard library lets through: lone surrogates and deep nesting.
    try:
        parsed = pydantic_core.from_json(raw, allow_inf_nan=False)
    except ValueError:
        raise RequestRefusedError(400) from None
    if not isinstance(parsed, dict) or _ESCAPED_NUL.search(raw):
        raise RequestRefusedError(400)
    return parsed

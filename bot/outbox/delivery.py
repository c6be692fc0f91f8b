"""Carrying one letter to Slack: the calls of its method, and what came of them. No database here."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.outbox.models import Method, Urgency
from bot.outbox.outcomes import NeverWent, Opened, Outcome, Refused, Sent, Unknown, outcome_of
from bot.outbox.rate_limits import OPENING, UPLOADING
from bot.outbox.response_urls import respond
from bot.proxies import proxy_for

CALL_SECONDS = 15.0
"""How long one call may take. A letter's calls, at most three, have to end within its lease."""

RESPONSE_URL = "response_url"
"""What the address of an answer to a press is called in a whisper's payload."""

Clients = Callable[[str], Awaitable[AsyncWebClient]]
"""The client for a workspace. It must have ``retry_handlers=[]``: the SDK's own send a message twice.

Its session shall let no call be led elsewhere.
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A letter as the postman takes it along. ``channel`` is None while that has to be opened first."""

    letter: int
    key: str
    workspace: str
    method: Method
    lease: str
    address: str
    channel: str | None
    reader: str | None
    payload: Mapping[str, Any] | None
    amended: str | None
    """Slack's ``ts`` of the message that this one rewrites."""
    thread: str | None
    """Slack's ``ts`` of the message in whose thread this one stands."""
    urgency: Urgency
    reference: str | None
    is_in_doubt: bool
    """It went out before and had no answer."""


class CallFailedError(Exception):
    """A call did not succeed; ``outcome`` is what that means for the letter."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


async def deliver(clients: Clients, errand: Delivery, call_seconds: float) -> Outcome:
    """Do what the errand asks and tell what came of it. Raises nothing but CancelledError."""
    try:
        client = await clients(errand.workspace)
    except Exception as fault:  # whatever it was, nothing went out
        return NeverWent(type(fault).__name__)
    try:
        return await _carry(client, errand, call_seconds)
    except CallFailedError as failed:
        return failed.outcome
    except Exception as fault:  # an answer that is not one of Slack's: no other letter must suffer from it
        return Unknown(type(fault).__name__)


async def _carry(client: AsyncWebClient, errand: Delivery, seconds: float) -> Outcome:
    if errand.channel is None:
        return await _open(client, errand.address, seconds)
    if errand.payload is None:
        return Refused("unreadable")
    if errand.is_in_doubt:
        # Not said again before Slack has answered something: while it answers nothing, each try may be one copy more.
        await _repeatable(client.auth_test(), "auth.test", seconds)
    match errand.method:
        case Method.POST:
            # A preview would show what the other end of a member's link says about itself.
            call = client.chat_postMessage(
                channel=errand.channel,
                thread_ts=errand.thread,
                unfurl_links=False,
                unfurl_media=False,
                **errand.payload,
            )
        case Method.EPHEMERAL:
            return await _whisper(client, errand.channel, errand.reader or "", errand.payload, seconds)
        case Method.UPDATE:
            if errand.amended is None:
                return Refused("message_not_found")
            call = client.chat_update(channel=errand.channel, ts=errand.amended, **errand.payload)
        case Method.FILE:
            return await _attach(client, errand.channel, errand.payload, seconds)
    answer = await _answer(call, errand.method, seconds)
    return Sent(str(answer.get("channel") or errand.channel), _text_of(answer, "ts"))


async def _open(client: AsyncWebClient, address: str, seconds: float) -> Outcome:
    members = address.removeprefix("@").replace("+", ",")
    answer = await _repeatable(_by_form(client, "conversations.open", users=members), OPENING, seconds)
    channel = answer.get("channel")
    opened = _text_of(channel, "id") if isinstance(channel, Mapping) else None
    return Opened(opened) if opened else NeverWent("unreadable_answer")


async def _whisper(
    client: AsyncWebClient, channel: str, reader: str, payload: Mapping[str, Any], seconds: float
) -> Outcome:
    """Answer at the address of the press, which Slack takes for half an hour and in any channel; else whisper."""
    said = {name: value for name, value in payload.items() if name != RESPONSE_URL}
    url = str(payload.get(RESPONSE_URL) or "")
    if not (url and await _respond(client, url, said, seconds)):
        await _answer(client.chat_postEphemeral(channel=channel, user=reader, **said), Method.EPHEMERAL, seconds)
    return Sent(channel, None)


async def _respond(client: AsyncWebClient, url: str, said: Mapping[str, Any], seconds: float) -> bool:
    """Whether Slack took the answer to a press at the address that came with it."""
    try:
        async with asyncio.timeout(seconds), _session_of(client) as session:
            return await respond(session, url, said)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


async def _attach(client: AsyncWebClient, channel: str, payload: Mapping[str, Any], seconds: float) -> Outcome:
    name, content = payload["filename"], str(payload["content"]).encode()
    asking = _by_form(client, "files.getUploadURLExternal", filename=name, length=str(len(content)))
    place = await _repeatable(asking, UPLOADING, seconds)
    await _repeatable(_upload(client, str(place["upload_url"]), content), UPLOADING, seconds)
    files = json.dumps([{"id": str(place["file_id"]), "title": name}])
    comment = str(payload["comment"])
    call = _by_form(client, Method.FILE, files=files, channel_id=channel, initial_comment=comment)
    await _answer(call, Method.FILE, seconds)
    return Sent(channel, None)


def _by_form(client: AsyncWebClient, method: str, **arguments: str) -> Awaitable[Any]:
    """A call with its arguments in the body, where what stands in for Slack looks for them too.

    The SDK puts those of these methods into the query of a POST.
    """
    return client.api_call(method, data=arguments)


async def _upload(client: AsyncWebClient, url: str, content: bytes) -> Mapping[str, Any]:
    ssl = client.ssl or True
    async with (
        _session_of(client) as session,
        session.post(url, data=content, proxy=proxy_for(url), ssl=ssl, allow_redirects=False) as answer,
    ):
        answer.raise_for_status()
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise aiohttp.TooManyRedirects(answer.request_info, (answer,), status=answer.status)
        return {}


def _session_of(client: AsyncWebClient) -> AbstractAsyncContextManager[aiohttp.ClientSession]:
    return nullcontext(client.session) if client.session else aiohttp.ClientSession()


async def _repeatable(call: Awaitable[Any], scope: str, seconds: float) -> Mapping[str, Any]:
    """Like ``_answer``, for calls that do no harm twice: one without an answer counts as never made."""
    try:
        return await _answer(call, scope, seconds)
    except CallFailedError as failed:
        if isinstance(failed.outcome, Unknown):
            raise CallFailedError(NeverWent(failed.outcome.fault)) from failed
        raise


async def _answer(call: Awaitable[Any], scope: str, seconds: float) -> Mapping[str, Any]:
    try:
        async with asyncio.timeout(seconds):
            answer = await call
    except Exception as fault:
        raise CallFailedError(outcome_of(fault, scope)) from fault
    return answer if isinstance(answer, Mapping) else answer.data


def _text_of(answer: Mapping[str, Any], field: str) -> str | None:
    return str(answer[field]) if answer.get(field) else None

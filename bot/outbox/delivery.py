"""Delivery of one letter to Slack: the calls of its method, and their outcome. No database here."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.outbox.call_results import ChannelOpened, NotSent, Outcome, Refused, Sent, Unknown, outcome_of
from bot.outbox.models import Method, Urgency
from bot.outbox.rate_limits import OPEN_CHANNEL, UPLOAD_FILE
from bot.outbox.response_urls import respond
from bot.proxies import proxy_for

CALL_SECONDS = 15.0
"""The time limit of one call."""

LEASE = timedelta(seconds=60)
"""The time that one delivery may take; longer than all its calls together, which are three at most. Once its channel is
open, a letter that goes on has as long again."""

RESPONSE_URL = "response_url"
"""The name of the answer address of a press in a whisper's payload."""

Clients = Callable[[str], Awaitable[AsyncWebClient]]
"""Returns the client of a workspace. It must have ``retry_handlers=[]``: the SDK's own send a message twice.

Its session must follow no redirects.
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed letter with all that its calls need. ``channel`` is None where that is opened now."""

    letter_id: int
    key: str
    workspace: str
    method: Method
    lease: str
    address: str
    channel: str | None
    goes_on: bool
    """Once its channel is open it is sent under the same lease: Slack's pace has room for that, too."""
    reader: str | None
    payload: Mapping[str, Any] | None
    target_timestamp: str | None
    """Slack's ``ts`` of the message that this one rewrites."""
    threads: Mapping[str, str]
    """Slack's ``ts`` of the message in whose thread this one stands, by the channel where that has arrived."""
    urgency: Urgency
    reference: str | None
    is_in_doubt: bool
    """It went out before and had no answer."""


Client = AsyncWebClient | NotSent
"""The client of a workspace, or the outcome of all its letters where there is none."""


class CallFailedError(Exception):
    """A call did not succeed; ``outcome`` is that of the letter."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


async def client_of(clients: Clients, workspace: str) -> Client:
    """Return the client of a workspace. Raises nothing but CancelledError."""
    try:
        return await clients(workspace)
    except Exception as fault:  # whatever it was, nothing went out
        return NotSent(type(fault).__name__)


async def deliver(client: Client, delivery: Delivery, call_seconds: float) -> Outcome:
    """Make the calls of a letter and return the outcome. Raises nothing but CancelledError."""
    if isinstance(client, NotSent):
        return client
    try:
        return await _call(client, delivery, call_seconds)
    except CallFailedError as failed:
        return failed.outcome
    except Exception as fault:  # an answer that is not one of Slack's: no other letter must suffer from it
        return Unknown(type(fault).__name__)


async def _call(client: AsyncWebClient, delivery: Delivery, seconds: float) -> Outcome:
    if delivery.channel is None:
        return await _open(client, delivery.address, seconds)
    if delivery.payload is None:
        return Refused("unreadable")
    if delivery.is_in_doubt:
        # Not sent again before Slack has answered something: while it answers nothing, each try may be one copy more.
        await _idempotent(client.auth_test(), "auth.test", seconds)
    match delivery.method:
        case Method.POST:
            # A preview would show what the other end of a member's link says about itself.
            call = client.chat_postMessage(
                channel=delivery.channel,
                thread_ts=delivery.threads.get(delivery.channel),
                unfurl_links=False,
                unfurl_media=False,
                **delivery.payload,
            )
        case Method.EPHEMERAL:
            return await _whisper(client, delivery.channel, delivery.reader or "", delivery.payload, seconds)
        case Method.UPDATE:
            if delivery.target_timestamp is None:
                return Refused("message_not_found")
            call = client.chat_update(channel=delivery.channel, ts=delivery.target_timestamp, **delivery.payload)
        case Method.FILE:
            return await _attach(client, delivery.channel, delivery.payload, seconds)
    answer = await _checked(call, delivery.method, seconds)
    return Sent(str(answer.get("channel") or delivery.channel), _text_field(answer, "ts"))


async def _open(client: AsyncWebClient, address: str, seconds: float) -> Outcome:
    members = address.removeprefix("@").replace("+", ",")
    asking = client.api_call("conversations.open", json={"users": members})
    answer = await _idempotent(asking, OPEN_CHANNEL, seconds)
    channel = answer.get("channel")
    opened = _text_field(channel, "id") if isinstance(channel, Mapping) else None
    return ChannelOpened(opened) if opened else NotSent("unreadable_answer")


async def _whisper(
    client: AsyncWebClient, channel: str, reader: str, payload: Mapping[str, Any], seconds: float
) -> Outcome:
    """Answer at the address of the press, which Slack takes for half an hour and in any channel; else post to one."""
    content = {name: value for name, value in payload.items() if name != RESPONSE_URL}
    url = str(payload.get(RESPONSE_URL) or "")
    if not (url and await _respond(client, url, content, seconds)):
        await _checked(client.chat_postEphemeral(channel=channel, user=reader, **content), Method.EPHEMERAL, seconds)
    return Sent(channel, None)


async def _respond(client: AsyncWebClient, url: str, content: Mapping[str, Any], seconds: float) -> bool:
    """Return True when Slack took the answer to a press at the address that came with it."""
    try:
        async with asyncio.timeout(seconds), _session_of(client) as session:
            return await respond(session, url, content)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


async def _attach(client: AsyncWebClient, channel: str, payload: Mapping[str, Any], seconds: float) -> Outcome:
    name, content = payload["filename"], str(payload["content"]).encode()
    asking = _form_call(client, "files.getUploadURLExternal", filename=name, length=str(len(content)))
    place = await _idempotent(asking, UPLOAD_FILE, seconds)
    await _idempotent(_upload(client, str(place["upload_url"]), content), UPLOAD_FILE, seconds)
    files = json.dumps([{"id": str(place["file_id"]), "title": name}])
    comment = str(payload["comment"])
    call = _form_call(client, Method.FILE, files=files, channel_id=channel, initial_comment=comment)
    await _checked(call, Method.FILE, seconds)
    return Sent(channel, None)


def _form_call(client: AsyncWebClient, method: str, **arguments: str) -> Awaitable[Any]:
    """Call a method with its arguments in the body: the SDK puts those of these methods into the query of a POST."""
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


async def _idempotent(call: Awaitable[Any], scope: str, seconds: float) -> Mapping[str, Any]:
    """Await a call that does no harm twice: one without an answer counts as never made."""
    try:
        return await _checked(call, scope, seconds)
    except CallFailedError as failed:
        if isinstance(failed.outcome, Unknown):
            raise CallFailedError(NotSent(failed.outcome.fault)) from failed
        raise


async def _checked(call: Awaitable[Any], scope: str, seconds: float) -> Mapping[str, Any]:
    try:
        async with asyncio.timeout(seconds):
            answer = await call
    except Exception as fault:
        raise CallFailedError(outcome_of(fault, scope)) from fault
    return answer if isinstance(answer, Mapping) else answer.data


def _text_field(answer: Mapping[str, Any], field: str) -> str | None:
    return str(answer[field]) if answer.get(field) else None

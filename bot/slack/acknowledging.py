"""From a handler's reply to what Slack is answered: an acknowledgement, a letter, a form."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.form_fields import Form
from bot.languages.reader import Reader
from bot.outbox import letters as outbox
from bot.outbox.message import Message
from bot.outbox.response_urls import respond
from bot.slack import views
from bot.slack.payloads import SlackRequest
from bot.slack.request import Command, FormFaults, OpenForm, Press, ReplaceForm, Reply, Request, Say, Submission
from bot.workspaces.client import TOKEN_ENDED, TRANSIENT_ERRORS, UNREACHABLE, error_code

FORM_SECONDS = 1.4
"""For opening a form: within the 3 seconds that a trigger lives, and with time left to say that it failed."""

TOLD_SECONDS = 0.6
"""For an answer through a response_url, which is said while Slack still waits."""

_TRIGGER_IS_OVER = frozenset(
    {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "trigger_exchanged", "invalid_trigger_id"}
)
"""Slack's documentation has both orders of words."""

TOO_LATE = TRANSIENT_ERRORS | TOKEN_ENDED | _TRIGGER_IS_OVER
"""Error codes that mean: press it again, if Klatch is still there."""

OVERTAKEN = frozenset({"hash_conflict", "not_found"})
"""The form was changed or closed meanwhile by the member's own hand; there is nothing to say."""

_log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """The end of a request of Slack, for whoever watches Klatch from outside."""

    DONE = "done"
    TURNED_AWAY = "turned_away"
    """The member may not take part, or Klatch is not in that workspace."""
    STARTING = "starting"
    """Klatch does not know yet which workspace it is in."""
    NOBODY_LISTENS = "nobody_listens"
    """To the button of an older version, for example."""
    FORM_TOO_LATE = "form_too_late"
    """Everything asked for is done, but Slack did not open its form in time."""
    FORM_OVERTAKEN = "form_overtaken"
    """Everything is done, but the member has closed or changed the form meanwhile."""
    BUSY = "busy"
    """The database let it wait for too long; nothing was changed."""
    LATE = "late"
    """It was done, after Slack had told the member that it failed."""
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The answer to a request of Slack."""

    status: int = 200
    body: str | Mapping[str, Any] = ""
    outcome: Outcome = Outcome.DONE
    """For those who watch Klatch, not for Slack."""


DONE = Acknowledgement()


async def write_letter(request: Request, sent: SlackRequest, reply: Reply) -> None:
    """Within the transaction: tell the member by a letter what the acknowledgement cannot say.

    The request's ``response_url``, if any, has to be one of Slack's.
    """
    if not isinstance(reply, Say) or isinstance(sent, Command):
        return
    if isinstance(sent, Press) and sent.can_whisper:
        await outbox.whisper(
            request.session,
            workspace=request.workspace,
            key=f"answer/{request.seed}",
            channel=sent.channel,
            reader=request.member.id,
            message=reply.message,
            now=request.now,
            response_url=sent.response_url,
        )
    else:
        await write_direct_letter(request, reply.message)


async def write_direct_letter(request: Request, message: Message) -> None:
    """Tell the member in their direct messages. To whom an answer went would tell who did what at its hour."""
    await request.tell(outbox.to_members(request.member.id), f"answer/{request.seed}", message, alias=request.seed)


def acknowledge(sent: SlackRequest, reply: Reply) -> Acknowledgement:
    """Return Slack's acknowledgement of a reply whose form, if any, is open.

    Raises TypeError for a reply that makes no sense for what the member did.
    """
    match sent, reply:
        case (Command(), Say(message)):
            return _said(message)
        case (Submission(), FormFaults(faults)):
            return _in_form("errors", errors=dict(faults))
        case (Submission(), OpenForm(view)):
            return _in_form("push", view=view.to_dict())
        case (Submission(), ReplaceForm(view)):
            return _in_form("update", view=view.to_dict())
        case (_, FormFaults()):
            raise TypeError(f"{type(reply).__name__} does not answer a {sent.kind}")
        case _:
            return DONE


async def open_form(client: AsyncWebClient, sent: SlackRequest, reply: Reply) -> Outcome:
    """Open, push or replace the form of a reply, if it has one. Return whether it was, or why it was not.

    A submission's form needs no call: its acknowledgement opens it.
    Raises slack_sdk.errors.SlackApiError when Slack refuses the form itself.
    """
    if not isinstance(reply, OpenForm | ReplaceForm) or isinstance(sent, Submission):
        return Outcome.DONE
    if not sent.trigger_id and not _replaces(sent, reply):
        return Outcome.FORM_TOO_LATE  # without a trigger, which Slack always gives, there is nothing to open it with
    try:
        async with asyncio.timeout(FORM_SECONDS):
            await _call(client, sent, reply)
    except SlackApiError as error:
        code = error_code(error)
        if code in OVERTAKEN:
            return Outcome.FORM_OVERTAKEN
        if code not in TOO_LATE:
            raise
        _log.warning("form_not_opened", error=code)
        return Outcome.FORM_TOO_LATE
    except UNREACHABLE as error:
        _log.warning("form_not_opened", error=type(error).__name__)
        return Outcome.FORM_TOO_LATE
    return Outcome.DONE


async def _call(client: AsyncWebClient, sent: SlackRequest, reply: OpenForm | ReplaceForm) -> None:
    view = sent.view
    if view is not None and _replaces(sent, reply):
        await client.views_update(view_id=view.id, hash=view.hash or None, view=reply.view)
    else:
        await _open(client, sent, reply.view)


def _replaces(sent: SlackRequest, reply: Reply) -> bool:
    return isinstance(reply, ReplaceForm) and sent.view is not None and bool(sent.view.id)


async def _open(client: AsyncWebClient, sent: SlackRequest, form: View) -> None:
    method = "views.push" if sent.view is not None and sent.view.is_form else "views.open"
    view = form.json if isinstance(form, Form) else form.to_dict()
    await client.api_call(method, json={"trigger_id": sent.trigger_id, "view": view})


async def tell(
    session: aiohttp.ClientSession,
    client: AsyncWebClient | None,
    sent: SlackRequest,
    reader: Reader,
    words: str,
    form_words: str,
) -> Acknowledgement:
    """Tell the member where they are looking, without the database: a refusal, or that something is wrong.

    ``client`` is None where Klatch has no token; then who acted where nothing can be said without one is not told.
    """
    if isinstance(sent, Command):
        return _said(Message(words))
    if isinstance(sent, Submission):
        return _told_in_form(sent, reader, form_words)
    try:
        if sent.response_url:
            async with asyncio.timeout(TOLD_SECONDS):
                if not await respond(session, sent.response_url, {"text": words}):
                    _log.warning("member_not_told", error="refused")
        elif sent.trigger_id and client is not None:
            async with asyncio.timeout(FORM_SECONDS):
                await _open(client, sent, views.notice(reader, words))
    except (SlackApiError, *UNREACHABLE) as error:
        _log.warning("member_not_told", error=type(error).__name__)
    return DONE


def _told_in_form(sent: SlackRequest, reader: Reader, words: str) -> Acknowledgement:
    if sent.view is not None and sent.view.first_input is not None:
        return _in_form("errors", errors={sent.view.first_input: words})
    return _in_form("push", view=views.notice(reader, words).to_dict())


def _said(message: Message) -> Acknowledgement:
    return Acknowledgement(body={"response_type": "ephemeral", **message.to_payload()})


def _in_form(action: str, **said: Any) -> Acknowledgement:
    return Acknowledgement(body={"response_action": action, **said})

"""Reading who is in a channel from Slack: a task, one call at a time, at Slack's pace.

How far a reading has come is in its row (ChannelSync), so that whoever takes the task up next goes on there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import language, membership
from bot.channels.models import ChannelMember, ChannelSync, SyncState, SyncStep
from bot.database.inserts import insert_or_update_all
from bot.members import directory
from bot.members.models import Member
from bot.moment import Moment, moment_when_due
from bot.outbox.call_results import RateLimited, Refused, outcome_of
from bot.outbox.delivery import Clients
from bot.outbox.rate_limits import CHANNEL_INFO, CHANNEL_MEMBERS, USER_INFO, WORKSPACE_MEMBERS, acquire, pause
from bot.schedule.models import Due
from bot.schedule.tasks import Task
from bot.slack.user_input import is_id
from bot.workspaces.client import error_code

MEMBERS_A_PAGE = 999
"""https://docs.slack.dev/reference/methods/conversations.members: "a limit value under 1000"."""

PEOPLE_A_PAGE = 500
"""users.list may take 1,000 too, but these are whole descriptions, and they have to come within one call's time."""

FEW = 20
"""So many people are looked up one by one; more, by going through the workspace."""

AGAIN_AFTER = timedelta(seconds=30)
"""When a step is begun anew whose cursor Slack does not accept any more."""

GONE = frozenset({"channel_not_found", "not_in_channel", "is_archived", "method_not_supported_for_channel_type"})
"""Error codes that mean: there is no such channel, for Klatch."""

_log = structlog.get_logger(__name__)


class LookupRefusedError(Exception):
    """Slack refuses a call for a reason that an operator has to mend: it is tried again later."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A call to Slack about a channel or the people in it."""

    workspace: str
    method: str
    arguments: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The answer of Slack to a call."""

    lookup: Lookup
    answer: Mapping[str, Any] | RateLimited | Refused


def task(clients: Clients) -> Task[Lookup, LookupResult]:
    """Return the task that reads who is in a channel; ``clients`` gives the Web API client of a workspace."""
    return Task(load, partial(look_up, clients), save)


async def load(session: AsyncSession, due: Due, now: datetime) -> Lookup | None:
    """Return the next call, once Slack's pace allows it; None when the reading has ended, or waits."""
    moment = moment_when_due(session, due, now)
    sync = await _locked(session, due.subject)
    if sync is None or sync.state is not SyncState.READING:
        return None
    lookup = await _next_lookup(moment, sync)
    if lookup is None:
        await membership.end(moment, sync, SyncState.READ)
        return None
    opens_at = await acquire(session, sync.workspace, [lookup.method], now)
    if opens_at > now:
        await moment.later(membership.KIND, sync.id, opens_at)
        return None
    return lookup


async def look_up(clients: Clients, lookup: Lookup) -> LookupResult:
    """Make the call. Raises what was raised when Slack gave no answer, or none that will stay the same."""
    client = await clients(lookup.workspace)
    try:
        # By POST: the SDK's own methods ask by GET, which not everything that stands in for Slack answers.
        answer = await client.api_call(lookup.method, data=dict(lookup.arguments))
    except SlackApiError as error:
        outcome = outcome_of(error, lookup.method)
        _log.warning("channel_not_read", method=lookup.method, error=error_code(error))
        if isinstance(outcome, RateLimited | Refused):
            return LookupResult(lookup, outcome)
        raise
    if not isinstance(answer.data, Mapping):
        raise TypeError("not an answer of the Web API")
    return LookupResult(lookup, answer.data)


async def save(session: AsyncSession, due: Due, result: LookupResult, now: datetime) -> None:
    """Write down the answer of Slack, and go on at once. Raises LookupRefusedError."""
    moment = moment_when_due(session, due, now)
    sync = await _locked(session, due.subject)
    if sync is None or sync.state is not SyncState.READING:
        return
    match result.answer:
        case RateLimited(scope, seconds):
            await pause(session, sync.workspace, scope, now + timedelta(seconds=seconds), now)
        case Refused(code):
            await _take_refusal(moment, sync, result.lookup, code)
        case answer:
            await _TAKE_ANSWER[sync.step](moment, sync, answer)
    if sync.state is SyncState.READING:
        is_to_wait = result.answer == Refused("invalid_cursor")
        await moment.later(membership.KIND, sync.id, now + AGAIN_AFTER if is_to_wait else now)


async def _next_lookup(moment: Moment, sync: ChannelSync) -> Lookup | None:
    lookup = partial(Lookup, sync.workspace)
    match sync.step:
        case SyncStep.CHANNEL:
            return lookup(CHANNEL_INFO, {"channel": sync.channel, "include_locale": "true"})
        case SyncStep.MEMBERS:
            page = {"limit": str(MEMBERS_A_PAGE), "cursor": sync.cursor}
            return lookup(CHANNEL_MEMBERS, {"channel": sync.channel, **page})
        case SyncStep.EVERYBODY:
            # An organization's token is for several workspaces; to any other Slack does not mind being told which.
            page = {"limit": str(PEOPLE_A_PAGE), "cursor": sync.cursor, "team_id": sync.workspace}
            return lookup(WORKSPACE_MEMBERS, {"include_locale": "true", **page})
        case SyncStep.PEOPLE:
            person = await _next_unknown(moment, sync)
            return lookup(USER_INFO, {"user": person, "include_locale": "true"}) if person else None


async def _take_refusal(moment: Moment, sync: ChannelSync, lookup: Lookup, code: str) -> None:
    match sync.step:
        case SyncStep.PEOPLE:  # whoever that is, Slack does not describe them
            person = lookup.arguments["user"]
            await directory.note(moment.session, sync.workspace, person, "")
            sync.cursor = person
        case SyncStep.CHANNEL | SyncStep.MEMBERS if code in GONE:
            await membership.end(moment, sync, SyncState.GONE)
        case _ if code == "invalid_cursor" and sync.cursor:
            sync.cursor = ""
        case _:
            raise LookupRefusedError


async def _take_channel(moment: Moment, sync: ChannelSync, answer: Mapping[str, Any]) -> None:
    channel = answer["channel"]
    sync.is_private = bool(channel.get("is_private"))
    if channel.get("is_archived") or not channel.get("is_member"):
        await membership.end(moment, sync, SyncState.GONE)
    else:
        await language.remember(moment, sync, channel.get("locale"))
        sync.step, sync.cursor = SyncStep.MEMBERS, ""


async def _take_members(moment: Moment, sync: ChannelSync, answer: Mapping[str, Any]) -> None:
    await membership.put_page(moment, sync, [member for member in answer["members"] if is_id(member)])
    sync.cursor = _next_cursor(answer)
    if not sync.cursor:
        await membership.forget_others(moment, sync)
        sync.step = SyncStep.EVERYBODY if await _count_unknown(moment, sync) > FEW else SyncStep.PEOPLE


async def _take_everybody(moment: Moment, sync: ChannelSync, answer: Mapping[str, Any]) -> None:
    await _remember_described(moment, sync, answer["members"])
    sync.cursor = _next_cursor(answer)
    if not sync.cursor or await _count_unknown(moment, sync) <= FEW:
        # Those from other workspaces are on no page.
        sync.step, sync.cursor = SyncStep.PEOPLE, ""


async def _take_person(moment: Moment, sync: ChannelSync, answer: Mapping[str, Any]) -> None:
    person = answer["user"]
    organization = await directory.organization_of(moment.session, sync.workspace)
    await directory.remember(moment.session, sync.workspace, person, moment.now, organization)
    sync.cursor = person["id"]


_TAKE_ANSWER = {
    SyncStep.CHANNEL: _take_channel,
    SyncStep.MEMBERS: _take_members,
    SyncStep.EVERYBODY: _take_everybody,
    SyncStep.PEOPLE: _take_person,
}


def _next_cursor(answer: Mapping[str, Any]) -> str:
    """Return the cursor of the next page; empty after the last."""
    return str((answer.get("response_metadata") or {}).get("next_cursor") or "")


async def _locked(session: AsyncSession, sync_id: int) -> ChannelSync | None:
    found = select(ChannelSync).where(ChannelSync.id == sync_id).with_for_update()
    return await session.scalar(found.execution_options(populate_existing=True))


async def _count_unknown(moment: Moment, sync: ChannelSync) -> int:
    """Return how many of those in the channel Slack has to be asked about."""
    unknown = _unknown(moment, sync).subquery()
    return await moment.session.scalar(select(func.count()).select_from(unknown)) or 0


async def _next_unknown(moment: Moment, sync: ChannelSync) -> str | None:
    """Return the next of them after the cursor; each is asked about once in a reading."""
    following = _unknown(moment, sync).where(ChannelMember.member > sync.cursor)
    return await moment.session.scalar(following.order_by(ChannelMember.member).limit(1))


async def _remember_described(moment: Moment, sync: ChannelSync, users: Iterable[object]) -> None:
    """Put Slack's descriptions of those in the channel into the directory; of others they are no concern."""
    described = {user["id"]: user for user in users if isinstance(user, Mapping) and is_id(user.get("id"))}
    inside = select(ChannelMember.member).where(*_inside(sync), ChannelMember.member.in_(described))
    organization = await directory.organization_of(moment.session, moment.workspace)
    rows = [_row(moment, described[member], organization) for member in await moment.session.scalars(inside)]
    # A description may lack its locale, which then stays what it was: rows of one shape at a time.
    for _, alike in groupby(sorted(rows, key=len), key=len):
        await insert_or_update_all(moment.session, Member, directory.KEY, list(alike))


def _row(moment: Moment, user: Mapping[str, Any], organization: str) -> dict[str, Any]:
    columns = directory.describe(user, moment.workspace, moment.now, organization)
    return {"workspace": moment.workspace, "id": user["id"], **columns}


def _unknown(moment: Moment, sync: ChannelSync) -> Select[str]:
    """Select those in the channel whom the directory does not know, or has not heard of for long."""
    is_theirs = and_(Member.workspace == ChannelMember.workspace, Member.id == ChannelMember.member)
    is_stale = Member.refreshed_at < moment.now - directory.STALE_AFTER
    found = select(ChannelMember.member).outerjoin(Member, is_theirs)
    return found.where(*_inside(sync), or_(Member.id.is_(None), is_stale))


def _inside(sync: ChannelSync) -> tuple[ColumnElement[bool], ...]:
    is_here = and_(ChannelMember.workspace == sync.workspace, ChannelMember.channel == sync.channel)
    return is_here, ChannelMember.is_there.is_(True)

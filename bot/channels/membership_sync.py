"""Reading who is in a channel: an errand, one call to Slack at a time, at Slack's pace.

Where a reading is stands in the roll, so that it goes on there whoever goes about it next.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import membership
from bot.channels.lookups import Lookup, LookupResult, look_up
from bot.channels.models import ChannelSync, SyncState, SyncStep
from bot.channels.unknown_members import count_unknown, next_unknown, remember_those
from bot.members import directory
from bot.moment import Moment
from bot.outbox.delivery import Clients
from bot.outbox.outcomes import Held, Refused
from bot.outbox.rate_limits import CHANNEL, CHANNEL_MEMBERS, PERSON, WORKSPACE_MEMBERS, hold, take
from bot.schedule.models import Due
from bot.schedule.tasks import Task
from bot.slack.user_input import is_id

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


class LookupRefusedError(Exception):
    """Slack refuses a call for a reason that an operator has to mend: it is tried again later."""


def task(clients: Clients) -> Task[Lookup, LookupResult]:
    """Reading a roll, as the agenda does it; ``clients`` gives the Web API client of a workspace."""
    return Task(load, partial(look_up, clients), save)


async def load(session: AsyncSession, due: Due, now: datetime) -> Lookup | None:
    """What is to be asked next, once Slack's pace allows it; None when the reading has ended, or waits."""
    moment = _moment(session, due, now)
    roll = await _locked(session, due.subject)
    if roll is None or roll.state is not SyncState.READING:
        return None
    question = await _next_question(moment, roll)
    if question is None:
        await membership.end(moment, roll, SyncState.READ)
        return None
    opens_at = await take(session, roll.workspace, [question.method], now)
    if opens_at > now:
        await moment.later(membership.KIND, roll.id, opens_at)
        return None
    return question


async def save(session: AsyncSession, due: Due, answer: LookupResult, now: datetime) -> None:
    """Write down what Slack said, and go on at once. Raises LookupRefusedError."""
    moment = _moment(session, due, now)
    roll = await _locked(session, due.subject)
    if roll is None or roll.state is not SyncState.READING:
        return
    match answer.said:
        case Held(scope, seconds):
            await hold(session, roll.workspace, scope, now + timedelta(seconds=seconds), now)
        case Refused(code):
            await _take_refusal(moment, roll, answer.question, code)
        case said:
            await _TAKE_ANSWER[roll.step](moment, roll, said)
    if roll.state is SyncState.READING:
        is_to_wait = answer.said == Refused("invalid_cursor")
        await moment.later(membership.KIND, roll.id, now + AGAIN_AFTER if is_to_wait else now)


async def _next_question(moment: Moment, roll: ChannelSync) -> Lookup | None:
    ask_slack = partial(Lookup, roll.workspace)
    match roll.step:
        case SyncStep.CHANNEL:
            return ask_slack(CHANNEL, {"channel": roll.channel})
        case SyncStep.MEMBERS:
            page = {"limit": str(MEMBERS_A_PAGE), "cursor": roll.cursor}
            return ask_slack(CHANNEL_MEMBERS, {"channel": roll.channel, **page})
        case SyncStep.EVERYBODY:
            # An organization's token is for several workspaces; to any other Slack does not mind being told which.
            page = {"limit": str(PEOPLE_A_PAGE), "cursor": roll.cursor, "team_id": roll.workspace}
            return ask_slack(WORKSPACE_MEMBERS, {"include_locale": "true", **page})
        case SyncStep.PEOPLE:
            person = await next_unknown(moment, roll)
            return ask_slack(PERSON, {"user": person, "include_locale": "true"}) if person else None


async def _take_refusal(moment: Moment, roll: ChannelSync, question: Lookup, code: str) -> None:
    match roll.step:
        case SyncStep.PEOPLE:  # whoever that is, Slack does not describe them
            person = question.arguments["user"]
            await directory.note(moment.session, roll.workspace, person, "")
            roll.cursor = person
        case SyncStep.CHANNEL | SyncStep.MEMBERS if code in GONE:
            await membership.end(moment, roll, SyncState.GONE)
        case _ if code == "invalid_cursor" and roll.cursor:
            roll.cursor = ""
        case _:
            raise LookupRefusedError


async def _take_channel(moment: Moment, roll: ChannelSync, said: Mapping[str, Any]) -> None:
    channel = said["channel"]
    roll.is_private = bool(channel.get("is_private"))
    if channel.get("is_archived") or not channel.get("is_member"):
        await membership.end(moment, roll, SyncState.GONE)
    else:
        roll.step, roll.cursor = SyncStep.MEMBERS, ""


async def _take_members(moment: Moment, roll: ChannelSync, said: Mapping[str, Any]) -> None:
    await membership.put_page(moment, roll, [member for member in said["members"] if is_id(member)])
    roll.cursor = _following(said)
    if not roll.cursor:
        await membership.forget_others(moment, roll)
        roll.step = SyncStep.EVERYBODY if await count_unknown(moment, roll) > FEW else SyncStep.PEOPLE


async def _take_everybody(moment: Moment, roll: ChannelSync, said: Mapping[str, Any]) -> None:
    await remember_those(moment, roll, said["members"])
    roll.cursor = _following(said)
    if not roll.cursor or await count_unknown(moment, roll) <= FEW:
        # Those from other workspaces are on no page.
        roll.step, roll.cursor = SyncStep.PEOPLE, ""


async def _take_person(moment: Moment, roll: ChannelSync, said: Mapping[str, Any]) -> None:
    person = said["user"]
    organization = await directory.organization_of(moment.session, roll.workspace)
    await directory.remember(moment.session, roll.workspace, person, moment.now, organization)
    roll.cursor = person["id"]


_TAKE_ANSWER = {
    SyncStep.CHANNEL: _take_channel,
    SyncStep.MEMBERS: _take_members,
    SyncStep.EVERYBODY: _take_everybody,
    SyncStep.PEOPLE: _take_person,
}


def _following(said: Mapping[str, Any]) -> str:
    """The cursor of the next page; empty after the last."""
    return str((said.get("response_metadata") or {}).get("next_cursor") or "")


def _moment(session: AsyncSession, due: Due, now: datetime) -> Moment:
    return Moment(session, due.workspace, now, seed=f"due {due.id}")


async def _locked(session: AsyncSession, roll: int) -> ChannelSync | None:
    found = select(ChannelSync).where(ChannelSync.id == roll).with_for_update()
    return await session.scalar(found.execution_options(populate_existing=True))

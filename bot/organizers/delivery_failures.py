"""Telling those who can act on it of letters that could not be delivered: once an hour at most, never the words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.membership import sync_of
from bot.channels.models import SyncState
from bot.database.inserts import insert_or_update
from bot.members.models import Member
from bot.moment import Moment
from bot.organizers.appointing import named_organizers
from bot.organizers.models import FailuresTold
from bot.organizers.permissions import has_said_hello, inviter_of, some_admins
from bot.organizers.rules import ABOUT_LETTERS, CHANNEL_GONE, MESSAGES, NOBODYS_TASK, Failure, is_worth_telling
from bot.organizers.views import failures as views
from bot.outbox.call_results import ADMIN_ERRORS
from bot.outbox.letters import to_members
from bot.outbox.models import Letter, LetterState
from bot.schedule.scheduling import schedule_once
from bot.workspaces.models import Installation

KIND = "undelivered"

GATHERS_FOR = timedelta(minutes=10)
"""From the first failure to the message that tells of it and of those that follow."""

EVERY = timedelta(hours=1)
LOOKS_BACK = timedelta(days=1)
"""How far at most: what is older helps nobody any more."""

STILL_COMING = timedelta(minutes=1)
"""What has failed so lately may not all be written down yet; it is told the next time."""

_INSTALLER_AND_TOLD_AT = (
    select(Installation.installed_by, FailuresTold.told_at)
    .outerjoin(FailuresTold, FailuresTold.workspace == Installation.workspace)
    .where(Installation.workspace == bindparam("workspace"), Installation.left_at.is_(None))
)


async def note(session: AsyncSession, letters: Iterable[Letter], now: datetime) -> None:
    """Plan to tell of letters that were tried and have not arrived, if anybody can act on them."""
    for workspace in sorted({letter.workspace for letter in letters if is_worth_telling(letter)}):
        await plan_to_tell(session, workspace, now)


async def plan_to_tell(session: AsyncSession, workspace: str, now: datetime) -> None:
    """Have it told soon what has failed in a workspace, unless that is planned."""
    await schedule_once(session, workspace=workspace, kind=KIND, subject=0, due_at=now + GATHERS_FOR)


async def tell(moment: Moment, _subject: int) -> None:
    """Tell everybody who can act on it what has failed since they were told last; later, if that was lately."""
    found = (await moment.session.execute(_INSTALLER_AND_TOLD_AT, {"workspace": moment.workspace})).one_or_none()
    if found is None:
        return
    installer, told_at = found
    # What is of the future was written by a clock that was ahead.
    last = told_at if told_at is not None and told_at <= moment.now else None
    if last is not None and moment.now < last + EVERY:
        await moment.later(KIND, 0, last + EVERY)
        return
    a_while_ago, until = moment.now - LOOKS_BACK, moment.now - STILL_COMING
    failures = await _failures(moment, max(last or a_while_ago, a_while_ago), until)
    told = await _by_reader(moment, installer, failures)
    for member, theirs in told.items():
        key = f"{ABOUT_LETTERS}{member}/{moment.now:%Y%m%dT%H%M%S}"
        await moment.tell(to_members(member), key, partial(views.undelivered, failures=theirs))
    if told:
        await insert_or_update(moment.session, FailuresTold, ["workspace"], workspace=moment.workspace, told_at=until)
    if await _failures(moment, until, moment.now):
        await plan_to_tell(moment.session, moment.workspace, moment.now)


async def _failures(moment: Moment, since: datetime, until: datetime) -> Sequence[Failure]:
    """What failed, or is of unknown fate, since then; and what began to wait for somebody to mend it."""
    settled = and_(Letter.settled_at > since, Letter.settled_at <= until, Letter.failure.not_in(NOBODYS_TASK))
    began = and_(Letter.failing_since > since, Letter.failing_since <= until)
    found = [
        *await _counted(moment, and_(Letter.state.in_((LetterState.FAILED, LetterState.UNKNOWN)), settled)),
        *await _counted(moment, and_(Letter.state == LetterState.WAITING, began, Letter.failure.in_(ADMIN_ERRORS))),
    ]
    return [failure for failure in found if not await _is_known(moment, failure)]


async def _counted(moment: Moment, such: ColumnElement[bool]) -> Sequence[Failure]:
    channel = case((Letter.address.startswith("#"), func.substr(Letter.address, 2)))
    is_theirs = and_(Letter.workspace == moment.workspace, Letter.method.in_(MESSAGES))
    counted = (
        select(channel, Letter.failure, func.count(), Letter.state)
        .where(such, is_theirs, ~Letter.key.startswith(ABOUT_LETTERS))
        .group_by(channel, Letter.failure, Letter.state)
        .order_by(channel, Letter.failure)
    )
    rows = await moment.session.execute(counted)
    return [Failure(channel, code or "", letters, state) for channel, code, letters, state in rows]


async def _is_known(moment: Moment, failure: Failure) -> bool:
    """Return whether Slack has told that the channel is gone; then its people have heard so."""
    if failure.channel is None or failure.code not in CHANNEL_GONE:
        return False
    sync = await sync_of(moment, failure.channel)
    if sync is not None:
        return sync.state is SyncState.GONE
    return not await has_said_hello(moment, failure.channel)


async def _by_reader(
    moment: Moment, installer: str | None, failures: Sequence[Failure]
) -> Mapping[str, Sequence[Failure]]:
    """The failures by reader: all of them to the organizers; where none are named, each to those it concerns."""
    if organizers := await named_organizers(moment):
        return {organizer: failures for organizer in organizers if failures}
    theirs: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        for member in await _whom_it_concerns(moment, installer, failure):
            theirs[member].append(failure)
    return theirs


async def _whom_it_concerns(moment: Moment, installer: str | None, failure: Failure) -> Sequence[str]:
    """The member who invited Klatch to the channel; else who installed it; else a few admins of the workspace."""
    inviter = await inviter_of(moment, failure.channel) if failure.channel else None
    for member in (inviter, installer):
        if member is not None and await _is_here(moment, member):
            return [member]
    return await some_admins(moment)


async def _is_here(moment: Moment, member: str) -> bool:
    """Return whether somebody is still a member; who installed Klatch may not be in the directory."""
    known = await moment.session.get(Member, (moment.workspace, member))
    return known is None or not known.is_described or known.may_take_part

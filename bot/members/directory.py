"""Finding members in the directory, and keeping it as Slack last described them."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import CursorResult, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.instrumentation import manager_of_class

from bot.database.inserts import insert_once, insert_or_update
from bot.database.prepared import Prepared
from bot.members.models import NEVER, Member
from bot.workspaces.client import TRANSIENT_ERRORS, UNREACHABLE, error_code
from bot.workspaces.models import Installation

KEY = ("workspace", "id")
"""What makes a row of the directory unique."""

STALE_AFTER = timedelta(days=1)
"""Slack tells us of changes as they happen; this is for those that never reached us."""

LOOK_UP_SECONDS = 0.8
"""A member waits meanwhile, and Slack gives the whole request 3 seconds."""

UNKNOWN: Mapping[str, Any] = {}
"""Stands for the description of someone whom Slack does not know."""

GUEST_FLAGS = ("is_restricted", "is_ultra_restricted", "is_invited_user")
"""How Slack marks guests of one or several channels, and who has not accepted an invitation yet."""

_READ = "members_read"
"""A session's note of the members whom it has read, and has written nothing about since."""

_COLUMNS = tuple(Member.__table__.c)
_MANAGER = manager_of_class(Member)
_NAMES = tuple(column.key for column in _COLUMNS)
_MEMBERS = Prepared(
    select(*_COLUMNS).where(
        Member.workspace == bindparam("workspace"), Member.id.in_(bindparam("people", expanding=True))
    )
)
"""Every request begins with it."""

_LOCKED = Prepared(
    select(Member.id)
    .where(Member.workspace == bindparam("workspace"), Member.id == bindparam("person"))
    .with_for_update()
)

_log = structlog.get_logger(__name__)


async def find(session: AsyncSession, workspace: str, people: Collection[str]) -> dict[str, Member]:
    """Return those of the people who are in the directory, by their ids, as the transaction first read them.

    They are to be read alone.
    """
    known: dict[tuple[str, str], Member] = session.info.setdefault(_READ, {})
    if missing := sorted(person for person in set(people) if (workspace, person) not in known):
        found = await _MEMBERS.rows(session, workspace=workspace, people=missing)
        known.update(((workspace, member.id), member) for member in map(_member, found))
    return {person: known[workspace, person] for person in people if (workspace, person) in known}


async def lock(session: AsyncSession, workspace: str, person: str) -> None:
    """Have whatever else a person does at the same moment wait until the transaction ends."""
    await _LOCKED.rows(session, workspace=workspace, person=person)


async def choose_language(session: AsyncSession, workspace: str, person: str, language: str | None) -> None:
    """Keep the language that a member chose; None for that of their Slack."""
    _forget_reading(session)
    its = (Member.workspace == workspace) & (Member.id == person)
    await session.execute(update(Member).where(its).values(language=language))


def is_stale(member: Member, now: datetime) -> bool:
    """Return whether Slack should be asked about them again."""
    return abs(now - member.refreshed_at) > STALE_AFTER  # in the future, it was written by a clock that was ahead


async def organization_of(session: AsyncSession, workspace: str) -> str:
    """Return the organization (Enterprise Grid) that a workspace belongs to; empty where there is none."""
    found = select(Installation.organization).where(Installation.workspace == workspace)
    return await session.scalar(found) or ""


async def ask_slack(client: AsyncWebClient, people: Iterable[str]) -> dict[str, Mapping[str, Any] | None]:
    """Return Slack's description of each of the people: None if none came in time, UNKNOWN if it knows nobody."""
    asked = sorted(people)
    answers = await asyncio.gather(*(_ask(client, person) for person in asked))
    return dict(zip(asked, answers, strict=True))


async def remember(
    session: AsyncSession, workspace: str, user: Mapping[str, Any], now: datetime, organization: str = ""
) -> None:
    """Put Slack's description of a person (its ``user`` object) into the directory, over what was there."""
    _forget_reading(session)
    row = describe(user, workspace, now, organization)
    await insert_or_update(session, Member, KEY, workspace=workspace, id=user["id"], **row)


async def revise(
    session: AsyncSession, workspace: str, user: Mapping[str, Any], now: datetime, organization: str = ""
) -> bool:
    """Do the same for someone who is in the directory already, and return whether they are.

    Slack tells of every change of everybody. Those whom Klatch has never met stay unknown to it.
    """
    _forget_reading(session)
    its = (Member.workspace == workspace) & (Member.id == user["id"])
    revised = await session.execute(update(Member).where(its).values(describe(user, workspace, now, organization)))
    return bool(cast("CursorResult[Any]", revised).rowcount)


async def refresh(
    session: AsyncSession, workspace: str, user: Mapping[str, Any], now: datetime, organization: str = ""
) -> None:
    """Do the same for someone who has just acted, and write nothing where nothing in it is new.

    A day in somebody's row would tell when they did something, beside what was suggested without a name then.
    """
    _forget_reading(session)
    row = describe(user, workspace, now, organization)
    columns = {name: getattr(Member, name) for name in row if name != "refreshed_at"}
    is_new = or_(
        Member.refreshed_at == NEVER, *(column.is_distinct_from(row[name]) for name, column in columns.items())
    )
    its = (Member.workspace == workspace) & (Member.id == user["id"])
    await session.execute(update(Member).where(its, is_new).values(row))


async def note(session: AsyncSession, workspace: str, person: str, name: str) -> None:
    """Put someone whom Slack did not describe in time into the directory by name, to be asked about again soon."""
    _forget_reading(session)
    known_as = _cut(name, 200) or person
    await insert_once(
        session, Member, KEY, workspace=workspace, id=person, name=known_as, locale="", refreshed_at=NEVER
    )


def describe(user: Mapping[str, Any], workspace: str, now: datetime, organization: str = "") -> dict[str, Any]:
    """Return the columns of a directory row that a ``user`` object of Slack fills in.

    ``organization`` is the one that the workspace belongs to, if any: its people are no strangers.
    """
    profile = user.get("profile")
    profile = profile if isinstance(profile, Mapping) else {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    row = {
        "name": next((_cut(name, 200) for name in names if _cut(name, 200)), user["id"]),
        "title": _cut(profile.get("title"), 300),
        "time_zone": _cut(user.get("tz"), 64) or "UTC",
        "is_admin": bool(user.get("is_admin") or user.get("is_owner")),
        "is_bot": bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        "is_guest": any(user.get(flag) for flag in GUEST_FLAGS),
        "is_stranger": bool(user.get("is_stranger")) or not _is_of_ours(user, workspace, organization),
        "is_deactivated": bool(user.get("deleted")),
        "refreshed_at": day_of(now),
    }
    if locale := _cut(user.get("locale"), 20):  # an event's description has none, which says nothing
        row["locale"] = locale
    return row


def day_of(instant: datetime) -> datetime:
    """Return the day alone: an hour in a row would tell what was asked, or chosen, without a name at that hour."""
    return instant.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _forget_reading(session: AsyncSession) -> None:
    session.info.pop(_READ, None)


def _member(row: tuple[Any, ...]) -> Member:
    """Return the member of a row, made as a session makes it, which belongs to none: it is for reading."""
    member: Member = _MANAGER.new_instance()
    member.__dict__.update(zip(_NAMES, row, strict=True))
    return member


async def _ask(client: AsyncWebClient, person: str) -> Mapping[str, Any] | None:
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            # By POST: the SDK's own method asks by GET, which not everything that stands in for Slack answers.
            answer = await client.api_call("users.info", data={"user": person, "include_locale": "true"})
    except SlackApiError as error:
        code = error_code(error)
        _log.warning("member_not_described", error=code)
        return None if code in TRANSIENT_ERRORS else UNKNOWN
    except UNREACHABLE as error:
        _log.warning("member_not_described", error=type(error).__name__)
        return None
    described = answer.get("user")
    return {**described, "id": person} if isinstance(described, Mapping) else None


def _is_of_ours(user: Mapping[str, Any], workspace: str, organization: str) -> bool:
    """Return whether somebody belongs to the workspace, or to another one of its organization (Enterprise Grid)."""
    if (user.get("team_id") or workspace) == workspace:
        return True
    within = user.get("enterprise_user")
    if not isinstance(within, Mapping):
        return False
    teams = within.get("teams")
    is_in_workspace = isinstance(teams, list) and workspace in teams
    return is_in_workspace or (organization != "" and within.get("enterprise_id") == organization)


def _cut(text: object, limit: int) -> str:
    return text[:limit] if isinstance(text, str) else ""

"""Slack's rate limits, kept for all replicas together, in one row a scope.

Slack's numbers are from https://docs.slack.dev/apis/web-api/rate-limits: tier 2 is 20 calls a minute, tier 3 is 50,
tier 4 is 100, for each method and workspace; chat.postMessage is one a second a channel, short bursts allowed, and
"several hundred" a minute a workspace. A method's calls are counted in a window that slides, so that all of them may
go, and never one more, in whatever minute; a channel's messages are spaced by a token bucket.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_once_all
from bot.database.prepared import Prepared
from bot.outbox.models import Method, RateLimit

OPEN_CHANNEL = "conversations.open"
UPLOAD_FILE = "files.getUploadURLExternal"
CHANNEL_INFO = "conversations.info"
CHANNEL_MEMBERS = "conversations.members"
USER_INFO = "users.info"
WORKSPACE_MEMBERS = "users.list"

MINUTE = timedelta(minutes=1)

WINDOW = MINUTE + timedelta(seconds=0.5)
"""The time that a call counts. Slack counts calls as they arrive, and of two, the later may be the quicker."""

LONGEST_RETRY_AFTER = timedelta(minutes=15)
"""The longest Retry-After that is believed. Slack's limits are counted by the minute, and it asks for seconds.

A longer one is a proxy's, or a mistake: then one call each quarter of an hour finds out.
"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class SlidingWindow:
    """At most ``calls`` calls in any span of a minute, all of them at once after a silence."""

    calls: int

    @property
    def burst(self) -> int:
        """Return the number of calls allowed at once after a silence."""
        return self.calls

    @property
    def interval(self) -> timedelta:
        """Return the time between two calls that are spread evenly, as in the minute after a 429."""
        return MINUTE / self.calls

    def count(self, limit: RateLimit, now: datetime) -> None:
        """Count a call now, and set the instant of the next.

        Calls of one second count as made at the last of them. Where the clock of another process is ahead and has noted
        a later second, the call counts in that one.
        """
        moment, begin = _microseconds(now), _microseconds(now - WINDOW)
        made = [(last, calls) for last, calls in limit.calls if last > begin]
        if made and moment // 1_000_000 <= made[-1][0] // 1_000_000:
            last, calls = made.pop()
            made.append((max(last, moment), calls + 1))
        else:
            made.append((moment, 1))
        limit.calls = made
        is_full = sum(calls for _, calls in made) >= self.calls
        limit.open_at = _instant_of(made[0][0]) + WINDOW if is_full else max(limit.open_at, now - WINDOW)
        if limit.spread_until is not None and now < limit.spread_until:
            limit.open_at = max(limit.open_at, now + self.interval)

    def first_open_at(self, now: datetime) -> datetime:
        """Return the first instant of a scope without any call yet."""
        return now


@dataclass(frozen=True, slots=True)
class TokenBucket:
    """One call each ``interval``, and ``burst`` calls at once after a silence: the generic cell rate algorithm.

    A scope is open from an instant on, and each call moves that instant on by an interval, but never further back
    than a burst's worth before now. In any span of time no more calls go than the burst and one for each interval
    in the span.
    """

    interval: timedelta
    burst: int

    def count(self, limit: RateLimit, now: datetime) -> None:
        """Count a call now, and set the instant of the next."""
        limit.open_at = max(limit.open_at, self.first_open_at(now)) + self.interval

    def first_open_at(self, now: datetime) -> datetime:
        """Return the instant as far back as unused calls are remembered."""
        return now - self.interval * (self.burst - 1)


TIER_2, TIER_3, TIER_4 = SlidingWindow(20), SlidingWindow(50), SlidingWindow(100)
WORKSPACE_MESSAGES = SlidingWindow(300)
""""Several hundred": three hundred is the least that can mean."""
CHANNEL_MESSAGES = TokenBucket(interval=timedelta(seconds=1), burst=3)
"""An introduction, its file and a word after it may come together."""

LIMITS = {
    OPEN_CHANNEL: TIER_3,
    UPLOAD_FILE: TIER_4,
    CHANNEL_INFO: TIER_3,
    CHANNEL_MEMBERS: TIER_4,
    USER_INFO: TIER_4,
    WORKSPACE_MEMBERS: TIER_2,
    Method.POST: WORKSPACE_MESSAGES,
    Method.EPHEMERAL: TIER_4,
    Method.UPDATE: TIER_3,
    Method.FILE: TIER_4,
}
"""The limit of each scope that is one of these methods. Any other has ``CHANNEL_MESSAGES``: channels, but also a method
that only a 429 closes (auth.test). The mark of a suspended workspace is a scope, too, in which no call is counted."""

CALLS = (OPEN_CHANNEL, *Method)
"""The scope in which a letter's next call counts first: its method, or the opening of its channel."""


def scopes_of(method: Method, place: str | None) -> list[str]:
    """Return the scopes in which a letter's call counts, by what names its channel; None is the call that opens it."""
    match method:
        case _ if place is None:
            return [OPEN_CHANNEL]
        case Method.POST:
            return [f"#{place}", method]
        case Method.FILE:
            return [f"#{place}", UPLOAD_FILE, method]
        case _:
            return [method]


async def acquire(session: AsyncSession, workspace: str, scopes: Collection[str], now: datetime) -> datetime:
    """Count a call in every scope and return ``now``; if not all are open, count none and return when they are.

    The rows are locked until the transaction ends.
    """
    limits = await lock_limits(session, workspace, scopes, now)
    may_go_at = count_call(limits.values(), now)
    if may_go_at <= now:
        await write_limits(session, limits.values())
    return may_go_at


def count_call(limits: Collection[RateLimit], now: datetime) -> datetime:
    """Count a call in all of these locked rate limits, or in none, and return when, as :func:`acquire` does.

    It is to be written down by :func:`write_limits`.
    """
    opens_at = max(limit.open_at for limit in limits)
    if opens_at > now:
        return opens_at
    for limit in limits:
        _rule_of(limit.scope).count(limit, now)
    return now


async def pause(session: AsyncSession, workspace: str, scope: str, until: datetime, now: datetime) -> None:
    """Allow no call in a scope before an instant, ``LONGEST_RETRY_AFTER`` away at most, and no burst after it."""
    until = min(until, now + LONGEST_RETRY_AFTER)
    limit = (await lock_limits(session, workspace, [scope], now))[scope]
    limit.open_at = max(limit.open_at, until)
    limit.spread_until = max(limit.spread_until or until, until + MINUTE)
    await write_limits(session, [limit])


def is_plausible(limit: RateLimit, now: datetime) -> bool:
    """Return True when a scope is closed for no longer than Slack or our own calls can have closed it.

    Otherwise it was closed by a clock that was ahead.
    """
    is_paused = limit.spread_until is not None and limit.open_at <= limit.spread_until - MINUTE
    return now < limit.open_at <= now + (LONGEST_RETRY_AFTER if is_paused else WINDOW)


def reset(limit: RateLimit, now: datetime) -> None:
    """Open a scope now, forget its calls, and spread those of the first minute evenly."""
    limit.open_at, limit.calls, limit.spread_until = now, [], now + MINUTE


async def lock_limits(
    session: AsyncSession, workspace: str, scopes: Collection[str], now: datetime
) -> Mapping[str, RateLimit]:
    """Return the rate limits of scopes, locked until the transaction ends; those that are not there yet are made.

    They are no entities of the session: what is changed of them is written by :func:`write_limits`.
    """
    limits = await _locked(session, workspace, scopes)
    if missing := sorted(set(scopes) - limits.keys()):
        new = [_new_row(workspace, scope, now) for scope in missing]
        if await insert_once_all(session, RateLimit, ["workspace", "scope"], new) < len(new):
            return await _locked(session, workspace, scopes)  # others have made some meanwhile
        limits |= {row["scope"]: RateLimit(**row) for row in new}
    return limits


async def write_limits(session: AsyncSession, limits: Iterable[RateLimit]) -> None:
    """Write down what has become of locked rate limits."""
    rows = [
        {
            "its_workspace": limit.workspace,
            "its_scope": limit.scope,
            "opens": limit.open_at,
            "made": limit.calls,
            "spread": limit.spread_until,
        }
        for limit in limits
    ]
    await _CHANGED.run_many(session, rows)


async def _locked(session: AsyncSession, workspace: str, scopes: Collection[str]) -> dict[str, RateLimit]:
    rows = await _LOCKED.rows(session, workspace=workspace, scopes=scopes)
    return {
        scope: RateLimit(workspace=workspace, scope=scope, open_at=open_at, calls=calls, spread_until=spread_until)
        for scope, open_at, calls, spread_until in rows
    }


def _new_row(workspace: str, scope: str, now: datetime) -> Mapping[str, Any]:
    open_at = _rule_of(scope).first_open_at(now)
    return {"workspace": workspace, "scope": scope, "open_at": open_at, "calls": [], "spread_until": None}


def _rule_of(scope: str) -> SlidingWindow | TokenBucket:
    return LIMITS.get(scope, CHANNEL_MESSAGES)


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _instant_of(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND


_LOCKED = Prepared(
    select(RateLimit.scope, RateLimit.open_at, RateLimit.calls, RateLimit.spread_until)
    .where(RateLimit.workspace == bindparam("workspace"), RateLimit.scope.in_(bindparam("scopes", expanding=True)))
    .order_by(RateLimit.scope)  # always in the same order, so that no two wait for each other
    .with_for_update()
)
_CHANGED: Prepared[()] = Prepared(
    update(RateLimit)
    .where(RateLimit.workspace == bindparam("its_workspace"), RateLimit.scope == bindparam("its_scope"))
    .values(open_at=bindparam("opens"), calls=bindparam("made"), spread_until=bindparam("spread"))
)

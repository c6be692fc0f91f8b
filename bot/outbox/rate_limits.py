"""How fast Slack lets an app call, kept for all replicas together, in one row a scope.

Slack's numbers are from https://docs.slack.dev/apis/web-api/rate-limits: tier 2 is 20 calls a minute, tier 3 is 50,
tier 4 is 100, for each method and workspace; chat.postMessage is one a second a channel, short bursts allowed, and
"several hundred" a minute a workspace. A method's calls are counted in a window that slides, so that all of them may
go, and never one more, in whatever minute; a channel's messages keep their distance.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.inserts import insert_once
from bot.outbox.models import Method, Pace

OPENING = "conversations.open"
UPLOADING = "files.getUploadURLExternal"
CHANNEL = "conversations.info"
CHANNEL_MEMBERS = "conversations.members"
PERSON = "users.info"
WORKSPACE_MEMBERS = "users.list"

MINUTE = timedelta(minutes=1)

WINDOW = MINUTE + timedelta(seconds=0.5)
"""How long a call counts. Slack counts calls as they arrive, and of two, the later may be the quicker on its way."""

LONGEST_HOLD = timedelta(minutes=15)
"""The longest wait that Slack is believed to ask for. Its limits are counted by the minute, and it asks for seconds.

Who asks for more is a proxy, or mistaken: then one call each quarter of an hour finds out.
"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RateWindow:
    """At most so many ``calls`` in any span of a minute, all of them at once after a silence."""

    calls: int

    @property
    def burst(self) -> int:
        """How many may go at once after a silence."""
        return self.calls

    @property
    def interval(self) -> timedelta:
        """Between two calls where they are spread evenly, as they are in the minute after a hold."""
        return MINUTE / self.calls

    def count(self, pace: Pace, now: datetime) -> None:
        """Count a call now, and write down when the next may go.

        Calls of one second count as made at the last of them. A clock that is behind another's counts in its last.
        """
        moment, begin = _microseconds(now), _microseconds(now - WINDOW)
        made = [(last, calls) for last, calls in pace.calls if last > begin]
        if made and moment // 1_000_000 <= made[-1][0] // 1_000_000:
            last, calls = made.pop()
            made.append((max(last, moment), calls + 1))
        else:
            made.append((moment, 1))
        pace.calls = made
        is_full = sum(calls for _, calls in made) >= self.calls
        pace.open_at = _instant(made[0][0]) + WINDOW if is_full else max(pace.open_at, now - WINDOW)
        if pace.spread_until is not None and now < pace.spread_until:
            pace.open_at = max(pace.open_at, now + self.interval)

    def first_open_at(self, now: datetime) -> datetime:
        """From when a scope is open in which there was no call yet."""
        return now


@dataclass(frozen=True, slots=True)
class Distance:
    """One call each ``interval``, and ``burst`` of them at once after a silence: the generic cell rate algorithm.

    A scope is open from an instant on, and each call moves that instant on by an interval, but never further back
    than a burst's worth before now. In any span of time no more calls go than the burst and one for each interval
    in the span.
    """

    interval: timedelta
    burst: int

    def count(self, pace: Pace, now: datetime) -> None:
        """Count a call now, and write down when the next may go."""
        pace.open_at = max(pace.open_at, self.first_open_at(now)) + self.interval

    def first_open_at(self, now: datetime) -> datetime:
        """As far back as unused calls are remembered."""
        return now - self.interval * (self.burst - 1)


TIER_2, TIER_3, TIER_4 = RateWindow(20), RateWindow(50), RateWindow(100)
WORKSPACE_MESSAGES = RateWindow(300)
""""Several hundred": three hundred is the least that can mean."""
CHANNEL_MESSAGES = Distance(interval=timedelta(seconds=1), burst=3)
"""An introduction, its file and a word after it may come together."""

ALLOWANCES = {
    OPENING: TIER_3,
    UPLOADING: TIER_4,
    CHANNEL: TIER_3,
    CHANNEL_MEMBERS: TIER_4,
    PERSON: TIER_4,
    WORKSPACE_MEMBERS: TIER_2,
    Method.POST: WORKSPACE_MESSAGES,
    Method.EPHEMERAL: TIER_4,
    Method.UPDATE: TIER_3,
    Method.FILE: TIER_4,
}
"""What each scope that is a method allows; every other scope is a channel."""

CALLS = (OPENING, *Method)
"""The scope in which a letter's next call counts first: its method, or the opening of its channel."""


def scopes_of(method: Method, channel: str | None) -> list[str]:
    """What a letter's next call counts in; without a channel, the call is the one that opens it."""
    match method:
        case _ if channel is None:
            return [OPENING]
        case Method.POST:
            return [f"#{channel}", method]
        case Method.FILE:
            return [f"#{channel}", UPLOADING, method]
        case _:
            return [method]


async def take(session: AsyncSession, workspace: str, scopes: Collection[str], now: datetime) -> datetime:
    """Count a call in every scope and return ``now``; if not all are open, count none and return when.

    The rows are locked until the transaction ends.
    """
    paces = await _locked(session, workspace, scopes, now)
    opens_at = max(pace.open_at for pace in paces)
    if opens_at > now:
        return opens_at
    for pace in paces:
        _allowance(pace.scope).count(pace, now)
    return now


async def hold(session: AsyncSession, workspace: str, scope: str, until: datetime, now: datetime) -> None:
    """Let nothing go in a scope before an instant, ``LONGEST_HOLD`` away at most; afterwards without a burst."""
    until = min(until, now + LONGEST_HOLD)
    for pace in await _locked(session, workspace, [scope], now):
        pace.open_at = max(pace.open_at, until)
        pace.spread_until = max(pace.spread_until or until, until + MINUTE)


def is_closed(pace: Pace, now: datetime) -> bool:
    """Whether a scope is closed for no longer than Slack or our own calls can have closed it.

    Else it was closed by a clock that was ahead.
    """
    is_held = pace.spread_until is not None and pace.open_at <= pace.spread_until - MINUTE
    return now < pace.open_at <= now + (LONGEST_HOLD if is_held else WINDOW)


def open_anew(pace: Pace, now: datetime) -> None:
    """Believe nothing of what a scope says of its past, and go slowly for the first minute."""
    pace.open_at, pace.calls, pace.spread_until = now, [], now + MINUTE


async def _locked(session: AsyncSession, workspace: str, scopes: Collection[str], now: datetime) -> list[Pace]:
    mine = (
        select(Pace)
        .where(Pace.workspace == workspace, Pace.scope.in_(scopes))
        .order_by(Pace.scope)  # always in the same order, so that no two wait for each other
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    paces = (await session.scalars(mine)).all()
    if len(paces) < len(scopes):
        for scope in sorted(scopes):
            open_at = _allowance(scope).first_open_at(now)
            await insert_once(session, Pace, ["workspace", "scope"], workspace=workspace, scope=scope, open_at=open_at)
        paces = (await session.scalars(mine)).all()
    return list(paces)


def _allowance(scope: str) -> RateWindow | Distance:
    return ALLOWANCES.get(scope, CHANNEL_MESSAGES)


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def _instant(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND

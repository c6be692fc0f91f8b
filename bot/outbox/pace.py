"""How fast Slack lets an app call, kept for all replicas together.

The generic cell rate algorithm, one row a scope: a scope is open from an instant on, and each call moves that
instant on by an interval, but never further back than a burst's worth before now. In any span of time no more
calls go than the burst and one for each interval in the span.

Slack's numbers are from https://docs.slack.dev/apis/web-api/rate-limits: tier 3 is 50 calls a minute, tier 4
100, for each method and workspace; chat.postMessage is one a second a channel, short bursts allowed, and
"several hundred" a minute a workspace. We keep within them in every span of a minute, bursts included.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import insert_once
from bot.outbox.models import Method, Pace

OPENING = "conversations.open"
UPLOADING = "files.getUploadURLExternal"


@dataclass(frozen=True, slots=True)
class Allowance:
    """One call each ``interval``, and ``burst`` of them at once after a silence."""

    interval: timedelta
    burst: int

    @property
    def tolerance(self) -> timedelta:
        """How far back in time unused calls are remembered."""
        return self.interval * (self.burst - 1)

    def after(self, open_at: datetime, now: datetime) -> datetime:
        """From when a scope that was open from ``open_at`` is open again, after a call now."""
        return max(open_at, now - self.tolerance) + self.interval


def a_minute(calls: int, burst: int) -> Allowance:
    """At most so many calls in any minute, a burst included."""
    return Allowance(interval=timedelta(minutes=1) / (calls - burst), burst=burst)


TIER_3 = a_minute(50, burst=10)
TIER_4 = a_minute(100, burst=20)
WORKSPACE_MESSAGES = a_minute(300, burst=30)
""""Several hundred": three hundred is the least that can mean."""
CHANNEL_MESSAGES = Allowance(interval=timedelta(seconds=1), burst=3)
"""An introduction, its file and a word after it may come together."""

ALLOWANCES = {
    OPENING: TIER_3,
    UPLOADING: TIER_4,
    Method.POST: WORKSPACE_MESSAGES,
    Method.EPHEMERAL: TIER_4,
    Method.UPDATE: TIER_3,
    Method.FILE: TIER_4,
}
"""What each scope that is a method allows; every other scope is a channel."""


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
        pace.open_at = ALLOWANCES.get(pace.scope, CHANNEL_MESSAGES).after(pace.open_at, now)
    return now


async def hold(session: AsyncSession, workspace: str, scope: str, until: datetime, now: datetime) -> None:
    """Let nothing go in a scope before an instant; afterwards without a burst."""
    for pace in await _locked(session, workspace, [scope], now):
        pace.open_at = max(pace.open_at, until)


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
            opened = now - ALLOWANCES.get(scope, CHANNEL_MESSAGES).tolerance
            await insert_once(session, Pace, ["workspace", "scope"], workspace=workspace, scope=scope, open_at=opened)
        paces = (await session.scalars(mine)).all()
    return list(paces)

"""What a waiting letter waits for: looked at when its time has come, and written down.

So that what waits for a pace, or stands in a line, is not looked through again and again: the next letter is always
the first of a queue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import Select, String, bindparam, case, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from bot.outbox.models import DirectChannel, Hidden, Letter, LetterState, Method, Pace, Urgency, WaitsFor
from bot.outbox.rate_limits import OPENING
from bot.outbox.recipient_order import NOW, UNDER_WAY, first_ahead

AT_ONCE = 50
"""Letters of each urgency that are sorted in one transaction, which others wait for on SQLite."""

LOOKED_AT_AGAIN = timedelta(minutes=15)
"""What waits for another letter is told when that has gone. This is for when nobody told it: an older version of
Klatch has sent the other."""

SOON = timedelta(seconds=1)
"""When a letter is looked at again, if what it waits for is in another transaction's hands just now."""

WORKSPACE = bindparam("workspace", type_=String())


@dataclass(frozen=True, slots=True)
class Candidates:
    """A letter, locked, and all that decides about it."""

    letter: Letter
    known_channel: str | None
    target: int | None
    """The letter that it amends, once that has arrived."""
    known_timestamp: str | None
    ahead: int | None
    """A letter that has to go first."""
    channel_opens_at: datetime | None
    """When its channel takes a message again, if it takes none now."""
    target_hidden: Hidden | None
    """What only the key tells of the letter that it amends."""

    @property
    def channel(self) -> str | None:
        """Where it goes; None: that has to be opened first."""
        return (self.target_hidden and self.target_hidden.channel) or self.known_channel

    @property
    def target_timestamp(self) -> str | None:
        """Slack's ``ts`` of the message that it amends."""
        return (self.target_hidden and self.target_hidden.timestamp) or self.known_timestamp

    @property
    def is_early(self) -> bool:
        """Whether the letter that it amends has not arrived."""
        return self.letter.amends_id is not None and self.target is None

    @property
    def goes_first(self) -> int | None:
        """The letter that has to be settled before this one may go."""
        return self.letter.amends_id if self.is_early else self.ahead

    def waits_for(self, now: datetime) -> tuple[str, datetime]:
        """What it waits for, and its ``try_at``."""
        if self.goes_first is not None:
            return (WaitsFor.TARGET if self.is_early else WaitsFor.TURN), now + LOOKED_AT_AGAIN
        if self.channel_opens_at is not None and self.letter.method in (Method.POST, Method.FILE):
            return WaitsFor.TIME, self.channel_opens_at
        return (OPENING if self.channel is None else self.letter.method), self.letter.not_before


async def sort(session: AsyncSession, workspace: str, now: datetime) -> None:
    """Sort the letters of a workspace whose time has come, the most urgent and oldest first, ``AT_ONCE`` of each."""
    due = list(await session.scalars(_DUE, {"workspace": workspace, "now": now}))
    if not due:
        return
    sights = [Candidates(*row) for row in await session.execute(_SIGHTS, {"ids": due, "now": now})]
    firsts = await _held_still(session, {sight.goes_first for sight in sights})
    for sight in sights:
        sight.letter.waits_for, sight.letter.try_at = sight.waits_for(now)
        if not _may_rely_on(sight, firsts):
            sight.letter.waits_for, sight.letter.try_at = WaitsFor.TIME, now + SOON


async def first_of(session: AsyncSession, workspace: str, call: str, urgency: int, now: datetime) -> Candidates | None:
    """The first letter of a queue that no other transaction has in its hands, locked."""
    queue = {"workspace": workspace, "call": call, "urgency": urgency, "now": now}
    row = (await session.execute(_FIRST, queue)).first()
    return Candidates(*row) if row else None


async def _held_still(session: AsyncSession, letters: Iterable[int | None]) -> Mapping[int, LetterState]:
    """The states of those that nobody can settle before this transaction ends.

    Else one could be settled while we write down that another waits for it, and nobody would tell that one.
    """
    ids = [letter for letter in letters if letter is not None]
    if not ids:
        return {}
    states = select(Letter.id, Letter.state).where(Letter.id.in_(ids))
    rows = await session.execute(states.with_for_update(read=True, skip_locked=True))
    return {letter: state for letter, state in rows}


def _may_rely_on(sight: Candidates, firsts: Mapping[int, LetterState]) -> bool:
    """Whether the letter that goes first, if there is one, has not been settled since the look, and is not now."""
    if sight.goes_first is None:
        return True
    state = firsts.get(sight.goes_first)
    return state in UNDER_WAY or (sight.is_early and state in (LetterState.UNKNOWN, LetterState.HELD))


def queued(waits_for: object, urgency: object) -> Select[int]:
    """The letters of a workspace that wait for the same, of one urgency, and are due: the first of them first."""
    return (
        select(Letter.id)
        .where(
            Letter.state == LetterState.WAITING,
            Letter.workspace == WORKSPACE,
            Letter.waits_for == waits_for,
            Letter.urgency == urgency,
            Letter.try_at <= NOW,
        )
        .order_by(Letter.try_at, Letter.id)
    )


def _sights() -> Select[*tuple[Letter, str | None, int | None, str | None, int | None, datetime | None, Hidden | None]]:
    target = aliased(Letter)
    is_direct = (DirectChannel.workspace == Letter.workspace) & (DirectChannel.address == Letter.address)
    has_arrived = (target.id == Letter.amends_id) & (target.state == LetterState.SENT)
    named = case((Letter.address.startswith("#"), func.substr(Letter.address, 2)))
    channel = func.coalesce(target.channel, DirectChannel.channel, named)
    opens_at = select(Pace.open_at).where(
        Pace.workspace == Letter.workspace, Pace.scope == "#" + channel, Pace.open_at > NOW
    )
    return (
        select(Letter, channel, target.id, target.timestamp, first_ahead(), opens_at.scalar_subquery(), target.hidden)
        .options(defer(Letter.payload))
        .outerjoin(DirectChannel, is_direct)
        .outerjoin(target, has_arrived)
        .where(Letter.state == LetterState.WAITING)
        .execution_options(populate_existing=True)
    )


_DUE = union_all(
    *(
        select(queued(pile, urgency).limit(AT_ONCE).subquery().c.id)
        for pile, urgency in product([WaitsFor.TIME, WaitsFor.TURN, WaitsFor.TARGET], Urgency)
    )
)
_SIGHTS = (
    _sights()
    .where(Letter.id.in_(bindparam("ids", expanding=True)))
    .order_by(Letter.id)
    .with_for_update(of=Letter, skip_locked=True)
)
_FIRST = (
    _sights()
    .where(
        Letter.id
        == queued(bindparam("call"), bindparam("urgency")).limit(1).with_for_update(skip_locked=True).scalar_subquery()
    )
    .with_for_update(of=Letter)
)

"""How a member takes part in lunch, the card that says so, and what comes next for them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import Pressed, to_members
from bot.pairings import queries
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import history as lunch_history
from bot.pairings.lunch.queries import is_taking_part, lunch_of
from bot.pairings.models import Membership, Programme, Seat
from bot.pairings.views import lunch as views
from bot.recurring.rules import RecurringState

_Noons = Mapping[str, Sequence[datetime]]
_A_MINUTE = timedelta(minutes=1)


async def show(
    moment: Moment,
    programme: Programme,
    shown: Collection[str],
    *,
    is_new: bool = False,
    pressed: Pressed | None = None,
) -> None:
    """Show how some members take part, where they have been told so; of an older card, that there is a newer one."""
    found = await _cards(moment, programme, Membership.member.in_(shown))
    cards = [replace(card, is_new=is_new) for _, card in found]
    if pressed is not None and pressed.card not in {card.key for card in cards}:
        cards += [_before(pressed.card, member) for member, card in found if _is_one_of(pressed.card, card.key)]
    await moment.show(cards, pressed)


async def tell_anew(moment: Moment, programme: Programme, membership: Membership) -> None:
    """Tell a member who has sent the form how they take part; what they were told before points to it."""
    if membership.said_at is not None:
        await moment.show([_before(_letter(membership), membership.member)])
    membership.said_at = moment.now
    await show(moment, programme, [membership.member], is_new=True)


async def page(moment: Moment, programme_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """The next cards of all who were told how they take part, by their members."""
    programme = await moment.session.get_one(Programme, programme_id)
    return await _cards(moment, programme, Membership.member > after, limit=limit)


async def page_of_week(moment: Moment, minute: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """The same of those who were in, or skip, until an instant only, in minutes since 1970."""
    programme = await lunch_of(moment)
    if programme is None:
        return []
    until = datetime.fromtimestamp(0, UTC) + minute * _A_MINUTE
    ends = or_(Membership.ends_at == until, Membership.paused_until == until)
    return await _cards(moment, programme, ends, Membership.member > after, limit=limit)


def minute_of(instant: datetime) -> int:
    """An instant as the agenda's subject: in minutes since 1970."""
    return int(instant.timestamp() // 60)


def next_of(membership: Membership | None, member: Member, now: datetime, taken: _Noons) -> views.Next:
    """The next day for which somebody may be looked for, and when that is; without the weeks that are taken."""
    if membership is None:
        return views.Next(None, None)
    days = [noon.astimezone(member.zone).date() for noon in taken.get(member.id, ())]
    after = membership.paused_until or now
    day = lunch_days.next_day_of(
        membership.weekdays, member.zone, now, after=after, before=membership.ends_at, taken=days
    )
    asks_at = None if day is None else lunch_days.asks_at(day, member.zone)
    return views.Next(day, asks_at if asks_at is not None and asks_at > now else None)


async def taken_of(moment: Moment, programme: Programme, whom: Collection[str]) -> _Noons:
    """The lunches around now that take a week of these members': they have it, or have left it unanswered."""
    theirs = Seat.member.in_(whom)
    taken = dict(await lunch_history.taken_noons(moment, programme, moment.now, theirs))
    for member, noons in (await lunch_history.unanswered_noons(moment, programme, moment.now, theirs)).items():
        taken[member] = [*taken.get(member, ()), *noons]
    return taken


def taking_part(membership: Membership | None, programme: Programme | None, now: datetime) -> views.TakingPart:
    """How a member takes part."""
    return views.TakingPart(
        membership=membership if is_taking_part(membership, now) else None,
        is_skipping=queries.pause_of(membership, now) is not None,
        is_resting=programme is None or programme.state is not RecurringState.RUNNING,
    )


async def _cards(
    moment: Moment, programme: Programme, *which: ColumnElement[bool], limit: int | None = None
) -> list[tuple[str, Card]]:
    found = await moment.session.execute(
        select(Member, Membership)
        .join(Membership, Membership.member == Member.id)
        .where(Member.workspace == moment.workspace, Membership.programme_id == programme.id, *which)
        .order_by(Member.id)
        .limit(limit)
    )
    return [
        (member.id, _card(member, membership, taking_part(membership, programme, moment.now)))
        for member, membership in found
    ]


def _card(member: Member, membership: Membership, now: views.TakingPart) -> Card:
    return Card(key=_letter(membership), to=to_members(member.id), message=views.taking_part(now, member.zone))


def _before(key: str, member: str) -> Card:
    return Card(key=key, to=to_members(member), message=views.further_down())


def _is_one_of(key: str, newest: str) -> bool:
    """Whether a letter said how the same member takes part."""
    return key.rpartition("-")[0] == newest.rpartition("-")[0]


def _letter(membership: Membership) -> str:
    said_at = membership.said_at.timestamp() if membership.said_at is not None else 0
    return f"programme-{membership.programme_id}/in-{membership.member}-{said_at:.0f}"

"""The card that says how a member takes part in lunch, from the form that they sent on."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import Pressed, to_members
from bot.pairings import letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.lunch.queries import is_taking_part, lunch_of
from bot.pairings.models import Membership, Programme
from bot.pairings.views import lunch as views
from bot.recurring.rules import RecurringState

_A_MINUTE = timedelta(minutes=1)


async def show(
    moment: Moment,
    programme: Programme,
    shown: Collection[str],
    *,
    is_new: bool = False,
    pressed: Pressed | None = None,
) -> None:
    """Show how some members take part, where they have been told so; on an older card, that there is a newer one."""
    found = await _cards(moment, programme, Membership.member.in_(shown))
    cards = [replace(card, is_new=is_new) for _, card in found]
    if pressed is not None and pressed.card not in {card.key for card in cards}:
        cards += [_before(pressed.card, member) for member, card in found if _is_one_of(pressed.card, card.key)]
    await moment.show(cards, pressed)


async def tell_anew(moment: Moment, programme: Programme, membership: Membership) -> None:
    """Tell a member who has sent the form how they take part; what they were told before points to it."""
    if membership.said_at is not None:
        await moment.show([_before(letter_keys.membership(membership), membership.member)])
    membership.said_at = moment.now
    await show(moment, programme, [membership.member], is_new=True)


async def show_again_at(moment: Moment, instant: datetime) -> None:
    """Have the cards of those who are in, or skip, until an instant shown again then."""
    await moment.later(Later.LUNCH_WEEK_ENDS, int(instant.timestamp() // 60), instant)


async def page(moment: Moment, programme_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """Return the next cards of all who were told how they take part, by their members."""
    programme = await moment.session.get_one(Programme, programme_id)
    return await _cards(moment, programme, Membership.member > after, limit=limit)


async def page_of_week(moment: Moment, minute: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """Return the next cards of those who were in, or skip, until an instant only, in minutes since 1970."""
    programme = await lunch_of(moment)
    if programme is None:
        return []
    until = datetime.fromtimestamp(0, UTC) + minute * _A_MINUTE
    ends = or_(Membership.ends_at == until, Membership.paused_until == until)
    return await _cards(moment, programme, ends, Membership.member > after, limit=limit)


def taking_part(membership: Membership | None, programme: Programme | None, now: datetime) -> views.TakingPart:
    """Return how a member takes part."""
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
    return Card(
        key=letter_keys.membership(membership),
        to=to_members(member.id),
        message=lambda reader: views.taking_part(reader, now, member.zone),
    )


def _before(key: str, member: str) -> Card:
    return Card(key=key, to=to_members(member), message=views.further_down)


def _is_one_of(key: str, newest: str) -> bool:
    """Return True when both keys are of cards that say how the same member takes part."""
    return key.rpartition("-")[0] == newest.rpartition("-")[0]

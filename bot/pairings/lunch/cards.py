"""The cards of Just Lunch: what each member reads about a lunch, and about taking part, drawn from how it stands."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import ge, gt, itemgetter
from typing import TypeAlias

from sqlalchemy import ColumnElement, select, union

from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, Pressed, to_members
from bot.pairings import queries
from bot.pairings.actions import Later
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch.card_data import Known, goes_on, known_of
from bot.pairings.lunch.queries import wish_letter
from bot.pairings.models import Attendance, Group, Programme, Round, Seat
from bot.pairings.rules import GroupState, LunchAnswer, RoundState
from bot.pairings.views import lunch_searches, proposals

New: TypeAlias = Mapping[str, datetime]
"""The keys of the cards that come to be in this transaction, and from when on they may be shown."""


async def show(
    moment: Moment,
    programme: Programme,
    rounds: Collection[int],
    members: Collection[str],
    *,
    new: New | None = None,
    pressed: Pressed | None = None,
) -> None:
    """Show what some members read about some rounds."""
    new = new or {}
    cards = [card for _, card in await cards_of(moment, programme, rounds, members)]
    shown = [replace(one, is_new=one.key in new, not_before=new.get(one.key)) for one in cards]
    await moment.show(shown, pressed)


async def show_group(
    moment: Moment,
    programme: Programme,
    group: Group,
    *,
    new: New | None = None,
    pressed: Pressed | None = None,
) -> None:
    """Show what the people of a group read about its round."""
    members = [seat.member for seat in await queries.seats_of(moment, group)]
    await show(moment, programme, [group.round_id], members, new=new, pressed=pressed)


async def truths(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """The next cards of a round that is over; whoever is told that nobody was found hears it now."""
    return [
        (item, replace(card, is_new=card.key.startswith(queries.left_out_letter(round_id, ""))))
        for item, card in await page(moment, round_id, after, limit)
    ]


async def page(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """The next cards of a round, by their readers, of whom some have several."""
    round_ = await moment.session.get_one(Round, round_id)
    programme = await moment.session.get_one(Programme, round_.programme_id)
    readers = await _readers(moment, round_id, ge, after.partition("/")[0], limit)
    found: list[tuple[str, Card]] = []
    while readers and len(found) < limit:
        cards = sorted(await cards_of(moment, programme, [round_id], readers), key=itemgetter(0))
        found += [(f"{member}/{card.key}", card) for member, card in cards]
        readers = await _readers(moment, round_id, gt, readers[-1], limit)
    found.sort(key=itemgetter(0))
    return [(item, card) for item, card in found if item > after][:limit]


async def cards_of(
    moment: Moment, programme: Programme, rounds: Collection[int], members: Collection[str]
) -> list[tuple[str, Card]]:
    """The cards of some members about some rounds, with their readers: proposals, wishes, truths."""
    known = await known_of(moment, programme, rounds, members)
    cards = [
        (seat.member, card) for round_, group, seat in known.seats for card in _of_seat(known, round_, group, seat)
    ]
    for round_ in await _rounds(moment, rounds):
        for (round_id, member), attendance in known.attendances.items():
            if round_id == round_.id and member in known.people:
                cards += [(member, card) for card in _of_attendance(known, round_, member, attendance)]
    return cards


def _of_seat(known: Known, round_: Round, group: Group, seat: Seat) -> list[Card]:
    reader = known.reader(round_, seat)
    people = {member: known.people[member] for member in known.present.get(group.id, ()) if member in known.people}
    to, alias = to_members(seat.member), seat.alias or ""
    proposal = Card(
        key=queries.proposal_letter(seat),
        to=to,
        alias=alias,
        message=proposals.card(proposals.Proposed(round_, group, people), reader),
        on_fate=OnFate(Later.PROPOSAL_SETTLED, group.id),
    )
    if group.state is not GroupState.DISSOLVED or seat.answer is not LunchAnswer.IN:
        return [proposal]
    return [proposal, Card(key=off_letter(seat), to=to, alias=alias, message=proposals.off(reader))]


def off_letter(seat: Seat) -> str:
    """That a proposal is off, for who had said yes: a card that changes rings no bell."""
    return f"{queries.proposal_letter(seat)}/off"


def _of_attendance(known: Known, round_: Round, member: str, attendance: Attendance) -> list[Card]:
    zone, to, alias = known.people[member].zone, to_members(member), attendance.alias or ""
    today = known.now.astimezone(zone).date()
    cards: list[Card] = []
    if attendance.asked_today or attendance.is_out:
        words = lunch_searches.wished(round_, zone, today, _became(known, round_, member, attendance))
        cards.append(Card(key=wish_letter(attendance), to=to, alias=alias, message=words))
    kept = attendance.kept
    if kept.truth is not None and member in known.memberships:
        membership = known.memberships[member]
        left_out = lunch_searches.NobodyFound(
            round_=round_,
            zone=zone,
            truth=kept.truth,
            why=kept.why,
            membership=membership,
            goes_on=goes_on(membership),
            following=known.following(round_, member),
        )
        key = queries.left_out_letter(round_.id, attendance.known_as)
        cards.append(Card(key=key, to=to, alias=alias, message=lunch_searches.nobody(left_out)))
    return cards


def _became(known: Known, round_: Round, member: str, attendance: Attendance) -> lunch_searches.Wished:
    if attendance.is_out or not attendance.asked_today:
        return lunch_searches.Wished.OUT
    group = known.group_of(round_, member)
    if group is not None:
        is_proposed = group.state is GroupState.PROPOSED
        return lunch_searches.Wished.PROPOSED if is_proposed else lunch_searches.Wished.FOUND
    is_open = round_.state is RoundState.OPEN and known.now < lunch_days.last_answer(round_.meets_at)
    return lunch_searches.Wished.LOOKING if is_open else lunch_searches.Wished.OVER


async def _readers(
    moment: Moment, round_id: int, compare: Callable[..., ColumnElement[bool]], member: str, limit: int
) -> Sequence[str]:
    """The next members who may have read something about a round."""
    attended = select(Attendance.member).where(Attendance.round_id == round_id)
    seated = select(Seat.member).join(Group, Group.id == Seat.group_id).where(Group.round_id == round_id)
    reader = union(attended, seated).subquery().c.member
    found = select(reader).where(compare(reader, member)).order_by(reader).limit(limit)
    return (await moment.session.scalars(found)).all()


async def _rounds(moment: Moment, rounds: Collection[int]) -> Sequence[Round]:
    return (await moment.session.scalars(select(Round).where(Round.id.in_(rounds)).order_by(Round.id))).all()

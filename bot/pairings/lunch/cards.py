"""The cards of Just Lunch: what each member reads about a lunch, drawn from the state of its round."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import ge, gt, itemgetter
from typing import TypeAlias

from sqlalchemy import ColumnElement, select, union

from bot.members.models import Member
from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.letters import OnFate, Pressed, to_members
from bot.pairings import letter_keys, queries
from bot.pairings.actions import Later
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch import membership_cards
from bot.pairings.lunch.card_data import LunchCardData, is_weekly, read_card_data
from bot.pairings.lunch.history import recent_rounds_of
from bot.pairings.lunch.queries import rounds_with_letters
from bot.pairings.models import Attendance, Group, Programme, Round, Seat
from bot.pairings.queries import LockedGroup
from bot.pairings.rules import GroupState, LunchAnswer, RoundState
from bot.pairings.views import lunch_requests, proposals
from bot.pairings.views.lunch_requests import RequestState

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
    moment: Moment, locked: LockedGroup, *, new: New | None = None, pressed: Pressed | None = None
) -> None:
    """Show what the people of a group read about its round."""
    members = [seat.member for seat in await queries.seats_of(moment, locked.group)]
    await show(moment, locked.programme, [locked.round_.id], members, new=new, pressed=pressed)


async def show_member(
    moment: Moment,
    programme: Programme | None,
    member: Member,
    pressed: Pressed | None = None,
    *,
    is_told: bool = False,
) -> None:
    """Show a member what they have read about lunch in these days, and the card that they pressed.

    ``is_told`` when what became of their requests is told in a new card. A press in an answer of ours, which is no
    card, proves nothing about where a card stands.
    """
    if programme is None:
        return
    pressed = pressed if pressed is not None and pressed.card else None
    rounds = {*await recent_rounds_of(moment, programme, member.id)}
    rounds |= {*await rounds_with_letters(moment, programme, member.id, pressed.card if pressed else "")}
    await membership_cards.show(moment, programme, [member.id], pressed=pressed)
    new: New = {}
    if is_told:
        theirs = select(Attendance).where(Attendance.member == member.id, Attendance.round_id.in_(rounds))
        new = {letter_keys.day_request(one): moment.now for one in await moment.session.scalars(theirs)}
    await show(moment, programme, rounds, [member.id], new=new, pressed=pressed)


async def page_when_over(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """Return the next cards of a round that is over; those that say that nobody was found are new."""
    return [
        (item, replace(card, is_new=card.key.startswith(letter_keys.nobody_found(round_id, ""))))
        for item, card in await page(moment, round_id, after, limit)
    ]


async def page(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """Return the next cards of a round, by their readers, of whom some have several."""
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
    """Return the cards of some members about some rounds, with their readers: proposals, requests, nobody found."""
    known = await read_card_data(moment, programme, rounds, members)
    cards = [(one[2].member, card) for one in known.seats for card in _of_seat(known, *one)]
    for round_ in await _rounds(moment, rounds):
        for (round_id, member), attendance in known.attendances.items():
            if round_id == round_.id and member in known.people:
                cards += [(member, card) for card in _of_attendance(known, round_, member, attendance)]
    return cards


def _of_seat(known: LunchCardData, round_: Round, group: Group, seat: Seat) -> list[Card]:
    recipient = known.recipient(round_, seat)
    people = {member: known.people[member] for member in known.present.get(group.id, ()) if member in known.people}
    proposed = proposals.Proposed(round_, group, people)
    to, alias = to_members(seat.member), seat.alias or ""
    proposal = Card(
        key=letter_keys.proposal(seat),
        to=to,
        alias=alias,
        message=lambda reader: proposals.card(reader, proposed, recipient),
        on_fate=OnFate(Later.PROPOSAL_SETTLED, group.id),
    )
    if group.state is not GroupState.DISSOLVED or seat.answer is not LunchAnswer.IN:
        return [proposal]
    off = Card(
        key=letter_keys.proposal_off(seat),
        to=to,
        alias=alias,
        message=lambda reader: proposals.off(reader, recipient),
    )
    return [proposal, off]


def _of_attendance(known: LunchCardData, round_: Round, member: str, attendance: Attendance) -> list[Card]:
    zone, to, alias = known.people[member].zone, to_members(member), attendance.alias or ""
    today = known.now.astimezone(zone).date()
    cards: list[Card] = []
    if attendance.asked_today or attendance.is_out:
        state = _became(known, round_, member, attendance)
        cards.append(
            Card(
                key=letter_keys.day_request(attendance),
                to=to,
                alias=alias,
                message=lambda reader: lunch_requests.day_request(reader, round_, zone, today, state),
            )
        )
    kept = attendance.kept
    if kept.truth is not None and member in known.memberships:
        membership = known.memberships[member]
        left_out = lunch_requests.NobodyFound(
            round_=round_,
            zone=zone,
            truth=kept.truth,
            why=kept.why,
            membership=membership,
            is_weekly=is_weekly(membership),
            following=known.following(round_, member),
        )
        cards.append(
            Card(
                key=letter_keys.nobody_found(round_.id, attendance.known_as),
                to=to,
                alias=alias,
                message=lambda reader: lunch_requests.nobody(reader, left_out),
            )
        )
    return cards


def _became(known: LunchCardData, round_: Round, member: str, attendance: Attendance) -> RequestState:
    if attendance.is_out or not attendance.asked_today:
        return RequestState.OUT
    group = known.group_of(round_, member)
    if group is not None:
        is_proposed = group.state is GroupState.PROPOSED
        return RequestState.PROPOSED if is_proposed else RequestState.FOUND
    is_open = round_.state is RoundState.OPEN and known.now < lunch_days.last_answer(round_.meets_at)
    return RequestState.LOOKING if is_open else RequestState.OVER


async def _readers(
    moment: Moment, round_id: int, compare: Callable[..., ColumnElement[bool]], member: str, limit: int
) -> Sequence[str]:
    """Return the next members who may have read something about a round."""
    attended = select(Attendance.member).where(Attendance.round_id == round_id)
    seated = select(Seat.member).join(Group, Group.id == Seat.group_id).where(Group.round_id == round_id)
    reader = union(attended, seated).subquery().c.member
    found = select(reader).where(compare(reader, member)).order_by(reader).limit(limit)
    return (await moment.session.scalars(found)).all()


async def _rounds(moment: Moment, rounds: Collection[int]) -> Sequence[Round]:
    return (await moment.session.scalars(select(Round).where(Round.id.in_(rounds)).order_by(Round.id))).all()

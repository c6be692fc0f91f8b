"""The cards of Just Lunch: what each member reads about a lunch, and about taking part, drawn from how it stands."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import ge, gt, itemgetter
from typing import TypeAlias

from sqlalchemy import ColumnElement, select, union

from bot.moment import Moment
from bot.outbox.cards import Card
from bot.outbox.service import Pressed, to_members
from bot.pairings import records
from bot.pairings.actions import Later
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch.records import is_taking_part
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.rules import LIVE, PRESENT, Answer, GroupState, ProgrammeState, RoundState
from bot.pairings.views import lunch_truths, proposals
from bot.people.acquaintance import Described, described

New: TypeAlias = Mapping[str, datetime]
"""The keys of the cards that come to be in this transaction, and from when on they may be shown."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the cards of some members say: all of it, as it stands in the database."""

    now: datetime
    programme: Programme
    people: Mapping[str, Described]
    memberships: Mapping[str, Membership]
    attendances: Mapping[tuple[int, str], Attendance]
    seats: Sequence[tuple[Round, Group, Seat]]
    """Those of the members, for whom a proposal was made."""
    present: Mapping[int, Collection[str]]
    """Who still is in a group."""
    busy: Mapping[str, Collection[date]]
    """The days to come for which a member has asked, or has somebody."""

    def reader(self, round_: Round, seat: Seat) -> proposals.Reader:
        """One of the members, before the card of a proposal."""
        membership = self.memberships.get(seat.member)
        attendance = self.attendances.get((round_.id, seat.member))
        is_in = is_taking_part(membership, self.now)
        paused_until = membership.paused_until if membership else None
        return proposals.Reader(
            member=seat.member,
            answer=seat.answer,
            zone=self.people[seat.member].zone,
            may_skip=is_in and (paused_until is None or paused_until <= self.now),
            is_asked_no_more=not is_in and not (attendance and attendance.asked_today),
            hears_by=lunch_days.last_answer(round_.meets_at) if self._is_looked_for(round_, seat.member) else None,
            is_past=round_.meets_at <= self.now,
        )

    def group_of(self, round_: Round, member: str) -> Group | None:
        """The group of a round that is on its way and in which a member is."""
        return next(
            (
                group
                for other, group, seat in self.seats
                if other.id == round_.id and group.state in LIVE and seat.member == member and seat.answer in PRESENT
            ),
            None,
        )

    def _is_looked_for(self, round_: Round, member: str) -> bool:
        attendance, membership = self.attendances.get((round_.id, member)), self.memberships.get(member)
        is_open = round_.state is RoundState.OPEN and self.now < lunch_days.last_answer(round_.meets_at)
        if not is_open or self.group_of(round_, member) is not None:
            return False
        if attendance is not None and (attendance.is_out or attendance.truth is not None):
            return False
        if attendance is not None and attendance.asked_today:
            return True
        paused_until = membership.paused_until if membership else None
        is_back = paused_until is None or paused_until <= round_.meets_at
        return is_taking_part(membership, round_.meets_at) and is_back

    def following(self, round_: Round, member: str) -> date | None:
        """The day after a round's for which a member can still ask; None where they have, or while lunch rests."""
        zone = self.people[member].zone
        day = lunch_days.next_working_day(round_.meets_at.astimezone(zone).date())
        is_open = lunch_days.pool_closes(lunch_days.noon_of(day, zone)) > self.now
        is_on = self.programme.state is ProgrammeState.RUNNING
        return day if is_on and is_open and day not in self.busy.get(member, ()) else None


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
    members = [seat.member for seat in await records.seats_of(moment, group)]
    await show(moment, programme, [group.round_id], members, new=new, pressed=pressed)


async def truths(moment: Moment, round_id: int, after: str, limit: int) -> Sequence[tuple[str, Card]]:
    """The next cards of a round that is over; whoever is told that nobody was found hears it now."""
    return [
        (item, replace(card, is_new=card.key.startswith(records.left_out_letter(round_id, ""))))
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
    known = await _known(moment, programme, rounds, members)
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
    key, to = records.proposal_letter(group.id, seat.member), to_members(seat.member)
    proposal = Card(
        key=key,
        to=to,
        message=proposals.card(proposals.Proposed(round_, group, people), reader),
        heard_as=Later.PROPOSAL_SETTLED,
        subject=group.id,
    )
    if group.state is not GroupState.DISSOLVED or seat.answer is not Answer.IN:
        return [proposal]
    return [proposal, Card(key=off_letter(group.id, seat.member), to=to, message=proposals.off(reader))]


def off_letter(group_id: int, member: str) -> str:
    """That a proposal is off, for who had said yes: a card that changes rings no bell."""
    return f"{records.proposal_letter(group_id, member)}/off"


def wish_letter(round_id: int, member: str) -> str:
    """A wish for lunch on one day, made by a form."""
    return f"round-{round_id}/wish-{member}"


def _of_attendance(known: Known, round_: Round, member: str, attendance: Attendance) -> list[Card]:
    zone, to = known.people[member].zone, to_members(member)
    today = known.now.astimezone(zone).date()
    cards: list[Card] = []
    if attendance.asked_today or attendance.is_out:
        words = lunch_truths.wished(round_, zone, today, _became(known, round_, member, attendance))
        cards.append(Card(key=wish_letter(round_.id, member), to=to, message=words))
    if attendance.truth is not None and member in known.memberships:
        membership = known.memberships[member]
        left_out = lunch_truths.LeftOut(
            round_=round_,
            zone=zone,
            truth=attendance.truth,
            why=attendance.left_out,
            membership=membership,
            is_in=is_taking_part(membership, known.now),
            following=known.following(round_, member),
        )
        cards.append(Card(key=records.left_out_letter(round_.id, member), to=to, message=lunch_truths.nobody(left_out)))
    return cards


def _became(known: Known, round_: Round, member: str, attendance: Attendance) -> lunch_truths.Wished:
    if attendance.is_out or not attendance.asked_today:
        return lunch_truths.Wished.OUT
    group = known.group_of(round_, member)
    if group is not None:
        is_proposed = group.state is GroupState.PROPOSED
        return lunch_truths.Wished.PROPOSED if is_proposed else lunch_truths.Wished.FOUND
    is_open = round_.state is RoundState.OPEN and known.now < lunch_days.last_answer(round_.meets_at)
    return lunch_truths.Wished.LOOKING if is_open else lunch_truths.Wished.OVER


async def _known(moment: Moment, programme: Programme, rounds: Collection[int], members: Collection[str]) -> Known:
    rows = await moment.session.execute(
        select(Round, Group, Seat)
        .join(Group, Group.round_id == Round.id)
        .join(Seat, Seat.group_id == Group.id)
        .where(Round.id.in_(rounds), Group.answer_by.is_not(None), Seat.member.in_(members))
        .order_by(Group.id, Seat.member)
    )
    seats = [(round_, group, seat) for round_, group, seat in rows]
    present = await _present(moment, {group.id for _, group, _ in seats})
    everybody = set(members).union(*present.values())
    people = await described(moment.session, moment.workspace, everybody)
    return Known(
        moment.now,
        programme,
        people,
        await _memberships(moment, programme, members),
        await _attendances(moment, rounds, members),
        seats,
        present,
        await _busy(moment, programme, people, members),
    )


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


async def _present(moment: Moment, groups: Collection[int]) -> Mapping[int, Collection[str]]:
    rows = await moment.session.execute(
        select(Seat.group_id, Seat.member).where(Seat.group_id.in_(groups), Seat.answer.in_(PRESENT))
    )
    present: dict[int, list[str]] = {}
    for group_id, member in rows:
        present.setdefault(group_id, []).append(member)
    return present


async def _memberships(moment: Moment, programme: Programme, members: Collection[str]) -> Mapping[str, Membership]:
    found = await moment.session.scalars(
        select(Membership).where(Membership.programme_id == programme.id, Membership.member.in_(members))
    )
    return {one.member: one for one in found}


async def _attendances(
    moment: Moment, rounds: Collection[int], members: Collection[str]
) -> Mapping[tuple[int, str], Attendance]:
    # Some are written beside the session, by statements that insert or update.
    found = await moment.session.scalars(
        select(Attendance)
        .where(Attendance.round_id.in_(rounds), Attendance.member.in_(members))
        .execution_options(populate_existing=True)
    )
    return {(one.round_id, one.member): one for one in found}


async def _busy(
    moment: Moment, programme: Programme, people: Mapping[str, Described], members: Collection[str]
) -> Mapping[str, Collection[date]]:
    ahead = (Round.programme_id == programme.id, Round.meets_at > moment.now)
    asked = select(Attendance.member, Round.meets_at).join(Round, Round.id == Attendance.round_id)
    asked = asked.where(*ahead, Attendance.asked_today, ~Attendance.is_out, Attendance.member.in_(members))
    seated = select(Seat.member, Round.meets_at).join(Group, Group.id == Seat.group_id)
    seated = seated.join(Round, Round.id == Group.round_id).where(*ahead, Group.state.in_(LIVE))
    seated = seated.where(Seat.answer.in_(PRESENT), Seat.member.in_(members))
    busy: dict[str, set[date]] = {}
    for found in (asked, seated):
        for member, noon in await moment.session.execute(found):
            busy.setdefault(member, set()).add(noon.astimezone(people[member].zone).date())
    return busy

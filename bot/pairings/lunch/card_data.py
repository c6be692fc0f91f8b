"""The data of the cards of Just Lunch, read from the database in a few statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.moment import Moment
from bot.pairings import queries
from bot.pairings.lunch import days as lunch_days
from bot.pairings.lunch.history import silent_since
from bot.pairings.lunch.queries import is_taking_part
from bot.pairings.models import Attendance, Group, Membership, Programme, Round, Seat
from bot.pairings.rules import LIVE, PRESENT, LunchAnswer, RoundState
from bot.pairings.views import proposals
from bot.profiles.matching_input import Described, described
from bot.recurring.rules import RecurringState


@dataclass(frozen=True, slots=True)
class LunchCardData:
    """Everything that the cards of some members say, as it is in the database."""

    now: datetime
    programme: Programme
    people: Mapping[str, Described]
    memberships: Mapping[str, Membership]
    attendances: Mapping[tuple[int, str], Attendance]
    seats: Sequence[tuple[Round, Group, Seat]]
    """Those of the members, for whom a proposal was made."""
    present: Mapping[int, Collection[str]]
    """Those who still are in a group."""
    silent: Mapping[str, int]
    """Those who are out because they left too many proposals unanswered, and the group of the last one."""
    busy: Mapping[str, Collection[date]]
    """The days to come for which a member has asked, or has somebody."""

    def recipient(self, round_: Round, seat: Seat) -> proposals.Recipient:
        """Return one of the members as the recipient of a proposal."""
        membership = self.memberships.get(seat.member)
        attendance = self.attendances.get((round_.id, seat.member))
        is_past, had_asked = round_.ends_at <= self.now, attendance is not None and attendance.asked_today
        is_back = queries.pause_of(membership, self.now) is None
        return proposals.Recipient(
            member=seat.member,
            answer=seat.answer,
            zone=self.people[seat.member].zone,
            may_skip=is_weekly(membership) and is_back and not is_past,
            is_asked_no_more=self.silent.get(seat.member) == seat.group_id and not had_asked,
            hears_by=lunch_days.last_answer(round_.meets_at) if self._is_looked_for(round_, seat.member) else None,
            is_past=is_past,
        )

    def group_of(self, round_: Round, member: str) -> Group | None:
        """Return the group of a round that is on its way and in which a member is."""
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
        if attendance is not None and (attendance.is_out or attendance.kept.truth is not None):
            return False
        if attendance is not None and attendance.asked_today:
            return True
        is_back = queries.pause_of(membership, round_.meets_at) is None
        return is_taking_part(membership, round_.meets_at) and is_back

    def following(self, round_: Round, member: str) -> date | None:
        """Return the day after a round's for which a member can ask; None where they have, or while lunch is paused."""
        zone = self.people[member].zone
        day = lunch_days.next_working_day(round_.meets_at.astimezone(zone).date())
        is_open = lunch_days.pool_closes(lunch_days.noon_of(day, zone)) > self.now
        is_on = self.programme.state is RecurringState.RUNNING
        return day if is_on and is_open and day not in self.busy.get(member, ()) else None


def is_weekly(membership: Membership | None) -> bool:
    """Return True when somebody takes part week after week: what that offers does not pass with this week."""
    return membership is not None and membership.is_in and membership.ends_at is None


async def read_card_data(
    moment: Moment, programme: Programme, rounds: Collection[int], members: Collection[str]
) -> LunchCardData:
    """Read all that the cards of some members about some rounds say."""
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
    memberships = await _memberships(moment, programme, members)
    return LunchCardData(
        moment.now,
        programme,
        people,
        memberships,
        await _attendances(moment, rounds, members),
        seats,
        present,
        await _silent(moment, programme, memberships, [seat for _, _, seat in seats]),
        await _busy(moment, programme, people, members),
    )


async def _present(moment: Moment, groups: Collection[int]) -> Mapping[int, Collection[str]]:
    present: dict[int, list[str]] = {}
    for seat in await moment.session.scalars(select(Seat).where(Seat.group_id.in_(groups))):
        if seat.answer in PRESENT:
            present.setdefault(seat.group_id, []).append(seat.member)
    return present


async def _memberships(moment: Moment, programme: Programme, members: Collection[str]) -> Mapping[str, Membership]:
    found = await moment.session.scalars(
        select(Membership).where(Membership.programme_id == programme.id, Membership.member.in_(members))
    )
    return {one.member: one for one in found}


async def _silent(
    moment: Moment, programme: Programme, memberships: Mapping[str, Membership], seats: Sequence[Seat]
) -> Mapping[str, int]:
    lapsed = {seat.member for seat in seats if seat.answer is LunchAnswer.LAPSED}
    out = [member for member in lapsed if member in memberships and not memberships[member].is_in]
    return await silent_since(moment, programme, out) if out else {}


async def _attendances(
    moment: Moment, rounds: Collection[int], members: Collection[str]
) -> Mapping[tuple[int, str], Attendance]:
    found = await moment.session.scalars(
        select(Attendance).where(Attendance.round_id.in_(rounds), Attendance.member.in_(members))
    )
    return {(one.round_id, one.member): one for one in found}


async def _busy(
    moment: Moment, programme: Programme, people: Mapping[str, Described], members: Collection[str]
) -> Mapping[str, Collection[date]]:
    ahead = (Round.programme_id == programme.id, Round.meets_at > moment.now)
    asked = select(Attendance, Round.meets_at).join(Round, Round.id == Attendance.round_id)
    asked = asked.where(*ahead, Attendance.asked_today, Attendance.member.in_(members))
    seated = select(Seat, Round.meets_at).join(Group, Group.id == Seat.group_id)
    seated = seated.join(Round, Round.id == Group.round_id).where(*ahead, Group.state.in_(LIVE))
    seated = seated.where(Seat.member.in_(members))
    noons = [(one.member, noon) for one, noon in await moment.session.execute(asked) if not one.is_out]
    noons += [(seat.member, noon) for seat, noon in await moment.session.execute(seated) if seat.answer in PRESENT]
    busy: dict[str, set[date]] = {}
    for member, noon in noons:
        busy.setdefault(member, set()).add(noon.astimezone(people[member].zone).date())
    return busy
